"""No parser of what comes from outside can be made slow by its input: it reads in linear time.

Judged by growth, for a busy machine is slow at everything: the processor's time for each KB of 200 may be `GROWTH`
times that of 50 (a square takes four times as much), and never counts below `FLOOR`.
"""

import gc
import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import pytest

from chorus.bot.check import statements
from chorus.bot.small_talk import talk_of
from chorus.bot.wants_human import wants_human
from chorus.chat.attachments.names import safe_name
from chorus.chat.attachments.sniff import sniff
from chorus.chat.search.words import snippet_of, wanted_of
from chorus.core.errors import ChorusError
from chorus.knowledge.errors import Unreadable
from chorus.knowledge.parsing.charset import decode
from chorus.knowledge.parsing.parse import parse
from chorus.knowledge.parsing.sniff import CSV, HTML, MARKDOWN, PDF, PLAIN, kind_of
from chorus.language.detect import detect
from chorus.language.entities import facts as reading
from chorus.language.mood import anger
from chorus.language.number_words import with_digits
from chorus.language.plain import plain
from chorus.language.redact import Redaction
from chorus.language.sentences import clauses, sentences
from chorus.language.support import is_supported
from chorus.protocol.frames import TEXT_MAX
from tests.knowledge.parsing.sample_files import pdf

SIZES = (10_000, 50_000, 200_000)
GROWTH = 2.5
FLOOR = 0.005
TRIES = 3

ANY = ("a", " ", "\n", "a ", "0", ".", "(", '"', "é", "字", "\u00a0")
FIGURES = ("000 ", "1,", "$1 ", "a@b.c ", "1.1.", "a1-", "+1 ", "12:", "jan 1 ", "Main St 5 ", "DE89 ")
PROSE = ("A b. ", "Mr. ", "a.\n", '!") ', "not ", "- ", "twenty one ", "。")
TAGS = ("<", "</", "<a ", "<p>", "<!--", "<![CDATA[", "<a href='", '<b title="', "&#0", "&amp;", "<table><tr><td>x")
HIDING = ("<nav>", "<title>", "<script>", "<nav></p>", "<h1>a</h2>", "<li>", "</nav>")
MARKS = ("[", "[a](", "![", "*a _b ", "**", "`a``", "> ", "- ", "# a\n", "~~~\n", "\\", "[a]: b\n")
TABLES = ("|a|b\n", "a|b\n-|-\n")
CELLS = ("a,b\n", '"a,', "a;b\n", '"', "'", "sep=", "\r", "a\tb\n", "a,b,,,,")


@dataclass(frozen=True)
class Parser:
    """A reader of text and what it is tried with.

    `bound`: where it stops reading by itself; `longest`: what its callers hand to it at most, where less than 200 KB.
    """

    read: Callable[[str], object]
    units: tuple[str, ...]
    begin: str = ""
    bound: int | None = None
    longest: int = SIZES[-1]


def _document(media_type: str) -> Callable[[str], object]:
    return lambda text: parse(text.encode(), media_type)


def _kind(file_name: str) -> Callable[[str], object]:
    return lambda text: kind_of(text.encode(), file_name=file_name)


PARSERS = {
    "html": Parser(_document(HTML), (*ANY[:4], *TAGS, *HIDING)),
    "markdown": Parser(_document(MARKDOWN), MARKS),
    "markdown table": Parser(_document(MARKDOWN), TABLES, begin="|x|y|\n|---|---|\n"),
    "csv": Parser(_document(CSV), CELLS, begin="question,answer\n"),
    "plain": Parser(_document(PLAIN), (*ANY[:4], *PROSE, "a-\n", "Q: a\nA: b\n", "Ab\n\n", "\n \t")),
    "pdf": Parser(lambda text: parse(pdf(*[text[at : at + 80] for at in range(0, len(text), 80)]), PDF), ("a",)),
    "broken pdf": Parser(lambda text: parse(b"%PDF-1.4\n" + text.encode(), PDF), ("1 0 obj\n", "<<", "[", "%PDF-")),
    "kind of a document": Parser(_kind("a"), (*ANY, *TAGS)),
    "kind of a page": Parser(_kind("a.html"), TAGS),
    "kind of a table": Parser(_kind("a.csv"), CELLS),
    "encoding": Parser(lambda text: decode(b"\xe4\xf6\n" + text.encode("cp1252", "replace")), ("é", "\xa0", "a\n")),
    "kind of an attachment": Parser(lambda text: sniff(io.BytesIO(text.encode())), (*ANY, *TAGS, "%PDF", "PK\x05\x06")),
    "name of an attachment": Parser(lambda text: safe_name(text, "text/plain"), (*ANY, "../", ".txt")),
    "sentences": Parser(sentences, (*ANY, *PROSE)),
    "clauses": Parser(clauses, (*ANY, *PROSE, "but ", " - ")),
    "facts": Parser(reading.facts, ("a ", "0", *FIGURES[:6], "Main St 5 "), bound=reading.TEXT_MAX),
    "redaction": Parser(
        lambda text: Redaction().hide(text), ("0", "000 ", "a@b.c ", "+1 ", "DE89 "), bound=reading.TEXT_MAX
    ),
    "restoring": Parser(lambda text: Redaction().restore(text), ("[", "[EMAIL_", "[EMAIL_1]")),
    "language": Parser(detect, (*ANY, "the le el der o ", "'", "¿")),
    "anger": Parser(anger, ("a", "A ", "!", "not ")),
    "figures in words": Parser(lambda text: with_digits(text, "en"), ("twenty ", "twenty one ", "a-", "hundred and ")),
    "text of a model": Parser(lambda text: plain(text, 4_000), ("[", "[a](", "<a", "**", "`", "# ", "//", "[a]: ")),
    "claims of a model": Parser(statements, ("1. a\n",)),
    "support of a claim": Parser(lambda text: is_supported("It costs 5 euros.", text), ("a ", "5 ", "not ")),
    "wish for a person": Parser(wants_human, ("a ", "a,b\n", "not a person "), longest=TEXT_MAX),
    "small talk": Parser(talk_of, ("hello ", "1.1.", "!"), longest=TEXT_MAX),
    "search": Parser(wanted_of, (*ANY, "-", '-"a ', "a:")),
    "snippet": Parser(lambda text: snippet_of(text, wanted_of("alpha beta")), (*ANY, "alpha ", "alph")),
}


@contextmanager
def _no_collector() -> Iterator[None]:
    """Its time depends on what else the process holds; the reader of documents does without it as well."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _seconds(parser: Parser, unit: str, size: int) -> float:
    text = parser.begin + (unit * (size // len(unit) + 1))[:size]
    began = time.process_time()
    # To refuse is fine, if it is quick.
    with suppress(ChorusError, Unreadable):
        parser.read(text)
    return time.process_time() - began


def _sizes(parser: Parser) -> tuple[int, ...]:
    return tuple(size * parser.longest // SIZES[-1] for size in SIZES)


def _grows(parser: Parser, unit: str) -> str:
    """How much more than linear it is; empty when it is not, in one of some tries."""
    said = ""
    for _ in range(TRIES):
        small, middle, large = (_seconds(parser, unit, size) for size in _sizes(parser))
        if parser.bound is not None:
            # All that lies behind the bound costs nothing.
            is_linear = large <= GROWTH * max(middle, FLOOR)
        else:
            is_linear = large <= GROWTH * 4 * max(middle, FLOOR) and middle <= GROWTH * 5 * max(small, FLOOR)
        if is_linear:
            return ""
        said = f"{unit!r}: {small:.3f}, {middle:.3f}, {large:.3f} s"
    return said


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", PARSERS)
def test_every_parser_is_linear(name: str) -> None:
    with _no_collector():
        assert [said for unit in PARSERS[name].units if (said := _grows(PARSERS[name], unit))] == []
