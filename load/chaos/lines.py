"""Lines between clients, gateways, the chat service and the bus that lose, delay and break."""

import asyncio
import time

import asyncpg

from load.chaos.outcome import BREAKER_SECONDS, Measured, timed
from load.faulty_bus import Meddler, Mischief
from load.figures import percentile
from load.history import Note
from load.ordeal import Crowd
from load.stack import Stack, until

GATEWAYS, APIS = ("gateway-1", "gateway-2"), ("api-1", "api-2")
LOST_ANSWERS = 1_000
# Below what one socket may have unacknowledged, and below an agent's burst.
AT_ONCE = 50


def _lose_answers(stack: Stack, names: tuple[str, ...]) -> None:
    for name in names:
        stack.proxies[name].faults.loses_answers = True


def _heal(stack: Stack, names: tuple[str, ...]) -> None:
    for name in names:
        stack.proxies[name].heal()


async def _together(people: Crowd) -> None:
    await until(lambda: people.is_together, "everybody is connected again")


async def exchange_answers_lost(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """The commit is done and the gateway never hears of it: it asks again on the next stream."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        _lose_answers(stack, APIS)
        await asyncio.sleep(0.2)
        _heal(stack, APIS)
        await people.more(10)
    return []


async def acknowledgements_lost(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """The commit is done and the client never hears of it, a thousand times: said again, it has the same place."""
    await people.hush()
    await until(lambda: all(client.is_settled for client in people.clients), "everything said is answered")
    agents = [client for client in people.clients if client.participant.role == "agent"]
    connection = await asyncpg.connect(stack.postgres.url("postgres"))
    try:
        committed = {message: place for message, place in await _places(connection, people)}
        before = len(committed)
        said = 0
        while said < LOST_ANSWERS:
            await _together(people)
            _lose_answers(stack, GATEWAYS)
            for number in range(min(AT_ONCE * len(agents), LOST_ANSWERS - said)):
                agents[number % len(agents)].say(f"lost {said + number}")
            said += min(AT_ONCE * len(agents), LOST_ANSWERS - said)
            while len(committed) < before + said:
                await asyncio.sleep(0.05)
                committed = {message: place for message, place in await _places(connection, people)}
            _heal(stack, GATEWAYS)
            await until(lambda: all(client.is_settled for client in people.clients), "everything is acknowledged")
        rows = dict(await _places(connection, people))
    finally:
        await connection.close()
    people.talk(people.per_second)
    answers: list[Note] = [note for note in people.history.notes if note.kind == "ack" and note.audience == "agents"]
    moved = sum(committed.get(note.message) != note.position for note in answers)
    return [
        Measured("rows more or less than was said", abs(len(rows) - before - said), "rows", 0),
        Measured("acknowledged at another place than committed", moved, "messages", 0),
    ]


async def _places(connection: "asyncpg.Connection[asyncpg.Record]", people: Crowd) -> list[tuple[str, int]]:
    """What is committed, as the log has it for agents."""
    rows = await connection.fetch(
        "SELECT m.id::text, e.agent_position FROM messages AS m"
        " JOIN events AS e ON e.conversation_id = m.conversation_id AND e.message_id = m.id"
        " AND e.type IN ('message.sent', 'note.added') WHERE m.conversation_id = ANY ($1::text[]::uuid[])",
        sorted({client.participant.conversation for client in people.clients}),
    )
    return [(row[0], row[1]) for row in rows]


async def bus_misbehaves(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """Between Redis and the gateways 5 % of the events are lost, 5 % come twice, 5 % come late."""
    meddler, proxy = Meddler(Mischief()), stack.proxies["redis"]
    proxy.faults.meddle = meddler.line
    proxy.reset()
    await asyncio.sleep(BREAKER_SECONDS)
    delays = await timed(people, seconds)
    proxy.heal()
    assert min(meddler.dropped, meddler.doubled, meddler.delayed) > 0, "the bus behaved"
    return [
        Measured("delivered P95", percentile(delays, 0.95), "ms", 300),
        Measured("the last one delivered after", max(delays), "ms", 500),
    ]


async def lines_half_open(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """A cable is pulled: nothing passes and nobody is told."""
    stack.proxies["gateway-1"].silence()
    await asyncio.sleep(seconds)
    stack.proxies["gateway-1"].heal()
    await _together(people)
    return []


async def lines_bad(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """Latency and resets between clients and gateways."""
    for name in GATEWAYS:
        faults = stack.proxies[name].faults
        faults.latency_seconds, faults.jitter_seconds, faults.reset_chance = 0.05, 0.1, 0.005
    await asyncio.sleep(seconds)
    _heal(stack, GATEWAYS)
    await _together(people)
    return []


async def laptops_asleep(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """A third of the clients sleep without a goodbye, in the long form until the gateway gives them up."""
    asleep = people.clients[::3]
    for client in asleep:
        client.sleep()
    await asyncio.sleep(seconds)
    said = people.acknowledged
    for client in asleep:
        client.wake()
    woken = time.monotonic()
    await people.hush()
    await until(lambda: all(client.is_settled for client in people.clients), "everybody is back")
    await until(lambda: not people.waiting(), "all that was missed is shown")
    shown = time.monotonic() - woken
    people.talk(people.per_second)
    resynced = sum(client.participant.resynced for client in asleep)
    assert said > len(asleep), "nobody said anything meanwhile"
    return [
        Measured("all that was missed is shown after", shown, "s", 2),
        Measured("told to fetch instead", resynced, "clients", 0),
    ]
