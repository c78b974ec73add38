"""Plain text, also that of a PDF, into blocks."""

import re

from chorus.bot.documents.parsing.blocks import Block

_QUESTION = re.compile(r"^(?:q|question|frage|pregunta|pergunta)\s?\d{0,3}\s?[.:)]\s+(.+)$", re.IGNORECASE)
_ANSWER = re.compile(r"^(?:a|answer|r|réponse|reponse|respuesta|resposta|antwort)\s?\d{0,3}\s?[.:)]\s+", re.IGNORECASE)
_HYPHENATED = re.compile(r"(?<=[a-zà-ÿ])-\n(?=[a-zà-ÿ])")
_HEADING_MAX = 80


def read_plain(text: str) -> list[Block]:
    """Paragraphs at empty lines. "Q:" and short lines that stand alone without a stop are headings."""
    text = _HYPHENATED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    blocks: list[Block] = []
    for paragraph in re.split(r"\n\s*\n", text):
        lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
        if lines:
            blocks += _paragraph(lines)
    return blocks


def _paragraph(lines: list[str]) -> list[Block]:
    found: list[Block] = []
    body: list[str] = []
    for line in lines:
        question = _QUESTION.match(line)
        if question is not None:
            found += _body(body)
            body = []
            found.append(Block(question.group(1), 2))
        else:
            body.append(_ANSWER.sub("", line))
    if not found and len(body) == 1 and _is_heading(body[0]):
        return [Block(body[0], 2)]
    return found + _body(body)


def _body(lines: list[str]) -> list[Block]:
    return [Block(" ".join(lines))] if lines else []


def _is_heading(line: str) -> bool:
    return len(line) <= _HEADING_MAX and line[-1] not in ".!,;:" and line[0].isalnum() and not line[0].islower()
