"""The common form of a parsed file: headings and paragraphs in order."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a heading of `level` 1 to 6."""

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Cut:
    """A passage before it is stored."""

    heading: str
    content: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The passages of a document, and what its uploader should know about them; an empty warning: nothing."""

    cuts: list[Cut]
    warning: str = ""
