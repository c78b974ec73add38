"""Which rule a field broke, by a name that clients can rely on whatever the wording."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic_core import PydanticCustomError


class Constraint(StrEnum):
    """Keywords and formats of JSON Schema, then formats of our own. `invalid` is any other rule."""

    REQUIRED = "required"
    UNKNOWN_FIELD = "additionalProperties"
    TYPE = "type"
    ENUM = "enum"
    PATTERN = "pattern"
    MIN_LENGTH = "minLength"
    MAX_LENGTH = "maxLength"
    MIN_ITEMS = "minItems"
    MAX_ITEMS = "maxItems"
    MIN_PROPERTIES = "minProperties"
    MAX_PROPERTIES = "maxProperties"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    EXCLUSIVE_MINIMUM = "exclusiveMinimum"
    EXCLUSIVE_MAXIMUM = "exclusiveMaximum"
    EMAIL = "email"
    UUID = "uuid"
    DATE = "date"
    DATE_TIME = "date-time"
    URI = "uri"
    REGEX = "regex"
    ORIGIN = "origin"
    LABEL_NAME = "labelName"
    NO_CONTROL_CHARACTERS = "noControlCharacters"
    MAX_BYTES = "maxBytes"
    MAX_COMPLEXITY = "maxComplexity"
    INVALID = "invalid"


# pydantic's type of error: the constraint, and the key of the error's context that holds the bound.
# https://docs.pydantic.dev/latest/errors/validation_errors/
_OF_PYDANTIC: Mapping[str, tuple[Constraint, str | None]] = {
    "missing": (Constraint.REQUIRED, None),
    "extra_forbidden": (Constraint.UNKNOWN_FIELD, None),
    "enum": (Constraint.ENUM, None),
    "literal_error": (Constraint.ENUM, None),
    "string_pattern_mismatch": (Constraint.PATTERN, None),
    "string_too_short": (Constraint.MIN_LENGTH, "min_length"),
    "string_too_long": (Constraint.MAX_LENGTH, "max_length"),
    "too_short": (Constraint.MIN_ITEMS, "min_length"),
    "too_long": (Constraint.MAX_ITEMS, "max_length"),
    "greater_than_equal": (Constraint.MINIMUM, "ge"),
    "less_than_equal": (Constraint.MAXIMUM, "le"),
    "greater_than": (Constraint.EXCLUSIVE_MINIMUM, "gt"),
    "less_than": (Constraint.EXCLUSIVE_MAXIMUM, "lt"),
    "uuid_parsing": (Constraint.UUID, None),
    "date_from_datetime_parsing": (Constraint.DATE, None),
    "date_parsing": (Constraint.DATE, None),
    "datetime_from_date_parsing": (Constraint.DATE_TIME, None),
    "datetime_parsing": (Constraint.DATE_TIME, None),
    "timezone_aware": (Constraint.DATE_TIME, None),
}
_NAMES = frozenset(constraint.value for constraint in Constraint)
_OF_TEXTS = {Constraint.MIN_ITEMS: Constraint.MIN_LENGTH, Constraint.MAX_ITEMS: Constraint.MAX_LENGTH}
_OF_MAPPINGS = {Constraint.MIN_ITEMS: Constraint.MIN_PROPERTIES, Constraint.MAX_ITEMS: Constraint.MAX_PROPERTIES}


def broken(constraint: Constraint, reason: str, limit: float | None = None) -> PydanticCustomError:
    """Return what a validator raises when a value breaks a rule of ours. `reason` is for developers."""
    return PydanticCustomError(constraint.value, reason, None if limit is None else {"limit": limit})


def constraint_of(error: Mapping[str, Any]) -> tuple[Constraint, float | None]:
    """Name the constraint that one of pydantic's errors is about, and its bound where it has one."""
    kind, context = str(error["type"]), error.get("ctx", {})
    if kind in _OF_PYDANTIC:
        constraint, key = _OF_PYDANTIC[kind]
        # A text that a validator of ours has read first is measured as a sequence.
        if isinstance(error.get("input"), str):
            constraint = _OF_TEXTS.get(constraint, constraint)
        elif context.get("field_type") == "Dictionary":
            constraint = _OF_MAPPINGS.get(constraint, constraint)
        return constraint, context.get(key) if key else None
    # `EmailStr` has no type of its own: it is the one that gives its reason as a text.
    if kind == "value_error" and isinstance(context.get("reason"), str):
        return Constraint.EMAIL, None
    if kind in _NAMES:
        return Constraint(kind), context.get("limit")
    if kind.endswith(("_type", "_parsing", "_from_float")):
        return Constraint.TYPE, None
    return Constraint.INVALID, None
