"""No pattern of the package can be made slow by its input: text from outside is matched in linear time."""

import signal
import time

import pytest

from tests.hostile import Pattern, inputs, patterns

# Processor time: generous for 20 KB in linear time, far too little for its square.
SECONDS = 0.1
SIZE = 20_000
# Tried against a whole value by `fullmatch`, which has one place to begin; all of them read settings or file names.
WHOLE = frozenset(
    {"chorus.gateway.options", "chorus.processes.ports", "chorus.stores.limits", "chorus.stores.schema_version"}
)
# A message has 8,000 characters at most, and a figure of as many digits is none.
SHORTER = {"chorus.core.text.fact_patterns.QUANTITY": 4_000}


class _TooSlow(Exception):
    pass


def _stop(_signal: int, _frame: object) -> None:
    raise _TooSlow


def _seconds(pattern: Pattern, text: str | bytes, *, is_whole: bool) -> float:
    began = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, 20 * SECONDS)
    try:
        if is_whole:
            pattern.fullmatch(text)
        else:
            for _ in pattern.finditer(text):
                pass
    except _TooSlow:
        return 20 * SECONDS
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - began


def _slow(name: str, pattern: Pattern) -> list[str]:
    is_whole = any(name.startswith(known) for known in WHOLE)
    size = next((size for known, size in SHORTER.items() if name.startswith(known)), SIZE)
    found = []
    for text in inputs(pattern, size):
        data = text.encode() if isinstance(pattern.pattern, bytes) else text
        # Once more: the first may have paid for something else.
        if (
            _seconds(pattern, data, is_whole=is_whole) > SECONDS
            and _seconds(pattern, data, is_whole=is_whole) > SECONDS
        ):
            found.append(f"{name} on {text[:40]!r} …")
    return found


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
