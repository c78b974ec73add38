"""Texts that come in: what PostgreSQL cannot hold or what would steer a terminal or a header never gets further."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator


def _line(text: str) -> str:
    if any(unicodedata.category(letter) == "Cc" for letter in text):
        raise ValueError("control characters are not allowed")
    return " ".join(text.split())


def _paragraph(text: object) -> object:
    # NUL is the one character that PostgreSQL's text cannot hold.
    return text.replace("\x00", "").replace("\r\n", "\n") if isinstance(text, str) else text


Line = Annotated[str, AfterValidator(_line)]
"""One line: no control characters, white space folded."""

Paragraph = Annotated[str, BeforeValidator(_paragraph)]
"""Several lines."""
