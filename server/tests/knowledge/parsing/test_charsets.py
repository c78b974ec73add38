"""A declared encoding is obeyed; one that is not declared is recognised, or refused by its name."""

import random

import pytest

from chorus.knowledge.errors import DocumentUnsupported, Unreadable
from chorus.knowledge.parsing.parse import parse
from chorus.knowledge.parsing.sniff import kind_of

TEXTS = {
    "windows-1251": "Гарантия на все товары составляет два года. Ремонт занимает одну неделю.",
    "koi8-r": "Гарантия на все товары составляет два года. Ремонт занимает одну неделю.",
    "windows-1250": "Gwarancja na wszystkie produkty wynosi dwa lata. Później naprawa jest płatna, część po części.",
    "iso-8859-2": "Záruka na všechny výrobky je dva roky. Oprava trvá týden a později je placená.",
    "windows-1252": "Die Gewährleistung beträgt zwei Jahre. Für Geräte aus Österreich gilt Gleiches – größtenteils.",
    "windows-1253": "Η εγγύηση για όλα τα προϊόντα είναι δύο χρόνια. Η επισκευή διαρκεί μία εβδομάδα.",
    "gbk": "所有产品的保修期为两年。维修需要一个星期。",
    "gb2312": "所有产品的保修期为两年。维修需要一个星期。",
    "big5": "所有產品的保固期為兩年。維修需要一個星期。",
    "shift_jis": "すべての製品の保証期間は二年です。修理には一週間かかります。",
    "euc-jp": "すべての製品の保証期間は二年です。修理には一週間かかります。",
    "iso-2022-jp": "すべての製品の保証期間は二年です。修理には一週間かかります。",
    "euc-kr": "모든 제품의 보증 기간은 이 년입니다. 수리에는 일주일이 걸립니다.",
    "utf-16-le": "Гарантия составляет два года. Ремонт занимает неделю.",
    "utf-16-be": "The warranty is two years. A repair takes a week.",
}


def _read(content: bytes, *, file_name: str = "", declared: str = "") -> tuple[str, str]:
    kind = kind_of(content, file_name=file_name, declared=declared)
    found = parse(content, kind.media_type, kind.charset)
    return " ".join(" ".join(cut.content.split("\n")) for cut in found.cuts), found.warning


@pytest.mark.parametrize("charset", [name for name in TEXTS if "utf" not in name])
@pytest.mark.parametrize(
    "declaration",
    [
        '<meta charset="{}">',
        "<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset={}'>",
        '<?xml version="1.0" encoding="{}"?>',
    ],
)
def test_the_declared_encoding_of_a_page_is_obeyed(charset: str, declaration: str) -> None:
    said = declaration.format(charset)
    head, before = ("", said) if said.startswith("<?xml") else (said, "<!doctype html>")
    page = f"{before}<html><head>{head}</head><body><p>{TEXTS[charset]}</p></body></html>"
    assert _read(page.encode(charset)) == (TEXTS[charset], "")


@pytest.mark.parametrize("charset", [name for name in TEXTS if "utf" not in name])
def test_the_header_of_the_upload_is_obeyed(charset: str) -> None:
    declared = f"text/plain; charset={charset.upper()}"
    assert _read(TEXTS[charset].encode(charset), declared=declared) == (TEXTS[charset], "")


@pytest.mark.parametrize("charset", TEXTS)
def test_an_encoding_that_nobody_declares_is_recognised(charset: str) -> None:
    text, warning = _read(TEXTS[charset].encode(charset), file_name="warranty.txt")
    assert text == TEXTS[charset]
    assert ("check the text" in warning) == (not charset.startswith(("utf", "iso-2022")))


def test_a_byte_order_mark_comes_before_all_else() -> None:
    text = "Größe und Maße"
    for charset in ("utf-8-sig", "utf-16", "utf-32"):
        content = f'<meta charset="gbk"><p>{text}</p>'.encode(charset)
        assert _read(content, file_name="a.html", declared="text/html; charset=koi8-r") == (text, "")


def test_a_page_that_says_utf8_and_is_has_no_warning() -> None:
    for charset in ("utf-8", "UTF8"):
        page = f"<html><meta charset={charset}><p>Größe – 退货期限</p></html>".encode()
        assert _read(page, file_name="a.html") == ("Größe – 退货期限", "")
    assert _read(b"<meta charset=utf-8><p>Size</p>", file_name="a.html") == ("Size", "")


def test_a_page_that_was_converted_and_not_told_is_utf8() -> None:
    assert _read('<meta charset="iso-8859-1"><p>Größe für Zürich</p>'.encode(), file_name="a.html") == (
        "Größe für Zürich", "",
    )  # fmt: skip


def test_a_few_spoilt_characters_are_told() -> None:
    text, warning = _read("Größe, Maße, Füße, Öl. ".encode() * 10 + b"caf\xe9", file_name="a.txt")
    assert text.startswith("Größe, Maße")
    assert warning == "1 character could not be read as UTF-8."


def test_what_is_not_in_its_declared_encoding_is_refused_by_name() -> None:
    with pytest.raises(Unreadable, match=r"Shift_JIS, which it says"):
        _read(b"<meta charset=shift_jis><p>" + bytes(range(0xA0, 0x100)) * 5, file_name="a.html")


def test_no_text_is_no_text_in_any_encoding() -> None:
    for content in (b"a\x00b", b"\x01\x00\x02\x00\x03\x00\x00\x00", b"\xff\xfe\x00", bytes(range(256))):
        with pytest.raises(DocumentUnsupported):
            _read(content, file_name="a.txt")
    noise = random.Random(1).randbytes(5_000).replace(b"\0", b"\1")  # noqa: S311
    with pytest.raises(Unreadable, match="not UTF-8"):
        _read(noise, file_name="a.txt")


@pytest.mark.parametrize(
    "label", ["punycode", "unicode_escape", "idna", "utf-7", "rot13", "base64", "zip", "mbcs", "no"]
)
def test_a_codec_that_is_no_encoding_is_not_obeyed(label: str) -> None:
    assert kind_of(f"<meta charset={label}><p>text</p>".encode(), file_name="a.html").charset == ""
