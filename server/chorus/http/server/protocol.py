"""HTTP/1.1 within bounds: uvicorn's protocol on llhttp, which is linear, and the limits that neither of them has.

See docs/decisions/0016. No timers but one: `Connections.sweep` looks at every connection once a second.
"""

import asyncio
import fcntl
import re
import struct
import termios
from enum import Enum
from typing import Any

import httptools
from typing_extensions import override
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from chorus.core.errors import BusyError, ChorusError, TooManyRequestsError
from chorus.http.server.bounds import Connections, plain
from chorus.http.server.ending import Ending
from chorus.http.server.proxies import HEADERS as FORWARDED
from chorus.http.server.refusals import HeadTooLarge, HostUnclear, RequestMalformed, RequestTooSlow, response

# RFC 3986, section 3.2.2, as far as a browser or a proxy makes use of it.
HOST = re.compile(rb"(?:[A-Za-z0-9._~%!$&'()*+,;=-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?")

CROWDED = "Too many connections from this address. Close some."


class Reading(Enum):
    """The part of a request that is being read."""

    NOTHING = 0
    HEAD = 1
    BODY = 2


class BoundedHttp(HttpToolsProtocol):
    """One connection."""

    def __init__(
        self,
        connections: Connections,
        *,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._counted = connections
        self._bounds = connections.bounds
        self._peer = ""
        self._reading = Reading.NOTHING
        self._since: float | None = None  # of the head that is awaited; None while nothing is
        self._head_bytes = self._fields_bytes = self._hosts = 0
        self._body_bytes = self._raw_bytes = 0
        self._mark = (0.0, 0)  # of the body: when we last looked, and how much had come
        self._unsent: tuple[float, int] | None = None  # of a stuck answer: the same, and what the peer has yet to take
        self._is_forwarded = False
        self._refusal: ChorusError | None = None
        self._discarding_until: float | None = None
        self._discarded = 0

    # --- the transport -------------------------------------------------------------------------------------------

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if self.client is not None:
            self._peer = plain(self.client[0])
            self.client = (self._peer, self.client[1])
        self._ending = Ending(transport, self._end)
        is_full = self._counted.is_full
        if is_full or self._counted.is_full_for(self._peer):
            self._discarding_until = 0.0
            transport.write(response(BusyError() if is_full else TooManyRequestsError(CROWDED)))
            transport.close()
            return
        is_proxy = self._counted.is_proxy(self._peer)
        self.timeout_keep_alive = self._bounds.idle_seconds_of_proxies if is_proxy else self._bounds.idle_seconds  # type: ignore[assignment]
        self._counted.add(self, self._peer)
        self._since = self._counted.clock()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._counted.remove(self, self._peer)
        super().connection_lost(exc)

    @override
    def data_received(self, data: bytes) -> None:
        if self._discarding_until is not None:
            self._discarded += len(data)
            if self._discarded > self._bounds.linger_bytes:
                self.transport.abort()
            return
        if self._reading is Reading.BODY:
            self._raw_bytes += len(data)
            self._feed(data)
            # Extensions of chunks and trailers are bytes too, and no part of the body.
            is_open = self._reading is Reading.BODY and self._discarding_until is None
            if is_open and self._raw_bytes > 2 * self._body_bytes + self._bounds.head_bytes:
                self._refuse(RequestMalformed())
            return
        if self._since is None:
            self._since = self._counted.clock()
        left = self._bounds.head_bytes - self._head_bytes
        self._head_bytes += len(data)
        self._feed(data[:left] if len(data) > left else data)
        if len(data) > left and self._discarding_until is None:
            if self._reading is Reading.HEAD and self._head_bytes > self._bounds.head_bytes:
                self._refuse(HeadTooLarge())
            else:
                self._head_bytes = 0
                self.data_received(data[left:])

    def _feed(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # We speak nothing else: the request is answered as it is, and what follows is not HTTP.
            self.cycle.keep_alive = False
            self._discard()
        except httptools.HttpParserError:
            self._refuse(self._refusal or RequestMalformed())

    @override
    def pause_writing(self) -> None:
        super().pause_writing()
        self._unsent = (self._counted.clock(), self._outstanding())

    @override
    def resume_writing(self) -> None:
        super().resume_writing()
        self._unsent = None

    # --- the parser ----------------------------------------------------------------------------------------------

    @override
    def on_message_begin(self) -> None:
        if len(self.pipeline) >= self._bounds.pipelined:
            raise self._no(RequestMalformed("Too many pipelined requests on one connection."))
        super().on_message_begin()
        self._reading = Reading.HEAD
        self._fields_bytes = self._hosts = 0
        self._is_forwarded = False

    @override
    def on_url(self, url: bytes) -> None:
        self._fields_bytes += len(url)
        self.url += url

    @override
    def on_header(self, name: bytes, value: bytes) -> None:
        # Named again instead of super(): this runs for every header of every request.
        self._fields_bytes += len(name) + len(value) + 4
        if self._fields_bytes > self._bounds.head_bytes or len(self.headers) >= self._bounds.head_fields:
            raise self._no(HeadTooLarge())
        if self._reading is Reading.BODY:
            return  # a trailer: nobody reads it, and it must not pass for a header
        name = name.lower()
        if name == b"host":
            self._hosts += 1 if HOST.fullmatch(value) else 2
        elif name == b"expect" and value.lower() == b"100-continue":
            self.expect_100_continue = True
        elif name in FORWARDED:
            self._is_forwarded = True
        self.headers.append((name, value))

    @override
    def on_headers_complete(self) -> None:
        if self._hosts != 1 and (self._hosts or self.parser.get_http_version() != "1.0"):
            raise self._no(HostUnclear())
        if self._is_forwarded and not self._counted.is_trusted(self._peer):
            self._counted.unknown_proxies.seen(self._peer)
        self._reading = Reading.BODY
        self._since = None
        self._head_bytes = self._body_bytes = self._raw_bytes = 0
        self._mark = (self._counted.clock(), 0)
        super().on_headers_complete()
        self.cycle.transport = self._ending  # type: ignore[assignment]

    @override
    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        super().on_body(body)

    @override
    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._reading = Reading.NOTHING
        # Answered before it had come: uvicorn's timer of the idle connection ran out while it came.
        self._since = self._counted.clock() if self.cycle.response_complete else None

    def _no(self, error: ChorusError) -> ChorusError:
        self._refusal = error
        return error

    # --- the end -------------------------------------------------------------------------------------------------

    def _refuse(self, error: ChorusError) -> None:
        """Answer, unless an answer is under way, and read no more."""
        cycle = self.cycle
        is_answering = cycle is not None and not cycle.response_complete
        if is_answering and (self.pipeline or cycle.response_started):
            self.transport.abort()
        elif is_answering and self._reading is not Reading.BODY:
            cycle.keep_alive = False  # the request before this one is served, then the connection ends
            self._discard()
        else:
            if is_answering:
                cycle.disconnected = True
                cycle.message_event.set()
            self.transport.write(response(error))
            self._linger()

    def _end(self) -> None:
        """Handle the end of the last response."""
        if self._reading is Reading.BODY and self._discarding_until is None and not self.transport.is_closing():
            self._linger()
        else:
            self.transport.close()

    def _linger(self) -> None:
        """Half close the connection and discard further input for a while.

        To close now would reset the connection, and whoever is still sending would never see the answer (RFC 9112,
        section 9.6); a proxy would say 502 instead.
        """
        self._discard()
        self.transport.write_eof()

    def _discard(self) -> None:
        self._unset_keepalive_if_required()
        self._discarding_until = self._counted.clock() + self._bounds.linger_seconds
        self.flow.resume_reading()

    def check(self, now: float) -> None:
        """Close the connection if it has been too slow; called once a second."""
        if self._discarding_until is not None:
            is_answering = self.cycle is not None and not self.cycle.response_complete and not self.cycle.disconnected
            if now > self._discarding_until and not is_answering:
                self.transport.abort()
        elif self.flow.write_paused or self.transport.is_closing():
            self._check_answer(now)
        elif self._reading is Reading.BODY:
            self._check_body(now)
        elif self._since is not None and self.flow.read_paused:
            self._since = now  # it is we who do not read
        elif self._since is not None and now - self._since > self._bounds.head_seconds:
            if self._reading is Reading.HEAD:
                self._refuse(RequestTooSlow())
            else:
                self.transport.close()

    def _check_body(self, now: float) -> None:
        at, had = self._mark
        if self.flow.read_paused or self.cycle.waiting_for_100_continue:
            self._mark = (now, self._body_bytes)  # it is we who do not read, or have not asked for it
        elif self.cycle.response_complete and now - at > self._bounds.linger_seconds:
            self.transport.abort()
        elif now - at > self._bounds.body_seconds:
            if self._body_bytes - had < self._bounds.bytes_per_second * self._bounds.body_seconds:
                self._refuse(RequestTooSlow())
            else:
                self._mark = (now, self._body_bytes)

    def _check_answer(self, now: float) -> None:
        left = self._outstanding()
        at, had = self._unsent or (now, left)
        if self._unsent is None or left > had:
            self._unsent = (now, left)
        elif now - at > self._bounds.write_seconds:
            if had - left < self._bounds.bytes_per_second * self._bounds.write_seconds:
                self.transport.abort()
            else:
                self._unsent = (now, left)

    def _outstanding(self) -> int:
        """Return the unsent bytes, including the kernel's buffer where known; megabytes for a slow reader."""
        in_kernel = 0
        try:
            connection = self.transport.get_extra_info("socket")
            packed = fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, b"\0\0\0\0")
            in_kernel = struct.unpack("i", packed)[0]
        except (OSError, AttributeError):
            pass
        return self.transport.get_write_buffer_size() + in_kernel
