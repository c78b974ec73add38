"""The suite on several workers: who runs what, on which ports, and which files took longest."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.parallel import FILES_SHOWN, WORKERS_MAX, group_of, order_of, pytest_xdist_auto_num_workers
from tests.ports import RANGE, free_ports, ports_of

SERVER = Path(__file__).parents[1]
SAYS_ITS_WORKER = """
import os
import pytest

@pytest.mark.parametrize("number", range({count}))
def test_worker(number, pytestconfig):
    with open(pytestconfig.rootpath / "ran", "a") as ran:
        print(os.environ["PYTEST_XDIST_WORKER"], __file__, file=ran)
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the tests of a folder with the plug-in and nothing else of ours."""
    command = [sys.executable, "-m", "pytest", "-p", "tests.parallel", "-p", "no:cacheprovider", *arguments]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(SERVER)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def put(folder: Path, path: str, content: str) -> None:
    """Write a file of tests."""
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(content)


def test_what_is_heavy_runs_in_one_worker_in_sequence_and_first(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").touch()
    light = [f"tests/light/test_{name}.py" for name in "abcd"]
    heavy = ["tests/browser/test_journey.py", "tests/chaos/test_faults.py", "tests/proof/test_tenants.py"]
    for path in (*light, *heavy):
        put(tmp_path, path, SAYS_ITS_WORKER.format(count=4))

    ended = run(tmp_path, "-n", "2")

    assert ended.returncode == 0, ended.stdout + ended.stderr
    ran = [line.split() for line in (tmp_path / "ran").read_text().splitlines()]
    assert len(ran) == 4 * len((*light, *heavy))
    workers = {Path(path).relative_to(tmp_path).as_posix(): worker for worker, path in ran}
    assert len({workers[path] for path in heavy}) == 1
    of_heavy = [path for worker, path in ran if worker == workers[heavy[0]]]
    assert all("light" not in path for path in of_heavy[: 4 * len(heavy)])
    for path in light:
        assert len({worker for worker, ran_by in ran if ran_by.endswith(path)}) == 1


def test_the_largest_files_come_first_after_what_is_heavy() -> None:
    small, large = "tests/core/test_ids.py", "tests/identity/logins/test_login.py"
    ids = [f"{small}::test_a", *(f"{large}::test_b[{number}]" for number in range(3)), "tests/proof/test_x.py::test_c"]
    assert sorted(order_of(ids), key=order_of(ids).__getitem__) == ["heavy", large, small]
    assert group_of(f"{small}::test_a[tests/proof/]") == small


def test_a_failure_on_a_worker_fails_the_run(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").touch()
    put(tmp_path, "tests/test_a.py", "def test_a(): pass")
    put(tmp_path, "tests/test_b.py", "def test_b(): assert False")
    assert run(tmp_path, "-n", "2").returncode == 1


@pytest.mark.parametrize("workers", ["0", "2"])
def test_the_slowest_files_are_printed(tmp_path: Path, workers: str) -> None:
    (tmp_path / "pytest.ini").touch()
    for number in range(FILES_SHOWN + 1):
        put(tmp_path, f"tests/test_{number}.py", f"import time\ndef test_it(): time.sleep({number * 0.002})")
    printed = run(tmp_path, "-n", workers).stdout
    assert "slowest files" in printed
    assert f"tests/test_{FILES_SHOWN}.py (1 tests)" in printed


def test_no_two_workers_get_the_same_port() -> None:
    for count in (1, 2, 3, WORKERS_MAX, 7):
        given = [port for number in range(count) for port in ports_of(f"gw{number}", count)]
        assert len(given) == len(set(given))
        assert set(given) <= set(RANGE)
    assert ports_of(None, None) == RANGE


def test_ports_in_a_row_are_free_and_given_once() -> None:
    first, second = free_ports(3), free_ports(3)
    assert first == list(range(first[0], first[0] + 3))
    assert not set(first) & set(second)


def test_there_is_at_least_one_worker_and_not_too_many() -> None:
    assert 1 <= pytest_xdist_auto_num_workers() <= WORKERS_MAX
