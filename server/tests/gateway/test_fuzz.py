"""Spoilt streams, some anew in each run; `make fuzz` sends a million. What was found is replayed from `cases`."""

from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chorus.gateway.gateway import Gateway
from chorus.stores.bus.memory import MemoryBus
from tests.gateway.fakes import FakeExchange, FakeTokens
from tests.gateway.fuzz import inside
from tests.gateway.fuzz.cases import CASES, load
from tests.gateway.fuzz.outside import OPTIONS, PATHS, Bench, bench
from tests.gateway.fuzz.streams import segments, spoilt
from tests.gateway.fuzz.verdict import ALIVE, judge
from tests.gateway.raw import frame

ON_SOCKETS = 150


@pytest.fixture
async def bank(bus: MemoryBus, chat: FakeExchange, tokens: FakeTokens) -> AsyncIterator[Bench]:
    """A gateway with a neighbour in it."""
    gateway = Gateway(OPTIONS, chat, bus, tokens)
    await gateway.start()
    async with bench(gateway, chat, tokens) as opened:
        yield opened
        await opened.neighbour.notices_nothing()
        await opened.is_quiet()
    await gateway.stop()


@given(st.randoms(use_true_random=True))
@settings(max_examples=400, deadline=None)
def test_a_spoilt_stream_ends_as_its_bytes_deserve(random: Random) -> None:
    inside.run(random, b"".join(segments(random, spoilt(random))))


@given(st.lists(st.binary(max_size=200), max_size=8))
@settings(max_examples=200, deadline=None)
def test_so_does_any_stream_of_frames_with_any_text(texts: list[bytes]) -> None:
    inside.run(Random(1), b"".join(frame(1, text) for text in texts))


async def test_a_neighbour_of_spoilt_streams_notices_nothing(bank: Bench) -> None:
    for seed in range(ON_SOCKETS):
        random = Random(seed)
        await bank.run(segments(random, spoilt(random)), random.choice(tuple(PATHS)))


@pytest.mark.parametrize("file", sorted(CASES.glob("*.json")), ids=lambda file: file.stem)
async def test_what_was_found_stays_mended(bank: Bench, file: Path) -> None:
    cases = load(file)
    assert {case.name: await bank.run(case.segments, case.path) for case in cases} == {
        case.name: case.outcome for case in cases
    }


def test_the_judge_tells_good_from_bad() -> None:
    ping = frame(1, b'{"type":"ping"}')
    assert judge(ping * 3).outcomes == {ALIVE}
    assert judge(ping + frame(1, b"\xff") + ping).outcomes == {1007}
    assert judge(ping + frame(8, b"\x03\xe9")).outcomes == {1001}
    assert judge(frame(1, b"{", fin=False) + frame(1, b"}")).outcomes == {1002}
    assert judge(frame(2, b"x")).outcomes == {1003}
    assert judge(frame(1, b"x" * 70_000)).outcomes == {1009}
    assert judge(ping[:-1]).is_mid_frame
