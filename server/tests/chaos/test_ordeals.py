"""Whatever breaks, clients lose nothing, see nothing twice and agree on the order: the short form of every scenario.

Its figures of speed are not judged here: a machine that runs a test suite beside it says little about speed. `make
chaos` runs the long form and judges those as well.
"""

import pytest

from load.chaos.outcome import endure
from load.chaos.scenarios import SCENARIOS
from load.stack import Stack

PER_SECOND = 90
SHORT_SECONDS = {"lines_half_open": 3.0, "rolling_deploy": 0.0}
SPEED = {"ms", "s"}


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
async def test_nothing_is_lost_doubled_or_out_of_order(fragile: Stack, name: str) -> None:
    outcome = await endure(fragile, SCENARIOS[name], seconds=SHORT_SECONDS.get(name, 1.0), per_second=PER_SECOND)
    assert not outcome.faults, str(outcome)
    assert all(found.holds for found in outcome.measured if found.unit not in SPEED), str(outcome)
    assert outcome.acknowledged > 100
