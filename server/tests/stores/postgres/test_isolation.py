"""Row-level security, walked from the schema: a new table without it fails here."""

import asyncpg
import psycopg
import pytest

from chorus.core.actor import Actor
from chorus.core.ids import TenantId, new_id
from chorus.stores import embedded
from chorus.stores.postgres.database import Database
from tests import people

# Tables that belong to no tenant: the platform's own, and the job queue, whose arguments hold ids alone.
PLATFORM = {
    "chorus_version",
    "event_consumer_workers",
    "event_consumers",
    "log_epoch",
    "model_access",
    "parked_events",
    "search_cursor",
    "spent_nonces",
    "sql_sources",
}


async def test_every_tenant_table_forces_row_level_security(database: Database) -> None:
    tables = await database.unscoped(
        "SELECT relname, relrowsecurity, relforcerowsecurity, pg_get_userbyid(relowner) AS owner FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
    )
    checked = [
        row for row in tables if row["relname"] not in PLATFORM and not row["relname"].startswith("procrastinate_")
    ]

    assert len(checked) > 15
    assert [row["relname"] for row in checked if not (row["relrowsecurity"] and row["relforcerowsecurity"])] == []


async def test_every_tenant_table_has_a_policy_that_reads_the_tenant(database: Database) -> None:
    policies = {
        row["tablename"]: row["qual"]
        for row in await database.unscoped(
            "SELECT tablename, qual FROM pg_policies WHERE policyname = 'tenant_isolation'"
        )
    }
    columns = await database.unscoped(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'tenant_id'"
        " AND table_name NOT IN (SELECT viewname FROM pg_views)"
    )

    assert {row["table_name"] for row in columns} <= set(policies)
    assert all("chorus_tenants()" in condition for condition in policies.values())


async def test_the_application_role_owns_nothing_and_bypasses_nothing(database: Database) -> None:
    role = (await database.unscoped("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"))[0]
    owned = await database.unscoped("SELECT relname FROM pg_class WHERE relowner = current_user::regrole")

    assert (role["rolsuper"], role["rolbypassrls"], owned) == (False, False, [])


async def test_no_function_of_ours_may_be_called_by_every_role(database: Database) -> None:
    of_extensions = "SELECT objid FROM pg_depend WHERE classid = 'pg_proc'::regclass AND deptype = 'e'"
    open_to_all = await database.unscoped(
        "SELECT p.oid::regprocedure::text AS name FROM pg_proc p"
        " CROSS JOIN LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a"
        f" WHERE p.pronamespace = 'public'::regnamespace AND p.oid NOT IN ({of_extensions}) AND a.grantee = 0"
    )
    ours = await database.unscoped(
        "SELECT has_function_privilege(p.oid, 'EXECUTE') AS may FROM pg_proc p"
        f" WHERE p.pronamespace = 'public'::regnamespace AND p.oid NOT IN ({of_extensions})"
    )

    assert [row["name"] for row in open_to_all] == []
    assert len(ours) > 20
    assert all(row["may"] for row in ours)


async def test_a_role_without_grants_makes_no_cross_tenant_lookup(postgres: embedded.Postgres) -> None:
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as admin:
        admin.execute("CREATE ROLE passer_by LOGIN")
        with (
            psycopg.connect(postgres.url("passer_by")) as stranger,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            stranger.execute("SELECT * FROM lookup_tenants()")
        admin.execute("DROP ROLE passer_by")


async def test_every_view_runs_with_the_rights_of_its_reader(database: Database) -> None:
    views = await database.unscoped(
        "SELECT relname, reloptions FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace"
    )

    assert [row["relname"] for row in views if "security_invoker=true" not in (row["reloptions"] or [])] == []


async def test_without_a_tenant_nothing_is_seen(database: Database, bao: Actor) -> None:
    await people.conversation_with(database, bao)

    for table in ("tenants", "users", "customers", "conversations", "messages", "events"):
        assert (await database.unscoped(f"SELECT count(*) FROM {table}"))[0][0] == 0


async def test_another_tenants_rows_are_neither_seen_nor_written(
    database: Database, bao: Actor, globex: TenantId
) -> None:
    conversation = await people.conversation_with(database, bao)

    async with database.transaction(globex) as tx:
        assert await tx.value("SELECT count(*) FROM conversations WHERE id = $1", conversation.id) == 0
        assert await tx.execute("UPDATE conversations SET status = 'closed' WHERE id = $1", conversation.id) == 0
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with database.transaction(globex) as tx:
            await tx.execute(
                "INSERT INTO customers (id, tenant_id, name) VALUES ($1, $2, 'Mallory')", new_id(), bao.tenant_id
            )


async def test_a_row_cannot_point_into_another_tenant(database: Database, bao: Actor, globex: TenantId) -> None:
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        async with database.transaction(globex) as tx:
            await tx.execute(
                "INSERT INTO conversations (id, tenant_id, customer_id) VALUES ($1, $2, $3)", new_id(), globex, bao.id
            )


async def test_the_tenant_of_a_transaction_does_not_outlive_it(database: Database, bao: Actor) -> None:
    async with database.transaction(bao.tenant_id) as tx:
        assert await tx.value("SELECT count(*) FROM customers") == 1

    assert (await database.unscoped("SELECT count(*) FROM customers"))[0][0] == 0
