"""Texts that come in: what PostgreSQL cannot hold or what would steer a terminal or a header never gets further."""

import unicodedata
from typing import Annotated

from pydantic import BeforeValidator

from chorus.protocol.constraints import Constraint, broken


def has_control_characters(text: str) -> bool:
    """Return whether the text contains a control character of Unicode's category Cc or a line separator."""
    return any(unicodedata.category(letter) in {"Cc", "Zl", "Zp"} for letter in text)


_DIRECTIONS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def without_directions(text: str) -> str:
    """Remove Unicode's embeddings, overrides and isolates of direction.

    One that is not closed would turn around what stands beside a name, in mails too. The marks U+200E and U+200F, which
    right-to-left texts need, stay.
    """
    return text.translate(_DIRECTIONS)


def _line(text: object) -> object:
    if not isinstance(text, str):
        return text
    if has_control_characters(text):
        raise broken(Constraint.NO_CONTROL_CHARACTERS, "control characters are not allowed")
    return " ".join(without_directions(text).split())


def _paragraph(text: object) -> object:
    # NUL is the one character that PostgreSQL's text cannot hold.
    return text.replace("\x00", "").replace("\r\n", "\n").strip() if isinstance(text, str) else text


Line = Annotated[str, BeforeValidator(_line)]
"""One line: no control characters, none that turn its surroundings around, white space folded. Bounds come after:
`Annotated[Line, StringConstraints(…)]`."""

Paragraph = Annotated[str, BeforeValidator(_paragraph)]
"""Several lines, without white space around them."""
