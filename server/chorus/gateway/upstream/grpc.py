"""The chat service over gRPC: one stream, everything queued goes as one batch, answers are matched by number."""

import asyncio
import random
from collections.abc import Sequence
from typing import Any

import grpc.aio
import msgspec
import structlog

from chorus.core.batch_future import BatchFuture
from chorus.core.errors import BusyError, UnavailableError
from chorus.core.tasks import end
from chorus.protocol.rpc.exchange import LISTENS, Answer, BatchOfAnswers, BatchOfRequests, Open, Refused, Request
from chorus.protocol.rpc.exchange_pb2 import DESCRIPTOR, Batch

log = structlog.get_logger(__name__)

METHOD = f"/{DESCRIPTOR.services_by_name['Exchange'].full_name}/Stream"
BUSY = Refused(BusyError.code, BusyError.message, retryable=True, retry_after_seconds=1)
AWAY = Refused(UnavailableError.code, UnavailableError.message, retryable=True, retry_after_seconds=1)
BATCH_MAX = 1_024
BACKOFF_MIN, BACKOFF_MAX = 0.05, 2.0
CHANNEL = (
    ("grpc.max_receive_message_length", 64 * 1024 * 1024),
    ("grpc.max_send_message_length", 64 * 1024 * 1024),
    ("grpc.keepalive_time_ms", 10_000),
    ("grpc.keepalive_timeout_ms", 5_000),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 2_000),
)


# grpc-stubs cannot tell the type that a serializer takes.
Stream = grpc.aio.StreamStreamCall[Any, Batch]
Pending = tuple[Request, BatchFuture[Answer], int]


class GrpcExchange:
    """Implements `protocol.rpc.exchange.Exchange`.

    When the stream breaks, what was under way is asked again on the next one: all requests may be repeated but `Open`,
    which has spent its nonce. Whoever asks sets the time: what is cancelled is forgotten.
    """

    def __init__(self, address: str, *, secret: str = "", in_flight_max: int = 20_000) -> None:
        self._address = address
        self._metadata = (("x-chorus-secret", secret),) if secret else ()
        self._in_flight_max = in_flight_max
        self._pending: dict[int, Pending] = {}
        self._queue: list[int] = []
        self._number = 0
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(BatchOfAnswers)
        self.is_connected = False

    @property
    def in_flight(self) -> int:
        """Requests that wait for an answer."""
        return len(self._pending)

    def start(self) -> None:
        """Connect and stay connected."""
        self._task = asyncio.create_task(self._stay_connected())

    async def stop(self) -> None:
        """Disconnect and refuse pending requests."""
        await end(self._task)
        self._refuse(list(self._pending))

    async def ask(self, requests: Sequence[Request]) -> list[Answer]:
        """Handle a batch; answers in the order of the requests, never an exception."""
        if len(self._pending) + len(requests) > self._in_flight_max:
            return [BUSY] * len(requests)
        asked = BatchFuture[Answer](len(requests), AWAY)
        first = self._number + 1
        for index, request in enumerate(requests):
            self._number += 1
            self._pending[self._number] = (request, asked, index)
            self._queue.append(self._number)
        self._wake.set()
        try:
            return await asked.future
        finally:
            if asked.missing:
                for number in range(first, first + len(requests)):
                    self._pending.pop(number, None)

    # --- the stream ----------------------------------------------------------------------------------------------

    async def _stay_connected(self) -> None:
        backoff = BACKOFF_MIN
        async with grpc.aio.insecure_channel(self._address, options=CHANNEL) as channel:
            open_stream = channel.stream_stream(
                METHOD, request_serializer=Batch.SerializeToString, response_deserializer=Batch.FromString
            )
            while True:
                stream = open_stream(metadata=self._metadata)
                try:
                    await self._use(stream)
                except grpc.aio.AioRpcError as error:
                    log.warning("upstream.broken", status=error.code().name, in_flight=len(self._pending))
                finally:
                    stream.cancel()
                backoff = BACKOFF_MIN if self.is_connected else min(backoff * 2, BACKOFF_MAX)
                self.is_connected = False
                self._requeue()
                await asyncio.sleep(random.uniform(0, backoff))  # noqa: S311 - jitter, no secret

    async def _use(self, stream: "Stream") -> None:
        # Headers say that somebody listens. What is written before would be lost with a line that never was.
        if LISTENS not in dict(await stream.initial_metadata()):
            await stream.read()  # raises what is wrong
            return
        self.is_connected = True
        writing = asyncio.create_task(self._write(stream))
        try:
            while True:
                batch = await stream.read()
                if not isinstance(batch, Batch):  # the end of the stream
                    return
                self._take(batch.items)
        finally:
            await end(writing)

    async def _write(self, stream: "Stream") -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._queue:
                numbers, self._queue = self._queue[:BATCH_MAX], self._queue[BATCH_MAX:]
                items = [(number, self._pending[number][0]) for number in numbers if number in self._pending]
                await stream.write(Batch(items=self._encoder.encode(BatchOfRequests(items))))

    def _take(self, payload: bytes) -> None:
        try:
            answers = self._decoder.decode(payload).items
        except msgspec.DecodeError as error:
            # Of a newer chat service, perhaps. Whoever waits for it is refused when the time is up.
            log.warning("upstream.not_understood", error=str(error))
            return
        for number, answer in answers:
            pending = self._pending.pop(number, None)
            if pending is not None:
                pending[1].fill(pending[2], answer)

    def _requeue(self) -> None:
        unwritten = set(self._queue)
        self._refuse([n for n, pending in self._pending.items() if type(pending[0]) is Open and n not in unwritten])
        self._queue = list(self._pending)
        if self._queue:
            self._wake.set()

    def _refuse(self, numbers: list[int]) -> None:
        for number in numbers:
            _, asked, index = self._pending.pop(number)
            asked.fill(index, AWAY)
