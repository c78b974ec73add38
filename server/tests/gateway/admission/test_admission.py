"""Who is let in, when thousands knock at once."""

import asyncio
from types import SimpleNamespace
from typing import Any

from chorus.gateway.admission import admission
from chorus.gateway.admission.admission import AT_ONCE, ENTERING_MAX, Admission
from chorus.gateway.protocol.connection import State
from tests.simulation.virtual_loop import in_virtual_time


class Knocking:
    """An endpoint, as far as a door can see."""

    def __init__(self) -> None:
        self.connection = SimpleNamespace(state=State.CHECKING)


class Door:
    """An admission, and who was begun."""

    def __init__(self) -> None:
        self.rounds: list[list[Any]] = []
        self._is_round_open = False
        self.admission = Admission(self._begin)

    @property
    def begun(self) -> list[Any]:
        """All of them, in order."""
        return [endpoint for one in self.rounds for endpoint in one]

    def _begin(self, endpoint: Any, _token: str) -> None:
        if not self._is_round_open:
            self._is_round_open = True
            self.rounds.append([])
            # Called when the callback of this round has returned, and before that of the next.
            asyncio.get_running_loop().call_soon(self._end_round)
        self.rounds[-1].append(endpoint)

    def _end_round(self) -> None:
        self._is_round_open = False

    def knock(self, count: int) -> list[Any]:
        """So many endpoints."""
        endpoints: list[Any] = [Knocking() for _ in range(count)]
        for endpoint in endpoints:
            self.admission.enqueue(endpoint, "token")
        return endpoints

    async def until(self, count: int) -> None:
        """So many were begun."""
        async with asyncio.timeout(20):
            while len(self.begun) < count:
                await asyncio.sleep(0.001)


@in_virtual_time
async def test_a_round_is_some_and_the_next_are_those_who_came_next() -> None:
    door = Door()
    knocking = door.knock(AT_ONCE * 2 + 1)
    await door.until(len(knocking))
    assert [len(one) for one in door.rounds] == [AT_ONCE, AT_ONCE, 1]
    assert door.begun == knocking


@in_virtual_time
async def test_no_more_enter_at_once_than_may_and_who_ended_makes_room() -> None:
    door = Door()
    knocking = door.knock(ENTERING_MAX + 3)
    await door.until(ENTERING_MAX)
    await asyncio.sleep(admission.ROUND_SECONDS * 5)
    assert len(door.begun) == ENTERING_MAX
    door.admission.ended(knocking[0])
    door.admission.ended(knocking[1])
    await door.until(ENTERING_MAX + 2)
    await asyncio.sleep(admission.ROUND_SECONDS * 5)
    assert door.begun == knocking[:-1]


@in_virtual_time
async def test_who_has_gone_meanwhile_is_passed_over() -> None:
    door = Door()
    knocking = door.knock(AT_ONCE + 2)
    for endpoint in knocking[:AT_ONCE]:
        endpoint.connection.state = State.CLOSED
        door.admission.ended(endpoint)
    await door.until(2)
    assert door.begun == knocking[AT_ONCE:]
