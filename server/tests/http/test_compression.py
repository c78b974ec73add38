"""What is large goes over the wire compressed, to those who take it, and never with a secret in it."""

import gzip
import json
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import JSONResponse, Response, StreamingResponse

from chorus.http import static
from chorus.http.compress import SECRETS, Compress
from chorus.http.encoding import accepted
from chorus.processes.api import build_app

SCRIPT = b"export const words = 'so many words';\n" * 400
BROTLI, GZIP = b"brotli of it", gzip.compress(SCRIPT)
LONG = [{"id": at, "text": "What a long list this is"} for at in range(200)]
TAKES_ALL = {"accept-encoding": "gzip, deflate, br, zstd"}


@pytest.fixture
def clients(tmp_path: Path) -> Path:
    """What a build leaves: a page, a script with its encoded forms, a script of a build without them."""
    for name, content in (
        ("console/dist/index.html", b'<script src="/console/assets/app-1.js"></script>' + b"<p>words</p>" * 200),
        ("console/dist/assets/app-1.js", SCRIPT),
        ("console/dist/assets/app-1.js.br", BROTLI),
        ("console/dist/assets/app-1.js.gz", GZIP),
        ("console/dist/assets/stale-1.js", SCRIPT),
        ("console/dist/assets/stale-1.js.br", BROTLI),
        ("console/dist/assets/font-1.woff2", b"f" * 5_000),
        ("widget/dist/chorus.js", SCRIPT),
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    old = tmp_path / "console/dist/assets/stale-1.js.br"
    os.utime(old, ns=(1, old.with_suffix("").stat().st_mtime_ns - 1))
    return tmp_path


@asynccontextmanager
async def browser(clients: Path | None = None, public_url: str = "https://chat.example") -> AsyncIterator[Any]:
    """Asks an app that serves the bundles and a few answers of its own; takes no encoding unless a test says so."""
    app = FastAPI()
    app.state.services = SimpleNamespace(database=None)
    app.add_middleware(Compress)

    @app.get("/v1/long")
    async def long() -> list[dict[str, Any]]:
        return LONG

    @app.get("/v1/short")
    async def short() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/v1/auth/long")
    async def secret() -> list[dict[str, Any]]:
        return LONG

    @app.get("/v1/bytes")
    async def some_bytes() -> Response:
        return Response(b"a" * 9_000, media_type="application/octet-stream")

    @app.get("/v1/sealed")
    async def sealed() -> Response:
        return JSONResponse(LONG, headers={"Cache-Control": "no-store, no-transform"})

    @app.get("/v1/stream")
    async def stream() -> Response:
        async def parts() -> AsyncIterator[bytes]:
            for _ in range(3):
                yield b"data: " + b"a" * 2_000 + b"\n\n"

        return StreamingResponse(parts(), media_type="text/event-stream")

    if clients is not None:
        static.mount(app, public_url, "wss://chat.example", clients)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="https://chat.example") as client:
        client.headers["accept-encoding"] = "identity"
        yield client


async def raw(client: httpx2.AsyncClient, path: str, **headers: str) -> tuple[httpx2.Response, bytes]:
    """An answer, and its bytes as they came over the wire."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with client.stream("GET", path, headers=named) as response:
        return response, b"".join([part async for part in response.aiter_raw()])


async def test_a_long_list_is_compressed_for_who_takes_it() -> None:
    async with browser() as client:
        packed, content = await raw(client, "/v1/long", accept_encoding="gzip, br")
        plain, _ = await raw(client, "/v1/long")

    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) == len(content) < 1_500
    assert json.loads(gzip.decompress(content)) == LONG
    assert "content-encoding" not in plain.headers
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"


async def test_what_is_short_secret_sealed_or_no_text_is_sent_as_it_is() -> None:
    async with browser() as client:
        for path in ("/v1/short", "/v1/auth/long", "/v1/sealed", "/v1/bytes"):
            answer, _ = await raw(client, path, **{"accept_encoding": "gzip"})
            assert answer.status_code == 200
            assert "content-encoding" not in answer.headers


async def test_a_stream_passes_untouched() -> None:
    async with browser() as client:
        answer, content = await raw(client, "/v1/stream", accept_encoding="gzip")
    assert "content-encoding" not in answer.headers
    assert content.count(b"data: ") == 3


@pytest.mark.parametrize(
    ("header", "encoding", "content"),
    [
        ("gzip, deflate, br, zstd", "br", BROTLI),
        ("gzip", "gzip", GZIP),
        ("br;q=0.5, gzip", "gzip", GZIP),
        ("br;q=0, *", "gzip", GZIP),
        ("identity", None, SCRIPT),
        ("", None, SCRIPT),
        ("gzip;q=0, br;q=0", None, SCRIPT),
        ("gzip;q=0.2, identity", None, SCRIPT),
    ],
)
async def test_a_script_is_sent_as_the_build_encoded_it(
    clients: Path, header: str, encoding: str | None, content: bytes
) -> None:
    async with browser(clients) as client:
        answer, sent = await raw(client, "/console/assets/app-1.js", accept_encoding=header)
    assert answer.headers.get("content-encoding") == encoding
    assert sent == content
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "immutable" in answer.headers["cache-control"]


async def test_each_encoding_has_its_tag_and_what_is_known_is_not_sent_again(clients: Path) -> None:
    path = "/console/assets/app-1.js"
    async with browser(clients) as client:
        tags = {}
        for name in ("br", "gzip", "identity"):
            answer, _ = await raw(client, path, accept_encoding=name)
            tags[name] = answer.headers["etag"]
        known, content = await raw(client, path, accept_encoding="br", if_none_match=f'"x", W/{tags["br"]}')
        other, _ = await raw(client, path, accept_encoding="br", if_none_match=tags["gzip"])

    assert len(set(tags.values())) == 3
    assert (known.status_code, content) == (304, b"")
    assert known.headers["etag"] == tags["br"]
    assert known.headers["vary"] == "Accept-Encoding"
    assert other.status_code == 200


async def test_a_range_is_of_the_form_that_is_sent(clients: Path) -> None:
    path = "/console/assets/app-1.js"
    async with browser(clients) as client:
        plain, some = await raw(client, path, range="bytes=7-11")
        packed, other = await raw(client, path, accept_encoding="br", range="bytes=0-5")
        tag = packed.headers["etag"]
        same, _ = await raw(client, path, accept_encoding="br", range="bytes=0-5", if_range=tag)
        changed, whole = await raw(client, path, range="bytes=0-5", if_range=tag)
        beyond, _ = await raw(client, path, range="bytes=999999-")

    assert (plain.status_code, some) == (206, SCRIPT[7:12])
    assert plain.headers["content-range"] == f"bytes 7-11/{len(SCRIPT)}"
    assert (packed.status_code, other) == (206, BROTLI[:6])
    assert packed.headers["content-encoding"] == "br"
    assert same.status_code == 206
    assert (changed.status_code, whole) == (200, SCRIPT)
    assert beyond.status_code == 416


async def test_what_no_build_encoded_is_compressed_as_it_is_sent(clients: Path) -> None:
    async with browser(clients) as client:
        for path in ("/console/", "/console/deep/link", "/console/assets/stale-1.js", "/widget/chorus.js"):
            answer, content = await raw(client, path, **TAKES_ALL_AS_NAMES)
            assert answer.headers["content-encoding"] == "gzip", path
            assert len(content) < 1_000
            known, _ = await raw(client, path, **TAKES_ALL_AS_NAMES, if_none_match=answer.headers["etag"])
            assert known.status_code == 304
        font, _ = await raw(client, "/console/assets/font-1.woff2", **TAKES_ALL_AS_NAMES)
        assert "content-encoding" not in font.headers
        assert (await client.get("/console/assets/app-1.js.br")).status_code == 404


TAKES_ALL_AS_NAMES = {"accept_encoding": TAKES_ALL["accept-encoding"]}


async def test_a_page_below_a_path_names_its_parts_there(clients: Path) -> None:
    async with browser(clients, "https://example.com/chat") as client:
        page = await client.get("/console/deep/link")
    assert 'src="/chat/console/assets/app-1.js"' in page.text


@given(st.text(max_size=200))
def test_any_header_is_read(header: str) -> None:
    assert accepted(header, ("br", "gzip")) in {"br", "gzip", None}


SECRET_WORDS = ("secret", "token", "password", "nonce", "key")
# Named so, and no secret: a public key, and whether there is one, rules, and what a model may use.
HARMLESS = {"hasIdentitySecret", "identityPublicKey", "inputTokens", "keywords", "modelTokensPerDay", "outputTokens"}


def names(schemas: dict[str, Any], part: Any, seen: tuple[str, ...] = ()) -> Iterator[str]:
    """Every property of a part of the OpenAPI document, and of what it refers to."""
    if isinstance(part, list):
        for inner in part:
            yield from names(schemas, inner, seen)
    if not isinstance(part, dict):
        return
    target = part.get("$ref")
    if target and target not in seen:
        yield from names(schemas, schemas[target.rsplit("/", 1)[-1]], (*seen, target))
    yield from part.get("properties", {})
    for inner in part.values():
        yield from names(schemas, inner, seen)


def secret_answers(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The paths that answer with something that is to stay secret, and what it is called."""
    for path, methods in document["paths"].items():
        for operation in methods.values():
            answers = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
            for name in names(document["components"]["schemas"], answers):
                if name not in HARMLESS and any(word in name.lower() for word in SECRET_WORDS):
                    yield path, name


def test_no_answer_with_a_secret_is_compressed() -> None:
    found = set(secret_answers(build_app().openapi()))
    assert {"/v1/auth/login", "/v1/widget/start", "/v1/sockets", "/v1/api-keys"} <= {path for path, _ in found}
    assert {(path, name) for path, name in found if not SECRETS.fullmatch(path)} == set()
