"""A subscribing connection to Redis that reconnects by itself, in a cluster also when its channel moves."""

import asyncio
import math
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import monotonic
from typing import Any

import structlog
from redis.exceptions import MovedError

from chorus.core.tasks import end
from chorus.stores.redis.client import FAILURES, Redis

log = structlog.get_logger(__name__)

BEGUN = b"begun"
BEAT = b"beat"
BEAT_SECONDS = 1.0
SILENCE_SECONDS = 3.0
BACKOFF_MIN, BACKOFF_MAX = 0.05, 1.0


class ChannelMoved(Exception):
    """Its slot has gone to another node."""


class Subscriber:
    """Hands the payload of every message on these channels to `receive`, in the event loop.

    In a Redis Cluster channels are sharded, and those of one subscriber have to be on one node.
    """

    def __init__(self, redis: Redis, channels: Sequence[str], receive: Callable[[bytes], None]) -> None:
        self._redis = redis
        self._receive = receive
        self._channels = channels
        self._subscribe, self._message = ("SSUBSCRIBE", b"smessage") if redis.is_cluster else ("SUBSCRIBE", b"message")
        self._task: asyncio.Task[None] | None = None
        self._sending = asyncio.Lock()
        self._listens = asyncio.Event()
        self._heard_at = 0.0
        self._asked_at = 0.0
        self._is_late = False

    @property
    def is_healthy(self) -> bool:
        """Whether it listens and is answered in time, or was not asked to."""
        return self._task is None or (self._listens.is_set() and not self._is_slow())

    def _is_slow(self) -> bool:
        # A line that brings everything half a second late is no better than one that brings nothing.
        # Metrics are read by a thread that has no event loop, so the time is the machine's.
        waited = monotonic() - self._asked_at if self._asked_at else 0.0
        return self._is_late or waited > self._redis.timeout_seconds

    async def start(self) -> None:
        """Start listening. Returns when subscribed, or after a moment if Redis does not answer; retries continue."""
        if self._task is None:
            self._task = asyncio.create_task(self._stay_connected())
        with suppress(TimeoutError):
            async with asyncio.timeout(self._redis.timeout_seconds):
                await self._listens.wait()

    async def close(self) -> None:
        """Disconnect."""
        await end(self._task)

    async def _stay_connected(self) -> None:
        backoff, is_lost = BACKOFF_MIN, False
        while True:
            connection: Any = None
            try:
                connection = await self._redis.new_connection(self._channels[0], is_lost=is_lost)
                await connection.connect()
                await self._listen(connection)
            except (MovedError, ChannelMoved):
                log.info("bus.moved", channels=self._channels)
            except FAILURES as error:
                self._redis.failed(error)
                backoff = BACKOFF_MIN if self._listens.is_set() else min(backoff * 2, BACKOFF_MAX)
            finally:
                is_lost = True
                self._listens.clear()
                if connection is not None:
                    with suppress(*FAILURES):
                        await connection.disconnect(nowait=True)
            await asyncio.sleep(random.uniform(backoff / 2, backoff))  # noqa: S311 - jitter, no secret

    async def _listen(self, connection: Any) -> None:
        self._heard_at, self._asked_at, self._is_late = monotonic(), 0.0, False
        beating = asyncio.create_task(self._beat(connection))
        try:
            async with self._sending:
                await connection.send_command(self._subscribe, *self._channels, check_health=False)
                # Its pong comes after the answers to all that was said before it.
                await connection.send_command("PING", BEGUN, check_health=False)
            while True:
                self._hear(await connection.read_response(disable_decoding=True, timeout=math.inf))
        finally:
            await end(beating)

    def _hear(self, reply: Any) -> None:
        self._heard_at = monotonic()
        kind = reply[0] if isinstance(reply, list) else b"pong"
        if kind == self._message:
            try:
                self._receive(reply[2])
            except Exception:  # one bad payload is not the end of all
                log.exception("bus.payload_failed")
        elif kind == b"pong":
            self._pong(reply[1] if isinstance(reply, list) else reply)
        elif kind == b"sunsubscribe":
            # Nobody asked for it.
            raise ChannelMoved

    def _pong(self, mark: bytes) -> None:
        if mark == BEGUN:
            self._listens.set()
        elif mark == BEAT:
            waited = monotonic() - self._asked_at
            self._asked_at, self._is_late = 0.0, waited > self._redis.timeout_seconds

    async def _beat(self, connection: Any) -> None:
        # A connection that is dead without knowing it would look healthy until something was sent.
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            if monotonic() - self._heard_at > SILENCE_SECONDS:
                await connection.disconnect(nowait=True)
                return
            self._asked_at = self._asked_at or monotonic()
            async with self._sending:
                await connection.send_command("PING", BEAT, check_health=False)
