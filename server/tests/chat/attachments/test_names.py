"""Names of files: what a person sees and a disk holds."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus.chat.attachments.names import disposition, safe_name
from chorus.core.file_kinds import KINDS

ENDINGS = {about.media_type: about.endings for about in KINDS.values()}

TEXT, PNG, PDF = "text/plain", "image/png", "application/pdf"


@pytest.mark.parametrize(
    ("name", "media_type", "safe"),
    [
        ("photo.png", PNG, "photo.png"),
        ("Photo.PNG", PNG, "Photo.PNG"),
        ("orders.csv", TEXT, "orders.csv"),
        ("Rechnung für März.pdf", PDF, "Rechnung für März.pdf"),
        ("注文.pdf", PDF, "注文.pdf"),
        ("../../etc/passwd", TEXT, "passwd.txt"),
        ("..\\..\\windows\\system32\\drivers.png", PNG, "drivers.png"),
        ("C:\\fakepath\\photo.png", PNG, "photo.png"),
        ("/etc/shadow\0.png", PNG, "shadow.png"),
        ("....//....//x.png", PNG, "x.png"),
        ("..", TEXT, "file.txt"),
        (".", TEXT, "file.txt"),
        ("", PNG, "file.png"),
        (".png", PNG, "png.png"),
        (".htaccess", TEXT, "htaccess.txt"),
        ("run.bat", TEXT, "run.bat.txt"),
        ("page.html", TEXT, "page.html.txt"),
        ("photo.png.exe", PNG, "photo.png.exe.png"),
        ("photo\u202egnp.exe", PNG, "photognp.exe.png"),
        ("zero\u200bwidth.png", PNG, "zerowidth.png"),
        ("a\r\nSet-Cookie: x=y.png", PNG, "aSet-Cookie_ x=y.png"),
        ('quote".png', PNG, "quote_.png"),
        ("file.txt:stream", TEXT, "file.txt_stream.txt"),
        ("CON.txt", TEXT, "_CON.txt"),
        ("com1.png", PNG, "_com1.png"),
        ("trailing.png. . .", PNG, "trailing.png"),
        ("a<b>|?*.png", PNG, "a_b____.png"),
        ("%2e%2e%2fx.png", PNG, "_2e_2e_2fx.png"),
    ],
)
def test_a_name_is_made_safe(name: str, media_type: str, safe: str) -> None:
    assert safe_name(name, media_type) == safe


@given(st.text(max_size=400), st.sampled_from(sorted(ENDINGS)))
def test_whatever_the_name_the_result_is_harmless(name: str, media_type: str) -> None:
    safe = safe_name(name, media_type)
    assert 0 < len(safe.encode()) <= 120
    assert safe.rsplit(".", 1)[1].lower() in ENDINGS[media_type]
    assert not set(safe) & set('/\\<>:"|?*;%')
    assert not safe.startswith(".")
    assert all(not unicodedata.category(letter).startswith("C") for letter in safe)
    assert safe_name(safe, media_type) == safe


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("photo.png", "attachment; filename=\"photo.png\"; filename*=UTF-8''photo.png"),
        (
            "été à la mer.png",
            "attachment; filename=\"ete a la mer.png\"; filename*=UTF-8''%C3%A9t%C3%A9%20%C3%A0%20la%20mer.png",
        ),
        ("注文.pdf", "attachment; filename=\"file.pdf\"; filename*=UTF-8''%E6%B3%A8%E6%96%87.pdf"),
    ],
)
def test_the_header_names_the_file_for_old_and_new_readers(name: str, header: str) -> None:
    assert disposition(name) == header


@given(st.text(max_size=200))
def test_no_name_leaves_the_header(name: str) -> None:
    header = disposition(safe_name(name, TEXT))
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
    assert header.startswith('attachment; filename="')
