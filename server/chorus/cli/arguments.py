"""Validation of command-line arguments."""

from chorus.core.errors import InvalidError


def line(text: str, what: str, *, at_most: int = 100) -> str:
    """Require one printable line with single spaces.

    Raises:
        InvalidError: If an argument is not valid.
    """
    found = " ".join(text.split())
    if not 1 <= len(found) <= at_most or not found.isprintable():
        raise InvalidError(f"{what} has 1 to {at_most} printable characters.")
    return found
