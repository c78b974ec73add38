"""Where the world finds us is told by PUBLIC_URL, not by what a request says of itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace

import httpx2
import pytest

from chorus.http.place import prefix_of
from chorus.processes.api import build_app
from chorus.processes.settings import Settings, SettingsError
from tests.processes.test_settings import NEEDED

EVIL = {"host": "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "http"}


class NoLimits:
    """Lets everybody through."""

    async def hit(self, name: str, key: str) -> None:
        """Counts nothing."""


@asynccontextmanager
async def api(environment: pytest.MonkeyPatch, public_url: str) -> AsyncIterator[httpx2.AsyncClient]:
    """The real app at an address, and somebody who asks it."""
    for name, value in NEEDED.items():
        environment.setenv(name, value)
    environment.setenv("CHORUS_PUBLIC_URL", public_url)
    app = build_app(SimpleNamespace(settings=Settings.load(), database=None, limits=NoLimits()))  # type: ignore[arg-type]
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://10.0.0.5:8080") as client:
        yield client


@pytest.mark.parametrize("public_url", ["https://chat.example", "https://chat.example/", "https://example.com/chat"])
async def test_redirects_lead_to_the_public_address(clean_environment: pytest.MonkeyPatch, public_url: str) -> None:
    base = public_url.rstrip("/")
    async with api(clean_environment, public_url) as client:
        for path, target in (
            ("/", "/console/"),
            ("/console", "/console/"),
            ("/widget?a=1", "/widget/?a=1"),
            ("/demo", "/demo/"),
            ("/v1/labels/?limit=5", "/v1/labels?limit=5"),
            ("/docs/", "/docs"),
        ):
            answer = await client.get(path, headers=EVIL)
            assert answer.status_code == 307, path
            assert answer.headers["location"] == base + target
        for path in (
            "/console.html",
            "/nothing/",
            "http://10.0.0.5:8080//evil.example/",
            "http://10.0.0.5:8080//evil.example",
            "/v1/nothing/",
        ):
            assert (await client.get(path, headers=EVIL)).status_code == 404, path


async def test_below_a_path_everything_answers_with_it_and_without(clean_environment: pytest.MonkeyPatch) -> None:
    """A proxy may take the prefix off or leave it on."""
    async with api(clean_environment, "https://example.com/chat") as client:
        for prefix in ("", "/chat"):
            assert (await client.get(f"{prefix}/health")).json() == {"status": "ok"}
            refused = await client.get(f"{prefix}/v1/labels")
            assert refused.json()["error"]["code"] == "auth.required"
            assert refused.headers["cache-control"] == "no-store"
            assert '"/chat/openapi.json"' in (await client.get(f"{prefix}/docs")).text.replace("'", '"')
        assert (await client.get("/chatter/health")).status_code == 404
        assert (await client.get("/chat/chat/health")).status_code == 404


def test_the_prefix_is_the_path_of_the_address() -> None:
    urls = ("https://a", "https://a/", "https://a/chat", "https://a/chat/", "https://a:8/one/two")
    assert [prefix_of(url) for url in urls] == ["", "", "/chat", "/chat", "/one/two"]


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/console",
        "https://example.com/a/widget",
        "https://example.com/v1",
        "https://example.com/chat?a=1",
        "https://example.com/chat#a",
        "https://user:secret@example.com",
        "https://example.com/two words",
        "https://example.com//chat",
        "https://example.com/<chat>",
    ],
)
def test_an_address_that_cannot_work_is_refused_at_the_start(clean_environment: pytest.MonkeyPatch, url: str) -> None:
    for name, value in NEEDED.items():
        clean_environment.setenv(name, value)
    clean_environment.setenv("CHORUS_PUBLIC_URL", url)
    with pytest.raises(SettingsError, match="CHORUS_PUBLIC_URL"):
        Settings.load()
