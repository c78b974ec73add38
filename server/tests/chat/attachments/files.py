"""Files that people send, and files that attackers send, made here byte by byte."""

import io
import struct
import zipfile
import zlib

from chorus.core.file_kinds import KINDS, FileKind


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 8, height: int = 8, *extra: bytes) -> bytes:
    """A real image; a large one has only the header of its size."""
    rows = b"".join(b"\0" + b"\x80" * (width * 3) for _ in range(height)) if width * height < 10_000 else b"\0"
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = b"".join(_chunk(b"tEXt", text) for text in extra) + _chunk(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + header + body + _chunk(b"IEND", b"")


def jpeg(width: int = 8, height: int = 8, tail: bytes = b"") -> bytes:
    """JFIF header, an APP1 segment, a frame and an end."""
    app0 = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\1\1\0\0\1\0\1\0\0"
    app1 = b"\xff\xe1" + struct.pack(">H", 102) + b"Exif\0\0" + b"\0" * 94
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\1\x22\0\2\x11\1\3\x11\1"
    scan = b"\xff\xda" + struct.pack(">H", 12) + b"\3\1\0\2\x11\3\x11\0\x3f\0" + b"\x5a" * 64
    return b"\xff\xd8" + app0 + app1 + frame + scan + b"\xff\xd9" + tail


def gif(width: int = 8, height: int = 8, comment: bytes = b"") -> bytes:
    """One frame."""
    screen = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    note = b"!\xfe" + bytes([len(comment)]) + comment + b"\0" if comment else b""
    image = b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\2\2\x44\1\0"
    return screen + note + image + b";"


def _riff(body: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def webp_lossy(width: int = 8, height: int = 8) -> bytes:
    """VP8."""
    frame = b"\x30\1\0\x9d\1\x2a" + struct.pack("<HH", width, height) + b"\0" * 20
    return _riff(b"VP8 " + struct.pack("<I", len(frame)) + frame)


def webp_lossless(width: int = 8, height: int = 8) -> bytes:
    """VP8L."""
    frame = b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14) + b"\0" * 15
    return _riff(b"VP8L" + struct.pack("<I", len(frame)) + frame)


def webp_extended(width: int = 8, height: int = 8) -> bytes:
    """VP8X, as with transparency or animation."""
    head = b"\x10\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return _riff(b"VP8X" + struct.pack("<I", len(head)) + head + b"VP8L" + struct.pack("<I", 20) + b"\0" * 20)


def pdf(inside: bytes = b"") -> bytes:
    """One empty page."""
    return (
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R>>endobj\n"
        + inside
        + b"xref\n0 4\ntrailer<</Root 1 0 R/Size 4>>\nstartxref\n0\n%%EOF\n"
    )


def archive(name: str = "payload.html", body: bytes = b"<script>alert(1)</script>", comment: bytes = b"") -> bytes:
    """A ZIP."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as opened:
        opened.writestr(name, body)
        opened.comment = comment
    return file.getvalue()


OFFICE = "http://schemas.openxmlformats.org/package/2006/content-types"


def office(main: str, *more: tuple[str, bytes]) -> bytes:
    """An Open XML document, as far as its kind is told."""
    types = f'<?xml version="1.0"?><Types xmlns="{OFFICE}"><Override ContentType="application/x.{main}+xml"/></Types>'
    return zipped(("[Content_Types].xml", types.encode()), ("a/b.xml", b"<x/>"), *more)


def zipped(*entries: tuple[str, bytes]) -> bytes:
    """A ZIP of several files, packed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, body in entries:
            opened.writestr(name, body)
    return file.getvalue()


def apng() -> bytes:
    """Two frames."""
    still = png()
    control = _chunk(b"acTL", struct.pack(">II", 2, 0)) + _chunk(
        b"fcTL", struct.pack(">IIIIIHHBB", 0, 8, 8, 0, 0, 1, 9, 0, 0)
    )
    return still[:33] + control + still[33:]


EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
HTML = b"<!DOCTYPE html><html><body onload=alert(1)></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

GOOD: dict[str, tuple[str, bytes]] = {
    "png": ("image/png", png()),
    "png with a text": ("image/png", png(8, 8, b"Comment\0taken at the counter")),
    "jpeg": ("image/jpeg", jpeg()),
    "jpeg of a camera, with a film behind the end": ("image/jpeg", jpeg(tail=b"\0\0\0\x18ftypmp42" + b"\7" * 500)),
    "gif": ("image/gif", gif()),
    "webp lossy": ("image/webp", webp_lossy()),
    "webp lossless": ("image/webp", webp_lossless()),
    "webp extended": ("image/webp", webp_extended()),
    "png that moves": ("image/png", apng()),
    "pdf": ("application/pdf", pdf()),
    "pdf with early metadata": (
        "application/pdf",
        pdf().replace(
            b"1 0 obj",
            b"9 0 obj<</Type/Metadata>>stream\n<?xml version='1.0'?><x:xmpmeta><html:meta/>endstream endobj 1 0 obj",
            1,
        ),
    ),
    "pdf behind padding": ("application/pdf", b"\r\n" * 200 + b"\0" * 100 + pdf()),
    "pdf behind the lines of a mail": ("application/pdf", b"Content-Type: application/pdf\r\n\r\n" + pdf()),
    "pdf with padding behind": ("application/pdf", pdf() + b"\0" * 4_000),
    "text": ("text/plain", b"Order 4711\nnot arrived\n"),
    "text with accents": ("text/plain", "Où est ma commande ? 注文はどこ 🎁".encode()),
    "text that begins like a bitmap": ("text/plain", b"BMW spare part 4711"),
    "text with a byte order mark": ("text/plain", "\ufeffname;city\nBao;Québec\n".encode()),
    "text longer than a chunk, a character on its edge": ("text/plain", b"x" * (8192 * 32 - 1) + "é".encode() * 9),
    "csv": ("text/plain", b"order,state\n4711,lost\n"),
    "json": ("text/plain", b'{"order": 4711}'),
    "text about code": ("text/plain", b"x" * 1500 + b" the page says <script> is missing"),
    "text that mentions a tag": ("text/plain", b"hello < script >alert(1)</script>"),
    "log of pages": ("text/plain", b"10:00 GET /cart 500\n10:00 body: <html><head><title>Error</title></head>\n"),
    "markdown that begins with html": (
        "text/plain",
        b'<h1 align="center">Guide</h1>\n<p><img src="a.png"></p>\n\n# Start\n',
    ),
    "markdown that begins with a comment": ("text/plain", b"<!-- badges -->\n<div>\n\n# Guide\n"),
    "text in UTF-16": ("text/plain; charset=utf-16", "Bonjour à tous\r\n".encode("utf-16")),
    "text in UTF-16 without a mark": ("text/plain; charset=utf-16-le", "Bonjour à tous\r\n".encode("utf-16-le")),
    "text in Latin-1": ("text/plain; charset=windows-1252", "Café crème, Straße, año\n".encode("latin-1")),
    "text in cp1252": ("text/plain; charset=windows-1252", "Preis;Größe\r\n“12 €”;groß\r\n".encode("cp1252")),
    "text in another code page": (
        "text/plain; charset=unknown-8bit",
        ("Заказ не пришёл\r\n" * 9).encode("cp1251"),
    ),
    "text of Japan": ("text/plain; charset=unknown-8bit", ("注文が届きません。\r\n" * 9).encode("shift_jis")),
    "docx": (KINDS[FileKind.DOCX].media_type, office("wordprocessingml.document.main")),
    "xlsx": (KINDS[FileKind.XLSX].media_type, office("spreadsheetml.sheet.main")),
    "pptx": (KINDS[FileKind.PPTX].media_type, office("presentationml.presentation.main")),
    "odt": (
        KINDS[FileKind.ODT].media_type,
        zipped(("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<x/>")),
    ),
    "archive": ("application/zip", archive("notes.txt", b"hello")),
    "log with colours": ("text/plain", b"\x1b[31merror\x1b[0m no route\n"),
}

BAD: dict[str, bytes] = {
    "html": HTML,
    "html after white space": b"\n\n   " + HTML,
    "html after a byte order mark": b"\xef\xbb\xbf" + HTML,
    "html after a comment": b"<!-- hello --><script>alert(1)</script>",
    "html in capitals": HTML.upper(),
    "svg": SVG,
    "svg after an xml declaration": b"<?xml version='1.0'?>" + SVG,
    "svg after a doctype": b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">' + SVG,
    "xml with entities": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    "php": b"<?php system($_GET[0]); ?>",
    "html in UTF-16": HTML.decode().encode("utf-16"),
    "text cut in a character": "注文".encode()[:-1],
    "text with NUL": b"hello\0world",
    "windows program": b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff" + b"\0" * 200,
    "linux program": b"\x7fELF\2\1\1" + b"\0" * 200,
    "java class": b"\xca\xfe\xba\xbe\0\0\0\x34" + b"\0" * 100,
    "archive with a program": archive("setup.EXE", b"MZ"),
    "archive that leaves its place": archive("../../etc/cron.d/x", b"x"),
    "archive that is a bomb": zipped(("zeros.txt", b"0" * (40 << 20))),
    "archive of very many files": zipped(*((f"{number}.txt", b"") for number in range(6_000))),
    "archive cut off": archive()[:-40],
    "document with macros": office("wordprocessingml.document.main", ("word/vbaProject.bin", b"x")),
    "document whose type has macros": office("ms-word.document.macroEnabled.main"),
    "text in UTF-16 that is a page": "\n <html>".encode("utf-16"),
    "empty archive": b"PK\x05\x06" + b"\0" * 18,
    "gzip": b"\x1f\x8b\x08\0" + b"\0" * 40,
    "film": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 100,
    "icon": b"\0\0\1\0\1\0\x10\x10\0\0\1\0\x20\0\x68\4\0\0\x16\0\0\0" + b"\0" * 60,
    "tiff": b"II*\0\x08\0\0\0" + b"\0" * 100,
    "postscript": b"%!PS-Adobe-3.0\n" + b"\xff\xfe" + b"show\n",
    "shortcut of windows": b"L\0\0\0\1\x14\2\0\0\0\0\0\xc0\0\0\0\0\0\0F" + b"\0" * 60,
    "png and archive": png() + archive(),
    "png and archive with a comment": png() + archive(comment=b"c" * 60_000),
    "jpeg and archive": jpeg(tail=archive()),
    "gif and archive": gif() + archive(),
    "pdf and archive": pdf() + archive(),
    "png and page": png() + HTML,
    "png with a page in its text": png(8, 8, b"Comment\0" + HTML),
    "gif and page": gif(comment=HTML),
    "gif and script": b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)//;" + HTML,
    "jpeg with a page in a comment": b"\xff\xd8\xff\xfe\0\x40" + HTML.ljust(62, b" ") + jpeg()[2:],
    "gif and pdf": gif(comment=b"%PDF-1.4 1 0 obj"),
    "pdf behind a page": HTML + pdf(),
    "pdf with a page at its head": b"%PDF-1.4\n" + HTML + pdf(),
    "pdf without an end": pdf().replace(b"%%EOF", b""),
    "png header alone": b"\x89PNG\r\n\x1a\n",
    "png without a header chunk": b"\x89PNG\r\n\x1a\n" + _chunk(b"IDAT", b"") + _chunk(b"IEND", b"") + b"\0" * 30,
    "png of no width": png(0, 8),
    "jpeg header alone": b"\xff\xd8\xff\xe0",
    "jpeg without a frame": b"\xff\xd8" + b"\xff\xe1\0\2" * 40,
    "jpeg with a segment of no length": b"\xff\xd8\xff\xe0\0\0" + b"\0" * 40,
    "jpeg with endless segments": b"\xff\xd8" + b"\xff\xe1\0\2" * 2000 + jpeg()[2:],
    "gif cut off": gif()[:-1],
    "webp with a wrong length": webp_lossy() + b"\0" * 9,
    "webp of an unknown kind": _riff(b"VP9 " + b"\0" * 30),
    "wave sound": b"RIFF" + struct.pack("<I", 40) + b"WAVEfmt " + b"\0" * 32,
}

FLOODS: dict[str, bytes] = {
    "png of 50,000 by 50,000": png(50_000, 50_000),
    "png of 2,147,483,647": png(2**31 - 1, 2**31 - 1),
    "jpeg of 60,000 by 60,000": jpeg(60_000, 60_000),
    "jpeg of 65,535 by 1": jpeg(65_535, 1),
    "gif of 65,535 by 65,535": gif(65_535, 65_535),
    "webp of 16,777,216 by 1": webp_extended(1 << 24, 1),
    "webp of 16,000 by 16,000": webp_lossless(16_000, 16_000),
}
