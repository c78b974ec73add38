"""Pages of a PDF in reading order, and what of them cannot be read."""

import pytest

from chorus.knowledge.errors import Unreadable
from chorus.knowledge.parsing.parse import parse
from chorus.knowledge.parsing.sniff import PDF

HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
# A subset of a font, by the numbers of its glyphs and without a map to letters.
UNMAPPED = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+Serif /Encoding /Identity-H /DescendantFonts [<<"
    b" /Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEF+Serif /DW 500"
    b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor <<"
    b" /Type /FontDescriptor /FontName /ABCDEF+Serif /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 900"
    b" /Descent -200 /CapHeight 700 /StemV 80 >> >>] >>"
)


def _pdf(*pages: bytes) -> bytes:
    """Pages of these drawing operators; /F1 is Helvetica, /F2 has no map."""
    kids = b" ".join(b"%d 0 R" % (5 + 2 * number) for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        HELVETICA,
        UNMAPPED,
    ]
    for number, page in enumerate(pages):
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>" % (6 + 2 * number),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        ]
    return (
        b"%PDF-1.4\n"
        + b"".join(b"%d 0 obj\n%s\nendobj\n" % one for one in enumerate(objects, 1))
        + (b"trailer << /Root 1 0 R /Size %d >>\n%%%%EOF" % (len(objects) + 1))
    )


def _at(x: float, y: float, text: str) -> bytes:
    return b"BT /F1 11 Tf %d %d Td (%s) Tj ET\n" % (x, y, text.encode())


def _text(content: bytes) -> str:
    return " ".join(f"{cut.heading} {cut.content}".replace("\n", " ") for cut in parse(content, PDF).cuts)


def test_columns_are_read_one_after_the_other() -> None:
    left = [
        "Every lamp of ours has a",
        "warranty of two years and",
        "can be repaired in our own",
        "workshop near Utrecht.",
    ]
    right = [
        "Tables of oak are made to",
        "order, which takes us about",
        "six weeks; we send a photo",
        "before they are shipped.",
    ]
    page = b"".join(
        _at(60, 700 - 14 * row, one) + _at(320, 700 - 14 * row, other)
        for row, (one, other) in enumerate(zip(left, right, strict=True))
    )
    assert _text(_pdf(page)).strip() == " ".join(left + right)


def test_the_rows_of_a_table_stay_together() -> None:
    rows = [("Small lamp", "19 EUR"), ("Large lamp", "29 EUR"), ("Oak table", "300 EUR"), ("Chair", "80 EUR")]
    page = b"".join(_at(60, 700 - 14 * n, one) + _at(320, 700 - 14 * n, other) for n, (one, other) in enumerate(rows))
    assert _text(_pdf(page)).strip() == " ".join(f"{one} {other}" for one, other in rows)


def test_words_apart_by_their_position_alone_are_apart() -> None:
    words = b"".join(
        _at(60 + 90 * number, 700, word) for number, word in enumerate(["Repairs", "are", "free", "here."])
    )
    assert _text(_pdf(words)).strip() == "Repairs are free here."


def _unmapped(text: str) -> bytes:
    codes = "".join(f"{ord(character) - 29:04X}" for character in text)
    return b"BT /F2 11 Tf 60 700 Td <%s> Tj ET\n" % codes.encode()


def test_a_font_without_a_map_is_refused() -> None:
    with pytest.raises(Unreadable, match="do not map to characters"):
        parse(_pdf(_unmapped("Repairs take one week and cost nothing")), PDF)


def test_the_pages_that_cannot_be_read_are_named() -> None:
    found = parse(_pdf(_at(60, 700, "Repairs are free."), b"", _unmapped("Secret words of another page")), PDF)
    assert [cut.content for cut in found.cuts] == ["Repairs are free."]
    assert found.warning == (
        "No text on page 2, which may contain only pictures. Left out: page 3, whose fonts do not map to characters."
    )


def test_a_few_characters_that_cannot_be_read_are_told() -> None:
    page = _at(60, 720, "Repairs take one week and cost you nothing at all") + _unmapped("odd")
    found = parse(_pdf(page), PDF)
    assert "characters could not be read" in found.warning
