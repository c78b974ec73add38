"""The two commands, as make would run them on a fresh machine."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def steps(target: str) -> str:
    """What make would run if nothing were built; it runs none of it."""
    return subprocess.run(
        ["make", "--always-make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.parametrize("target", ["up", "test"])
def test_a_fresh_machine_installs_and_measures_nothing(target: str) -> None:
    # A file called load-older.ts was once taken for a benchmark.
    found = steps(target)
    assert "npm ci" in found
    assert "python -m load" not in found


def test_every_benchmark_has_a_target() -> None:
    assert "-m load slow-readers" in steps("load-slow-readers")
