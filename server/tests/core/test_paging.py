"""Cursors go out and come back, and nothing else gets in."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus.core.paging import BadCursor, decode_cursor, encode_cursor, text_and_id, time_and_id


@given(st.lists(st.one_of(st.text(), st.integers(), st.none()), min_size=1, max_size=4))
def test_a_cursor_comes_back_as_it_went(key: list[str | int | None]) -> None:
    assert decode_cursor(encode_cursor(*key), len(key)) == key


@given(st.text())
def test_any_other_text_is_a_bad_cursor(text: str) -> None:
    with pytest.raises(BadCursor):
        decode_cursor(text, 9)


def test_a_cursor_of_another_list_is_bad() -> None:
    with pytest.raises(BadCursor):
        decode_cursor(encode_cursor("a"), 2)


@given(st.datetimes(timezones=st.just(UTC)), st.uuids())
def test_a_time_and_an_id_come_back(at: datetime, key: UUID) -> None:
    assert time_and_id(encode_cursor(at.isoformat(), str(key))) == (at, key)


@given(st.text(alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"])), st.uuids())
def test_a_text_and_an_id_come_back(text: str, key: UUID) -> None:
    assert text_and_id(encode_cursor(text, str(key))) == (text, key)


def test_without_a_cursor_there_is_no_key() -> None:
    assert time_and_id(None) == text_and_id(None) == (None, None)


@pytest.mark.parametrize(
    "key", [("yesterday", "x"), ("2026-01-01T00:00:00", str(UUID(int=1))), ("2026-01-01T00:00:00+00:00", "x"), (1, 2)]
)
def test_a_key_that_is_no_time_and_id_is_bad(key: tuple[str | int, str | int]) -> None:
    with pytest.raises(BadCursor):
        time_and_id(encode_cursor(*key))


@pytest.mark.parametrize("key", [("a", "x"), (1, str(UUID(int=1))), ("a\x00", str(UUID(int=1)))])
def test_a_key_that_is_no_text_and_id_is_bad(key: tuple[str | int, str | int]) -> None:
    with pytest.raises(BadCursor):
        text_and_id(encode_cursor(*key))
