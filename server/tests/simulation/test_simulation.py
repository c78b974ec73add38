"""Hundreds of worlds, each decided by a seed: in none does a client miss, repeat or disorder anything.

`make simulate SEEDS=10000` runs more; `make simulate SEED=17` runs one again.
"""

import asyncio
import os

import pytest

from chorus.gateway.fanout.fanout import Fanout
from chorus.gateway.transport.assembly import text_frame
from chorus.protocol.envelope import Envelope
from load.verify.consistency_checker import History
from tests.simulation.virtual_loop import run
from tests.simulation.world import World

FIRST = int(os.environ.get("SEED", "1"))
SEEDS = int(os.environ.get("SEEDS", "1" if "SEED" in os.environ else "200"))
CHUNK = 25


def live(seed: int) -> History:
    """One world."""
    world = World(seed)
    violations = run(world.live())
    assert not violations, f"seed {seed}: " + "; ".join(map(str, violations[:5]))
    return world.history


@pytest.mark.parametrize("first", range(FIRST, FIRST + SEEDS, CHUNK))
def test_no_world_loses_doubles_or_disorders_anything(first: int) -> None:
    for seed in range(first, min(first + CHUNK, FIRST + SEEDS)):
        history = live(seed)
        assert history.count("ack") > 20, f"seed {seed}: too little was said to prove anything"


def test_a_seed_makes_the_same_world_again() -> None:
    for seed in range(FIRST, FIRST + 5):
        assert live(seed).observations == live(seed).observations


def test_a_gateway_that_hands_on_whatever_comes_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def hand_on(fanout: Fanout, envelope: Envelope) -> None:
        topic = fanout._topics.get(envelope.topic)
        for subscription in () if topic is None else tuple(topic.subscriptions):
            subscription.sink.event(text_frame(envelope.body))

    monkeypatch.setattr(Fanout, "receive", hand_on)
    rules = {violation.rule for seed in range(1, 6) for violation in run(World(seed).live())}
    assert {"gap", "twice"} <= rules


def test_the_clock_jumps_and_does_not_wait() -> None:
    async def a_day() -> float:
        began = asyncio.get_running_loop().time()
        await asyncio.sleep(86_400)
        return asyncio.get_running_loop().time() - began

    assert run(a_day()) == pytest.approx(86_400)
