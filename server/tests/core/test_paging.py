"""Cursors go out and come back, and nothing else gets in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus.core.paging import BadCursor, decode_cursor, encode_cursor


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
