"""A table into passages: a row of a question and an answer, or of named columns, is one passage."""

import csv
import io
import re

from chorus.bot.documents.errors import Unreadable
from chorus.bot.documents.parsing.blocks import Cut
from chorus.bot.documents.parsing.sniff import delimiter_of
from chorus.core.text.fold import fold

_QUESTIONS = frozenset(
    [
        "question",
        "questions",
        "q",
        "frage",
        "fragen",
        "pregunta",
        "preguntas",
        "pergunta",
        "perguntas",
        "prompt",
        "query",
    ]
)
_ANSWERS = frozenset(
    [
        "answer",
        "answers",
        "a",
        "reponse",
        "reponses",
        "antwort",
        "respuesta",
        "respuestas",
        "resposta",
        "respostas",
        "response",
        "reply",
    ]
)
CELL_MAX = 4_000


def read_table(text: str) -> list[Cut]:
    """One passage a row; raises `Unreadable` when it is no table."""
    delimiter = delimiter_of(text[:20_000])
    if delimiter is None:
        raise Unreadable("The CSV file needs at least two columns: a question and its answer.")
    try:
        rows = [[cell.strip()[:CELL_MAX] for cell in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error as error:
        raise Unreadable(f"The CSV file cannot be read: {error}.") from error
    rows = [row for row in rows if any(row)]
    names = [fold(name) for name in rows[0]]
    asked, answered = _column(names, _QUESTIONS), _column(names, _ANSWERS)
    if asked is not None and answered is not None:
        return [_pair(row, rows[0], asked, answered) for row in rows[1:] if _has(row, answered)]
    if len(rows[0]) == 2 and not _is_header(names):
        return [_pair(row, ["", ""], 0, 1) for row in rows if _has(row, 1)]
    return [_named(row, rows[0]) for row in rows[1:]]


def _column(names: list[str], wanted: frozenset[str]) -> int | None:
    return next((index for index, name in enumerate(names) if name in wanted), None)


def _has(row: list[str], index: int) -> bool:
    return len(row) > index and bool(row[index])


def _is_header(names: list[str]) -> bool:
    return all(re.fullmatch(r"[\w -]{1,30}", name) and len(name.split()) <= 3 for name in names)


def _pair(row: list[str], names: list[str], asked: int, answered: int) -> Cut:
    more = [
        f"{name}: {cell}"
        for index, (name, cell) in enumerate(zip(names, row, strict=False))
        if index not in (asked, answered) and cell and name
    ]
    heading = row[asked] if len(row) > asked else ""
    return Cut(heading, "\n".join([row[answered], *more]))


def _named(row: list[str], names: list[str]) -> Cut:
    cells = [f"{name}: {cell}" for name, cell in zip(names, row, strict=False) if cell]
    return Cut(row[0], "\n".join(cells))
