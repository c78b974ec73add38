"""What a file is, by its content: the good ones are named right, and no attack passes."""

import contextlib
import io
import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chorus.chat.attachments.errors import (
    AttachmentEmpty,
    AttachmentHarmful,
    AttachmentKindRefused,
    AttachmentTooManyPixels,
)
from chorus.chat.attachments.sniff import sniff
from chorus.core.errors import ChorusError
from chorus.core.file_kinds import KINDS, kind_of
from tests.chat.attachments.files import BAD, EICAR, FLOODS, GOOD, gif, jpeg, pdf, png, webp_extended


@pytest.mark.parametrize("name", GOOD)
def test_what_people_send_is_recognised(name: str) -> None:
    media_type, content = GOOD[name]
    assert sniff(io.BytesIO(content)) == media_type


@pytest.mark.parametrize("name", BAD)
def test_what_nobody_should_send_is_refused(name: str) -> None:
    with pytest.raises(AttachmentKindRefused):
        sniff(io.BytesIO(BAD[name]))


@pytest.mark.parametrize(
    "content",
    [
        b"BM" + b"\0" * 60,
        b"II*\0" + b"\x08\0\0\0\0\0",
        b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf",
        b"\0\0\0\x18ftypmp42",
    ],
    ids=["BMP", "TIFF", "AVIF", "MP4"],
)
def test_the_refusal_of_another_picture_says_how_to_send_it(content: bytes) -> None:
    with pytest.raises(AttachmentKindRefused, match="pictures as JPEG or PNG"):
        sniff(io.BytesIO(content))


@pytest.mark.parametrize("name", FLOODS)
def test_an_image_that_fills_the_memory_is_refused_without_decoding_it(name: str) -> None:
    with pytest.raises(AttachmentTooManyPixels):
        sniff(io.BytesIO(FLOODS[name]))


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(AttachmentEmpty):
        sniff(io.BytesIO())


@pytest.mark.parametrize("content", [EICAR, b"  " + EICAR + b"\n", EICAR + b"\n" + b"x" * 10_000])
def test_the_test_signature_of_virus_scanners_is_refused(content: bytes) -> None:
    with pytest.raises(AttachmentHarmful):
        sniff(io.BytesIO(content))


@pytest.mark.parametrize(
    ("text", "code_page"),
    [
        ("Здравствуйте, мой заказ 12345 ещё не пришёл.\n", "cp1251"),
        ("Заказ не пришёл\n", "koi8-r"),
        ("Заказ не пришёл\n", "cp866"),
        ("Dobrý den, má ta deska trhlinu? Psal už zeť.\n", "cp1250"),
        ("Πού είναι η παραγγελία μου;", "cp1253"),
        ("איפה ההזמנה שלי", "cp1255"),
        ("أين طلبي", "cp1256"),
        ("สินค้ายังไม่มา", "cp874"),
        ("名前,住所\n田中,東京都\n", "cp932"),
        ("您好，我訂購的商品還沒有收到。", "big5"),
        ("订单号是12345，还没有收到。", "gbk"),
        ("주문한 상품이 아직 안 왔어요", "cp949"),
    ],
)
def test_a_short_text_of_any_script_is_a_text(text: str, code_page: str) -> None:
    content = text.encode(code_page)
    assert len(content) < 96
    assert sniff(io.BytesIO(content)) == "text/plain; charset=unknown-8bit"


def test_random_bytes_are_nothing_that_we_take() -> None:
    chance = random.Random(7)  # noqa: S311 - nothing secret
    for size in (16, 1_000, 100_000):
        with pytest.raises(AttachmentKindRefused):
            sniff(io.BytesIO(b"\xff" + chance.randbytes(size)))


@given(st.binary(max_size=300))
@example(b"\x89PNG\r\n\x1a\n\0\0\0\0IHDR")
@example(b"RIFF\0\0\0\0WEBPVP8X")
@example(b"GIF89a")
@example(b"%PDF-%%EOF")
def test_no_bytes_break_it(content: bytes) -> None:
    try:
        media_type = sniff(io.BytesIO(content))
    except ChorusError:
        return
    assert media_type != "text/plain" or b"\0" not in content


@given(st.sampled_from([png(), jpeg(), gif(), webp_extended(), pdf()]), st.data())
def test_no_damage_breaks_it(content: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(content) - 1))
    damaged = content[:place] + data.draw(st.binary(max_size=8)) + content[place + data.draw(st.integers(0, 8)) :]
    with contextlib.suppress(AttachmentKindRefused, AttachmentTooManyPixels, AttachmentEmpty):
        assert kind_of(sniff(io.BytesIO(damaged))) in KINDS
