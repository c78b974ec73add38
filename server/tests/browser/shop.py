"""The demo shop on another site than the chat server, as every real shop is, and pages that make it hard for a widget.

`localhost` and 127.0.0.1 are two sites to a browser; two ports of 127.0.0.1 are one, which hides what it blocks.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from threading import Thread

from typing_extensions import override

from tests.ports import free_port
from tests.proof.stack import CLIENTS, Stack

DEMO = CLIENTS / "widget" / "demo"
ISOLATED = {"Cross-Origin-Embedder-Policy": "require-corp", "Cross-Origin-Opener-Policy": "same-origin"}
HEADERS = {"/page/isolated": ISOLATED, "/page/sandboxed": {"Content-Security-Policy": "sandbox allow-scripts"}}
STYLES = {
    "reset": "* { all: unset; position: fixed !important }",
    "hidden": "* { display: none !important } html, body, main { display: block !important }",
    "moved-body": "body { transform: translateX(1px); filter: grayscale(1) }",
    "moved-document": "html { transform: translateX(1px) } ::backdrop { background: red !important }",
    "zoomed": "html { zoom: 1.5 }",
    "covered": "main { position: fixed; inset: 0; z-index: 2147483647; background: Canvas }",
}


@dataclass
class Shop:
    """Where the shop is, and a site that is not on the inbox's list."""

    url: str
    stranger: str

    def page(self, name: str) -> str:
        """One of the pages below: a style of `STYLES`, `isolated`, `sandboxed`, `crossorigin`, or `plain`."""
        return f"{self.url}/page/{name}"

    @property
    def home(self) -> str:
        """The demo shop."""
        return f"{self.url}/"


@contextmanager
def open_shop(stack: Stack) -> Iterator[Shop]:
    """Serve both sites; the list of the inbox is the caller's affair."""
    with ExitStack() as exits:
        ports = [free_port(), free_port()]
        urls = [f"http://localhost:{port}" for port in ports]
        for port in ports:
            server = ThreadingHTTPServer(("127.0.0.1", port), _handler(stack, urls[0]))
            exits.callback(server.server_close)
            exits.callback(server.shutdown)
            Thread(target=server.serve_forever, daemon=True).start()
        yield Shop(*urls)


def _handler(stack: Stack, shop: str) -> type[BaseHTTPRequestHandler]:
    # What docs/widget.md tells sites to allow, and no more.
    policy = (
        "default-src 'none'; img-src 'self'; style-src 'self' 'unsafe-inline';"
        f" script-src {stack.url}; frame-src {stack.url} {shop}"
    )

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            body, kind = _content(path, stack, shop)
            self.send_response(404 if body is None else 200)
            headers = {"Content-Type": kind, "Content-Security-Policy": policy}
            for name, value in (headers | HEADERS.get(path, {})).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body or b"")

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Nobody reads it."""

    return Handler


def _content(path: str, stack: Stack, shop: str) -> tuple[bytes | None, str]:
    if path.startswith("/page/"):
        return _page(path.removeprefix("/page/"), stack).encode(), "text/html; charset=utf-8"
    if path == "/around":
        return f'<iframe src="{shop}/page/plain" width="900" height="700"></iframe>'.encode(), "text/html"
    name = Path(path).name or "index.html"
    file = DEMO / name
    if not file.is_file():
        return None, "text/plain"
    content = file.read_bytes()
    if name == "index.html":
        content = content.replace(b'src="/widget/', f'src="{stack.url}/widget/'.encode())
    return content, guess_type(name)[0] or "application/octet-stream"


def _page(name: str, stack: Stack) -> str:
    tag = f'src="{stack.url}/widget/chorus.js" data-inbox="{stack.inbox_id}" async'
    crossorigin = " crossorigin" if name == "crossorigin" else ""
    return (
        '<!doctype html><html lang="en"><head><title>Shop</title><link rel="icon" href="/favicon.svg">'
        f'<meta name="viewport" content="width=device-width"><style>{STYLES.get(name, "")}</style></head>'
        f'<body><main><h1>{name}</h1><p style="height: 4000px">Long.</p></main>'
        f"<script {tag}{crossorigin}></script></body></html>"
    )
