"""Text from a model made harmless: no links, no images, no markup, no hidden characters, bounded."""

import re
import unicodedata

_TARGET = r"\((?:[^()\n]|\([^()\n]{0,500}\)){0,2000}\)?"
_IMAGE = re.compile(r"!\[([^\]]{0,500})\]" + _TARGET)
_LINK = re.compile(r"\[([^\]]{0,500})\]" + _TARGET)
_REFERENCE = re.compile(r"^[^\S\n]*\[[^\]\n]{1,100}\]:\s*\S+.*$", re.MULTILINE)
_TAG = re.compile(r"<[/!]?[a-zA-Z][^<>]{0,2000}>?")
_URL = re.compile(
    r"(?:\b(?:https?|ftp|data|javascript|file|blob|vbscript)\s*:\s*(?://)?|//|\bwww\.)[^\s\"'<>)\]]+", re.IGNORECASE
)
_EMPHASIS = re.compile(r"(\*\*|__|~~|`{1,3})(?=\S)(.{1,2000}?)(?<=\S)\1", re.DOTALL)
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+", re.MULTILINE)


def plain(text: str, limit: int, *, allowed: str = "") -> str:
    """Reduce to plain text of at most `limit` characters. A link remains only if `allowed` contains it."""
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c)[0] != "C")
    for pattern in (_IMAGE, _LINK):
        text = pattern.sub(r"\1", text)
    text = _REFERENCE.sub("", text)
    text = _TAG.sub("", text)
    text = _URL.sub(lambda found: found.group() if _is_known(found.group(), allowed) else "", text)
    text = _HEADING.sub("", _EMPHASIS.sub(r"\2", text))
    text = re.sub(r"[ \t]{2,}", " ", re.sub(r"\n{3,}", "\n\n", text)).strip()
    return shorten(text, limit)


def shorten(text: str, limit: int) -> str:
    """Shorten to at most `limit` characters, between words, with an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1].rstrip()
    space = cut.rfind(" ")
    return (cut[:space] if space >= limit // 2 else cut).rstrip(" ,;:") + "…"


def _is_known(url: str, allowed: str) -> bool:
    return url.rstrip(".,;:!?") in allowed
