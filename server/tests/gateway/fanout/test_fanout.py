"""From a bus that loses, doubles and reorders to sockets that see each event once and in order."""

import asyncio
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from chorus.gateway.fanout.fanout import REPAIRS_MAX
from chorus.gateway.protocol.subscription import HELD_MAX, Subscription
from chorus.gateway.transport.assembly import text_frame
from chorus.protocol.envelope import Envelope
from chorus.protocol.rpc import exchange
from tests.gateway.fanout_harness import TENANT, TOPIC, FanoutHarness, Seen, envelope, until
from tests.simulation.virtual_loop import in_virtual_time, run


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["bring", "lose", "double", "late"]), st.booleans()), min_size=1, max_size=60),
    st.lists(st.integers(0, 59), max_size=4),
)
def test_whatever_the_bus_does_each_event_comes_once_and_in_order(
    fates: list[tuple[str, bool]], joiners: list[int]
) -> None:
    async def scenario() -> None:
        harness = FanoutHarness()
        reading = asyncio.create_task(harness.catch_up.run())
        _, first = await harness.join(0)
        late: list[Envelope] = []
        joined: list[tuple[int, Seen]] = [(0, first)]
        for number, (fate, pauses) in enumerate(fates):
            if number in joiners:
                joined.append((harness.log.head, (await harness.join(harness.log.head))[1]))
            harness.log.head += 1
            event = envelope(harness.log.head)
            if fate == "late":
                late.append(event)
                continue
            await harness.bus.publish([event] * {"bring": 1, "lose": 0, "double": 2}[fate])
            if late and pauses:
                await harness.bus.publish(late[::-1])
                late.clear()
            if pauses:
                await asyncio.sleep(0)
        for position, seen in joined:
            await until(seen, len(fates) - position)
            assert seen.positions == list(range(position + 1, len(fates) + 1))
        reading.cancel()
        await harness.stop()

    run(scenario())


@in_virtual_time
async def test_a_replay_that_is_refused_is_asked_again() -> None:
    harness = FanoutHarness()
    reading = asyncio.create_task(harness.catch_up.run())
    _, seen = await harness.join(0)
    harness.log.is_away, harness.log.head = True, 3
    await harness.bus.publish([envelope(3)])
    await asyncio.sleep(0.02)
    assert seen.positions == []
    harness.log.is_away = False
    await until(seen, 3)
    assert seen.positions == [1, 2, 3]
    reading.cancel()
    await harness.stop()


@in_virtual_time
async def test_a_long_gap_is_filled_page_by_page() -> None:
    harness = FanoutHarness()
    _, seen = await harness.join(0)
    harness.log.head = 1_000
    await harness.bus.publish([envelope(1_000)])
    await until(seen, 1_000)
    assert seen.positions == list(range(1, 1_001))
    assert harness.log.replays == 4
    await harness.stop()


@in_virtual_time
async def test_a_socket_whose_answer_was_older_than_what_others_have_is_filled_up() -> None:
    harness = FanoutHarness()
    harness.log.head = 5
    _, first = await harness.join(5)
    _, second = await harness.join(2)
    await until(second, 3)
    assert second.positions == [3, 4, 5]
    harness.log.head = 6
    await harness.bus.publish([envelope(6)])
    await until(second, 4)
    assert first.positions == [6]
    await harness.stop()


@in_virtual_time
async def test_more_than_can_be_held_during_an_opening_is_replayed() -> None:
    harness = FanoutHarness()
    _, first = await harness.join(0)
    seen = Seen()
    pending = Subscription(TOPIC, seen)
    followed = asyncio.Event()
    harness.fanout.join(pending, TENANT, followed.set)
    await followed.wait()
    count = HELD_MAX + 100
    harness.log.head = count
    await harness.bus.publish([envelope(position) for position in range(1, count + 1)])
    harness.fanout.settle(pending)
    await until(seen, count)
    assert seen.positions == first.positions == list(range(1, count + 1))
    await harness.stop()


@in_virtual_time
async def test_the_frame_is_built_once_for_all_sockets() -> None:
    harness = FanoutHarness()
    frames: list[bytes] = []
    subscriptions = [await harness.join(0) for _ in range(3)]
    for _, seen in subscriptions:
        seen.event = frames.append  # type: ignore[method-assign, assignment]
    await harness.bus.publish([envelope(1)])
    assert frames == [text_frame(b"1")] * 3
    assert all(frame is frames[0] for frame in frames)
    assert harness.metrics.events_fanned_out == 1
    await harness.stop()


@in_virtual_time
async def test_ephemeral_frames_go_to_live_sockets_alone() -> None:
    harness = FanoutHarness()
    _, seen = await harness.join(0)
    pending = Subscription(TOPIC, Seen())
    harness.fanout.join(pending, TENANT, lambda: None)
    await harness.bus.publish([envelope(0)])
    assert seen.hints == 1
    assert isinstance(pending.sink, Seen)
    assert pending.sink.hints == 0
    await harness.stop()


@in_virtual_time
async def test_the_last_one_unfollows() -> None:
    harness = FanoutHarness()
    one, _ = await harness.join(0)
    two, _ = await harness.join(0)
    harness.fanout.leave(one)
    await asyncio.sleep(0)
    assert harness.bus._hub.followers[TOPIC]
    harness.fanout.leave(two)
    async with asyncio.timeout(30):
        while harness.bus._hub.followers[TOPIC]:
            await asyncio.sleep(0)
    assert harness.fanout.topics == 0
    again, seen = await harness.join(0)
    await harness.bus.publish([envelope(1)])
    await until(seen, 1)
    assert again.position == 1
    await harness.stop()


@in_virtual_time
async def test_what_was_lost_while_the_bus_is_away_comes_within_a_moment() -> None:
    harness = FanoutHarness()
    reading = asyncio.create_task(harness.catch_up.run())
    _, seen = await harness.join(0)
    harness.bus.is_healthy = False
    harness.log.head = 2
    await until(seen, 2)
    assert seen.positions == [1, 2]
    reading.cancel()
    await harness.stop()


@in_virtual_time
async def test_what_is_merely_late_is_not_fetched() -> None:
    harness = FanoutHarness()
    _, seen = await harness.join(0)
    for position in range(1, 11):
        harness.log.head = position
        await harness.catch_up.look()  # it is committed, and has not come yet
        await harness.bus.publish([envelope(position)])
    assert (seen.positions, harness.log.replays) == (list(range(1, 11)), 0)

    harness.log.head = 11
    await harness.catch_up.look()
    await harness.catch_up.look()
    await until(seen, 11)
    assert harness.log.replays == 1
    await harness.stop()


@in_virtual_time
async def test_a_flood_of_gaps_is_repaired_some_at_a_time() -> None:
    harness = FanoutHarness()
    topics = [f"{TOPIC}{number}" for number in range(REPAIRS_MAX * 3)]
    seen = []
    for topic in topics:
        seen.append(Seen())
        subscription = Subscription(topic, seen[-1])
        harness.fanout.join(subscription, TENANT, lambda: None)
        harness.fanout.settle(subscription)
    harness.log.head = 2
    await asyncio.sleep(0.01)
    harness.fanout.note(dict.fromkeys(topics, 2))
    harness.fanout.repair()
    assert harness.dispatcher.in_flight == REPAIRS_MAX
    for found in seen:
        await until(found, 2)
    await harness.stop()


@in_virtual_time
async def test_each_tenant_and_topic_is_asked_for_by_name() -> None:
    harness = FanoutHarness()
    asked: list[exchange.Request] = []
    answer = harness.log.answer

    def record(request: exchange.Request) -> exchange.Answer:
        asked.append(request)
        return answer(request)

    harness.log.answer = record  # type: ignore[method-assign]
    _, seen = await harness.join(0)
    harness.log.head = 2
    await harness.bus.publish([envelope(2)])
    await until(seen, 2)
    assert asked == [exchange.Replay(TOPIC, 0, UUID(str(TENANT)), 300)]
    await harness.stop()
