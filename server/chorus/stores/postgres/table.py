"""A table, declared once: its columns, the type of its rows, and what `select()` and Alembic's comparison read."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, Self, Union, get_args, get_origin

import asyncpg
import sqlalchemy
from sqlalchemy.orm import defer
from sqlalchemy.sql.base import ExecutableOption
from sqlmodel import SQLModel
from typing_extensions import override

_STATE = "_sa_instance_state"


class Table(SQLModel):
    """A row, frozen. Made with every column that has no default, or by `from_record` as PostgreSQL gives it."""

    model_config = {"frozen": True}

    def __init__(self, **values: Any) -> None:
        """Take the values as they are; mypy has checked their types.

        Raises:
            TypeError: If a column is missing, or if there is no such column.
        """
        fields = type(self).model_fields
        if unknown := values.keys() - fields.keys():
            raise TypeError(f"{type(self).__name__} has no {', '.join(sorted(unknown))}.")
        for name, field in fields.items():
            if name not in values:
                if field.is_required():
                    raise TypeError(f"{type(self).__name__} needs {name}.")
                values[name] = field.get_default(call_default_factory=True, validated_data=values)
        self.__dict__.update(values)

    @override
    def __eq__(self, other: object) -> bool:
        """Compare all values but those of deferred columns."""
        if not isinstance(other, type(self)):
            return NotImplemented
        hidden = shape_of(type(self)).deferred
        mine, theirs = ({k: v for k, v in row.values().items() if k not in hidden} for row in (self, other))
        return mine == theirs

    __hash__ = None  # type: ignore[assignment]

    @classmethod
    def from_record(cls, record: asyncpg.Record) -> Self:
        """Build the row from what PostgreSQL returned, with strings as the enums that are declared."""
        row: Self = cls.__new__(cls)
        values = row.__dict__
        values.update(record.items())
        shape = shape_of(cls)
        for column, attribute in shape.renamed:
            if column in values:
                values[attribute] = values.pop(column)
        for attribute, enum in shape.enums:
            found = values.get(attribute)
            if found is not None:
                values[attribute] = enum(found)
        return row

    def changed(self, **changes: object) -> Self:
        """Return the row with other values."""
        row: Self = type(self).__new__(type(self))
        row.__dict__.update(self.__dict__, **changes)
        row.__dict__.pop(_STATE, None)
        return row

    def values(self) -> dict[str, Any]:
        """Return what was read of the row, by column."""
        return {
            column: self.__dict__[attribute]
            for attribute, column in shape_of(type(self)).columns.items()
            if attribute in self.__dict__
        }


@dataclass(frozen=True, slots=True)
class Shape:
    """What reading and writing rows of a table needs to know of it."""

    table: str
    columns: Mapping[str, str]
    """Each attribute's column."""
    selected: tuple[str, ...]
    """The columns that are read unless a statement says otherwise."""
    deferred: frozenset[str]
    options: tuple[ExecutableOption, ...]
    """What a composed statement needs, so that it leaves out what is deferred."""
    generated: frozenset[str]
    """The columns that PostgreSQL computes."""
    renamed: tuple[tuple[str, str], ...]
    enums: tuple[tuple[str, type[StrEnum]], ...]


@cache
def shape_of(table: type[Table]) -> Shape:
    """Return the shape of a table."""
    mapper = sqlalchemy.inspect(table)
    columns = {attribute.key: attribute.columns[0] for attribute in mapper.column_attrs}
    enums = ((name, _enum_of(field.annotation)) for name, field in table.model_fields.items())
    return Shape(
        table=str(mapper.local_table.name),
        columns={attribute: column.name for attribute, column in columns.items()},
        selected=tuple(column.name for column in columns.values() if not column.info.get("is_deferred")),
        deferred=frozenset(column.name for column in columns.values() if column.info.get("is_deferred")),
        options=tuple(
            defer(getattr(table, attribute)) for attribute, column in columns.items() if column.info.get("is_deferred")
        ),
        generated=frozenset(column.name for column in columns.values() if column.info.get("is_generated")),
        renamed=tuple((column.name, attribute) for attribute, column in columns.items() if column.name != attribute),
        enums=tuple((name, enum) for name, enum in enums if enum is not None),
    )


def _enum_of(annotation: Any) -> type[StrEnum] | None:
    options = get_args(annotation) if get_origin(annotation) in {Union, UnionType} else (annotation,)
    return next((one for one in options if isinstance(one, type) and issubclass(one, StrEnum)), None)
