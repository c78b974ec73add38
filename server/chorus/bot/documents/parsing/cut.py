"""Blocks into passages: never across a heading, at paragraphs before sentences, about 80 words each, 180 at most."""

from collections.abc import Iterable, Sequence

from chorus.bot.documents.parsing.blocks import Block, Cut
from chorus.core.text.sentences import sentences

WORDS_WANTED = 80
WORDS_MAX = 180
WORDS_MIN = 40
WORDS_TINY = 12
HEADING_MAX = 300


def cut(blocks: Sequence[Block]) -> list[Cut]:
    """Passages in order, each with the path of headings that it stands under."""
    path: list[tuple[int, str]] = []
    found: list[Cut] = []
    paragraphs: list[str] = []
    for block in blocks:
        if not block.level:
            paragraphs.append(block.text)
            continue
        goes_deeper = bool(path) and block.level > path[-1][0]
        if not (goes_deeper and _is_introduction(paragraphs)):
            found += _section(path, paragraphs)
            paragraphs = []
        path = [(level, text) for level, text in path if level < block.level]
        path.append((block.level, block.text))
    return found + _section(path, paragraphs)


def _is_introduction(paragraphs: list[str]) -> bool:
    """A few words that are no sentence: they go with the first part of what they introduce."""
    if not paragraphs:
        return True
    text = paragraphs[0]
    return len(paragraphs) == 1 and _count(text) < WORDS_TINY and text[0].isalpha() and text[-1] not in ".!?"


def _section(path: list[tuple[int, str]], paragraphs: list[str]) -> list[Cut]:
    heading = " > ".join(text for _, text in path)[:HEADING_MAX]
    return [Cut(heading, content) for content in _filled(_short(paragraphs))]


def _short(paragraphs: Iterable[str]) -> Iterable[str]:
    """Paragraphs that are too long for one passage are cut at sentences, and those at words."""
    for paragraph in paragraphs:
        if _count(paragraph) <= WORDS_MAX:
            yield paragraph
        else:
            yield from _filled(_pieces(paragraph), " ")


def _pieces(paragraph: str) -> Iterable[str]:
    for sentence in sentences(paragraph):
        words = sentence.split()
        for start in range(0, len(words), WORDS_MAX):
            yield sentence if len(words) <= WORDS_MAX else " ".join(words[start : start + WORDS_MAX])


def _filled(parts: Iterable[str], joint: str = "\n") -> list[str]:
    found: list[str] = []
    for part in parts:
        # A passage is full at the wanted size; one more part may fill it up to the bound while it is short.
        if found and _fits(found[-1], part):
            found[-1] += joint + part
        else:
            found.append(part)
    if len(found) > 1 and _count(found[-1]) < WORDS_MIN and _count(found[-2]) + _count(found[-1]) <= WORDS_MAX:
        last = found.pop()
        found[-1] += joint + last
    return found


def _fits(passage: str, part: str) -> bool:
    together = _count(passage) + _count(part)
    return together <= WORDS_WANTED or (_count(passage) < WORDS_MIN and together <= WORDS_MAX)


def _count(text: str) -> int:
    return len(text.split())
