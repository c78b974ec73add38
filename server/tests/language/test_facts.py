"""Facts: a figure of any of five languages comes out whole or not at all, wherever it stands."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chorus.language.entities.facts import FactKind, facts

SPACES = (" ", "\u00a0", "\u202f", "\u2009")
digits = st.integers


def grouped(number: int, mark: str) -> str:
    return f"{number:,}".replace(",", mark)


@st.composite
def figures(draw: st.DrawFn) -> str:
    """A number as one of the languages writes it: separators, decimals, or neither."""
    number = draw(digits(1, 9_999_999))
    cents = draw(digits(0, 99))
    mark = draw(st.sampled_from([",", ".", "'", "’", "\u00a0", "\u202f", "\u2009", ""]))
    point = "." if mark in (",", "'", "’") else ","
    whole = grouped(number, mark) if mark else str(number)
    if not mark and draw(st.booleans()):
        point = "."
    return whole + (f"{point}{cents:02d}" if draw(st.booleans()) else "")


@st.composite
def amounts(draw: st.DrawFn) -> str:
    figure = draw(figures())
    space = draw(st.sampled_from(["", *SPACES]))
    sign = draw(st.sampled_from(["", "", "", "-", "−"]))
    if draw(st.booleans()):
        before = draw(st.sampled_from(["$", "€", "£", "¥", "R$", "US$", "USD", "EUR", "CHF", "usd", "GBP", "₹", "C$"]))
        upper = f"–{draw(figures())}" if draw(st.booleans()) and not sign else ""
        return f"{sign}{before}{space}{figure}{upper}"
    after = draw(st.sampled_from(["$", "€", "£", "EUR", "USD", "CHF", "euros", "dollars", "reais", "dólares", "pesos"]))
    if after.isalpha() and not space:
        space = " "
    return f"{sign}{figure}{space}{after}"


MONTHS = {
    "en": ("January", "March", "May", "Nov", "Sept"),
    "fr": ("janvier", "février", "août", "déc", "juillet"),
    "es": ("enero", "marzo", "mayo", "septiembre", "dic"),
    "pt": ("janeiro", "março", "fevereiro", "setembro", "dez"),
    "de": ("Januar", "März", "Mai", "Oktober", "Dez"),
}


@st.composite
def dates(draw: st.DrawFn) -> str:
    day, month, year = draw(digits(1, 28)), draw(digits(1, 12)), draw(digits(1990, 2039))
    mark = draw(st.sampled_from(["/", ".", "-"]))
    language = draw(st.sampled_from(list(MONTHS)))
    name = draw(st.sampled_from(MONTHS[language]))
    written = {
        "en": [f"{day} {name}", f"{name} {day}, {year}", f"{day} {name} {year}", f"{name} {day}"],
        "fr": [f"{day} {name} {year}", f"{day} {name}", f"1er {name}"],
        "es": [f"{day} de {name} de {year}", f"{day} de {name}"],
        "pt": [f"{day} de {name} de {year}", f"{day} de {name}"],
        "de": [f"{day}. {name} {year}", f"{day}. {name}", f"{day}.{month}.{year}"],
    }[language]
    return draw(
        st.sampled_from(
            [
                f"{year}-{month:02d}-{day:02d}",
                f"{day:02d}{mark}{month:02d}{mark}{year}",
                f"{day}{mark}{month}{mark}{year % 100:02d}",
                f"{year}-{month:02d}-{day:02d}T10:30:00Z",
                f"{day}–{min(day + 2, 30)} {name} {year}",
                *written,
            ]
        )
    )


@st.composite
def times(draw: st.DrawFn) -> str:
    hour, minute = draw(digits(0, 23)), draw(digits(0, 59))
    twelve = hour % 12 or 12
    return draw(
        st.sampled_from(
            [
                f"{hour}:{minute:02d}", f"{hour}h{minute:02d}", f"{hour}.{minute:02d} Uhr", f"{hour} Uhr",
                f"{twelve}:{minute:02d} pm", f"{twelve} a.m.", f"{twelve}pm", f"{hour}:{minute:02d}–23:59",
                f"{hour} h {minute:02d}", f"9-{twelve} am", f"{hour}:{minute:02d}:07",
            ]
        )
    )  # fmt: skip


@st.composite
def phones(draw: st.DrawFn) -> str:
    def run(length: int) -> str:
        return "".join(str(draw(digits(0, 9))) for _ in range(length))

    return draw(
        st.sampled_from(
            [
                f"+49 30 {run(7)}", f"+49 (0)30 {run(6)}", f"+33 6 {run(2)} {run(2)} {run(2)} {run(2)}",
                f"06 {run(2)} {run(2)} {run(2)} {run(2)}", f"+55 (11) 9{run(4)}-{run(4)}", f"(11) 9{run(4)}-{run(4)}",
                f"+1 (415) 555-{run(4)}", f"(415) 555-{run(4)}", f"415-555-{run(4)}", f"415.555.{run(4)}",
                f"1-800-555-{run(4)}", f"+34 612 {run(3)} {run(3)}", f"612 {run(3)} {run(3)}", f"0171-{run(7)}",
                f"030/{run(7)}", f"020 7946 {run(4)}", f"+351 912 {run(3)} {run(3)}",
                f"+44\u00a020\u00a07946\u00a0{run(4)}",
            ]
        )
    )  # fmt: skip


@st.composite
def identifiers(draw: st.DrawFn) -> str:
    letters = draw(st.text(alphabet="ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=2, max_size=4))
    number = draw(digits(1_000, 99_999_999))
    return draw(
        st.sampled_from(
            [
                f"#{number}", f"{letters}-{number}", f"{letters}{number}", f"{number}", f"{letters}-{number}-{letters}",
                f"#{letters}-{number}", f"{letters}/2031/{number}", f"{letters.lower()}_{number}", f"{number}-{number}",
                f"{letters}_{letters}_{number}",
            ]
        )
    )  # fmt: skip


ADDRESSES = [
    "maria.k+shop@mail.example.org", "o_b@example.co.uk", "377 Santana Row #1000", 
    "10 Downing Street, London SW1A 2AA",
    "12 bis rue de la Paix, 75002 Paris", "Hauptstraße 12a, 10115 Berlin", "Calle Mayor 5, 28013 Madrid",
    "Rua Augusta, 1500, 01310-200 São Paulo", "Avenida da Liberdade 110, 1250-146 Lisboa",
    "Goethestr. 7, 60313 Frankfurt",
]  # fmt: skip
MEASURES = ["1500 g", "15.000 km", "10000 mAh", "1 250 kg", "-1200 m", "4,500 lbs", "12000%", "2400 W"]
ACCOUNTS = [
    "DE89 3704 0044 0532 0130 00", "FR14 2004 1010 0505 0001 3M02 606", "GB29NWBK60161331926819",
    "ES91 2100 0418 4502 0005 1332", "PT50 0002 0123 1234 5678 9015 4", "4111 1111 1111 1111", "3782 822463 10005",
]  # fmt: skip
AROUND = [
    ("I paid ", " and it never came."), ("", ""), ("J'ai payé ", ", merci"), ("Ich habe ", " bezahlt."), ("(", ")"),
    ("Pagué ", " ayer."), ("Paguei ", " ontem!"), ("total: ", "."), ("«", "»"), ("It was ", "? Really"),
    ("- ", "\n- no"),
    ("“", "”"), ("order: ", ", thanks"), ("**", "**"), ("2 items, ", "; 3 left"), ("on ", " we met"), ("\t", "…"),
]  # fmt: skip


@given(
    figure=st.one_of(
        amounts(), dates(), times(), phones(), identifiers(), st.sampled_from(ADDRESSES + MEASURES + ACCOUNTS)
    ),
    around=st.sampled_from(AROUND),
)
@example("$1074.31", ("I paid ", " yesterday"))
@example("R$ 1500,00", ("foi ", ""))
@example("USD 4500", ("", ""))
@example("¥12000", ("", "."))
def test_a_figure_comes_out_whole_or_not_at_all(figure: str, around: tuple[str, str]) -> None:
    before, behind = around
    text = f"{before}{figure}{behind}"
    start, end = len(before), len(before) + len(figure)
    for fact in facts(text):
        if fact.start < end and fact.end > start:
            # A full stop may be the sentence's.
            assert fact.start <= start, fact
            assert fact.end >= end - figure.endswith("."), fact


@given(amounts(), st.sampled_from(AROUND))
def test_an_amount_is_found(amount: str, around: tuple[str, str]) -> None:
    found = facts(f"{around[0]}{amount}{around[1]}")
    assert any(fact.kind is FactKind.AMOUNT and amount in fact.text for fact in found)


@given(st.one_of(phones(), dates(), times()), st.sampled_from(AROUND))
def test_a_phone_a_date_a_time_is_found(figure: str, around: tuple[str, str]) -> None:
    assert any(figure.rstrip(".") in fact.text for fact in facts(f"{around[0]}{figure}{around[1]}"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Delivery and returns\n## 2024 at a glance", []),
        ("# 2024", []),
        ("# 48213 did not arrive", ["# 48213"]),
        ("My account is DE89 3704 0044 0532 0130 00.", ["DE89 3704 0044 0532 0130 00"]),
        ("parcel 1Z 999 AA1 01 2345 6784", ["1Z 999 AA1 01 2345 6784"]),
        ("write to 192.168.12.1 or version 3.11.2", []),
        ("a rating of 4.8. Thanks", []),
        ("3 out of 5, a set of 12, 20€50", ["20€50"]),
        ("the 24-hour desk, 2024/25 and iPhone12", ["2024/25", "iPhone12"]),
        ("see https://shop.example/orders/987123?x=4711", []),
        ("see https://ann:pw@evil.example and ssh://ann.b@host.example:22/4711", []),
        ("https://ann:p@s.s@evil.example/987123, by ann@shop.example", ["ann@shop.example"]),
        ("https://shop.example/?to ann@shop.example or //ann@shop.example", ["ann@shop.example", "ann@shop.example"]),
        ("my booking is HAT7XZ, user mia_li_3668", ["HAT7XZ", "mia_li_3668"]),
        ("from $49 2 days ago", ["$49"]),
        ("5 real people, the 2 may be late", []),
    ],
)
def test_what_is_and_what_is_not_a_fact(text: str, expected: list[str]) -> None:
    assert [fact.text for fact in facts(text)] == expected


def test_an_accounts_tail_is_no_card() -> None:
    kinds = {fact.kind for fact in facts("IBAN: DE89 3704 0044 0532 0130 00 and GB29NWBK60161331926819")}
    assert kinds == {FactKind.IBAN}


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "1,",
        "1 ",
        "$1",
        "a1-",
        "12:",
        "+1 ",
        "jan 1 ",
        "A1 ",
        "Main St ",
        "a@",
        "://a@b.c",
        "a+b.",
        "calle a ",
        "1.1.",
    ],
)
def test_a_long_text_is_read_in_linear_time(unit: str) -> None:
    facts(unit * 100_000)
