"""Every table is declared once in Python, and is in PostgreSQL as it is declared."""

import importlib
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from pydantic import ValidationError
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.orm.exc import UnmappedInstanceError
from sqlmodel import SQLModel, col, select

from chorus.chat.labels.table import Label
from chorus.core.actor import Actor, Role
from chorus.core.clock import now
from chorus.core.ids import TenantId, new_id
from chorus.identity.users.table import User
from chorus.stores import embedded
from chorus.stores.postgres import migrate
from chorus.stores.postgres.columns import Xid8
from chorus.stores.postgres.database import Database
from chorus.stores.postgres.statements import compiled
from chorus.stores.postgres.table import Table, shape_of

SERVER = Path(__file__).parents[3]
# Alembic's own, and procrastinate's.
NOT_OURS = ("chorus_version", "procrastinate_")


def declared() -> list[type[Table]]:
    """Every table that any module declares."""
    for path in sorted((SERVER / "chorus").rglob("*.py")):
        if "table=True" in path.read_text():
            importlib.import_module(".".join(path.relative_to(SERVER).with_suffix("").parts))
    return sorted(Table.__subclasses__(), key=lambda table: shape_of(table).table)


def is_ours(name: str | None, kind: str, _: Any) -> bool:
    """Which tables are compared."""
    return kind != "table" or not (name or "").startswith(NOT_OURS)


def is_declared(_: Any, __: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Indexes and constraints are the migrations' matter (contracts/schema.sql); those declared have to be there."""
    return kind in {"table", "column"} or not reflected or compare_to is not None


def test_the_tables_are_as_they_are_declared(postgres: embedded.Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ischema_names, "xid8", Xid8)
    assert len(declared()) >= 30
    with migrate._engine(postgres.owner_url).connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": is_ours, "include_object": is_declared, "compare_type": True}
        )
        assert compare_metadata(context, SQLModel.metadata) == []


def test_a_statement_has_one_text_for_all_its_values() -> None:
    def by_name(name: str) -> tuple[str, list[Any]]:
        return compiled(select(Label).where(Label.name == name).limit(3))

    (first, values), (second, others) = by_name("vip"), by_name("lost")
    assert first == second
    assert (values, others) == (["vip", 3], ["lost", 3])


def test_a_list_of_any_length_is_refused_where_the_text_would_depend_on_it() -> None:
    with pytest.raises(ValueError, match="array"):
        compiled(select(Label).where(col(Label.name).in_(["vip", "lost"])))


async def test_a_composed_statement_reads_no_deferred_column(database: Database, ines: Actor) -> None:
    async with database.transaction(ines.tenant_id) as tx:
        user = await tx.one(select(User).where(User.tenant_id == tx.tenant_id, User.id == ines.user_id))
        written = await tx.fetch_one(User, "SELECT {columns} FROM users WHERE id = $1", ines.id)

    assert user == written
    assert user.role is Role.ADMIN
    with pytest.raises(UnmappedInstanceError):
        assert user.password_hash


async def test_a_row_is_frozen_and_changed_by_its_columns_alone(database: Database, acme: TenantId) -> None:
    label = Label(id=new_id(), tenant_id=acme, name="vip", color="#64748b", created_at=now())
    with pytest.raises(ValidationError):
        label.color = "#000000"  # type: ignore[misc]
    with pytest.raises(TypeError, match="no colour"):
        Label(**(label.values() | {"colour": "red"}))
    with pytest.raises(TypeError, match="needs color"):
        Label(**{name: value for name, value in label.values().items() if name != "color"})

    async with database.transaction(acme) as tx:
        await tx.insert(label)
        changed = await tx.update(label, color="#000000")
        assert changed == await tx.one(select(Label).where(Label.id == label.id))
        with pytest.raises(KeyError):
            await tx.update(label, colour="red")
