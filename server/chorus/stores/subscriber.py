"""One connection to Redis that listens, comes back by itself, and then follows again what it followed before."""

import asyncio
import math
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import structlog

from chorus.core.tasks import end
from chorus.stores.redis import FAILURES, Redis

log = structlog.get_logger(__name__)

CHUNK = 500
BEAT = b"beat"
BEAT_SECONDS = 1.0
SILENCE_SECONDS = 3.0
BACKOFF_MIN, BACKOFF_MAX = 0.05, 1.0


class Subscriber:
    """Hands the payload of every message to `receive`, in the event loop."""

    def __init__(self, redis: Redis, receive: Callable[[bytes], None]) -> None:
        self._redis = redis
        self._receive = receive
        self._channels: set[str] = set()
        self._connection: Any = None
        self._task: asyncio.Task[None] | None = None
        self._sending = asyncio.Lock()
        self._marks: dict[bytes, asyncio.Future[None]] = {}
        self._mark = 0
        self._heard_at = 0.0
        self._asked_at = 0.0
        self._is_late = False

    @property
    def is_healthy(self) -> bool:
        """Whether it listens and is answered in time, or has nothing to listen to."""
        return self._task is None or (self._connection is not None and not self._is_slow())

    def _is_slow(self) -> bool:
        # A line that brings everything half a second late is no better than one that brings nothing.
        waited = asyncio.get_running_loop().time() - self._asked_at if self._asked_at else 0.0
        return self._is_late or waited > self._redis.timeout_seconds

    async def follow(self, channels: Sequence[str]) -> None:
        """Listen to these as well. Returns when it does, or after a moment when Redis does not answer."""
        self._channels.update(channels)
        if self._task is None:
            self._task = asyncio.create_task(self._stay_connected())
        await self._say("SUBSCRIBE", channels)

    async def unfollow(self, channels: Sequence[str]) -> None:
        """Not to these."""
        self._channels.difference_update(channels)
        await self._say("UNSUBSCRIBE", channels)

    async def close(self) -> None:
        """Hang up."""
        await end(self._task)

    async def _say(self, command: str, channels: Sequence[str]) -> None:
        # The pong to a numbered ping comes after the answers to all that was said before it.
        self._mark += 1
        mark = b"%d" % self._mark
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._marks[mark] = done
        try:
            async with asyncio.timeout(self._redis.timeout_seconds):
                if self._connection is not None:
                    await self._send(self._connection, command, channels, mark)
                await done
        except FAILURES:
            return  # whoever reconnects says it again
        finally:
            self._marks.pop(mark, None)

    async def _send(self, connection: Any, command: str, channels: Sequence[str], mark: bytes) -> None:
        async with self._sending:
            for start in range(0, len(channels), CHUNK):
                await connection.send_command(command, *channels[start : start + CHUNK], check_health=False)
            await connection.send_command("PING", mark, check_health=False)

    async def _stay_connected(self) -> None:
        backoff = BACKOFF_MIN
        while True:
            connection = self._redis.new_connection()
            try:
                await connection.connect()
                await self._listen(connection)
            except FAILURES as error:
                self._redis.failed(error)
                backoff = BACKOFF_MIN if self._connection is not None else min(backoff * 2, BACKOFF_MAX)
            finally:
                self._connection = None
                with suppress(*FAILURES):
                    await connection.disconnect(nowait=True)
            await asyncio.sleep(random.uniform(backoff / 2, backoff))  # noqa: S311 - jitter, no secret

    async def _listen(self, connection: Any) -> None:
        loop = asyncio.get_running_loop()
        self._heard_at, self._asked_at, self._is_late = loop.time(), 0.0, False
        beating = asyncio.create_task(self._beat(connection))
        try:
            # Even with no channel: the first ping tells that Redis listens.
            await self._send(connection, "SUBSCRIBE", sorted(self._channels), b"again")
            while True:
                self._hear(connection, await connection.read_response(disable_decoding=True, timeout=math.inf))
        finally:
            await end(beating)

    def _hear(self, connection: Any, reply: Any) -> None:
        self._heard_at = asyncio.get_running_loop().time()
        kind = reply[0] if isinstance(reply, list) else b"pong"
        if kind == b"message":
            try:
                self._receive(reply[2])
            except Exception:  # one bad payload is not the end of all
                log.exception("bus.payload_failed")
        elif kind == b"pong":
            self._pong(connection, reply[1] if isinstance(reply, list) else reply)

    def _pong(self, connection: Any, mark: bytes) -> None:
        if mark == BEAT:
            waited = asyncio.get_running_loop().time() - self._asked_at
            self._asked_at, self._is_late = 0.0, waited > self._redis.timeout_seconds
            return
        if mark == b"again":
            self._connection = connection
            for done in self._marks.values():
                if not done.done():
                    done.set_result(None)
            return
        found = self._marks.get(mark)
        if found is not None and not found.done():
            found.set_result(None)

    async def _beat(self, connection: Any) -> None:
        # A connection that is dead without knowing it would look healthy until something was sent.
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            if loop.time() - self._heard_at > SILENCE_SECONDS:
                await connection.disconnect(nowait=True)
                return
            self._asked_at = self._asked_at or loop.time()
            async with self._sending:
                await connection.send_command("PING", BEAT, check_health=False)
