"""Keyset paging: a page and the opaque cursor of the next one."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from chorus.core.errors import ChorusError

Item = TypeVar("Item")

PAGE_DEFAULT = 50
PAGE_MAX = 200


class BadCursor(ChorusError):
    """A cursor that this server did not make."""

    code, status = "paging.bad_cursor", 400
    message = "The cursor is not valid. Start from the first page."


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Items in order, and where the next page starts, or None at the end."""

    items: Sequence[Item]
    next_cursor: str | None


def encode_cursor(*key: str | int | None) -> str:
    """Encode the sort key of the last row as an opaque cursor."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, length: int) -> list[str | int | None]:
    """Decode the sort key.

    Raises:
        BadCursor: If the cursor is not one of ours.
    """
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise BadCursor from error
    if not isinstance(key, list) or len(key) != length:
        raise BadCursor
    return key


def time_and_id(cursor: str | None) -> tuple[datetime | None, UUID | None]:
    """Return the key of a list sorted by time and id; empty for the first page.

    Raises:
        BadCursor: If the cursor is not one of ours.
    """
    if cursor is None:
        return None, None
    at, key = decode_cursor(cursor, 2)
    try:
        found = datetime.fromisoformat(str(at)), UUID(str(key))
    except ValueError as error:
        raise BadCursor from error
    if found[0].tzinfo is None:
        raise BadCursor
    return found


def text_and_id(cursor: str | None) -> tuple[str | None, UUID | None]:
    """Return the key of a list sorted by a text and id.

    Raises:
        BadCursor: If the cursor is not one of ours.
    """
    if cursor is None:
        return None, None
    text, key = decode_cursor(cursor, 2)
    if not isinstance(text, str) or "\x00" in text:
        raise BadCursor
    try:
        text.encode()
        return text, UUID(str(key))
    except ValueError as error:
        raise BadCursor from error
