"""An HTTP server in a loop of ours: uvicorn, with the bounds of `bounds.py` and without its signals."""

import asyncio
import errno
import os
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Any, cast

import uvicorn
from typing_extensions import override

from chorus.http.server.bounds import Connections, HttpBounds, networks
from chorus.http.server.protocol import BoundedHttp

TICKS_PER_SECOND = 10  # uvicorn's


class HttpServer(uvicorn.Server):
    """Serves an ASGI app until `should_exit`; signals are the process's business."""

    def __init__(
        self,
        app: Any,
        host: str,
        port: int,
        *,
        bounds: HttpBounds | None = None,
        trusted_proxies: Sequence[str] = (),
    ) -> None:
        self.open = Connections(bounds or HttpBounds(), networks(trusted_proxies))
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                http=cast("Any", partial(BoundedHttp, self.open)),
                ws="none",
                log_config=None,
                access_log=False,
                lifespan="off",
                proxy_headers=bool(trusted_proxies),
                forwarded_allow_ips=list(trusted_proxies) or None,
                server_header=False,
                timeout_graceful_shutdown=3,
            )
        )
        self.is_up = asyncio.Event()

    @override
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        except SystemExit:  # uvicorn's word for a port that it cannot have, with an exit code that means another thing
            self.should_exit = True
            return
        self.is_up.set()

    @override
    async def on_tick(self, counter: int) -> bool:
        if counter % TICKS_PER_SECOND == 0:
            self.open.sweep()
        return await super().on_tick(counter)


@asynccontextmanager
async def running(server: HttpServer) -> AsyncIterator[None]:
    """Serve as long as the context; ends when the last answers are out. Raises OSError where the port is taken.

    Raises:
        OSError: If the operating system refuses it.
    """
    serving = asyncio.create_task(server.serve())
    up = asyncio.create_task(server.is_up.wait())
    try:
        await asyncio.wait({serving, up}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            where = f"{server.config.host}:{server.config.port}"
            raise OSError(errno.EADDRINUSE, f"{os.strerror(errno.EADDRINUSE)} ({where})")
        yield
    finally:
        up.cancel()
        server.should_exit = True
        await serving
