"""No pattern of the package can be made slow by its input: text from outside is matched in linear time."""

import signal
import time

import pytest

from tests.hostile import Pattern, inputs, patterns

# Processor time: generous for 20 KB in linear time, far too little for its square.
SECONDS = 0.1
SIZE = 20_000
# From this on the growth counts as well: a quarter of the text takes a quarter of the time, of a square a sixteenth.
FLOOR = 0.02
GROWTH = 10
TRIES = 3


class _TooSlow(Exception):
    pass


def _stop(_signal: int, _frame: object) -> None:
    raise _TooSlow


def _seconds(pattern: Pattern, text: str | bytes) -> float:
    began = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, 20 * SECONDS)
    try:
        for _ in pattern.finditer(text):
            pass
    except _TooSlow:
        return 20 * SECONDS
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - began


def _is_slow(pattern: Pattern, data: str | bytes) -> bool:
    """Whether each try says so: one may have paid for something else."""
    for _ in range(TRIES):
        seconds = _seconds(pattern, data)
        if seconds <= FLOOR:
            return False
        quarter = _seconds(pattern, data[: len(data) // 4])
        if seconds <= SECONDS and seconds <= GROWTH * quarter:
            return False
    return True


def _slow(name: str, pattern: Pattern) -> list[str]:
    texts = inputs(pattern, SIZE)
    return [
        f"{name} on {text[:40]!r} …"
        for text in texts
        if _is_slow(pattern, text.encode() if isinstance(pattern.pattern, bytes) else text)
    ]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_pattern_is_linear() -> None:
    before = signal.signal(signal.SIGVTALRM, _stop)
    try:
        known = patterns()
        assert len(known) > 100
        assert [slow for name, pattern in known.items() for slow in _slow(name, pattern)] == []
    finally:
        signal.signal(signal.SIGVTALRM, before)
