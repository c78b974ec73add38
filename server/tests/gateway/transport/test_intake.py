"""What one socket may bring is counted by frame, by byte and by read, however the bytes are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus.gateway.protocol.options import Rate
from chorus.gateway.transport.intake import Intake, IntakeLimits, boundary
from tests.gateway.raw import frame

FREELY = Rate(1e9, 10**9)
NOW = 1_000.0
OPCODES = [0, 1, 2, 9, 10]


def intake(frames: Rate = FREELY, size: Rate = FREELY, first_frames: int = 10**9) -> Intake:
    """Just opened."""
    return Intake(IntakeLimits(frames=frames, bytes=size, first_frames=first_frames), NOW)


def feed(found: Intake, data: bytes, cuts: list[int], now: float = NOW) -> int:
    """Hand it over in pieces; how many bytes were handed on."""
    taken, at = 0, 0
    for size in [*cuts, len(data)]:
        piece = data[at : at + max(1, size)]
        at += len(piece)
        if not piece or found.is_over:
            break
        taken += found.count(piece, len(piece), now)
    return taken


frames = st.lists(
    st.tuples(st.sampled_from(OPCODES), st.sampled_from([0, 1, 125, 126, 200, 65_535, 65_536])), min_size=1, max_size=6
)


@given(frames, st.lists(st.integers(1, 70_000), max_size=30), st.integers(1, 6))
def test_frames_count_alike_however_they_are_cut(said: list[tuple[int, int]], cuts: list[int], most: int) -> None:
    data = b"".join(frame(opcode, bytes(size)) for opcode, size in said)
    found = intake(Rate(1, most))
    taken = feed(found, data, cuts)
    assert found.is_over == (len(said) > most)
    assert taken <= len(b"".join(frame(opcode, bytes(size)) for opcode, size in said[:most]))
    if not found.is_over:
        assert taken == len(data)


@given(st.lists(st.integers(1, 5), max_size=60))
def test_behind_a_close_frame_nothing_counts(cuts: list[int]) -> None:
    said = frame(1, b"{}") + frame(8, b"\x03\xe8bye")
    found = intake(Rate(1, 2))
    assert feed(found, said + frame(8) * 20 + frame(10) * 20, cuts) == len(said)
    assert found.is_last
    assert not found.is_over


@pytest.mark.parametrize("opcode", OPCODES)
def test_every_kind_of_frame_counts(opcode: int) -> None:
    found = intake(Rate(50, 200))
    flood = frame(opcode) * 201
    assert found.count(flood, len(flood), NOW) == len(frame(opcode)) * 200
    assert found.is_over
    assert found.is_text == (opcode == 1)


def test_a_frame_counts_from_its_first_byte() -> None:
    found = intake(Rate(1, 1))
    said = frame(1, b"{}")
    found.count(said, len(said), NOW)
    found.count(b"\x81", 1, NOW)
    assert found.is_over


def test_the_rate_lets_more_in_as_time_goes_by() -> None:
    found = intake(Rate(50, 200))
    said = frame(10)
    found.count(said * 200, len(said) * 200, NOW)
    found.count(said * 50, len(said) * 50, NOW + 1)
    assert not found.is_over
    found.count(said * 2, len(said) * 2, NOW + 1)
    assert found.is_over


def test_before_the_welcome_there_is_a_smaller_burst() -> None:
    early, known = intake(Rate(50, 200), first_frames=32), intake(Rate(50, 200), first_frames=32)
    known.welcome()
    said = frame(10) * 100
    early.count(said, len(said), NOW)
    known.count(said, len(said), NOW)
    assert (early.is_over, known.is_over) == (True, False)


def test_bytes_count_before_a_frame_is_whole() -> None:
    found = intake(size=Rate(1_000, 100_000))
    head = frame(1, length=10**6)[:8]
    found.count(head, len(head), NOW)
    assert not found.is_over
    found.count(bytes(100_000), 100_000, NOW)
    assert found.is_over


def test_reads_of_single_bytes_cost_more_than_their_bytes() -> None:
    found = intake(size=Rate(1_000, 64_000))
    reads = 0
    while not found.is_over:
        found.count(b"\x81", 1, NOW)
        reads += 1
    assert reads < 1_000


def test_one_turn_takes_so_many_frames_and_the_next_goes_on_there() -> None:
    found = intake()
    one = frame(1, b"{}")
    said = one * 100 + one[:3]
    assert found.count(said, len(said), NOW) == len(said)
    assert found.turn_ends == 32 * len(one)
    rest = said[found.turn_ends :]
    assert boundary(rest, 32) == 32 * len(one)
    assert boundary(rest[64 * len(one) :], 32) == 4 * len(one) + 3
