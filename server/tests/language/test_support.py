"""What a statement may say of its source: no other figure, unit, matter, and no "not" more or less."""

import pytest

from chorus.language.support import figures_of, is_supported

SOURCE = (
    "You can return items within 30 days of delivery. Sale items cannot be returned."
    " Refunds take 5 business days. Express costs 1.074,50 euros."
)


@pytest.mark.parametrize(
    "statement",
    [
        "You have thirty days to return an item.",
        "Sale items can't be returned, sorry.",
        "Refunds take five business days.",
        "You can return items within 30 days, but not sale items.",
        "No, the limit for returning items is 30 days.",
        "Express costs €1,074.50.",
        "Sie haben dreißig Tage Zeit.",
    ],
)
def test_other_words_for_the_same_are_supported(statement: str) -> None:
    assert is_supported(statement, SOURCE)


@pytest.mark.parametrize(
    "statement",
    [
        "Yes, you have 90 days to return.",
        "You have ninety days to return items.",
        "You have 30 minutes to return items.",
        "Refunds take five months of business.",
        "Sale items can be returned.",
        "You cannot return items within 30 days.",
        "Express costs €107.",
        "Express costs €1,074.05.",
        "Our director likes bananas and gold.",
        "Sie haben neunzig Tage Zeit für die Rückgabe.",
        "Vous avez quatre-vingt-dix jours.",
        "Tiene usted noventa días.",
    ],
)
def test_what_goes_beyond_the_source_is_not(statement: str) -> None:
    assert not is_supported(statement, SOURCE)


@pytest.mark.parametrize(
    ("statement", "message", "holds"),
    [
        ("The customer wants to cancel the subscription.", "I do not want to cancel my subscription", False),
        ("The customer does not want to cancel the subscription.", "I do not want to cancel my subscription", True),
        ("The parcel arrived.", "My parcel did not arrive", False),
        ("The parcel is missing.", "My parcel did not arrive", True),
        ("The parcel has not arrived.", "Mein Paket ist nicht angekommen", True),
        ("The parcel has arrived.", "Mein Paket ist nicht angekommen", False),
        ("The parcel has arrived.", "Meu pacote não chegou", False),
        ("The parcel has arrived.", "Mi paquete no ha llegado nunca", False),
        ("The customer cannot log in.", "I can't log in to my account", True),
    ],
)
def test_a_denial_is_compared(statement: str, message: str, holds: bool) -> None:
    assert is_supported(statement, message) is holds


@pytest.mark.parametrize(
    ("text", "language", "figures"),
    [
        ("thirty-five days and a dozen boxes", "en", {"35", "12"}),
        ("quatre-vingt-quinze jours, vingt et un", "fr", {"95", "21"}),
        ("treinta y cinco días, veintidós", "es", {"35", "22"}),
        ("noventa e nove dias, duas", "pt", {"99", "2"}),
        ("fünfunddreißig Tage, zwölf", "de", {"35", "12"}),
        ("1.074,50 or 1,074.50 or 1 074,50", "en", {"1074.5", "1"}),
        ("one of them, 30.00 and 007", "en", {"30", "7"}),
    ],
)
def test_figures_in_words_and_digits(text: str, language: str, figures: set[str]) -> None:
    assert figures_of(text, language) <= figures | {"74", "74.5"}
    assert {figure for figure in figures if figure != "1"} <= figures_of(text, language)


@pytest.mark.timeout(20)
def test_a_long_text_is_compared_in_linear_time() -> None:
    for unit in ("a ", "not ", "1 ", "1.", "thirty-", "one hundred "):
        is_supported("Items can be returned within 30 days.", unit * 20_000)
        figures_of(unit * 20_000)
