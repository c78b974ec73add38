"""Seeds of every kind of document, and ways to spoil them."""

import random

from tests.knowledge.parsing.sample_files import pdf

TEXT = "Опаковка 12,50 EUR – Größe “L”. 退货期限为三十天。 Call 0800 123; see §4 (or a@b.example)!"
SEEDS: list[bytes] = [
    b"# Returns\n\n- one\n- two\n\n> quote\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```x\ncode\n```\n[l](http://x) ![i](y)",
    b"---\ntitle: x\n---\n1. a\n   - b\n\nSetext\n===\n\n[r]: /url 'title'\n&amp; &#65; \\* <b>",
    b"<!doctype html><html><head><meta charset=utf-8><title>T</title><style>p{}</style></head><body><h1>A</h1>"
    b"<p class='x'>text <b>bold</b><br>more</p><dl><dt>q</dt><dd>a</dd></dl><table><tr><td>1<td>2</table>"
    b"<!-- c --><script>if (a<b) x()</script><footer>f</footer><![CDATA[x]]></body></html>",
    b'sep=;\r\nquestion;answer;note\r\n"How; much?";"5 ""EUR""\nor 6";\r\nWhen?;;later\r\n',
    b"name\tprice\nLamp\t14\nTable\t300\n",
    b"Q: How?\nA: So.\n\nOpening hours\n\nMonday 9 to 17\n\nIt is free. Or not.\n",
    pdf("Warranty", "", "Two years (each).", "Lamp 14 EUR"),
    *(
        TEXT.encode(name, "replace")
        for name in ("utf-8", "utf-16", "utf-16-le", "cp1251", "gbk", "shift_jis", "cp1250")
    ),
]
DICTIONARY: list[bytes] = [
    *b"< > </ <! <!-- --> --!> <![ <![CDATA[ ]]> <? & &# &#x ; ' \" = / [ ] ( ) ![ ]( * ** _ ` ``` ~~~ # - > | \\".split(),
    *b"<a <p <td <h3> <dt> <nav> </nav> <title> <script> </script <style> <textarea> <svg> <select> <button> 99999999".split(),
    *b"%PDF- obj endobj stream endstream xref trailer startxref /Type /Page /Kids /Length << >> BT ET Tj TJ Tf".split(),
    b"\n", b"\r", b"\r\n", b"\n\n", b"\t", b" ", b"\x00", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\x1b$B", b"\xa0", b"\x80",
    b"sep=,\n", b"charset=", b"gbk", b"utf-16", b"iso-2022-jp", b"---\n", "。".encode(), "\u2028".encode(), "\ud83d\ude00".encode("utf-8", "replace"),
]  # fmt: skip
SIZE_MAX = 200_000


def mutated(chance: random.Random, corpus: list[bytes]) -> bytes:
    """One of the corpus, spoilt a few times, now and then with something repeated thousands of times."""
    data = bytearray(chance.choice(corpus))
    for _ in range(chance.randint(1, 6)):
        at = chance.randint(0, len(data))
        match chance.randint(0, 6):
            case 0:
                data[at:at] = chance.choice(DICTIONARY)
            case 1:
                del data[at : at + chance.randint(1, 30)]
            case 2 if at < len(data):
                data[at] = chance.randint(0, 255)
            case 3:
                other = chance.choice(corpus)
                start = chance.randint(0, len(other))
                data[at:at] = other[start : start + chance.randint(1, 300)]
            case 4:
                unit = b"".join(chance.choices(DICTIONARY, k=chance.randint(1, 3)))
                data[at:at] = unit * chance.choice([2, 20, 500, 5_000])
            case 5:
                start = chance.randint(0, at)
                data[at:at] = data[start:at] * chance.randint(1, 4)
            case _:
                data[at:at] = chance.randbytes(chance.randint(1, 8))
    return bytes(data[:SIZE_MAX])
