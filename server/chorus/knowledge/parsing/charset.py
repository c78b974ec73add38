"""From bytes to text: a declared encoding is obeyed, UTF-8 is recognised, anything else is guessed and said so.

The order is that of the HTML standard (13.2.3.2): a byte order mark, the upload's header, the file's own declaration.
"""

import codecs
import re
from dataclasses import dataclass

from chorus.knowledge.errors import Unreadable

DECLARED_WITHIN = 4_096
GUESSED_FROM = 200_000
# Of all characters; above it the encoding is not what the file says.
DAMAGED_SHARE = 0.02
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_META = re.compile(rb"<meta\s[^<>]{0,1000}?charset\s{0,20}=\s{0,20}[\"']?\s{0,20}([a-z0-9._:-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"\s{0,100}<\?xml\s[^<>]{0,500}?encoding\s{0,20}=\s{0,20}[\"']([a-z0-9._:-]{1,40})", re.IGNORECASE)
_HEADER = re.compile(r";\s{0,20}charset\s{0,20}=\s{0,20}[\"']?([a-z0-9._:-]{1,40})", re.IGNORECASE)
# Labels that Python does not know, or reads more narrowly than browsers do (encoding.spec.whatwg.org).
_LABELS = {
    "ascii": "cp1252", "us-ascii": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252", "iso-8859-1": "cp1252",
    "iso-8859-9": "cp1254", "latin5": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874", "windows-874": "cp874",
    "dos-874": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030",
    "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "cn-big5": "big5hkscs", "x-x-big5": "big5hkscs",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "ms_kanji": "cp932",
    "windows-31j": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "ksc5601": "cp949", "korean": "cp949",
    "x-euc-jp": "euc_jp", "x-cp1250": "cp1250", "x-cp1251": "cp1251", "x-cp1252": "cp1252", "win-1251": "cp1251",
    "macintosh": "mac_roman", "x-mac-roman": "mac_roman", "x-mac-cyrillic": "mac_cyrillic", "koi8-ru": "koi8_u",
    "iso-8859-8-i": "iso8859_8", "unicode-1-1-utf-8": "utf-8", "utf8": "utf-8",
    # The standard: a declaration that could be read as ASCII cannot be right.
    "utf-16": "utf-8", "utf-16le": "utf-8", "utf-16be": "utf-8",
}  # fmt: skip
# Python has codecs that are no encodings of a text file (punycode, unicode_escape …), some of them slow.
_CODECS = frozenset(
    ["utf-8", "gb18030", "big5hkscs", "big5", "cp950", "cp932", "cp949", "euc_jp", "euc_kr", "iso2022_jp", "johab"]
    + [f"cp{page}" for page in (437, 720, 737, 775, 850, 852, 855, 857, 858, 860, 861, 862, 863, 864, 865, 866, 869)]
    + [f"cp{page}" for page in (874, 1125, *range(1250, 1259))]
    + [f"iso8859-{part}" for part in range(1, 17)]
    + ["koi8-r", "koi8-u", "koi8-t", "kz1048", "ptcp154", "mac-roman", "mac-cyrillic", "mac-greek", "mac-latin2"]
    + ["mac-turkish", "mac-iceland", "hz", "tis-620", "gbk", "gb2312", "shift_jis", "shift_jis_2004", "euc_jis_2004"]
)
_SEVERAL_BYTES = ("utf", "gb", "big5", "cp93", "cp94", "cp95", "euc", "iso2022", "shift", "johab", "hz")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, and what its reader should know about how it was read."""

    text: str
    warning: str = ""


def declared_charset(content: bytes, media_type: str = "") -> str:
    """Return Python's name of the declared encoding: by byte order mark, header or the file itself; empty if
    undeclared.
    """
    for mark, name in _BOMS:
        if content.startswith(mark):
            return name
    header = _HEADER.search(media_type[:200])
    if header is not None and (found := known(header.group(1))):
        return found
    start = content[:DECLARED_WITHIN]
    for pattern in (_XML.match, _META.search):
        label = pattern(start)
        if label is not None and (found := known(label.group(1).decode("ascii"))):
            return found
    return ""


def known(label: str) -> str:
    """Return Python's name for an encoding label; empty if unknown or not a text encoding."""
    label = label.strip().lower()
    label = _LABELS.get(label, label)
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return ""
    return name if name in _CODECS else ""


def is_binary(content: bytes, charset: str) -> bool:
    """Return whether the content is binary. NUL occurs in no text encoding except UTF-16 and UTF-32."""
    return b"\x00" in content and not charset.startswith(("utf-16", "utf-32")) and not _utf16_of(content)


def decode(content: bytes, charset: str = "") -> Decoded:
    """Decode by the declared `charset` or the best guess; raises `Unreadable` with the encoding's name."""
    if charset.startswith(("utf-16", "utf-32", "utf-8-sig")):
        return _by(content, charset, "its byte order mark says")
    if utf16 := _utf16_of(content):
        return _by(content, utf16, "it seems to be")
    is_utf8 = _is_utf8(content)
    if b"\x1b" in content and (escaped := _escaped(content)) is not None:
        return escaped
    # A page that was converted keeps its old declaration; hardly any other text is valid UTF-8 by chance.
    if is_utf8 and (charset == "utf-8" or not charset.startswith(_SEVERAL_BYTES)):
        return Decoded(content.decode("utf-8"))
    if charset and charset != "utf-8":
        return _by(content, charset, "it says")
    return _guessed(content)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _escaped(content: bytes) -> Decoded | None:
    """Decode ISO-2022-JP, which looks like ASCII with escapes."""
    try:
        return Decoded(content.decode("iso2022_jp_ext")) if b"\x1b$" in content else None
    except UnicodeDecodeError:
        return None


def _by(content: bytes, charset: str, why: str) -> Decoded:
    try:
        return Decoded(content.decode(charset))
    except UnicodeDecodeError:
        text = content.decode(charset, "replace")
    damaged = text.count("\ufffd")
    if damaged > max(len(text) > 20, len(text) * DAMAGED_SHARE):
        raise Unreadable(f"The text cannot be read as {_shown(charset)}, which {why}. Save it as UTF-8 and try again.")
    return Decoded(text, f"{_number(damaged)} could not be read as {_shown(charset)}.")


def _guessed(content: bytes) -> Decoded:
    damaged = content.decode("utf-8", "replace")
    broken = damaged.count("\ufffd")
    intact = len(damaged) - len(damaged.encode("ascii", "ignore")) - broken
    if intact > 20 * broken:
        return Decoded(damaged, f"{_number(broken)} could not be read as UTF-8.")
    import chardet  # noqa: PLC0415 - 80 ms, for the few files that need it

    lines = b"\n".join(line for line in content.split(b"\n") if not line.isascii())
    found = chardet.detect(lines[:GUESSED_FROM])["encoding"] or ""
    name = known(found)
    refusal = "The file is not UTF-8 and does not declare its encoding{}. Save it as UTF-8 and try again."
    if not name:
        raise Unreadable(refusal.format(f", which may be {found}" if found else ""))
    try:
        text = content.decode(name)
    except UnicodeDecodeError:
        text = content.decode(name, "replace")
    if not _is_plausible(text):
        raise Unreadable(refusal.format(f", which may be {_shown(name)}"))
    return Decoded(text, f"The file does not declare its encoding. It was read as {_shown(name)}: check the text.")


def _is_plausible(text: str) -> bool:
    odd = sum(text.count(chr(code)) for code in (*range(0x00, 0x09), *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xFFFD))
    return odd <= len(text) * DAMAGED_SHARE


def _utf16_of(content: bytes) -> str:
    """Detect UTF-16 without a mark by the NUL in every other byte of spaces and line ends; empty if it is not."""
    if b"\x00" not in content or len(content) % 2:
        return ""
    for name, spaces in (("utf-16-le", content[1::2]), ("utf-16-be", content[0::2])):
        others = content[0::2] if name == "utf-16-le" else content[1::2]
        if not spaces.count(0) or others.count(0):
            continue
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        sample = text[:GUESSED_FROM]
        if _is_plausible(sample) and sum(c.isalnum() or c.isspace() for c in sample) > len(sample) / 2:
            return name
    return ""


def _number(characters: int) -> str:
    return "1 character" if characters == 1 else f"{characters} characters"


def _shown(charset: str) -> str:
    names = {"cp932": "Shift_JIS", "cp949": "EUC-KR", "gb18030": "GB 18030 (GBK)", "big5hkscs": "Big5"}
    if charset in names:
        return names[charset]
    name = charset.replace("_", "-").upper().replace("ISO8859", "ISO-8859")
    return re.sub(r"^CP(125\d|874)$", r"windows-\1", name)
