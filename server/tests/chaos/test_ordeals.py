"""Whatever breaks, clients lose nothing, see nothing twice and agree on the order: the short form of every scenario.

Its figures of speed are not judged here: a machine that runs a test suite beside it says little about speed. `make
chaos` runs the long form and judges those as well.
"""

import pytest

from load.faults.scenario import run_scenario
from load.faults.scenarios import SCENARIOS
from load.stack.stack import Stack

PER_SECOND = 90
SHORT_SECONDS = {"connections_half_open": 3.0, "rolling_deploy": 0.0}
SPEED = {"ms", "s"}


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
async def test_nothing_is_lost_doubled_or_out_of_order(fragile: Stack, name: str) -> None:
    result = await run_scenario(fragile, SCENARIOS[name], seconds=SHORT_SECONDS.get(name, 1.0), per_second=PER_SECOND)
    assert not result.violations, str(result)
    assert all(found.holds for found in result.measurements if found.unit not in SPEED), str(result)
    assert result.acknowledged > 100
