"""Requests of all sockets, gathered for a turn and put to the exchange together."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

import structlog

from chorus.core.errors import BusyError, ChorusError, UnavailableError
from chorus.gateway.protocol.effects import Ask
from chorus.protocol.rpc.exchange import Answer, Exchange, Open, Refused, Request, Send

log = structlog.get_logger(__name__)

BUSY = Refused(BusyError.code, BusyError.message, retryable=True, retry_after_seconds=1)
LATE = Refused(UnavailableError.code, UnavailableError.message, retryable=True, retry_after_seconds=1)
FAILED = Refused(ChorusError.code, ChorusError.message)


class Asker(Protocol):
    """The receiver of an answer."""

    def answered(self, ask: Ask, answer: Answer) -> None:
        """Receive the answer to an `Ask`; called once, in the event loop."""
        ...


Entry = tuple[Ask, Asker]


class Dispatcher:
    """A turn's messages go together, in the order they came. All else goes alone, so that a slow opening holds up
    nobody.
    """

    def __init__(self, exchange: Exchange, *, in_flight_max: int, answer_seconds: float) -> None:
        self._exchange = exchange
        self._in_flight_max = in_flight_max
        self._answer_seconds = answer_seconds
        self._queue: list[Entry] = []
        self._is_scheduled = False
        self._tasks: set[asyncio.Task[None]] = set()
        self.in_flight = 0

    def submit(self, ask: Ask, asker: Asker) -> None:
        """Submit a request. Beyond the limit it is refused as busy, except for repairs."""
        if self.in_flight >= self._in_flight_max and isinstance(ask.request, Send | Open):
            asyncio.get_running_loop().call_soon(asker.answered, ask, BUSY)
            return
        self.in_flight += 1
        self._queue.append((ask, asker))
        if not self._is_scheduled:
            self._is_scheduled = True
            asyncio.get_running_loop().call_soon(self._flush)

    async def ask(self, request: Request) -> Answer:
        """Submit a request and wait for the answer."""
        waiting = _Waiting()
        self.submit(Ask(request), waiting)
        return await waiting.future

    async def stop(self) -> None:
        """Forget what is under way."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _flush(self) -> None:
        self._is_scheduled = False
        queue, self._queue = self._queue, []
        sends = [entry for entry in queue if type(entry[0].request) is Send]
        if sends:
            self._begin(sends)
        if len(sends) < len(queue):
            for entry in queue:
                if type(entry[0].request) is not Send:
                    self._begin([entry])

    def _begin(self, entries: list[Entry]) -> None:
        task = asyncio.create_task(self._put(entries))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _put(self, entries: list[Entry]) -> None:
        answers: Sequence[Answer]
        try:
            async with asyncio.timeout(self._answer_seconds):
                answers = await self._exchange.ask([ask.request for ask, _ in entries])
        except TimeoutError:
            answers = [LATE] * len(entries)
        except Exception:
            log.exception("exchange.failed", requests=len(entries))
            answers = [FAILED] * len(entries)
        self.in_flight -= len(entries)
        for (ask, asker), answer in zip(entries, answers, strict=True):
            try:
                asker.answered(ask, answer)
            except Exception:  # one socket's fault is not its neighbours'
                log.exception("answer.failed", request=type(ask.request).__name__)


class _Waiting:
    def __init__(self) -> None:
        self.future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

    def answered(self, ask: Ask, answer: Answer) -> None:  # noqa: ARG002 - the port's shape
        if not self.future.done():
            self.future.set_result(answer)
