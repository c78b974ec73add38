"""How well a passage fits a question."""

from enum import StrEnum


class Fit(StrEnum):
    """How well the best passage fits the question."""

    SURE = "sure"
    MAYBE = "maybe"
    NONE = "none"
