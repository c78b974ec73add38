"""The words of a text that carry its meaning."""

from chorus.language.fold import words
from chorus.language.lexicon import LEXICON

_STOP = frozenset(word for language in LEXICON.values() for word in language.stop.split())


def content_words(text: str) -> set[str]:
    """The words that carry the meaning, without their endings."""
    return {stem(word) for word in words(text) if word not in _STOP and len(word) > 1}


def stem(word: str) -> str:
    """A word without its commonest endings; crude, and the same on both sides of a comparison."""
    for ending in ("ings", "ing", "ies", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
