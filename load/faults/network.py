"""Connections between clients, gateways, the chat service and the bus that lose, delay and break."""

import asyncio
import time

import asyncpg

from load.clients.traffic_generator import TrafficGenerator
from load.faults.faulty_bus import BusFaults, SubscriberFaults
from load.faults.scenario import FALLBACK_SECONDS, Measurement, delivery_times
from load.report import percentile
from load.stack.stack import Stack, wait_until
from load.verify.consistency_checker import Observation

GATEWAYS, APIS = ("gateway-1", "gateway-2"), ("api-1", "api-2")
LOST_ANSWERS = 1_000
# Below the unacknowledged messages of one socket, and below an agent's burst.
IN_FLIGHT_PER_AGENT = 50


def _lose_answers(stack: Stack, names: tuple[str, ...]) -> None:
    for name in names:
        stack.proxies[name].faults.loses_answers = True


def _heal(stack: Stack, names: tuple[str, ...]) -> None:
    for name in names:
        stack.proxies[name].heal()


async def _reconnected(traffic: TrafficGenerator) -> None:
    await wait_until(lambda: traffic.is_fully_connected, "everybody is connected again")


async def rpc_answers_lost(stack: Stack, traffic: TrafficGenerator, seconds: float) -> list[Measurement]:
    """The commit succeeds and the gateway does not learn of it: it asks again on the next stream."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        _lose_answers(stack, APIS)
        await asyncio.sleep(0.2)
        _heal(stack, APIS)
        await traffic.wait_for_acknowledgements(10)
    return []


async def acknowledgements_lost(stack: Stack, traffic: TrafficGenerator, seconds: float) -> list[Measurement]:
    """A thousand commits succeed and their clients do not learn of it: each retry returns the original position."""
    await traffic.stop_sending()
    await wait_until(lambda: all(client.is_settled for client in traffic.clients), "everything said is answered")
    agents = [client for client in traffic.clients if client.participant.role == "agent"]
    connection = await asyncpg.connect(stack.postgres.url("postgres"))
    try:
        committed = {message: position for message, position in await _positions(connection, traffic)}
        before = len(committed)
        sent = 0
        while sent < LOST_ANSWERS:
            await _reconnected(traffic)
            _lose_answers(stack, GATEWAYS)
            for number in range(min(IN_FLIGHT_PER_AGENT * len(agents), LOST_ANSWERS - sent)):
                agents[number % len(agents)].send_message(f"lost {sent + number}")
            sent += min(IN_FLIGHT_PER_AGENT * len(agents), LOST_ANSWERS - sent)
            while len(committed) < before + sent:
                await asyncio.sleep(0.05)
                committed = {message: position for message, position in await _positions(connection, traffic)}
            _heal(stack, GATEWAYS)
            await wait_until(lambda: all(client.is_settled for client in traffic.clients), "everything is acknowledged")
        rows = dict(await _positions(connection, traffic))
    finally:
        await connection.close()
    traffic.start_sending(traffic.per_second)
    answers: list[Observation] = [
        observation
        for observation in traffic.history.observations
        if observation.kind == "ack" and observation.audience == "agents"
    ]
    moved = sum(committed.get(observation.message) != observation.position for observation in answers)
    return [
        Measurement("rows more or less than was said", abs(len(rows) - before - sent), "rows", 0),
        Measurement("acknowledged at another place than committed", moved, "messages", 0),
    ]


async def _positions(
    connection: "asyncpg.Connection[asyncpg.Record]", traffic: TrafficGenerator
) -> list[tuple[str, int]]:
    """Return the committed message ids with their agent positions."""
    rows = await connection.fetch(
        "SELECT m.id::text, e.agent_position FROM messages AS m"
        " JOIN events AS e ON e.conversation_id = m.conversation_id AND e.message_id = m.id"
        " AND e.type IN ('message.sent', 'note.added') WHERE m.conversation_id = ANY ($1::text[]::uuid[])",
        sorted({client.participant.conversation for client in traffic.clients}),
    )
    return [(row[0], row[1]) for row in rows]


async def bus_unreliable(stack: Stack, traffic: TrafficGenerator, seconds: float) -> list[Measurement]:
    """Between Redis and the gateways 5 % of the events are lost, 5 % duplicated and 5 % delayed."""
    injector, proxy = SubscriberFaults(BusFaults()), stack.proxies["redis"]
    proxy.faults.tamper = injector.line
    proxy.reset()
    await asyncio.sleep(FALLBACK_SECONDS)
    delays = await delivery_times(traffic, seconds)
    proxy.heal()
    assert min(injector.dropped, injector.duplicated, injector.delayed) > 0, "the bus behaved"
    return [
        Measurement("delivered P95", percentile(delays, 0.95), "ms", 300),
        Measurement("the last one delivered after", max(delays), "ms", 500),
    ]


async def connections_half_open(stack: Stack, traffic: TrafficGenerator, seconds: float) -> list[Measurement]:
    """Connections are half open: nothing passes and nobody is told."""
    stack.proxies["gateway-1"].silence()
    await asyncio.sleep(seconds)
    stack.proxies["gateway-1"].heal()
    await _reconnected(traffic)
    return []


async def connections_unreliable(stack: Stack, traffic: TrafficGenerator, seconds: float) -> list[Measurement]:
    """Latency and random resets between clients and gateways."""
    for name in GATEWAYS:
        faults = stack.proxies[name].faults
        faults.latency_seconds, faults.jitter_seconds, faults.reset_chance = 0.05, 0.1, 0.005
    await asyncio.sleep(seconds)
    _heal(stack, GATEWAYS)
    await _reconnected(traffic)
    return []


async def clients_suspended(stack: Stack, traffic: TrafficGenerator, seconds: float) -> list[Measurement]:
    """A third of the clients are suspended, in the long form until the gateway closes their sockets."""
    asleep = traffic.clients[::3]
    for client in asleep:
        client.sleep()
    await asyncio.sleep(seconds)
    sent = traffic.acknowledged
    for client in asleep:
        client.wake()
    woken = time.monotonic()
    await traffic.stop_sending()
    await wait_until(lambda: all(client.is_settled for client in traffic.clients), "everybody is back")
    await wait_until(lambda: not traffic.pending_delays(), "all that was missed is shown")
    shown = time.monotonic() - woken
    traffic.start_sending(traffic.per_second)
    resynced = sum(client.participant.resynced for client in asleep)
    assert sent > len(asleep), "nobody said anything meanwhile"
    return [
        Measurement("all that was missed is shown after", shown, "s", 2),
        Measurement("told to fetch instead", resynced, "clients", 0),
    ]
