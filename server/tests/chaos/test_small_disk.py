"""Only a small disk of its own is ever filled."""

from pathlib import Path

import pytest

from load.chaos.small_disk import may_mount, require_small, small_disk


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
