"""The contracts are written from the code, and what is committed is compared with it."""

import sys
from pathlib import Path

import pytest

from tools.contracts import write as contracts


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository without contracts."""
    for folder in {path.parent.relative_to(contracts.ROOT) for path in contracts.rendered()}:
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.setattr(contracts, "ROOT", tmp_path)
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """The command; its exit code."""
    monkeypatch.setattr(sys, "argv", ["contracts", *arguments])
    return contracts.main()


def test_what_is_written_is_not_stale(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--check") == 1
    assert "contracts/openapi.json" in capsys.readouterr().err
    assert list(root.rglob("*.json")) == []

    assert run(monkeypatch) == 0
    assert run(monkeypatch, "--check") == 0
    assert (root / "contracts" / "openapi.json").read_text() == (
        Path(__file__).parents[3] / "contracts" / "openapi.json"
    ).read_text()


def test_a_stale_file_is_named_and_left_alone(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch)
    stale = root / "contracts" / "asyncapi.yaml"
    stale.write_text("asyncapi: 1.0.0\n")

    assert run(monkeypatch, "--check") == 1
    told = capsys.readouterr().err
    assert told == "Stale: contracts/asyncapi.yaml. Run `make gen` and commit what it writes.\n"
    assert stale.read_text() == "asyncapi: 1.0.0\n"

    assert run(monkeypatch) == 0
    assert stale.read_text() != "asyncapi: 1.0.0\n"
