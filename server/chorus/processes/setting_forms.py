"""How the text of a setting is written; what is written otherwise is refused in a sentence without its value."""

import json
import re

from pydantic import AfterValidator


def form(pattern: str, wanted: str) -> AfterValidator:
    """All of the text matches the pattern. The value may hold a password, so the refusal names an example instead."""
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if compiled.fullmatch(text) is None:
            raise ValueError(f"wanted is {wanted}")
        return text

    return AfterValidator(check)


def listed(value: object) -> object:
    """A JSON list, or what most people write first: the items with commas between."""
    if not isinstance(value, str):
        return value
    if not value.lstrip().startswith("["):
        return [item.strip() for item in value.split(",") if item.strip()]
    try:
        return json.loads(value)
    except ValueError as error:
        raise ValueError("wanted are items with commas between, or a JSON list") from error
