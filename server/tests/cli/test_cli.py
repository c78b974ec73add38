"""The command line: what it prints, and how it ends."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from chorus import __version__
from chorus.cli import terminal
from chorus.cli.main import app
from chorus.stores import embedded
from chorus.stores.postgres import schema_version
from tests.processes.test_settings import NEEDED

NOBODY_LISTENS = "postgresql://nobody@127.0.0.1:1/chorus"


def chorus(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_help_lists_the_commands_and_the_exit_codes() -> None:
    result = chorus("--help")
    assert result.exit_code == 0
    words = ["up", "api", "gateway", "presence", "worker", "migrate", "demo", "doctor", "tenant", "model", "jobs", "kb"]
    for word in (*words, "consumers", "Exit codes"):
        assert word in result.output


def test_it_ends_without_a_word_when_its_reader_has_left(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        command = [str(Path(sys.executable).with_name("chorus")), "doctor", "--data-dir", str(tmp_path)]
        ended = subprocess.run(command, check=False, stdout=writer, stderr=subprocess.PIPE, text=True)
    finally:
        os.close(writer)
    assert (ended.returncode, ended.stderr) == (1, "")


def test_version_is_printed() -> None:
    assert chorus("version").output == f"{__version__}\n"


def test_wrong_usage_ends_with_2() -> None:
    assert chorus("fly").exit_code == 2


@pytest.mark.parametrize("process", ["api", "gateway", "presence", "worker"])
def test_process_without_settings_ends_with_3(
    process: str, clean_environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clean_environment.setenv("CHORUS_DATA_DIR", str(tmp_path))
    result = chorus(process)
    assert result.exit_code == 3
    assert "CHORUS_DATABASE_URL is missing." in result.output


def test_migration_without_an_owner_ends_with_3(clean_environment: pytest.MonkeyPatch) -> None:
    for name, value in NEEDED.items():
        clean_environment.setenv(name, value)
    result = chorus("migrate")
    assert result.exit_code == 3
    assert "CHORUS_DATABASE_OWNER_URL is missing" in result.output


def test_unreachable_database_ends_with_4(clean_environment: pytest.MonkeyPatch) -> None:
    for name, value in (NEEDED | {"CHORUS_DATABASE_OWNER_URL": NOBODY_LISTENS}).items():
        clean_environment.setenv(name, value)
    result = chorus("migrate")
    assert result.exit_code == 4
    assert "Connection refused" in result.output


def test_taken_port_ends_with_5_and_names_the_setting(
    free_ports: pytest.MonkeyPatch, taken_port: int, tmp_path: Path
) -> None:
    free_ports.setenv("CHORUS_GATEWAY_PORT", str(taken_port))
    result = chorus("up", "--data-dir", tmp_path)
    assert result.exit_code == 5
    assert f"Port {taken_port}" in result.output
    assert "CHORUS_GATEWAY_PORT" in result.output


@pytest.mark.parametrize(
    ("process", "setting"),
    [
        ("api", "API_PORT"),
        ("api", "GRPC_ADDRESS"),
        ("api", "API_METRICS_PORT"),
        ("gateway", "GATEWAY_PORT"),
        ("gateway", "GATEWAY_METRICS_PORT"),
        ("worker", "WORKER_METRICS_PORT"),
        ("presence", "PRESENCE_METRICS_PORT"),
    ],
)
def test_every_process_looks_for_its_ports_before_it_starts(
    free_ports: pytest.MonkeyPatch, taken_port: int, process: str, setting: str
) -> None:
    for name, value in NEEDED.items():
        free_ports.setenv(name, value)
    free_ports.setenv(f"CHORUS_{setting}", f"{'127.0.0.1:' if setting.endswith('ADDRESS') else ''}{taken_port}")
    result = chorus(process)
    assert result.exit_code == 5
    assert f"Port {taken_port} on 127.0.0.1 is in use by another program." in result.output
    assert f"CHORUS_{setting}" in result.output


def test_data_of_a_newer_version_ends_with_6(free_ports: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "format").write_text("99")
    assert chorus("up", "--data-dir", tmp_path).exit_code == 6


def test_directory_that_cannot_be_made_ends_with_7(free_ports: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert chorus("up", "--data-dir", tmp_path / "file" / "data").exit_code == 7


async def test_migration_runs_twice_without_effect(
    postgres: embedded.Postgres, clean_environment: pytest.MonkeyPatch
) -> None:
    for name, value in (NEEDED | {"CHORUS_DATABASE_OWNER_URL": postgres.owner_url}).items():
        clean_environment.setenv(name, value)
    assert chorus("migrate").exit_code == 0
    assert chorus("migrate", "--enkisys").exit_code == 0
    assert schema_version.is_current(postgres.owner_url)


def test_a_system_that_refuses_more_open_files_stops_no_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """macOS says that the hard limit is infinite, and refuses what is above kern.maxfilesperproc."""
    limits = [256, resource.RLIM_INFINITY]

    def set_limit(_which: int, wanted: tuple[int, int]) -> None:
        if wanted[0] > 24_576:
            raise ValueError("current limit exceeds maximum limit")
        limits[:] = wanted

    monkeypatch.setattr(resource, "getrlimit", lambda _which: tuple(limits))
    monkeypatch.setattr(resource, "setrlimit", set_limit)
    terminal._open_files()
    assert limits == [16_384, resource.RLIM_INFINITY]

    limits[:] = [30_000, resource.RLIM_INFINITY]  # more than it would let us have: left alone
    terminal._open_files()
    assert limits == [30_000, resource.RLIM_INFINITY]
