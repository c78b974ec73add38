"""The text of statements, and their values, for asyncpg: $1, $2 … in their order.

Composed by `select()`, or written with `{columns}` in the place of a table's column list.
"""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.util import LRUCache
from sqlmodel.sql.expression import SelectOfScalar

from chorus.stores.postgres.table import Table, shape_of

RowType = TypeVar("RowType", bound=Table)

# One entry for each form of a statement, whatever its values: to compile it anew took 0.2 ms, from here a quarter.
FORMS_MAX = 500
_DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]
_forms: LRUCache[Any, Any] = LRUCache(FORMS_MAX)


def compiled(statement: ClauseElement) -> tuple[str, list[Any]]:
    """Return the text of a statement and its values, which asyncpg takes as they are.

    Raises:
        ValueError: If it has `in_()` with a list, whose text would depend on its length.
    """
    found, extracted, collected, _ = statement._compile_w_cache(_DIALECT, compiled_cache=_forms, column_keys=[])
    form = cast(SQLCompiler, found)
    if form.post_compile_params:
        raise ValueError("in_() makes a statement for each length of its list: compare with any_() of an array.")
    values = form.construct_params(extracted_parameters=extracted, escape_names=False, _collected_params=collected)
    return form.string, [values[name] for name in form.positiontup or ()]


def composed(statement: SelectOfScalar[RowType]) -> tuple[type[RowType], str, list[Any]]:
    """Return the table of a composed statement, its text without the deferred columns, and its values."""
    table: type[RowType] = statement.column_descriptions[0]["entity"]
    return table, *compiled(statement.options(*shape_of(table).options))


def insertion(row: Table) -> tuple[str, list[Any]]:
    """Return the statement that inserts a row, and its values."""
    values = {column: value for column, value in row.values().items() if column not in shape_of(type(row)).generated}
    marks = ", ".join(f"${number}" for number in range(1, len(values) + 1))
    text = f"INSERT INTO {shape_of(type(row)).table} ({', '.join(values)}) VALUES ({marks})"  # noqa: S608 - declared
    return text, list(values.values())


def alteration(row: Table, changes: Mapping[str, object]) -> tuple[str, list[Any]]:
    """Return the statement that changes a row of the tenant $1, and its other values.

    Raises:
        KeyError: If there is no such column.
    """
    shape = shape_of(type(row))
    sets = ", ".join(f"{shape.columns[name]} = ${number}" for number, name in enumerate(changes, start=3))
    text = f"UPDATE {shape.table} SET {sets} WHERE tenant_id = $1 AND id = $2"  # noqa: S608 - names are declared
    return text, [row.values()["id"], *changes.values()]


def columns(table: type[Table], alias: str = "") -> str:
    """Return the column list of a table, for a SELECT."""
    prefix = f"{alias}." if alias else ""
    return ", ".join(prefix + name for name in shape_of(table).selected)


def filled(sql: str, row_type: type[Table]) -> str:
    """Put the column list into a written statement, for `{columns}` or, with an alias, `{columns:x}`."""
    if "{columns:" in sql:
        start = sql.index("{columns:")
        end = sql.index("}", start)
        return sql[:start] + columns(row_type, sql[start + 9 : end]) + sql[end + 1 :]
    return sql.replace("{columns}", columns(row_type))
