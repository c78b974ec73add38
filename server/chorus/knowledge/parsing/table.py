"""A table into passages: a row of a question and an answer, or of named columns, is one passage."""

import csv
import io
import re
from collections.abc import Sequence

from chorus.knowledge.errors import Unreadable
from chorus.knowledge.parsing.blocks import Cut
from chorus.knowledge.parsing.cut import passages_under
from chorus.knowledge.parsing.sniff import delimiter_of, lines_of, separator_line
from chorus.language.fold import fold

_QUESTIONS = frozenset(
    {"question", "questions", "q", "frage", "fragen", "pregunta", "preguntas", "pergunta",
     "perguntas", "prompt", "query"}
)  # fmt: skip
_ANSWERS = frozenset(
    {"answer", "answers", "a", "reponse", "reponses", "antwort", "antworten", "respuesta",
     "respuestas", "resposta", "respostas", "response", "reply"}
)  # fmt: skip
# A row up to this size stays in one piece: a table's row is quoted as a whole.
ROW_MAX = 4_000
_ROWS_NAMED = 10
_NAME = re.compile(r"[\w -]{1,30}")


def read_table(text: str) -> tuple[list[Cut], str]:
    """Return one passage per row, several for a long one, and what was left out.

    Raises:
        Unreadable: If the document cannot be parsed; the message is for the uploader.
    """
    text = lines_of(text)
    delimiter = delimiter_of(text[:20_000])
    if delimiter is None:
        raise Unreadable("The CSV file needs at least two columns: a question and its answer.")
    said = separator_line(text)
    if said is not None:
        text = text[said.end() :]
    rows = _rows(text, delimiter)
    if not rows:
        return [], ""
    names = [fold(name) for name in rows[0]]
    asked, answered = _column(names, _QUESTIONS), _column(names, _ANSWERS)
    if asked is not None and answered is not None:
        return _pairs(rows[1:], rows[0], asked, answered, first=2)
    if len(rows) == 1 or (len(rows[0]) == 2 and not _is_header(names)):
        return _pairs(rows, ["", ""], 0, 1, first=1)
    return [cut for row in rows[1:] for cut in _named(row, rows[0])], _unused(rows)


def _rows(text: str, delimiter: str) -> list[list[str]]:
    # A cell may be as long as the file; this process reads no other.
    csv.field_size_limit(max(len(text) + 1, 1 << 17))
    try:
        rows = [
            [cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error as error:
        raise Unreadable("The CSV file cannot be read. Save it again as CSV in UTF-8.") from error
    return [row for row in rows if any(row)]


def _column(names: list[str], wanted: frozenset[str]) -> int | None:
    return next((index for index, name in enumerate(names) if name in wanted), None)


def _is_header(names: list[str]) -> bool:
    return all(_NAME.fullmatch(name) and len(name.split()) <= 3 for name in names)


def _pairs(
    rows: list[list[str]], names: Sequence[str], asked: int, answered: int, *, first: int
) -> tuple[list[Cut], str]:
    cuts: list[Cut] = []
    unanswered: list[int] = []
    for number, row in enumerate(rows, start=first):
        question, answer = _cell(row, asked), _cell(row, answered)
        more = _labelled(row, names, {asked, answered})
        if answer or more:
            cuts += _cuts(question, [answer, *more])
        else:
            unanswered.append(number)
    return cuts, _left_out(unanswered)


def _cell(row: list[str], index: int) -> str:
    return row[index] if len(row) > index else ""


def _labelled(row: list[str], names: Sequence[str], without: set[int]) -> list[str]:
    """Label the other cells by the header. Cells beyond it have no label."""
    found: list[str] = []
    for index, cell in enumerate(row):
        if cell and index not in without:
            name = names[index] if index < len(names) else ""
            found.append(f"{name}: {cell}" if name else cell)
    return found


def _named(row: list[str], names: list[str]) -> list[Cut]:
    return _cuts(row[0], _labelled(row, names, set()))


def _unused(rows: list[list[str]]) -> str:
    filled = {index for row in rows[1:] for index, cell in enumerate(row) if cell}
    names = [name for index, name in enumerate(rows[0]) if name and index not in filled]
    return f"Left out: columns without a value ({', '.join(names)[:200]})." if names else ""


def _cuts(heading: str, lines: list[str]) -> list[Cut]:
    content = "\n".join(line for line in lines if line)
    if len(heading) + len(content) <= ROW_MAX:
        return passages_under([heading], [content], whole=True)
    return passages_under([heading], content.split("\n"))


def _left_out(rows: list[int]) -> str:
    if not rows:
        return ""
    named = ", ".join(map(str, rows[:_ROWS_NAMED])) + (", …" if len(rows) > _ROWS_NAMED else "")
    if len(rows) == 1:
        return f"Left out: row {named}, which has no answer."
    return f"Left out: {len(rows)} rows without an answer (rows {named})."
