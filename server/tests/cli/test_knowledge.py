"""`chorus kb rebuild`: the worker is asked, and the directory that is the worker's stays closed."""

from pathlib import Path

import psycopg
import pytest

from chorus.core.ids import new_id
from chorus.knowledge.embedding import embedder as embedders
from chorus.knowledge.rebuild import JOB
from chorus.stores import embedded
from tests.bot.bots import needs_kb
from tests.cli.test_cli import chorus
from tests.cli.test_tenants import founded

pytestmark = pytest.mark.usefixtures("installed")


@needs_kb
def test_the_worker_is_asked_and_the_directory_stays_closed(postgres: embedded.Postgres, tmp_path: Path) -> None:
    founded(f"fir-{new_id().hex[-12:]}")
    result = chorus("kb", "rebuild", "--data-dir", tmp_path)
    assert result.exit_code == 0, result.output
    with psycopg.connect(postgres.url("postgres")) as database:
        asked = database.execute("DELETE FROM procrastinate_jobs WHERE task_name = %s", (JOB,)).rowcount
    assert f"rebuild the index of {asked} tenants" in result.output
    assert not (tmp_path / "chroma").exists()


def test_without_the_extra_nobody_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedders, "is_installed", lambda: False)
    result = chorus("kb", "rebuild", "--data-dir", tmp_path)
    assert result.exit_code == 4
    assert "extra `kb`" in " ".join(result.output.split())
