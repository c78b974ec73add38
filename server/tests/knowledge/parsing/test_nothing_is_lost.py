"""Every word of a document is in a passage, whatever the format, or its uploader is told what is not."""

import csv
import html
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chorus.knowledge.parsing.parse import parse
from chorus.knowledge.parsing.sniff import CSV, HTML, MARKDOWN, PDF, PLAIN
from tests.knowledge.parsing.sample_files import pdf

WORD = re.compile(r"[^\W_]+")
# Of several scripts, with figures; none means anything to Markdown, HTML or CSV.
WORDS = ["Courier", "14", "EUR", "Lamp", "Über", "Да", "退货期限", "三十天", "返品", "9", "to", "x7", "ΑΒΓ", "a", "Q2"]
LINES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
ENDS = st.sampled_from(["", "", ".", "。", ":", "?"])
PARAGRAPHS = st.lists(st.tuples(LINES, ENDS).map("".join), min_size=1, max_size=12)


def _lost(text: str, content: bytes, media_type: str) -> set[str]:
    found = parse(content, media_type)
    kept = " ".join(f"{cut.heading} {cut.content}" for cut in found.cuts)
    return set(WORD.findall(text)) - set(WORD.findall(kept))


@settings(deadline=None)
@given(PARAGRAPHS, st.sampled_from(["\n\n", "\n", "\r\n\r\n", "\r", "\n \n\n"]))
def test_every_word_of_plain_text_is_in_a_passage(paragraphs: list[str], joint: str) -> None:
    text = joint.join(paragraphs)
    assert not _lost(text, text.encode(), PLAIN)


@pytest.mark.parametrize("media_type", [PLAIN, MARKDOWN, HTML, CSV])
def test_a_paragraph_without_an_end_is_kept(media_type: str) -> None:
    words = [f"word{number}" for number in range(20_000)]
    text = "\n".join(f"{one},{other}" for one, other in zip(words[::2], words[1::2], strict=True))
    assert not _lost(text, (("<p>" if media_type == HTML else "") + text).encode(), media_type)


MARKS = ["", "# ", "## ", "### ", "###### ", "- ", "1. ", "> ", "> > > ", "    ", "| "]


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(MARKS), LINES), min_size=1, max_size=12), st.sampled_from(["\n", "\n\n"]))
def test_every_word_of_markdown_is_in_a_passage(lines: list[tuple[str, str]], joint: str) -> None:
    text = joint.join(mark + line for mark, line in lines)
    assert not _lost(text, text.encode(), MARKDOWN)


TAGS = ["h1", "h2", "h3", "h6", "p", "div", "li", "dt", "dd", "td", "summary", "label", "b", "h3><button", "caption"]


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(TAGS), LINES, st.booleans()), min_size=1, max_size=12))
def test_every_word_of_html_is_in_a_passage(elements: list[tuple[str, str, bool]]) -> None:
    page = "\n".join(
        f"<{tag}>{html.escape(text)}" + ("".join(f"</{name}>" for name in reversed(tag.split("><"))) if closed else "")
        for tag, text, closed in elements
    )
    assert not _lost(" ".join(text for _, text, _ in elements), page.encode(), HTML)


CELLS = st.one_of(st.just(""), LINES, PARAGRAPHS.map("\n".join))


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=5), min_size=2, max_size=8), st.sampled_from(",;\t|"))
def test_every_cell_of_a_table_is_in_a_passage_or_reported(rows: list[list[str]], delimiter: str) -> None:
    rows[0] = [f"name{index}" for index in range(2)]
    rows[1] = ["something", "more", *rows[1]]
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    text = " ".join(cell for row in rows for cell in row)
    if all(len(row) == 2 or row is rows[1] for row in rows) or len(rows) >= 2:
        assert not _lost(text, (f"sep={delimiter}\n" + file.getvalue()).encode(), CSV)


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from(["Lamp", "14", "EUR", "Table", "tax", "x7"]), min_size=1), min_size=1))
def test_every_word_of_a_pdf_is_in_a_passage(lines: list[list[str]]) -> None:
    text = [" ".join(line[:8]) for line in lines[:30]]
    assert not _lost(" ".join(text), pdf(*text), PDF)


def test_headings_alone_are_a_list() -> None:
    rows = "".join(f"<h3>Courier to country {number}: {number}.90 EUR</h3>" for number in range(1, 4))
    found = parse(f"<h2>Abroad</h2>{rows}<h2>At home</h2><p>It is free.</p>".encode(), HTML).cuts
    assert [(cut.heading, cut.content.split("\n")) for cut in found] == [
        ("Abroad", [f"Courier to country {number}: {number}.90 EUR" for number in range(1, 4)]),
        ("At home", ["It is free."]),
    ]
    entries = parse(b"# Rates\n\n## Norway 12 EUR\n\n## Chad 40 EUR\n", MARKDOWN).cuts
    assert [(cut.heading, cut.content) for cut in entries] == [("Rates", "Norway 12 EUR\nChad 40 EUR")]


@pytest.mark.parametrize(
    ("text", "heading", "content"),
    [
        ("Rooms\n\nSingle 40 CHF\n\nDouble 65 CHF\n\nSuite 90 CHF", "Rooms",
         "Rooms\nSingle 40 CHF\nDouble 65 CHF\nSuite 90 CHF"),
        ("Мы открыты каждый день\n\nПарковка бесплатна", "", "Мы открыты каждый день\nПарковка бесплатна"),
        ("Parking\n\nIt is free for guests.", "Parking", "It is free for guests."),
    ],
)  # fmt: skip
def test_short_lines_are_text_unless_a_paragraph_follows(text: str, heading: str, content: str) -> None:
    assert [(cut.heading, cut.content) for cut in parse(text.encode(), PLAIN).cuts] == [(heading, content)]


def test_a_heading_too_long_to_be_one_is_text() -> None:
    title = " ".join(f"word{number}" for number in range(200))
    found = parse(f"# {title}\n\nBody.".encode(), MARKDOWN).cuts
    assert " ".join(" ".join(cut.content.split("\n")) for cut in found) == f"{title} Body."
    assert all(cut.heading and len(cut.heading) <= 300 for cut in found)


def test_what_a_page_shows_around_its_text_is_reported() -> None:
    page = b"<h2>Size</h2><p>Large.</p><footer>Imprint and phone</footer><script>let x = 1</script><nav>Menu"
    found = parse(page, HTML)
    assert found.warning == "Left out: 3 words of navigation, sidebars, footers and buttons."
    # A navigation without an end is none.
    assert "Menu" in found.cuts[-1].content
    assert "let" not in " ".join(cut.content for cut in found.cuts)


@pytest.mark.parametrize(
    "opening", ["<!--", "<script>", "<style>", "<title>", "<nav>", "<![CDATA[", "<p title='", "<!x"]
)
def test_what_is_never_closed_hides_nothing(opening: str) -> None:
    found = parse(f"<p>Before</p>{opening} <p>Opening hours nine to five</p>".encode(), HTML)
    assert "Opening hours nine to five" in " ".join(cut.content for cut in found.cuts)


def test_the_rows_that_are_left_out_are_named() -> None:
    found = parse(b"question,answer\nHow?,So\nWhen?,\nWhere?,\n", CSV)
    assert [cut.heading for cut in found.cuts] == ["How?"]
    assert found.warning == "Left out: 2 rows without an answer (rows 3, 4)."
    assert parse(b"---\ntitle: x\n---\nText.\n", MARKDOWN).warning.startswith("Left out: the front matter")


def test_the_extra_cells_of_a_row_are_kept() -> None:
    [found] = parse(b"question,answer,\nHow?,So,more,and more\n", CSV).cuts
    assert found.content == "So\nmore\nand more"
    rows = parse(b"| a | b |\n|---|---|\n| 1 | 2 | three |\n", MARKDOWN).cuts
    assert rows[0].content.endswith("1 | 2 | three")


def test_tables_as_office_programs_write_them() -> None:
    by_excel = parse("sep=|\r\nPregunta|Respuesta\r\n¿Precio?|Diez euros\r\n".encode(), CSV).cuts
    assert [(cut.heading, cut.content) for cut in by_excel] == [("¿Precio?", "Diez euros")]
    by_an_old_mac = parse(b"question;answer\rBig?;Yes\rSmall?;No\r", CSV).cuts
    assert [(cut.heading, cut.content) for cut in by_an_old_mac] == [("Big?", "Yes"), ("Small?", "No")]
    long_text = " ".join(f"number{number}." for number in range(20_000))
    long_cell = parse(f'question,answer\nAll?,"{long_text}"\nNext?,Yes\n'.encode(), CSV).cuts
    assert " ".join(" ".join(cut.content.split("\n")) for cut in long_cell[:-1]) == long_text
    assert {cut.heading for cut in long_cell[:-1]} == {"All?"}


def test_an_initial_is_no_answer() -> None:
    [found] = parse(b"A. Schmidt leads the team.", PLAIN).cuts
    assert found.content == "A. Schmidt leads the team."
