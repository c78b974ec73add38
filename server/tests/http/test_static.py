"""The built clients are served with the headers that each needs."""

import base64
import hashlib
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import httpx2
import pytest
from fastapi import FastAPI

from chorus.core.ids import TenantId
from chorus.http import static
from chorus.stores.postgres.database import Database
from tests import people

SHOP = "https://shop.example"


@pytest.fixture
def clients(tmp_path: Path) -> Path:
    """What a build leaves."""
    for name, text in (
        ("console/dist/index.html", "<title>Console</title>"),
        ("console/dist/assets/app-1234.js", "1"),
        ("widget/dist/app.html", "<title>Chat</title>"),
        ("widget/dist/chorus.js", "2"),
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


async def fetch(database: Database, clients: Path, path: str) -> httpx2.Response:
    """As a browser."""
    app = FastAPI()
    app.state.services = SimpleNamespace(database=database)
    static.mount(app, "https://chat.example", "wss://chat.example", clients)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="https://chat.example") as client:
        return await client.get(path)


async def test_the_widgets_page_may_be_framed_by_the_inboxes_sites_alone(
    database: Database, acme: TenantId, clients: Path
) -> None:
    inbox = await people.inbox(database, acme, [SHOP, "http://localhost:3000"])

    allowed = await fetch(database, clients, f"/widget/app.html?inbox={inbox}")
    nobody = await fetch(database, clients, "/widget/app.html")
    trick = await fetch(database, clients, f"/widget/app.html?inbox={inbox}%20*;x")

    assert allowed.text == "<title>Chat</title>"
    policy = allowed.headers["content-security-policy"]
    assert policy.endswith(f"; frame-ancestors {SHOP} http://localhost:3000")
    assert policy.startswith("default-src 'self';")
    assert allowed.headers["cache-control"] == "no-store"
    assert all(
        answer.headers["content-security-policy"].endswith("; frame-ancestors 'none'") for answer in (nobody, trick)
    )


async def test_the_loader_is_for_every_page(database: Database, clients: Path) -> None:
    answer = await fetch(database, clients, "/widget/chorus.js")
    assert answer.status_code == 200
    assert "frame-ancestors" not in answer.headers["content-security-policy"]


async def test_nobody_frames_the_console_and_its_assets_stay_cached(database: Database, clients: Path) -> None:
    page = await fetch(database, clients, "/console/inbox/deep/link")
    asset = await fetch(database, clients, "/console/assets/app-1234.js")

    assert page.text == "<title>Console</title>"
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-cache"
    assert "immutable" in asset.headers["cache-control"]
    assert (await fetch(database, clients, "/console/assets/gone.js")).status_code == 404


@pytest.mark.parametrize("path", ["chorus.js", "app.html"])
async def test_the_widget_loads_on_a_cross_origin_isolated_page_and_by_a_tag_with_crossorigin(
    database: Database, clients: Path, path: str
) -> None:
    headers = (await fetch(database, clients, f"/widget/{path}")).headers
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["cross-origin-embedder-policy"] == "require-corp"
    assert headers["access-control-allow-origin"] == "*"


async def test_the_console_is_not_for_other_sites_to_load(database: Database, clients: Path) -> None:
    headers = (await fetch(database, clients, "/console/")).headers
    assert not {"cross-origin-resource-policy", "access-control-allow-origin"} & set(headers)


@pytest.mark.parametrize(
    ("around", "told"),
    [
        ("https://evil.example", "https://evil.example"),
        (f"{SHOP} https://builder.example", "https://builder.example"),
        ("null", "null"),
        ('</script><script>"', '\\u003c/script>\\u003cscript>\\"'),
        ("https://" + "x" * 999, "https://" + "x" * 292),
    ],
)
async def test_a_page_that_may_not_carry_the_chat_is_told_at_once(
    database: Database, acme: TenantId, clients: Path, around: str, told: str
) -> None:
    inbox = await people.inbox(database, acme, [SHOP])
    answer = await fetch(database, clients, f"/widget/app.html?inbox={inbox}&page={quote(around)}")
    script = f'parent.postMessage({{"chorus": 1, "type": "refused", "page": "{told}"}},"*")'
    assert answer.status_code == 403
    assert answer.text.endswith(f"<script>{script}</script>")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert answer.headers["content-security-policy"].startswith(f"default-src 'none'; script-src 'sha256-{digest}';")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


async def test_a_page_that_names_itself_wrongly_gains_nothing(
    database: Database, acme: TenantId, clients: Path
) -> None:
    inbox = await people.inbox(database, acme, [SHOP])
    answer = await fetch(database, clients, f"/widget/app.html?inbox={inbox}&page={SHOP}")
    assert answer.headers["content-security-policy"].endswith(f"; frame-ancestors {SHOP}")
