"""Plain text, also that of a PDF, into blocks."""

import re
from collections.abc import Sequence

from chorus.knowledge.parsing.blocks import Block

_QUESTION = re.compile(r"(?:q|question|frage|pregunta|pergunta)\s?\d{0,3}\s?[.:)]\s+(\S.*)", re.IGNORECASE)
_ANSWER = re.compile(
    r"(?:a|answer|r|réponse|reponse|respuesta|resposta|antwort)\s?\d{0,3}\s?[.:)]\s+(?=\S)", re.IGNORECASE
)
_HYPHENATED = re.compile(r"(?<=[a-zà-ÿ])-\n(?=[a-zà-ÿ])")
_EMPTY_LINES = re.compile(r"\n\s*\n")
_HEADING_MAX = 80
_NO_END_OF_A_HEADING = frozenset(".!,;:。！，；：、…")


def read_plain(text: str) -> list[Block]:
    """Split paragraphs at empty lines. "Q:" and a short line without a full stop before a paragraph are headings.

    Several such lines in a row are a list, as of prices or opening hours: the first names it, and all are text.
    """
    text = _HYPHENATED.sub("", text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    blocks: list[Block] = []
    alone: list[str] = []
    for paragraph in _EMPTY_LINES.split(text):
        lines = [stripped for line in paragraph.splitlines() if (stripped := line.strip())]
        if len(lines) == 1 and _is_heading(lines[0]) and not _QUESTION.match(lines[0]):
            alone.append(lines[0])
        elif lines:
            blocks += _before_a_body(alone)
            alone = []
            blocks += _paragraph(lines, after_question=bool(blocks and blocks[-1].level))
    return blocks + _list(alone)


def _before_a_body(lines: Sequence[str]) -> list[Block]:
    return [Block(line, 2) for line in lines] if len(lines) <= 2 else _list(lines)


def _list(lines: Sequence[str]) -> list[Block]:
    # What has a figure is a fact rather than a name.
    has_name = len(lines) > 2 and not any(character.isdigit() for character in lines[0])
    name = [Block(lines[0], 2)] if has_name else []
    return name + [Block(line) for line in lines]


def _paragraph(lines: list[str], *, after_question: bool) -> list[Block]:
    found: list[Block] = []
    body: list[str] = []
    for line in lines:
        question = _QUESTION.fullmatch(line)
        if question is not None:
            found += _body(body)
            body = []
            found.append(Block(question.group(1), 2))
            after_question = True
        else:
            answer = _ANSWER.match(line) if after_question else None
            body.append(line[answer.end() :] if answer is not None else line)
            after_question = False
    return found + _body(body)


def _body(lines: list[str]) -> list[Block]:
    return [Block(" ".join(lines))] if lines else []


def _is_heading(line: str) -> bool:
    if len(line) > _HEADING_MAX or line[-1] in _NO_END_OF_A_HEADING:
        return False
    return line[0].isalnum() and not line[0].islower()
