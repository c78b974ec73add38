"""Spreads the tests over several processes (pytest-xdist), and reports which files took longest.

`pytest -n auto` starts one worker per core; each has servers, stacks, a browser and ports of its own.
"""

import os
from collections import Counter

import pytest
from typing_extensions import override
from xdist.remote import Producer
from xdist.scheduler.loadscope import LoadScopeScheduling

WORKERS_MAX = 4
FILES_SHOWN = 20
# Whole stacks of processes, browsers and faults. One worker runs them in sequence: two at once would compete for the
# same cores, and what one waits for would depend on the other.
HEAVY = ("tests/browser/", "tests/chaos/", "tests/conformance_ws/", "tests/peers/", "tests/proof/")


def group_of(node_id: str) -> str:
    """Return the name of the group of tests that one worker runs in sequence: a file, or "heavy"."""
    return "heavy" if node_id.startswith(HEAVY) else node_id.partition("::")[0]


def order_of(node_ids: list[str]) -> dict[str, int]:
    """Return the position of each group: the heavy ones first, then the largest, so that the workers end together."""
    sizes = Counter(map(group_of, node_ids))
    groups = sorted(sizes, key=lambda group: (group != "heavy", -sizes[group], group))
    return {group: position for position, group in enumerate(groups)}


class GroupScheduling(LoadScopeScheduling):  # type: ignore[misc] # xdist has no types
    """Gives each worker one group after another, in the order in which the tests were collected."""

    def __init__(self, config: pytest.Config, log: Producer) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    @override
    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


class SlowestFiles:
    """Adds up the time of each file: set-up, test and tear-down, with the servers that its first test starts."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self.tests: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a phase of a test, whichever worker ran it."""
        path = report.nodeid.partition("::")[0]
        self.seconds[path] += report.duration  # type: ignore[assignment] # seconds are fractions
        self.tests[path] += report.when == "call"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the files that took longest, unless only a few were run."""
        if len(self.seconds) <= FILES_SHOWN:
            return
        terminalreporter.section("slowest files")
        for path, seconds in self.seconds.most_common(FILES_SHOWN):
            terminalreporter.line(f"{seconds:7.1f} s  {path} ({self.tests[path]} tests)")
        whole = sum(self.seconds.values())
        terminalreporter.line(f"{whole:7.1f} s  in all {len(self.seconds)} files, on all workers together")


def pytest_configure(config: pytest.Config) -> None:
    """Measure where the reports arrive."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(SlowestFiles())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Bring groups together in the order in which workers shall get them; without workers, nothing changes."""
    if hasattr(config, "workerinput"):
        order = order_of([item.nodeid for item in items])
        items.sort(key=lambda item: order[group_of(item.nodeid)])


def pytest_xdist_auto_num_workers() -> int:
    """Return one worker per core that this process may use. Beyond four, memory would be the limit."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, WORKERS_MAX)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling | None:
    """Schedule by group, unless `--dist` asks for another way."""
    return GroupScheduling(config, log) if config.getvalue("dist") == "load" else None
