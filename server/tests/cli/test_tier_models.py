"""`chorus model`: which language model a tier may use."""

from collections.abc import Iterator

import psycopg
import pytest

from chorus.core.ids import new_id
from chorus.stores import embedded
from tests.cli.test_cli import chorus
from tests.processes.test_settings import NEEDED

SERVER = ("openai:llama3", "--base-url", "http://models.acme.example:8000/v1")

pytestmark = pytest.mark.usefixtures("installed")


@pytest.fixture
def tier(postgres: embedded.Postgres) -> Iterator[str]:
    """A tier that no other test has."""
    name = f"gold-{new_id().hex[-8:]}"
    yield name
    with psycopg.connect(postgres.owner_url) as database:
        database.execute("DELETE FROM model_access WHERE tier = %s", (name,))


def listed(tier: str) -> list[list[str]]:
    return [line.split() for line in chorus("model", "list").output.splitlines() if tier in line]


def test_a_tier_gets_a_model_then_another_then_none(tier: str) -> None:
    assert chorus("model", "set", tier, "bot", "openai:gpt-4.1-mini", "--input-price", "0.4").exit_code == 0
    assert listed(tier) == [[tier, "bot", "openai:gpt-4.1-mini", "$0.4", "/", "$0"]]

    assert chorus("model", "set", tier, "bot", *SERVER).exit_code == 0
    assert listed(tier) == [[tier, "bot", "openai:llama3", "$0", "/", "$0", "http://models.acme.example:8000/v1"]]

    assert chorus("model", "remove", tier, "bot").exit_code == 0
    assert listed(tier) == []
    again = chorus("model", "remove", tier, "bot")
    assert again.exit_code == 1
    assert "This tier has no model for this purpose." in again.output


def test_each_purpose_has_its_own(tier: str) -> None:
    for purpose in ("bot", "brief"):
        chorus("model", "set", tier, purpose, "ollama:llama3.2")
    assert [row[1] for row in listed(tier)] == ["bot", "brief"]
    assert chorus("model", "set", tier, "poem", "ollama:llama3.2").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("gpt-4.1-mini",), "provider:model"),
        (("openai:gpt 4",), "provider:model"),
        (("openai:x", "--base-url", "models.acme.example"), "must be an address"),
        (("openai:x", "--base-url", "http://models:99999/v1"), "must be an address"),
        (("openai:x", "--base-url", "http://me:hunter2@models/v1"), "not contain a key or password"),
        (("openai:x", "--base-url", "http://models/v1?key=hunter2"), "not contain a key or password"),
    ],
)
def test_what_is_no_model_is_refused_and_not_repeated(tier: str, arguments: tuple[str, ...], words: str) -> None:
    result = chorus("model", "set", tier, "bot", *arguments)
    assert result.exit_code == 1
    assert words in " ".join(result.output.split())
    assert "hunter2" not in result.output
    assert listed(tier) == []


def test_a_key_that_stands_in_a_row_is_not_shown(tier: str, postgres: embedded.Postgres) -> None:
    with psycopg.connect(postgres.owner_url) as database:
        database.execute(
            "INSERT INTO model_access (tier, purpose, model, base_url) VALUES (%s, 'bot', 'openai:x', %s)",
            (tier, "https://me:hunter2@models.acme.example/v1?key=hunter2"),
        )
    assert [row[-1] for row in listed(tier)] == ["https://models.acme.example/v1"]


def test_only_the_owner_may_change_them(
    tier: str, clean_environment: pytest.MonkeyPatch, postgres: embedded.Postgres
) -> None:
    for name, value in (NEEDED | {"CHORUS_DATABASE_URL": postgres.app_url}).items():
        clean_environment.setenv(name, value)
    clean_environment.delenv("CHORUS_DATABASE_OWNER_URL")
    result = chorus("model", "set", tier, "bot", "openai:x")
    assert result.exit_code == 3
    assert "CHORUS_DATABASE_OWNER_URL is missing" in result.output
    assert listed(tier) == []
