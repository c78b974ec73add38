"""A page of rows in the order of a text: name, shortcut, address."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import tuple_
from sqlmodel.sql.expression import SelectOfScalar

from chorus.core.paging import Page, encode_cursor, text_and_id
from chorus.stores.postgres.database import Tx
from chorus.stores.postgres.table import Table

RowType = TypeVar("RowType", bound=Table)


async def page_by_text(
    tx: Tx,
    statement: SelectOfScalar[RowType],
    order: Any,
    key: Any,
    *,
    text_of: Callable[[RowType], str],
    cursor: str | None,
    limit: int,
) -> Page[RowType]:
    """Return the rows after the cursor, by a text and then by id; `text_of` reads that text from a row.

    Raises:
        BadCursor: If this server did not create the cursor.
    """
    text, after = text_and_id(cursor)
    if text is not None:
        statement = statement.where(tuple_(order, key) > (text, after))
    rows = await tx.all(statement.order_by(order, key).limit(limit + 1))
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(rows[:limit], encode_cursor(text_of(last), str(last.__dict__["id"])) if last else None)
