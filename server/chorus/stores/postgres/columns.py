"""The column types of the schema, for `Annotated[str, TEXT]` in the declaration of a table."""

from typing import Any

import sqlalchemy
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import UserDefinedType
from sqlmodel import Field
from typing_extensions import override


class Xid8(UserDefinedType[str]):
    """PostgreSQL's number of a transaction, as text."""

    cache_ok = True

    @override
    def get_col_spec(self, **_: object) -> str:
        """Return its name in PostgreSQL."""
        return "xid8"


def column(
    kind: Any, *, is_key: bool = False, is_deferred: bool = False, is_generated: bool = False, is_shown: bool = True
) -> Any:
    """Declare a column. One that is deferred (large, secret or computed) is read only where a statement names it."""
    info = {"is_deferred": is_deferred or is_generated, "is_generated": is_generated}
    return Field(sa_type=kind, primary_key=is_key, repr=is_shown, sa_column_kwargs={"info": info})


def varchar(length: int) -> Any:
    """Declare text of at most `length` characters."""
    return column(sqlalchemy.String(length))


def numeric(digits: int, decimals: int) -> Any:
    """Declare a decimal number."""
    return column(sqlalchemy.Numeric(digits, decimals))


def json_named(name: str) -> Any:
    """Declare jsonb under another name than its attribute: `metadata` is taken by SQLModel."""
    return Field(sa_type=postgresql.JSONB, sa_column_kwargs={"name": name})


KEY = column(sqlalchemy.Uuid, is_key=True)
UUID = column(sqlalchemy.Uuid)
UUIDS = column(postgresql.ARRAY(sqlalchemy.Uuid))
TEXT = column(sqlalchemy.Text)
TEXTS = column(postgresql.ARRAY(sqlalchemy.Text))
BYTES = column(sqlalchemy.LargeBinary)
TIMESTAMP = column(sqlalchemy.DateTime(timezone=True))
SMALLINT = column(sqlalchemy.SmallInteger)
INTEGER = column(sqlalchemy.Integer)
BIGINT = column(sqlalchemy.BigInteger)
TEXT_KEY = column(sqlalchemy.String(20), is_key=True)
BIGINT_KEY = column(sqlalchemy.BigInteger, is_key=True)
BOOLEAN = column(sqlalchemy.Boolean)
# The one key of a table of one row.
IS_ONLY = column(sqlalchemy.Boolean, is_key=True)
JSON = column(postgresql.JSONB)
XID8 = column(Xid8)
SECRET_TEXT = column(sqlalchemy.Text, is_deferred=True, is_shown=False)
SECRET_BYTES = column(sqlalchemy.LargeBinary, is_shown=False)
DEFERRED_BYTES = column(sqlalchemy.LargeBinary, is_deferred=True, is_shown=False)
DEFERRED_BIGINT = column(sqlalchemy.BigInteger, is_deferred=True)
# PostgreSQL computes these.
GENERATED_TEXT = column(sqlalchemy.Text, is_generated=True)
GENERATED_WORDS = column(postgresql.TSVECTOR, is_generated=True)
