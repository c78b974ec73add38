"""Whatever breaks, clients lose nothing, see nothing twice and agree on the order: the short form of every scenario.

Its figures are not judged here: a machine that runs a test suite beside it says little about speed. `make chaos`
runs the long form and judges both.
"""

import pytest

from load.chaos.scenarios import SCENARIOS, endure
from load.stack import Stack

SHORT_SECONDS = {"redis_stopped": 2.0, "redis_frozen": 2.0, "lines_half_open": 3.0, "rolling_deploy": 0.0}


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
async def test_nothing_is_lost_doubled_or_out_of_order(fragile: Stack, name: str) -> None:
    outcome = await endure(fragile, SCENARIOS[name], seconds=SHORT_SECONDS.get(name, 1.0))
    assert not outcome.faults, str(outcome)
    assert outcome.acknowledged > 100
