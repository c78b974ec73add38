"""Tenants from the command line, on a real database."""

import asyncio

import asyncpg
import pytest
from typer.testing import Result

from chorus.core.ids import new_id
from chorus.identity.logins.passwords import Passwords
from chorus.stores import embedded
from tests.cli.test_cli import chorus


def founded(slug: str, *, email: str = "ines@juniper.example", name: str = "Juniper & Oak") -> Result:
    return chorus("tenant", "create", "--name", name, "--slug", slug, "--admin-email", email)


@pytest.mark.usefixtures("installed")
def test_the_first_administrator_gets_a_password_that_holds(postgres: embedded.Postgres) -> None:
    slug = f"juniper-{new_id().hex[-12:]}"
    result = founded(slug)
    assert result.exit_code == 0, result.output
    password = result.output.split()[-1]

    async def holds() -> tuple[str, bool]:
        passwords, database = Passwords(), await asyncpg.connect(postgres.url("postgres"))
        try:
            row = await database.fetchrow(
                "SELECT u.role, u.password_hash FROM users u JOIN tenants t ON t.id = u.tenant_id WHERE t.slug = $1",
                slug,
            )
            assert row is not None
            return row["role"], await passwords.matches(password, row["password_hash"])
        finally:
            passwords.close()
            await database.close()

    assert asyncio.run(holds()) == ("admin", True)


@pytest.mark.usefixtures("installed")
def test_tenants_are_listed_and_get_a_tier() -> None:
    slug = f"oak-{new_id().hex[-12:]}"
    founded(slug)
    assert chorus("tenant", "tier", slug, "gold").exit_code == 0
    listed = chorus("tenant", "list").output
    assert [line.split()[:2] for line in listed.splitlines() if slug in line] == [[slug, "gold"]]


@pytest.mark.usefixtures("installed")
def test_what_cannot_be_is_said_in_a_sentence() -> None:
    slug = f"elm-{new_id().hex[-12:]}"
    founded(slug)
    for result, words in (
        (founded(slug), "Another tenant already has this short name"),
        (founded("Not A Slug"), "lower-case letters, digits and hyphens"),
        (founded(f"{slug}-2", email="nobody"), "is not an e-mail address"),
        (founded(f"{slug}-3", name="\x1b[2J"), "printable characters"),
        (chorus("tenant", "tier", "no-such-tenant", "gold"), "Tenant not found"),
    ):
        assert result.exit_code == 1, result.output
        assert words in " ".join(result.output.split())
