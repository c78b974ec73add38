"""Patterns that a tenant writes, with bounds on what they cost.

RE2 has no backtracking, but in the worst case its time is the size of its program times the length of the text:
`.{1,500}.{1,500}x` alone needs 0.1 s for 4,000 characters.
"""

from typing import Any

import re2

# Of all patterns of a tenant together, in RE2's instructions: a usual pattern has 20 to 50.
PROGRAM_MAX = 4_000
# Bounds the time to compile what is too large: 1 ms instead of 50.
_BYTES_MAX = 1 << 17


class PatternRefused(ValueError):
    """Not a pattern of RE2, or too large."""


def compiled(pattern: str) -> Any:
    """Compile the pattern, ignoring case.

    Raises:
        PatternRefused: If the pattern is invalid or too large.
    """
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _BYTES_MAX
    try:
        found = re2.compile(pattern, options)
    except re2.error as error:
        raise PatternRefused("not a pattern of RE2, or too large") from error
    if found.programsize > PROGRAM_MAX:
        raise PatternRefused("too large")
    return found
