"""Limits: so many times per window and key, counted in Redis for all processes and in memory for this one.

Both counts go on all the time. So an outage of Redis frees nobody: the memory has counted along, and while Redis is
away each process lets through its share. One script is one round trip; the `limits` library needs two, its memory
store walks over all keys at each hit, and it cannot give a hit back.
"""

import hashlib
import math
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chorus.core.errors import TooManyRequestsError
from chorus.stores.redis.client import Redis, RedisAway

KEYS_IN_MEMORY = 100_000
PORTIONS = 500

_HIT = """
local count = redis.call('INCRBY', KEYS[1], ARGV[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) left = tonumber(ARGV[2]) end
return {count, left}
"""
_GIVE_BACK = "if redis.call('EXISTS', KEYS[1]) == 1 then return redis.call('DECR', KEYS[1]) end return 0"
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `amount` hits in a window that begins with the first."""

    amount: int
    seconds: float


def parse_limit(text: str) -> Limit:
    """Parse a limit: `5/5m` is five in five minutes.

    Raises:
        ValueError: If the value has another form.
    """
    match = re.fullmatch(r"(\d{1,9})/(\d{1,9})([smhd])", text.strip())
    if match is None or int(match[1]) == 0 or int(match[2]) == 0:
        raise ValueError(f"{text!r} is not a limit such as 5/5m")
    return Limit(int(match[1]), float(int(match[2]) * _UNITS[match[3]]))


@dataclass(slots=True)
class _Window:
    """What this process has counted, and how many hits of it are in Redis already."""

    ends_at: float
    count: int = 0
    prepaid: int = 0


class Limits:
    """The limits of the installation by name; `processes` tells how many share the load when Redis is away.

    Of a large limit a process takes several hits at a time, a five-hundredth: most hits cost no round trip then, and
    what the other processes hold unspent is all that is refused too early.
    """

    def __init__(
        self,
        redis: Redis | None,
        figures: Mapping[str, Limit],
        *,
        processes: Callable[[], int] = lambda: 1,
        prefix: str = "chorus:limit:",
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._redis = redis
        self._figures = figures
        self._processes = processes
        self._prefix = prefix
        self._monotonic = monotonic
        self._windows: dict[str, _Window] = {}

    async def hit(self, name: str, key: str, *, cost: int = 1) -> None:
        """Count.

        Raises:
            TooManyRequestsError: If the limit is reached.
        """
        limit = self._figures[name]
        stored = self._stored(name, key)
        window = self._hit_memory(stored, limit, cost)
        left = window.ends_at - self._monotonic()
        if window.count > limit.amount:  # what this process alone has seen too often needs no second opinion
            raise TooManyRequestsError(retry_after_seconds=math.ceil(left), limit=name)
        if window.prepaid >= cost:
            window.prepaid -= cost
            return
        taken = max(cost, limit.amount // PORTIONS)
        shared = await self._ask(_HIT, stored, taken, int(limit.seconds * 1000))
        if shared is None:
            free = math.ceil(limit.amount / self._processes()) - window.count + cost
        else:
            free, left = limit.amount - (shared[0] - taken), shared[1] / 1000
            window.prepaid += max(0, min(taken, free) - cost)
        if free < cost:
            raise TooManyRequestsError(retry_after_seconds=math.ceil(left), limit=name)

    async def give_back(self, name: str, key: str) -> None:
        """Refund one hit that the limit does not apply to."""
        stored = self._stored(name, key)
        if (window := self._windows.get(stored)) is not None:
            window.count = max(0, window.count - 1)
        await self._ask(_GIVE_BACK, stored)

    def _stored(self, name: str, key: str) -> str:
        # Hashed: a key may be an address or an e-mail, which have no business in Redis.
        return f"{self._prefix}{name}:{hashlib.sha256(key.encode()).hexdigest()[:32]}"

    def _hit_memory(self, stored: str, limit: Limit, cost: int) -> _Window:
        now = self._monotonic()
        window = self._windows.get(stored)
        if window is None or window.ends_at <= now:
            self._windows.pop(stored, None)  # so that the order of the dict stays the order of beginning
            window = self._windows[stored] = _Window(now + limit.seconds)
            if len(self._windows) > KEYS_IN_MEMORY:
                self._drop_some(now)
        window.count += cost
        return window

    def _drop_some(self, now: float) -> None:
        self._windows = {key: window for key, window in self._windows.items() if window.ends_at > now}
        for key in list(self._windows)[: max(0, len(self._windows) - KEYS_IN_MEMORY * 9 // 10)]:
            del self._windows[key]

    async def _ask(self, script: str, stored: str, *args: int) -> Any:
        if self._redis is None:
            return None
        try:
            return await self._redis.run(lambda client: client.eval(script, 1, stored, *args))
        except RedisAway:
            return None
