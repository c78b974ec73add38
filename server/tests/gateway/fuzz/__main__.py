"""`make fuzz`: a million spoilt streams in the process, 20,000 on sockets; what goes wrong is kept as a case.

ARGS: --inside COUNT, --outside COUNT, --seed FIRST.
"""

import argparse
import resource
import sys
import time
from collections import Counter
from random import Random

import uvloop

from chorus.gateway.gateway import Gateway
from chorus.stores.bus.memory import MemoryBus
from tests.gateway.fakes import FakeExchange, FakeTokens
from tests.gateway.fuzz import inside
from tests.gateway.fuzz.cases import Case, keep
from tests.gateway.fuzz.outside import OPTIONS, PATHS, bench
from tests.gateway.fuzz.streams import segments, spoilt

LOOK_EVERY = 200
GROWTH_MAX_KIB = 48 * 1024
ENOUGH = 20


def main() -> int:
    """Run both; 1 when something went wrong."""
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--inside", type=int, default=1_000_000)
    parser.add_argument("--outside", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args()
    print(f"seed {given.seed}")
    found = _inside(given.seed, given.inside)
    found += uvloop.run(_outside(given.seed, given.outside))
    if found:
        print(f"{len(found)} kept in {keep(f'found-{given.seed}', found)}")
    return 1 if found else 0


def _told(what: str, count: int, began: float, outcomes: Counter[int], wrong: int) -> None:
    said = ", ".join(f"{code or 'alive'} {number}" for code, number in outcomes.most_common())
    print(f"{what}: {count} streams in {time.monotonic() - began:.0f} s; {wrong} wrong; {said}", flush=True)


def _inside(first: int, count: int) -> list[Case]:
    began, outcomes, found = time.monotonic(), Counter[int](), list[Case]()
    for seed in range(first, first + count):
        random = Random(seed)
        stream = segments(random, spoilt(random))
        try:
            outcomes[inside.run(random, b"".join(stream))] += 1
        except Exception as error:
            print(f"seed {seed}: {error!r}", flush=True)
            found.append(Case(f"seed {seed}: {error!r}"[:200], next(iter(PATHS)), stream, 0))
            if len(found) == ENOUGH:
                break
    _told("inside", count, began, outcomes, len(found))
    return found


async def _outside(first: int, count: int) -> list[Case]:
    began, outcomes, found = time.monotonic(), Counter[int](), list[Case]()
    bus, tokens = MemoryBus(), FakeTokens()
    chat = FakeExchange(bus)
    gateway = Gateway(OPTIONS, chat, bus, tokens)
    await gateway.start()
    settled = 0
    async with bench(gateway, chat, tokens) as bank:
        for seed in range(first, first + count):
            random = Random(seed)
            stream, path = segments(random, spoilt(random)), random.choice(tuple(PATHS))
            try:
                outcomes[await bank.run(stream, path)] += 1
                if seed % LOOK_EVERY == 0:
                    await bank.neighbour.notices_nothing()
                    await bank.is_quiet()
            except inside.Wrong as error:
                print(f"seed {seed}: {error!r}", flush=True)
                found.append(Case(f"seed {seed}: {error!r}"[:200], path, stream, 0))
                if len(found) == ENOUGH:
                    break
            if seed - first == count // 4:
                settled = _resident_kib()
        await bank.is_quiet()
    await gateway.stop()
    grown = _resident_kib() - settled
    _told("outside", count, began, outcomes, len(found))
    print(f"outside: {grown} KiB more at the end than after a quarter")
    if grown > GROWTH_MAX_KIB:
        raise SystemExit("the process grows")
    return found


def _resident_kib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    sys.exit(main())
