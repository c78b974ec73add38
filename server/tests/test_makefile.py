"""The commands of the Makefile, as make would run them on a fresh machine."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "scripts"
# What the scripts use of any system; everything else is missing, so browsers are too.
BASICS = ("bash", "dirname", "env", "tail", "grep")


def steps(target: str, *variables: str) -> str:
    """What make would run if nothing were built; it runs none of it."""
    return subprocess.run(
        ["make", "--always-make", "--dry-run", target, *variables],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "NO_INSTALL"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@dataclass(frozen=True, slots=True)
class Machine:
    """A system with nothing but `BASICS` and an apt-get that writes down what it was asked for."""

    folder: Path

    def add(self, name: str, script: str) -> None:
        """Put a program on the PATH."""
        program = self.folder / name
        program.write_text(f"#!{shutil.which('bash')}\n{script}\n")
        program.chmod(0o755)

    def run(self, script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run one of the scripts."""
        return subprocess.run(
            [SCRIPTS / script, *arguments],
            env={"PATH": str(self.folder), **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def installed(self) -> list[str]:
        """The calls of apt-get that install something."""
        calls = self.folder / "calls"
        lines = calls.read_text().splitlines() if calls.exists() else []
        return [line for line in lines if "install" in line.split()]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Linux, as root, with apt-get."""
    for name in BASICS:
        found = shutil.which(name)
        assert found is not None
        (tmp_path / name).symlink_to(found)
    machine = Machine(tmp_path)
    machine.add("uname", "echo Linux")
    machine.add("id", "echo 0")
    machine.add("apt-get", f'echo "$*" >> {tmp_path}/calls')
    return machine


@pytest.mark.parametrize("target", ["up", "test"])
def test_a_fresh_machine_installs_and_measures_nothing(target: str) -> None:
    # A file called load-older.ts was once taken for a benchmark.
    found = steps(target)
    assert "npm ci" in found
    assert "python -m load" not in found


def test_checks_run_side_by_side_and_before_the_tests_which_use_all_cores() -> None:
    found = steps("test")
    assert re.search(r"-j2 .*check-clients types lint check-contracts", found)
    checks = [found.index(check) for check in ("npm run --silent check", "bin/mypy", "lint-imports", "--check")]
    assert max(checks) < found.index("pytest -n auto")
    assert "pytest -n auto --cov --cov-report=term tests/chat -n 0" in steps("test", "PYTEST=tests/chat -n 0")


def test_every_benchmark_has_a_target() -> None:
    assert "-m load slow-readers" in steps("load-slow-readers")
    assert "-m load storm" in steps("load-storm")


def test_browser_tests_are_required_unless_nothing_may_be_installed() -> None:
    assert "BROWSER_REQUIRED=1" in steps("test")
    assert "BROWSER_REQUIRED" not in steps("test", "NO_INSTALL=1")


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_a_missing_browser_is_announced_and_installed(machine: Machine, browser: str) -> None:
    found = machine.run("require-browser", browser)
    assert found.returncode == 0
    assert f"Installing {browser.capitalize()}, for the browser tests: apt-get install {browser}" in found.stdout
    assert len(machine.installed) == 1
    assert browser in machine.installed[0]


def test_who_is_not_root_installs_by_sudo_without_a_password(machine: Machine) -> None:
    machine.add("id", "echo 1000")
    machine.add("true", "exit 0")
    machine.add("sudo", '[ "$1" = -n ] || exit 1; shift; exec "$@"')
    assert machine.run("require-browser", "chromium").returncode == 0
    assert "chromium" in machine.installed[0]


def test_where_sudo_asks_for_a_password_it_is_told_what_is_missing(machine: Machine) -> None:
    machine.add("id", "echo 1000")
    machine.add("sudo", "exit 1")
    found = machine.run("require-browser", "chromium")
    assert found.returncode == 1
    assert "Missing: Chromium, for the browser tests." in found.stderr
    assert machine.installed == []


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_where_nothing_may_be_installed_the_browser_is_named_and_its_tests_are_skipped(
    machine: Machine, browser: str
) -> None:
    found = machine.run("require-browser", browser, NO_INSTALL="1")
    assert found.returncode == 0
    assert f"Missing: {browser.capitalize()}" in found.stderr
    assert "skipped" in found.stderr
    assert machine.installed == []


def test_a_browser_that_is_there_is_not_installed_again(machine: Machine) -> None:
    machine.add("google-chrome", "exit 0")
    machine.add("firefox", "exit 0")
    for browser in ("chromium", "firefox"):
        assert machine.run("require-browser", browser).returncode == 0
    assert machine.installed == []


def test_the_next_package_is_tried_where_the_first_is_unknown(machine: Machine) -> None:
    machine.add("apt-get", f'echo "$*" >> {machine.folder}/calls; [[ "$*" != *firefox-esr* ]]')
    assert machine.run("require-browser", "firefox").returncode == 0
    assert [line.split()[-1] for line in machine.installed] == ["firefox-esr", "firefox"]


def test_a_comparison_without_go_is_refused_where_nothing_may_be_installed(machine: Machine) -> None:
    found = machine.run("require-golang", str(machine.folder), NO_INSTALL="1")
    assert found.returncode == 3
    assert "golang-github-gorilla-websocket-dev" in found.stderr


def test_an_old_or_missing_node_is_named(machine: Machine) -> None:
    assert "Node 20.19" in machine.run("require-node").stderr
    machine.add("npm", "exit 0")
    machine.add("node", "exit 1")
    assert machine.run("require-node").returncode == 1
    machine.add("node", "exit 0")
    assert machine.run("require-node").returncode == 0


def test_without_python_nothing_is_installed(machine: Machine) -> None:
    found = machine.run("install-uv", "1.2.3")
    assert found.returncode == 1
    assert "Python 3.11 or newer" in found.stderr


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        ("echo 'found 0 vulnerabilities'", 0, "found 0 vulnerabilities"),
        ("echo 'error sending request for url' >&2; exit 2", 0, "could not be reached"),
        ("echo 'example 1.0 has a known vulnerability'; exit 1", 1, "has a known vulnerability"),
    ],
    ids=["nothing known", "offline", "vulnerable"],
)
def test_an_audit_fails_by_what_it_finds_and_not_by_the_network(
    machine: Machine, answer: str, code: int, said: str
) -> None:
    machine.add("uv", answer)
    machine.add("npm", "echo 'found 0 vulnerabilities'")
    found = machine.run("audit-dependencies", str(machine.folder / "uv"))
    assert found.returncode == code
    assert said in found.stdout + found.stderr
