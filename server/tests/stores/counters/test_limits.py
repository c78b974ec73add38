"""Limits hold, also while Redis is away."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chorus.core.errors import TooManyRequestsError
from chorus.core.ids import new_id
from chorus.stores.counters.limits import KEYS_IN_MEMORY, PORTIONS, Limit, Limits, parse_limit
from chorus.stores.counters.process_registry import ProcessRegistry
from chorus.stores.redis.client import Redis

FIGURES = {"login": Limit(5, 300), "once": Limit(1, 300), "requests": Limit(10_000, 300)}


class Stopwatch:
    """A monotonic clock that moves only when told to."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        """The time."""
        return self.at


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """A Redis that answers."""
    redis = Redis(redis_url, timeout_seconds=2)
    yield redis
    await redis.close()


@pytest.fixture
async def redis_away(tmp_path: Path) -> AsyncIterator[Redis]:
    """A Redis that nobody has started."""
    redis = Redis(f"unix://{tmp_path / 'nobody.sock'}")
    yield redis
    await redis.close()


def limits_on(redis: Redis | None, **changes: object) -> Limits:
    return Limits(redis, FIGURES, **({"prefix": f"test:{new_id()}:"} | changes))  # type: ignore[arg-type]


async def hits_until_refused(
    limits: Limits, key: str = "1.2.3.4", *, name: str = "login"
) -> tuple[int, TooManyRequestsError]:
    for number in range(20_000):
        try:
            await limits.hit(name, key)
        except TooManyRequestsError as error:
            return number, error
    raise AssertionError("never refused")


async def test_the_sixth_is_refused_with_the_time_to_wait(redis: Redis) -> None:
    allowed, error = await hits_until_refused(limits_on(redis))

    assert allowed == 5
    assert 0 < (error.retry_after_seconds or 0) <= 300
    assert error.details == {"limit": "login"}


async def test_keys_and_names_count_apart(redis: Redis) -> None:
    limits = limits_on(redis)
    await hits_until_refused(limits, "1.2.3.4")

    assert (await hits_until_refused(limits, "1.2.3.5"))[0] == 5
    await limits.hit("once", "1.2.3.4")


async def test_two_processes_count_together(redis: Redis) -> None:
    one, other = limits_on(redis, prefix="test:shared:"), limits_on(redis, prefix="test:shared:")
    for _ in range(3):
        await one.hit("login", "1.2.3.4")

    assert (await hits_until_refused(other))[0] == 2
    with pytest.raises(TooManyRequestsError):
        await one.hit("login", "1.2.3.4")


async def test_a_large_limit_is_exact_too(redis: Redis) -> None:
    allowed, error = await hits_until_refused(limits_on(redis), name="requests")

    assert allowed == 10_000
    assert error.retry_after_seconds


async def test_a_large_limit_is_shared_by_processes_but_for_what_they_hold(redis: Redis) -> None:
    one, other = limits_on(redis, prefix="test:large:"), limits_on(redis, prefix="test:large:")
    for _ in range(3_001):
        await one.hit("requests", "1.2.3.4")
    allowed = 3_001 + (await hits_until_refused(other, name="requests"))[0]

    assert 10_000 - 10_000 / PORTIONS <= allowed <= 10_000
    assert allowed + (await hits_until_refused(one, name="requests"))[0] == 10_000


async def test_the_window_ends(redis: Redis) -> None:
    stopwatch, prefix = Stopwatch(), f"test:{new_id()}:"
    limits = limits_on(redis, prefix=prefix, monotonic=stopwatch)
    await limits.hit("once", "x")
    with pytest.raises(TooManyRequestsError):
        await limits.hit("once", "x")
    # Its end in Redis is Redis's own; the test brings it about instead of waiting for it.
    key = limits._stored("once", "x")
    assert 0 < await redis.client.pttl(key) <= 300_000
    await redis.client.delete(key)
    with pytest.raises(TooManyRequestsError):
        await limits.hit("once", "x")
    await redis.client.delete(key)
    stopwatch.at += 300

    await limits.hit("once", "x")


async def test_a_hit_can_be_given_back(redis: Redis) -> None:
    limits = limits_on(redis)
    for _ in range(50):
        await limits.hit("login", "1.2.3.4")
        await limits.give_back("login", "1.2.3.4")
    await limits.give_back("login", "never hit")

    assert (await hits_until_refused(limits))[0] == 5
    assert (await hits_until_refused(limits, "never hit"))[0] == 5


async def test_the_limit_is_exact_without_redis(redis_away: Redis) -> None:
    assert (await hits_until_refused(limits_on(redis_away)))[0] == 5
    assert (await hits_until_refused(limits_on(None)))[0] == 5


async def test_each_of_several_processes_has_its_share_without_redis(redis_away: Redis) -> None:
    assert (await hits_until_refused(limits_on(redis_away, processes=lambda: 2)))[0] == 3


async def test_the_share_goes_by_how_many_processes_there_were(redis: Redis, redis_away: Redis) -> None:
    kind = f"test {new_id()}"
    one, other = ProcessRegistry(redis, kind), ProcessRegistry(redis, kind)
    for census in (one, other, one):
        await census.look()
    assert (one.size, other.size) == (2, 2)

    shares = [limits_on(redis_away, processes=lambda census=census: census.size) for census in (one, other)]
    allowed = sum([(await hits_until_refused(limits, name="requests"))[0] for limits in shares])
    assert allowed == 10_000


async def test_a_process_that_ends_is_counted_no_longer(redis: Redis) -> None:
    kind = f"test {new_id()}"
    one, other = ProcessRegistry(redis, kind), ProcessRegistry(redis, kind)
    await other.look()
    await one.look()
    await other.stop()
    await one.look()
    assert one.size == 1


async def test_an_outage_frees_nobody(redis: Redis, redis_away: Redis) -> None:
    limits = limits_on(redis)
    for _ in range(4):
        await limits.hit("login", "1.2.3.4")
    limits._redis = redis_away

    assert (await hits_until_refused(limits))[0] == 1
    limits._redis = redis  # which knows of four
    with pytest.raises(TooManyRequestsError):
        await limits.hit("login", "1.2.3.4")


async def test_a_redis_that_came_back_empty_frees_nobody(redis: Redis) -> None:
    limits = limits_on(redis, prefix="test:emptied:")
    await hits_until_refused(limits)
    await redis.client.delete(*[key async for key in redis.client.scan_iter("test:emptied:*")])

    with pytest.raises(TooManyRequestsError):
        await limits.hit("login", "1.2.3.4")


async def test_the_window_in_memory_ends_too() -> None:
    stopwatch = Stopwatch()
    limits = limits_on(None, monotonic=stopwatch)
    _, error = await hits_until_refused(limits)
    stopwatch.at += 299
    with pytest.raises(TooManyRequestsError):
        await limits.hit("login", "1.2.3.4")
    stopwatch.at += 1

    assert error.retry_after_seconds == 300
    assert (await hits_until_refused(limits))[0] == 5


async def test_the_memory_is_bounded_and_the_oldest_make_room() -> None:
    limits = limits_on(None)
    for number in range(KEYS_IN_MEMORY + 10):
        await limits.hit("login", str(number))

    first, last = [(await hits_until_refused(limits, str(number)))[0] for number in (0, KEYS_IN_MEMORY + 9)]
    assert (first, last) == (5, 4)


async def test_no_key_is_readable_in_redis(redis: Redis) -> None:
    await limits_on(redis, prefix="test:private:").hit("login", "ada@acme.example")

    keys = [key async for key in redis.client.scan_iter("test:private:*")]
    assert len(keys) == 1
    assert b"ada" not in keys[0]


@pytest.mark.parametrize(
    ("text", "limit"), [("5/5m", Limit(5, 300)), ("10/15m", Limit(10, 900)), (" 100/1h ", Limit(100, 3600))]
)
def test_a_limit_is_written_as_people_say_it(text: str, limit: Limit) -> None:
    assert parse_limit(text) == limit


@pytest.mark.parametrize("text", ["", "5", "5/m", "0/5m", "5/0m", "-1/5m", "5/5w"])
def test_anything_else_is_no_limit(text: str) -> None:
    with pytest.raises(ValueError, match="is not a limit"):
        parse_limit(text)
