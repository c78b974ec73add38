"""Texts that come in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from chorus.protocol.texts import Line, Paragraph

LINE: TypeAdapter[str] = TypeAdapter(Line)
PARAGRAPH: TypeAdapter[str] = TypeAdapter(Paragraph)


def test_a_line_is_folded() -> None:
    assert LINE.validate_python("  Bao \u00a0  Tran ") == "Bao Tran"


def test_a_line_turns_nothing_around() -> None:
    assert LINE.validate_python("\u202egnp.exe\u2066 Bao\u2069") == "gnp.exe Bao"
    assert LINE.validate_python("\u200fשלום") == "\u200fשלום"


@pytest.mark.parametrize("text", ["a\nb", "a\x00", "\x1b[31m", "a\x7f", "a\x85b", 5, None])
def test_a_line_has_no_control_characters(text: object) -> None:
    with pytest.raises(ValidationError):
        LINE.validate_python(text)


def test_a_paragraph_keeps_its_lines_and_loses_nul() -> None:
    assert PARAGRAPH.validate_python(" one\r\n\r\ntwo\x00 ") == "one\n\ntwo"


@given(st.text(max_size=100))
def test_what_passes_can_be_stored(text: str) -> None:
    assert "\x00" not in PARAGRAPH.validate_python(text)
