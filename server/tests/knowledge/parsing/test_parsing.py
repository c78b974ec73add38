"""Each kind of file becomes passages that can be quoted."""

import io
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from chorus.knowledge.errors import DocumentEmpty, DocumentUnsupported, Unreadable
from chorus.knowledge.parsing.blocks import Block
from chorus.knowledge.parsing.cut import WORDS_MAX, cut
from chorus.knowledge.parsing.parse import PASSAGES_MAX, parse
from chorus.knowledge.parsing.read import read
from chorus.knowledge.parsing.sniff import CSV, HTML, MARKDOWN, PDF, PLAIN, kind_of
from tests.knowledge.parsing.sample_files import pdf


async def cuts(content: str | bytes, media_type: str) -> list[tuple[str, str]]:
    data = content.encode() if isinstance(content, str) else content
    return [(one.heading, one.content) for one in (await read(data, media_type)).cuts]


@pytest.mark.parametrize(
    ("content", "file_name", "declared", "expected"),
    [
        (b"# Title\ntext", "", "", MARKDOWN),
        (b"no marks at all", "a.md", "", MARKDOWN),
        (b"<!DOCTYPE html><p>x", "a.txt", "text/plain", HTML),
        (b"<p>one</p>", "", "text/html", HTML),
        (b"<div><p>a</p><p>b</p></div>", "", "", HTML),
        (b"a < b and b > c", "x.html", "", PLAIN),
        (b"question;answer\na;b", "a.csv", "", CSV),
        (b"just one column\nof text", "a.csv", "text/csv", PLAIN),
        (b"plain words, with commas", "", "", PLAIN),
        (b"%PDF-1.7 ...", "a.txt", "text/plain", PDF),
        ("häuser".encode("utf-16"), "a.txt", "", PLAIN),
        ("Stra\xdfe".encode("cp1252"), "a.txt", "", PLAIN),
    ],
)
def test_the_content_tells_the_type(content: bytes, file_name: str, declared: str, expected: str) -> None:
    assert kind_of(content, file_name=file_name, declared=declared).media_type == expected


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04docx", b"\x89PNG\r\n", b"MZ\x90", b"{\\rtf1", b"a\x00b", b"\xff\xfe\x00", b"\xd0\xcf\x11\xe0old word"],
)
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(DocumentUnsupported):
        kind_of(content, file_name="harmless.md", declared="text/markdown")


def test_nothing_is_refused() -> None:
    with pytest.raises(DocumentEmpty):
        kind_of(b" \n\t", file_name="a.md")


async def test_markdown() -> None:
    text = """---
title: left out
---
# Returns

You may *return* any [item](https://shop.example) within **30 days**. ![logo](x.png)

## Steps

1. Open the `order`.
2. Print the label.
   It is free.

- one
- two

| size | price |
|------|-------|
| S    | 5     |

```
code stays
```
"""
    assert await cuts(text, MARKDOWN) == [
        ("Returns", "You may return any item within 30 days."),
        (
            "Returns > Steps",
            "1. Open the order.\n2. Print the label. It is free.\n- one\n- two\nsize | price\nS | 5\ncode stays",
        ),
    ]


async def test_html() -> None:
    text = """<html><head><title>Delivery</title><style>p{}</style></head><body><nav><a>Menu</a></nav>
    <h1>Delivery</h1><p>Three   to <b>five</b> days.<br>Free above 60&nbsp;euros.</p>
    <h2>Express</h2><ul><li>next day</li><li>12 &euro;</li></ul><script>alert("no")</script>
    <dl><dt>Abroad?</dt><dd>Only by post.</dd></dl>
    <table><tr><th>zone</th><td>7 days</td></tr></table><footer>imprint</footer></body></html>"""
    found = await cuts(text, HTML)
    assert found == [
        ("Delivery", "Three to five days.\nFree above 60 euros."),
        ("Delivery > Express", "- next day\n- 12 €"),
        ("Delivery > Express > Abroad?", "Only by post.\nzone | 7 days"),
    ]


@settings(deadline=None)
@given(st.text(alphabet="<>/ahpdivscrt!- \n\"'&;", max_size=200))
def test_any_html_can_be_read_or_is_said_to_be_empty(text: str) -> None:
    with suppress(Unreadable):
        assert all(cut.content for cut in parse(text.encode(), HTML).cuts)


async def test_plain_text_with_questions() -> None:
    text = "Opening hours\n\nWe open at\nnine o'clo-\nck.\n\nQ: And on Sunday?\nA: We are closed.\n"
    assert await cuts(text, PLAIN) == [
        ("Opening hours", "We open at nine o'clock."),
        ("And on Sunday?", "We are closed."),
    ]


async def test_a_table_of_questions() -> None:
    text = '\ufeffTopic;Question;Answer\nsize;Too small?;Send it back.\n;Empty?;\n;Long?;"Line one.\nLine; two."\n'
    assert await cuts(text, CSV) == [
        ("Too small?", "Send it back.\nTopic: size"),
        ("Long?", "Line one.\nLine; two."),
    ]
    assert await cuts("How long?,Three days.\nHow much?,Five euros.", CSV) == [
        ("How long?", "Three days."),
        ("How much?", "Five euros."),
    ]


async def test_a_table_of_named_columns() -> None:
    text = "name\tprice\tstock\nCup\t5\tyes\nPot\t20\t\n"
    assert await cuts(text, CSV) == [("Cup", "name: Cup\nprice: 5\nstock: yes"), ("Pot", "name: Pot\nprice: 20")]


async def test_a_table_with_headings_and_nothing_else_has_no_text() -> None:
    with pytest.raises(Unreadable, match="no text"):
        await cuts("question,answer\n", CSV)


async def test_a_pdf() -> None:
    found = await cuts(pdf("Warranty", "", "The coffee machine has a warranty of two years."), PDF)
    assert len(found) == 1
    assert "warranty of two years" in " ".join(found[0])


async def test_a_pdf_without_text_or_with_a_password_or_damaged() -> None:
    empty, secret = PdfWriter(), PdfWriter()
    empty.add_blank_page(100, 100)
    secret.add_blank_page(100, 100)
    secret.encrypt("secret", algorithm="RC4-128")
    for writer, reason in ((empty, "no text"), (secret, "password")):
        file = io.BytesIO()
        writer.write(file)
        with pytest.raises(Unreadable, match=reason):
            await cuts(file.getvalue(), PDF)
    with pytest.raises(Unreadable, match="damaged"):
        await cuts(b"%PDF-1.7\nnothing of the kind", PDF)


async def test_too_many_passages() -> None:
    rows = "question,answer\n" + "\n".join(f"q{number}?,a" for number in range(PASSAGES_MAX + 1))
    with pytest.raises(Unreadable, match="more than"):
        await cuts(rows, CSV)


def test_a_long_section_is_cut_at_sentences_and_loses_nothing() -> None:
    text = " ".join(f"Sentence number {number} has exactly seven words here." for number in range(100))
    found = cut([Block("Long", 1), Block(text)])
    assert [one.heading for one in found] == ["Long"] * len(found)
    assert all(40 <= len(one.content.split()) <= WORDS_MAX for one in found)
    assert all(one.content.endswith(".") for one in found)
    assert " ".join(" ".join(one.content.split("\n")) for one in found) == text


def test_a_word_without_end_is_cut_too() -> None:
    found = cut([Block("x " * 1_000)])
    assert sum(len(one.content.split()) for one in found) == 1_000
    assert max(len(one.content.split()) for one in found) <= WORDS_MAX


def test_a_line_of_introduction_goes_with_what_it_introduces() -> None:
    found = cut(
        [Block("Delivery", 1), Block("All about delivery"), Block("Cost", 2), Block("It is free."), Block("End", 1)]
    )
    assert [(one.heading, one.content) for one in found] == [
        ("Delivery > Cost", "All about delivery\nIt is free."),
        ("", "End"),
    ]
