"""Only a small disk of its own is ever filled."""

from pathlib import Path

import pytest

from load.faults.database import disk_full
from load.faults.scenario import run_scenario
from load.faults.small_disk import may_mount, require_small, small_disk
from load.stack.stack import running


def test_any_other_disk_is_left_alone(tmp_path: Path) -> None:
    for folder in (tmp_path, Path("/")):
        with pytest.raises(RuntimeError):
            require_small(folder)


@pytest.mark.skipif(not may_mount(), reason="only root can mount a small disk")
def test_a_small_disk_is_there_and_gone() -> None:
    with small_disk() as disk:
        require_small(disk)
        (disk / "file").write_text("x")
    assert not disk.is_mount()


@pytest.mark.slow
@pytest.mark.skipif(not may_mount(), reason="only root can mount a small disk")
async def test_a_full_disk_loses_nothing_and_postgresql_comes_back_by_itself() -> None:
    """The short form; `make chaos` keeps it full for ten minutes."""
    with small_disk() as disk:
        async with running(apis=1, gateways=1, disk=disk) as stack:
            result = await run_scenario(stack, disk_full, seconds=6, per_second=90)
    assert not result.violations, str(result)
    assert result.acknowledged > 60
