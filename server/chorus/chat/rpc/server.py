"""The chat service's end of the gRPC stream: batches in, answers out as they are ready."""

import asyncio
import hmac
from collections.abc import AsyncIterator

import grpc.aio
import msgspec
import structlog

from chorus.core.errors import UnavailableError
from chorus.core.exit_codes import CommandError, ExitCode
from chorus.protocol.rpc.exchange import (
    LISTENS,
    Answer,
    BatchOfAnswers,
    BatchOfRequests,
    Exchange,
    Refused,
    Request,
    Send,
    known_requests,
)
from chorus.protocol.rpc.exchange_pb2 import DESCRIPTOR, Batch

log = structlog.get_logger(__name__)

SERVICE = DESCRIPTOR.services_by_name["Exchange"].full_name
ASKING_MAX = 1_024
UNKNOWN = Refused(UnavailableError.code, UnavailableError.message, retryable=True, retry_after_seconds=1)
OPTIONS = (
    ("grpc.max_receive_message_length", 64 * 1024 * 1024),
    ("grpc.max_send_message_length", 64 * 1024 * 1024),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.min_recv_ping_interval_without_data_ms", 5_000),
    ("grpc.so_reuseport", 0),
)


class ExchangeServer:
    """Feeds an `Exchange` from the streams of any number of gateways."""

    def __init__(self, exchange: Exchange, *, secret: str = "") -> None:
        self._exchange = exchange
        self._secret = secret.encode()
        self._server: grpc.aio.Server | None = None

    async def start(self, address: str) -> int:
        """Listen; the port, which the system chooses when the address ends in `:0`.

        Raises:
            CommandError: If the command cannot continue; the message is for the terminal.
        """
        handler = grpc.stream_stream_rpc_method_handler(
            self._stream, request_deserializer=Batch.FromString, response_serializer=Batch.SerializeToString
        )
        self._server = grpc.aio.server(options=OPTIONS)
        self._server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, {"Stream": handler}),))
        try:
            port = self._server.add_insecure_port(address)
        except RuntimeError as error:
            text = f"Nothing can listen on {address}. Stop the program that has it, or set CHORUS_GRPC_ADDRESS."
            raise CommandError(ExitCode.PORT_TAKEN, text) from error
        await self._server.start()
        return port

    async def stop(self, grace_seconds: float = 2) -> None:
        """Answer what was asked, then hang up; gateways connect elsewhere and ask again what is missing."""
        if self._server is not None:
            await self._server.stop(grace_seconds)

    async def _stream(self, batches: AsyncIterator[Batch], context: "grpc.aio.ServicerContext[Batch, Batch]") -> None:
        given = dict(context.invocation_metadata() or ()).get("x-chorus-secret", "")
        if not hmac.compare_digest(str(given).encode(), self._secret):
            await context.abort(grpc.StatusCode.UNAUTHENTICATED, "the secret does not match")
        await _Stream(self._exchange, context).serve(batches)


class _Stream:
    """One gateway's stream. Sends of a batch stay together and in order; all else is answered one by one."""

    def __init__(self, exchange: Exchange, context: "grpc.aio.ServicerContext[Batch, Batch]") -> None:
        self._exchange = exchange
        self._context = context
        self._answers: list[tuple[int, Answer]] = []
        self._wake = asyncio.Event()
        self._asking: set[asyncio.Task[None]] = set()
        # Beyond this the stream is not read, and flow control reaches the gateway.
        self._room = asyncio.Semaphore(ASKING_MAX)
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(BatchOfRequests)

    async def serve(self, batches: AsyncIterator[Batch]) -> None:
        """Serve until the gateway disconnects."""
        writing = asyncio.create_task(self._write())
        # Headers at once: a gateway knows then that somebody listens.
        await self._context.send_initial_metadata(((LISTENS, "1"),))
        try:
            async for batch in batches:
                items = self._items(batch.items)
                sends = [item for item in items if type(item[1]) is Send]
                if sends:
                    await self._begin(sends)
                for item in items:
                    if type(item[1]) is not Send:
                        await self._begin([item])
        finally:
            for task in (writing, *self._asking):
                task.cancel()
            await asyncio.gather(writing, *self._asking, return_exceptions=True)

    def _items(self, payload: bytes) -> list[tuple[int, Request]]:
        try:
            return self._decoder.decode(payload).items
        except msgspec.ValidationError:
            # Old and new stand side by side in a deploy: what only the new one knows is refused, and nothing else.
            known, unknown = known_requests(payload)
            log.warning("exchange.unknown_requests", requests=len(unknown))
            self._answers.extend((number, UNKNOWN) for number in unknown)
            self._wake.set()
            return known

    async def _begin(self, items: list[tuple[int, Request]]) -> None:
        await self._room.acquire()
        task = asyncio.create_task(self._ask(items))
        self._asking.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._asking.discard(task)
        self._room.release()

    async def _ask(self, items: list[tuple[int, Request]]) -> None:
        try:
            answers = await self._exchange.ask([request for _, request in items])
        except Exception:
            # No answer is an answer too: the gateway refuses it as unavailable when its time is up.
            log.exception("exchange.failed", requests=len(items))
            return
        self._answers.extend((number, answer) for (number, _), answer in zip(items, answers, strict=True))
        self._wake.set()

    async def _write(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            answers, self._answers = self._answers, []
            await self._context.write(Batch(items=self._encoder.encode(BatchOfAnswers(answers))))
