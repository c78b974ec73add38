"""What stands between Redis and its subscribers does as it is told to events, and nothing to the rest."""

import random

import pytest

from chorus.protocol.envelope import Envelope, pack, unpack
from load.faults.faulty_bus import PUSHED, BusFaults, SubscriberFaults

CHANNEL = b"$8\r\nchorus:3\r\n"
OTHERS = b"+PONG\r\n:7\r\n$-1\r\n*-1\r\n*2\r\n$3\r\nfoo\r\n*1\r\n$0\r\n\r\n-ERR no\r\n"


def pushed(*positions: int) -> bytes:
    """A message as Redis pushes it."""
    payload = pack([Envelope("topic", position, b'{"text": "\\r\\n*3"}') for position in positions])
    return b"%b%b$%d\r\n%b\r\n" % (PUSHED, CHANNEL, len(payload), payload)


def positions_in(data: bytes) -> list[int]:
    """Of the events in pushed messages that follow each other."""
    found = []
    for part in data.split(PUSHED)[1:]:
        payload = part.removeprefix(CHANNEL).split(b"\r\n", 1)[1][:-2]
        found += [envelope.position for envelope in unpack(payload)]
    return found


@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_without_mischief_every_byte_passes_however_it_is_cut(size: int) -> None:
    tamper = SubscriberFaults(BusFaults(drop=0, double=0, delay=0)).line()
    data = OTHERS + pushed(1, 2) + OTHERS + pushed(3)
    passed = [piece for start in range(0, len(data), size) for piece in tamper(data[start : start + size])]
    assert b"".join(piece for _, piece in passed) == data
    assert {delay for delay, _ in passed} == {0.0}


def test_what_is_not_an_event_passes_whatever_the_mischief() -> None:
    tamper = SubscriberFaults(BusFaults(drop=1)).line()
    assert b"".join(piece for _, piece in tamper(OTHERS + pushed(1) + OTHERS)) == OTHERS + OTHERS


def test_each_event_has_a_fate_of_its_own() -> None:
    injector = SubscriberFaults(BusFaults(drop=0.2, double=0.2, delay=0.2), random.Random(3))  # noqa: S311
    passed = injector.line()(pushed(*range(1, 201)))
    at_once = positions_in(b"".join(piece for delay, piece in passed if not delay))
    late = [position for delay, piece in passed if delay for position in positions_in(piece)]

    assert min(injector.dropped, injector.duplicated, injector.delayed) > 10
    assert len(late) == injector.delayed
    assert len(at_once) == 200 - injector.dropped - injector.delayed + injector.duplicated
    assert set(at_once).isdisjoint(late)
    assert at_once == sorted(at_once)
