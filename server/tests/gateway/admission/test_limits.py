"""Limits over several gateways: real sockets, a real Redis, and Redis away."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from uuid import UUID

import pytest

from chorus.core.ids import new_id
from chorus.gateway.admission import limits as gateway_limits
from chorus.gateway.admission.limits import Limits
from chorus.gateway.gateway import Gateway
from chorus.gateway.protocol.errors import TooManySockets
from chorus.gateway.protocol.options import GatewayOptions, Rate
from chorus.gateway.upstream.rate_limited import RateLimitedExchange
from chorus.protocol.frames import Message
from chorus.protocol.rpc.exchange import Answer, Caller, Refused, Request, Send
from chorus.stores.counters.process_registry import ProcessRegistry
from chorus.stores.counters.shared_counters import SharedCounters
from chorus.stores.redis.client import Redis
from tests.gateway.conftest import StartGateway
from tests.gateway.fakes import Client, caller

PATIENCE_SECONDS = 30
MakeTally = Callable[[], Awaitable[SharedCounters]]


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """A client of the shared server, or of the cluster."""
    redis = Redis(redis_url, timeout_seconds=2)
    yield redis
    await redis.close()


@pytest.fixture
async def make_tally(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[MakeTally]:
    """The tally of another gateway, which knows those made before it."""
    monkeypatch.setattr(gateway_limits, "SURE_SECONDS", 0.2)
    running: list[ProcessRegistry | SharedCounters] = []
    censuses: list[ProcessRegistry] = []
    kind = f"test {new_id()}"

    async def make() -> SharedCounters:
        census = ProcessRegistry(redis, kind)
        tally = SharedCounters(redis, census)
        censuses.append(census)
        running.extend((census, tally))
        census.start()
        tally.start()
        await until(lambda: all(len(one.others) == len(censuses) - 1 for one in censuses))
        return tally

    yield make
    for one in reversed(running):
        await one.stop()


async def until(fact: Callable[[], bool]) -> None:
    """Wait for it."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not fact():
            await asyncio.sleep(0.01)


async def open_sockets(gateway: Gateway, token: str, conversation_id: UUID, count: int) -> list[Client]:
    """So many, welcomed."""
    opened = [await Client.open(gateway.port, token, conversation_id=conversation_id) for _ in range(count)]
    for client in opened:
        await client.until("welcome")
    return opened


async def test_a_person_holds_so_many_sockets_on_all_gateways_together(
    start_gateway: StartGateway, make_tally: MakeTally, bao: str, conversation_id: UUID
) -> None:
    one, other = [await start_gateway(tally=await make_tally()) for _ in range(2)]
    kept = await open_sockets(one, bao, conversation_id, 3)
    late = await open_sockets(other, bao, conversation_id, 4)

    await until(lambda: one.limits.sockets + other.limits.sockets == 5)
    assert [await client.close_code() for client in late[2:]] == [4429, 4429]
    for client in (*kept, *late[:2]):
        await client.say("Still here")
        await client.until("delivered")


async def test_who_moves_to_another_gateway_is_not_counted_twice(
    start_gateway: StartGateway,
    make_tally: MakeTally,
    bao: str,
    conversation_id: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The doubt has to outlive the move, however slow the machine is; it ends with the counts, not with the time.
    monkeypatch.setattr(gateway_limits, "SURE_SECONDS", 2 * PATIENCE_SECONDS)
    one, other = [await start_gateway(tally=await make_tally()) for _ in range(2)]
    await open_sockets(one, bao, conversation_id, 5)
    moved = await open_sockets(other, bao, conversation_id, 5)
    await one.drain(0)

    await until(lambda: not one.limits.sockets)
    other_tally = other.limits._tally
    await until(lambda: all(not other_tally.count(key).others for key in tuple(other_tally._counts)))
    await until(lambda: not other.limits._doubtful)
    assert other.limits.sockets == 5
    await moved[-1].say("Still here")
    await moved[-1].until("delivered")


async def test_a_tenant_and_an_address_have_their_limits_too(make_tally: MakeTally) -> None:
    options = GatewayOptions(sockets_per_tenant=3, sockets_per_address=2)
    one, other = [Limits(options, await make_tally()) for _ in range(2)]
    guests = [Guest() for _ in range(6)]
    for guest in guests[:2]:
        one.acquire_identity(caller(), guest)
    for guest in guests[2:4]:
        other.acquire_identity(caller(), guest)
    one.acquire_process("203.0.113.9", guests[4])
    one.acquire_process("203.0.113.9", Guest())
    other.acquire_process("203.0.113.9", guests[5])

    await until(lambda: guests[3].is_out and guests[5].is_out)
    assert not any(guest.is_out for guest in (*guests[:3], guests[4]))


async def test_without_redis_each_gateway_fills_its_part_of_the_room(make_tally: MakeTally, redis: Redis) -> None:
    one, other = [Limits(GatewayOptions(sockets_per_tenant=100), await make_tally()) for _ in range(2)]
    for _ in range(40):
        one.acquire_identity(caller())
    await until(lambda: one._tally.count(("tenant", caller().tenant_id)).told == 40)
    other.acquire_identity(caller())
    await until(lambda: other._tally.count(("tenant", caller().tenant_id)).others == 40)
    await until(lambda: one._tally.count(("tenant", caller().tenant_id)).others == 1)
    for _ in range(3):
        redis.failed(OSError())
    allowed = 41 + fill(one) + fill(other)

    assert 100 <= allowed <= 101


def fill(limits: Limits) -> int:
    """How many more find a seat."""
    for number in range(1_000):
        try:
            limits.acquire_identity(caller())
        except TooManySockets:
            return number
    raise AssertionError("never refused")


async def test_the_counts_of_a_dead_gateway_end(make_tally: MakeTally) -> None:
    one, other = await make_tally(), await make_tally()
    one.add("x")
    other.add("x")
    await until(lambda: other.count("x").others == 1 and one.count("x").others == 1)
    assert one._census is not None
    for task in (one._task, one._census._task):
        assert task is not None
        task.cancel()  # no goodbye

    await until(lambda: other.processes == 1)
    await until(lambda: other.count("x").others == 0)


async def test_a_redis_that_came_back_empty_is_told_again(make_tally: MakeTally, redis: Redis) -> None:
    one, other = await make_tally(), await make_tally()
    one.add("x")
    await until(lambda: one.count("x").told == 1)
    assert one._census is not None
    await redis.run(lambda client: client.delete(one._hash_of(one._own)))
    other.add("x")
    other.watch("x")

    await until(lambda: other.count("x").others == 1)


class Guest:
    """Somebody with a seat."""

    def __init__(self) -> None:
        self.is_out = False

    def evict(self, error: Exception) -> None:
        """Shown the door."""
        assert isinstance(error, TooManySockets)
        self.is_out = True


class Clerk:
    """An exchange that takes everything."""

    def __init__(self) -> None:
        self.taken: list[Request] = []

    async def ask(self, requests: Sequence[Request]) -> list[Answer]:
        """Each answer says which request it is for."""
        self.taken.extend(requests)
        return [Refused(str(request.message.content), "") for request in requests if isinstance(request, Send)]


def sends(who: Caller, count: int) -> list[Request]:
    """Messages of one person."""
    return [Send(who, new_id(), Message(new_id(), str(number))) for number in range(count)]


# Sums of intervals are rounded, at some times up: none of these may cost one of the burst.
@pytest.mark.parametrize("at", [0.0, 1_000.1, 123_456.789, 9_999_999.999])
@pytest.mark.parametrize("whose", ["customer_messages", "tenant_messages", "process_messages"])
async def test_too_many_messages_of_a_person_a_tenant_and_a_process_are_refused(whose: str, at: float) -> None:
    options = replace(GatewayOptions(customer_messages=Rate(100, 100)), **{whose: Rate(0.001, 5)})  # type: ignore[arg-type]
    clerk = Clerk()
    metered = RateLimitedExchange(clerk, options, lambda _: 1.0, lambda: at)
    answers = await metered.ask(sends(caller(), 8))

    assert len(clerk.taken) == 5
    codes = [answer.code for answer in answers if isinstance(answer, Refused)]
    assert codes == ["0", "1", "2", "3", "4"] + ["limit.reached"] * 3
    assert all(
        isinstance(answer, Refused) and answer.retryable and answer.retry_after_seconds for answer in answers[5:]
    )


async def test_a_gateway_lets_through_its_part_of_a_tenants_messages() -> None:
    options = GatewayOptions(customer_messages=Rate(100, 100), tenant_messages=Rate(1, 20))
    clerk = Clerk()
    await RateLimitedExchange(clerk, options, lambda _: 0.25, lambda: 1_000.0).ask(sends(caller(), 20))

    assert len(clerk.taken) == 5


async def test_a_person_on_several_sockets_has_one_rate(
    start_gateway: StartGateway, bao: str, conversation_id: UUID
) -> None:
    gateway = await start_gateway(customer_messages=Rate(0.01, 6))
    one, other = await open_sockets(gateway, bao, conversation_id, 2)
    for number in range(4):
        await one.say(str(number))
        await one.until("delivered")
    for number in range(3):
        await other.say(str(number))
    error = await other.until("error")

    assert error["code"] == "limit.reached"
