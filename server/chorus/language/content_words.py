"""The words of a text that carry its meaning."""

from chorus.language.fold import words
from chorus.language.lexicon import LEXICON

_STOP = frozenset(word for language in LEXICON.values() for word in language.stop.split())


def content_words(text: str) -> set[str]:
    """Return the stems of the meaningful words."""
    return {stem(word) for word in words(text) if word not in _STOP and len(word) > 1}


def stem(word: str) -> str:
    """Strip the commonest endings from a word. Crude, but the same for both sides of a comparison."""
    for ending in ("ings", "ing", "ies", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
