"""Sentences, language, mood, facts; and that none of it can be made to take long."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus.language.detect import detect, detect_of
from chorus.language.entities.facts import FactKind, facts
from chorus.language.fold import fold, words
from chorus.language.mood import Mood, anger, mood_of
from chorus.language.plain import plain, shorten
from chorus.language.redact import Redaction
from chorus.language.sentences import clauses, sentences

HOSTILE = [
    unit * (6_000 // len(unit))
    for unit in (
        "a", "1", "1-", "1.", "12 ", "#a-", "abc1-", "jan 1 ", "$1,000", "(12) 34 ", "a@", "a@a.", "[", "![", "[](",
        "<a ", "**", "__a", "`a", "http:", "//", " ", "\n", '."', "want ", "talk to ", "a. ",
    )
]  # fmt: skip


@pytest.mark.parametrize(
    "read",
    [anger, clauses, detect, facts, fold, lambda text: plain(text, 1_000), Redaction().hide, sentences],
)
@pytest.mark.timeout(30)  # what backtracks takes minutes on these; the bound is far from both
def test_hostile_texts_do_not_stall_a_reader(read: Callable[[str], object]) -> None:
    for text in HOSTILE:
        read(text)


def test_fold_makes_spellings_equal() -> None:
    assert fold("  Où est l’ÉTÉ,\n Straße?") == "ou est l'ete, strasse?"
    assert words("Don’t panic: 42!") == ["don't", "panic", "42"]


def test_sentences_keep_abbreviations_and_steps_together() -> None:
    text = 'Hi. Mr. Smith said "go." Then left!\n1. Open it e.g. by hand. Done'
    assert sentences(text) == ["Hi.", 'Mr. Smith said "go."', "Then left!", "1. Open it e.g. by hand.", "Done"]


@given(st.text(max_size=300))
def test_a_sentence_is_a_piece_of_its_text_in_order(text: str) -> None:
    start = 0
    for sentence in sentences(text):
        start = text.index(sentence, start) + len(sentence)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("where is my order", "en"), ("Bonjour, où est ma commande ?", "fr"), ("¿Dónde está mi pedido?", "es"),
        ("Onde está o meu pedido?", "pt"), ("Wo ist meine Bestellung?", "de"), ("obrigado", "pt"), ("merci", "fr"),
        ("12345", None), ("", None), ("ok", None),
    ],
)  # fmt: skip
def test_language(text: str, language: str | None) -> None:
    assert detect(text) == language


def test_the_language_of_the_newest_text_that_tells() -> None:
    assert detect_of(["48213", "je cherche ma commande"], declared="en") == "fr"
    assert detect_of(["48213"], declared="pt-BR") == "pt"
    assert detect_of(["48213"], declared="ja") == "en"


def test_mood_and_its_proof() -> None:
    assert mood_of(["hello", "where is it?"]) == (Mood.CALM, [])
    assert mood_of(["hello", "I am disappointed"]) == (Mood.ANNOYED, [1])
    assert mood_of(["hello", "this is unacceptable"]) == (Mood.ANGRY, [1])
    assert mood_of([]) == (Mood.CALM, [])


def test_facts_as_they_stand() -> None:
    text = (
        "My order #48213 of 3 November cost $249.99; write to maria.k@example.org or (977) 625-2661,"
        " card 4111 1111 1111 1111, case AB-1234 at 11:30 am, 2026-11-06."
    )
    assert [(fact.kind, fact.text) for fact in facts(text)] == [
        (FactKind.NUMBER, "#48213"),
        (FactKind.DATE, "3 November"),
        (FactKind.AMOUNT, "$249.99"),
        (FactKind.EMAIL, "maria.k@example.org"),
        (FactKind.PHONE, "(977) 625-2661"),
        (FactKind.CARD, "4111 1111 1111 1111"),
        (FactKind.NUMBER, "AB-1234"),
        (FactKind.TIME, "11:30 am"),
        (FactKind.DATE, "2026-11-06"),
    ]


def test_a_size_or_a_count_is_no_number_of_an_order() -> None:
    assert facts("2 shirts in size 42 for 3 people") == []


@given(st.text(alphabet="0123456789-#.,:$€@ ab\n", max_size=200))
def test_facts_are_pieces_of_the_text_and_do_not_overlap(text: str) -> None:
    found = facts(text)
    assert all(text[fact.start : fact.end] == fact.text for fact in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_redaction_hides_alike_and_restores_all_but_cards() -> None:
    redaction = Redaction()
    hidden = redaction.hide("a@b.example or +49 170 1234567, card 4111 1111 1111 1111")
    assert "@" not in hidden
    assert "1111" not in hidden
    assert redaction.hide("a@b.example") in hidden
    assert redaction.restore(hidden).startswith("a@b.example or +49 170 1234567, card [CARD_")
    assert redaction.restore("[EMAIL_99]") == "[EMAIL_99]"


def test_a_log_in_within_a_url_reaches_no_model() -> None:
    redaction = Redaction()
    hidden = redaction.hide("See https://bao:hunter2@shop.example/orders, and https://shop.example/@bao")
    assert hidden == "See https://[LOGIN_1]@shop.example/orders, and https://shop.example/@bao"
    assert redaction.restore(hidden) == hidden


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("![x](https://evil.example/?q=1)", "x"),
        ("see [here](javascript:alert(1)) now", "see here now"),
        ("go to https://evil.example/a and www.evil.example", "go to and"),
        ("our page https://ok.example/help.", "our page https://ok.example/help."),
        ("<img src=x onerror=alert(1)><script>x</script>", "x"),
        ("[a]: https://evil.example\ntext", "text"),
        ("**bold** and `code`", "bold and code"),
        ("# Title\ntext", "Title\ntext"),
        ("a\u202eb\u200bc\x00d", "abcd"),
        ("data:text/html;base64,AAAA and //evil.example/x", "and"),
    ],
)
def test_model_text_becomes_plain(text: str, expected: str) -> None:
    assert plain(text, 500, allowed="https://ok.example/help") == expected


def test_shorten_cuts_between_words() -> None:
    assert shorten("one two three four", 12) == "one two…"
    assert shorten("short", 12) == "short"
    assert len(shorten("x" * 50, 12)) == 12
