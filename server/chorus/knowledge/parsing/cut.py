"""Blocks into passages: never across a heading, at paragraphs before sentences, about 80 words each, 180 at most."""

import re
from collections.abc import Iterable, Sequence

from chorus.knowledge.parsing.blocks import Block, Cut
from chorus.language.sentences import sentences

WORDS_WANTED = 80
WORDS_MAX = 180
WORDS_MIN = 40
WORDS_TINY = 12
HEADING_MAX = 300
# A word of no language; it is cut, for a passage of any length could not be stored or embedded.
WORD_MAX = 1_000
_JOINT = " > "
# Scripts without spaces: about two characters are a word.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_FULL_STOP = re.compile(r"(?<=[。！？｡])")
_UNSPACED_MAX = 2 * WORDS_MAX


def cut(blocks: Sequence[Block]) -> list[Cut]:
    """Cut blocks into passages, each with its path of headings. A heading without a body is a passage."""
    return _Cutter().cut(blocks)


class _Cutter:
    def __init__(self) -> None:
        self._found: list[Cut] = []
        self._path: list[tuple[int, str]] = []
        self._paragraphs: list[str] = []
        self._bare = 0

    def cut(self, blocks: Sequence[Block]) -> list[Cut]:
        for index, block in enumerate(blocks):
            following = blocks[index + 1] if index + 1 < len(blocks) else None
            if not block.level:
                self._paragraphs.append(block.text)
            elif following is None or 0 < following.level <= block.level:
                self._bare_heading(block)
            else:
                self._heading(block)
        self._end_section()
        return self._found

    def _bare_heading(self, block: Block) -> None:
        """Treat a heading without a body as a line of the text above, such as a row of a price list."""
        if self._path and self._path[-1][0] >= block.level:
            self._end_section()
            self._leave(block.level)
        self._paragraphs.append(block.text)
        self._bare += 1

    def _heading(self, block: Block) -> None:
        goes_deeper = not self._path or block.level > self._path[-1][0]
        if goes_deeper and self._bare <= 1 and _is_introduction(self._paragraphs):
            self._bare = 0
        else:
            self._end_section()
        self._leave(block.level)
        self._path.append((block.level, block.text))

    def _leave(self, level: int) -> None:
        self._path = [(above, text) for above, text in self._path if above < level]

    def _end_section(self) -> None:
        if self._paragraphs:
            self._found += passages_under([text for _, text in self._path], self._paragraphs)
        self._paragraphs, self._bare = [], 0


def passages_under(path: Sequence[str], paragraphs: Sequence[str], *, whole: bool = False) -> list[Cut]:
    """Return the passages of a section, including headings that are too long.

    With `whole`, return one passage or none.
    """
    heading = _JOINT.join(path)
    before: list[str] = []
    if len(heading) > HEADING_MAX:
        before = list(path)
        heading = heading[:HEADING_MAX].rpartition(" ")[0] or heading[:HEADING_MAX]
    parts = [part for part in (*before, *paragraphs) if part]
    if whole:
        return [Cut(heading, "\n".join(parts))] if parts else []
    return [Cut(heading, content) for content in _filled(_short(parts))]


def _is_introduction(paragraphs: list[str]) -> bool:
    """Return whether these are a few words without a sentence, which introduce the next part."""
    if not paragraphs:
        return True
    text = paragraphs[0]
    is_short = len(paragraphs) == 1 and _count(text) < WORDS_TINY
    return is_short and text[0].isalpha() and text[-1] not in ".!?。！？" and not any(c.isdigit() for c in text)


def _short(paragraphs: Iterable[str]) -> Iterable[str]:
    """Split long paragraphs at sentences, and long sentences at words."""
    for paragraph in paragraphs:
        if _count(paragraph) <= WORDS_MAX:
            yield paragraph
        else:
            yield from _filled(_pieces(paragraph), " ")


def _pieces(paragraph: str) -> Iterable[str]:
    for sentence in sentences(paragraph):
        if _count(sentence) <= WORDS_MAX:
            yield sentence
        else:
            for stretch in _FULL_STOP.split(sentence):
                yield from _of_words(stretch)


def _of_words(text: str) -> Iterable[str]:
    found: list[str] = []
    count = 0
    for word in _words(text):
        size = _count(word)
        if found and count + size > WORDS_MAX:
            yield " ".join(found)
            found, count = [], 0
        found.append(word)
        count += size
    if found:
        yield " ".join(found)


def _words(text: str) -> Iterable[str]:
    for word in text.split():
        step = _UNSPACED_MAX if _UNSPACED.search(word) else WORD_MAX
        for start in range(0, len(word), step):
            yield word[start : start + step]


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
    """Count words. Characters of scripts without spaces count in pairs, overlong words by their length."""
    words = len(text.split())
    if text.isascii():
        return max(words, len(text) // 12)
    return max(words, len(text) // 12, len(_UNSPACED.findall(text)) // 2)
