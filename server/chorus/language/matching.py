"""Lists of phrases as one pattern, to be searched in folded text."""

import re


def any_of(phrases: str) -> re.Pattern[str]:
    """Compile comma-separated phrases as whole words. `*` ends an open word: `incompeten*`; `#` is a number."""
    return re.compile(rf"(?<![\w'])(?:{alternatives(phrases)})(?![\w'])")


def alternatives(phrases: str) -> str:
    """Return the phrases as a pattern fragment, longest first."""
    listed = {phrase.strip() for phrase in phrases.replace("\n", " ").split(",") if phrase.strip()}
    ordered = sorted(listed, key=lambda phrase: (-len(phrase), phrase))
    return "|".join(re.escape(phrase).replace(r"\*", r"\w*").replace(r"\#", r"\d+") for phrase in ordered)
