"""An event loop whose clock stands still while anything is to be done, and jumps to the next timer when nothing is."""

import asyncio
import functools
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

from typing_extensions import override

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class Deadlock(RuntimeError):
    """Nothing is to be done and no timer is set."""


class _Selector(selectors.DefaultSelector):
    """Never waits: it moves the loop's clock instead."""

    loop: "VirtualLoop"

    @override
    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise Deadlock
        self.loop.advance(timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """An hour takes as long as what happens in it."""

    def __init__(self) -> None:
        selector = _Selector()
        self._now = 1_000.0
        super().__init__(selector)
        selector.loop = self

    @override
    def time(self) -> float:
        return self._now

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._now += max(0.0, seconds)


def run(main: Coroutine[Any, Any, Result]) -> Result:
    """`asyncio.run` on a clock of its own."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)


def in_virtual_time(test: Callable[Parameters, Coroutine[Any, Any, Result]]) -> Callable[Parameters, Result]:
    """Run a test on a clock of its own: its pauses take no time, and how busy the machine is decides nothing.

    For tests without sockets, files or fixtures that need an event loop.
    """

    @functools.wraps(test)
    def on_its_loop(*arguments: Parameters.args, **named: Parameters.kwargs) -> Result:
        return run(test(*arguments, **named))

    return on_its_loop
