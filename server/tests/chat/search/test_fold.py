"""How texts are compared, what is found in which, and where the marks stand: pure, with inputs of every kind."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus.chat.search.fold import JOINT, folded, grams_of, squeezed
from chorus.chat.search.words import Wanted, snippet_of, wanted_of


def finds(typed: str, text: str) -> bool:
    """Whether `search_messages` would find the text; it reads the same JSON."""
    fold = folded(text)
    return any(all(_holds(term, fold) for term in choice) for choice in wanted_of(typed).as_json())


def _holds(term: dict[str, object], fold: str) -> bool:
    atoms = term["any"]
    assert isinstance(atoms, list)
    found = False
    for atom in atoms:
        parts = f" {fold.replace(JOINT, ' ')} "
        like, whole = (str(atom.get(kind) or "%%").strip("%").replace("\\", "") for kind in ("like", "whole"))
        found = found or (set(atom["grams"]) <= grams_of(fold) and like in squeezed(fold) and whole in parts)
    return found != term["not"]


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Zahlung zu RE-88215-K bitte", ["RE-88215-K", "88215", "8821", "re88215", "re"]),
        ("https://www.haus.example/konto/rechnung?id=77#x", ["haus.example", "konto/rechnung", "rechnung", "id=77"]),
        ("mail an Eva.Maier+shop@post.haus.example", ["maier", "post.haus.example", "eva.maier", "example"]),
        ("Tel. +49 (0)30 555 12-34", ["555 12-34", "5551234", "030 5551234"]),
        ("ruf 0049 30 5551234", ["30 555", "004930"]),
        ("+33 6 12 34 56 78", ["0612345678", "612345678"]),
        ("IBAN DE02 1203 0000 0000 2020 51", ["DE02120300000000202051", "2020 51", "1203"]),
        ("It isn’t here", ["isn't", "isnt", "isn’t"]),
        ("J'attends l'adresse d’envoi", ["adresse", '"adresse d envoi"', "envoi", "l'adresse"]),
        ("Der GRÖSSTE Weißkäse, ½ Preis", ["grosste", "größte", "weisskase", "weißkäse"]),
        ("Lodz: Łódź, København", ["łódź", "lodz", "kobenhavn", "køben"]),
        ("我想去北京出差", ["北京", "京", "去北京", '"北京"']),
        ("電話番号を検索できません", ["検索", "できま", "番号"]),
        ("ﾊﾝｶｸ と ｶﾞ", ["ハンカク", "ガ"]),
        ("か\u3099っこう", ["がっこう"]),
        ("주문이 도착했어요", ["문", "도착", "주문이"]),
        ("อยากเปลี่ยนที่อยู่", ["เปลี่ยน", "ที่อยู่"]),
        ("１２３４５ 号", ["12345", "2345"]),
        ("thanks 🎉👍🏿!", ["🎉", "👍", "👍🏽"]),
        ("❤️ it", ["❤", "❤️"]),
        ("٤٧١١ طلب", ["4711", "طلب"]),
        ("C:\\temp\\file_1%.log", ["file_1", "temp", "1%.log"]),
        ("price 1,299.00", ["1299", "1,299", "1299.00"]),
    ],
)
def test_what_people_type_is_found(text: str, typed: list[str]) -> None:
    assert [one for one in typed if not finds(one, text)] == []
    assert [one for one in typed if "<mark>" not in snippet_of(text, wanted_of(one))] == []


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("the island", "hei"),
        ("order 4711", "11"),
        ("a cat", "at"),
        ("我想去北京", "京北"),
        ("parcel", "100%"),
        ("file1 log", "file_log"),
        ("ma commande", '"commande ma"'),
        ("ma commande", '"comm"'),
        ("ma commande", "commande -mande"),
        ("quiet", "-quiet"),
        ("quiet", "!!! ()"),
        ("quiet", ""),
    ],
)
def test_what_is_not_there_is_not_found(text: str, typed: str) -> None:
    assert not finds(typed, text)


@pytest.mark.parametrize(
    ("typed", "text", "snippet"),
    [
        ("4411", "PLT-4411/b", "PLT-<mark>4411</mark>/b"),
        ("plt44", "PLT-4411/b", "<mark>PLT-44</mark>11/b"),
        ("deja", "Le colis est déjà là", "Le colis est <mark>déjà</mark> là"),
        ("strasse", "Hauptstraße 5", "Haupt<mark>straße</mark> 5"),
        ("北京", "我想去北京出差", "我想去<mark>北京</mark>出差"),
        ("0441112233", "+41 44 111 22 33", "+41 <mark>44 111 22 33</mark>"),
        ("cat at", "a cat at <b>", "a <mark>cat</mark> <mark>at</mark> [b]"),
        ("nothing", "a quiet day", "a quiet day"),
    ],
)
def test_the_marks_stand_around_what_was_found(typed: str, text: str, snippet: str) -> None:
    assert snippet_of(text, wanted_of(typed)) == snippet


def test_a_snippet_of_a_long_text_is_around_the_first_find() -> None:
    found = snippet_of("word " * 1_000 + "the needle itself " + "tail " * 1_000, wanted_of("needle"))

    assert "<mark>needle</mark> itself" in found
    assert len(found) < 300


def test_so_much_is_looked_for_and_no_more() -> None:
    wanted = wanted_of(" ".join(f"word{number}" for number in range(100)))
    assert sum(map(len, wanted.choices)) == 16
    assert wanted_of("or or or") == Wanted([])
    assert [len(choice) for choice in wanted_of("a or b c or").choices] == [1, 2]


@given(st.text(max_size=60), st.text(max_size=60), st.text(min_size=1, max_size=12))
def test_a_word_is_found_wherever_it_stands(before: str, after: str, word: str) -> None:
    if not folded(word) or any(one.isspace() or one in '"-' for one in word) or " " in folded(word):
        return
    if word.casefold() == "or":
        return
    assert finds(word, f"{before} {word} {after}")


@given(st.text(), st.text(max_size=200))
def test_no_text_breaks_a_snippet(text: str, typed: str) -> None:
    shown = snippet_of(text, wanted_of(typed))
    assert shown.count("<") == shown.count(">") == 2 * shown.count("<mark>")


@pytest.mark.parametrize(
    "unit", [" ", "-", "- ", "1 ", "上 ", "a", "'", '"', "-a ", "\x1f", "\u0301", "👍", "(.", "%_\\"]
)
def test_the_time_grows_with_the_length_alone(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    began = time.process_time()
    folded(text)
    wanted_of(text)
    snippet_of(text[:20_000], wanted_of("1 上 aa %_"))
    assert time.process_time() - began < 3
