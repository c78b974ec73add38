"""Numbers written as words, 2 to 99 and the round ones beyond, in five languages; folded. One is an article: left out.

"Thirty-five", "trente-cinq" and "fünfunddreißig" are figures like "35": who compares figures must read them too.
"""

import re
from functools import cache

from chorus.language.fold import fold

_UNITS = {
    "en": "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen"
    "nineteen",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
    "dix-huit dix-neuf",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis "
    "diecisiete dieciocho"
    "diecinueve",
    "pt": "dois tres quatro cinco seis sete oito nove dez onze doze treze quatorze quinze dezesseis "
    "dezessete dezoito dezenove",
    "de": "zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn "
    "siebzehn achtzehn"
    "neunzehn",
}
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "fr": "vingt trente quarante cinquante soixante soixante-dix quatre-vingt quatre-vingt-dix",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "pt": "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "de": "zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig",
}
_ONE = {"en": "one", "fr": "un", "es": "uno", "pt": "um", "de": "ein"}
_JOINT = {"en": "-", "fr": "-", "es": " y ", "pt": " e ", "de": "und"}
_MORE = {
    "en": {"one hundred": 100, "a hundred": 100, "hundred": 100, "thousand": 1000, "a dozen": 12, "dozen": 12,
           "fortnight": 14},
    "fr": {"cent": 100, "cents": 100, "mille": 1000, "une douzaine": 12, "quinzaine": 15,
           "quatre-vingts": 80, "septante": 70, "nonante": 90},
    "es": {"cien": 100, "ciento": 100, "mil": 1000, "una docena": 12, "quincena": 15, "dos": 2, "doscientos": 200,
           "trescientos": 300, "quinientos": 500, "veintiuno": 21, "veintidos": 22, "veintitres": 23,
           "veinticuatro": 24,
           "veinticinco": 25, "veintiseis": 26, "veintisiete": 27, "veintiocho": 28, "veintinueve": 29},
    "pt": {"cem": 100, "cento": 100, "mil": 1000, "duzia": 12, "duas": 2, "duzentos": 200, "trezentos": 300,
           "quinhentos": 500, "catorze": 14, "dezasseis": 16, "dezassete": 17, "dezanove": 19},
    "de": {"hundert": 100, "einhundert": 100, "tausend": 1000, "eintausend": 1000, "dutzend": 12, "zwo": 2},
}  # fmt: skip


@cache
def _numbers(language: str) -> tuple[re.Pattern[str], dict[str, int]]:
    units = dict(enumerate(_UNITS[language].split(), start=2))
    found = {word: number for number, word in units.items()}
    for ten, word in enumerate(_TENS[language].split(), start=2):
        found[word] = ten * 10
        # French goes on to nineteen after sixty and eighty.
        for unit in range(1, 20 if language == "fr" and ten in (6, 8) else 10):
            small = _ONE[language] if unit == 1 else units[unit]
            pieces = (small, word) if language == "de" else (word, small)
            found.setdefault(_JOINT[language].join(pieces), ten * 10 + unit)
            found.setdefault(" ".join(pieces), ten * 10 + unit)
    found |= _MORE[language]
    if language == "fr":
        found |= {f"{word} et un": ten * 10 + 1 for ten, word in enumerate(_TENS["fr"].split()[:5], start=2)}
    longest = sorted(found, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<![\w'])(?:{'|'.join(map(re.escape, longest))})(?![\w'])"), found


def with_digits(text: str, language: str) -> str:
    """Return the folded text with number words as digits."""
    pattern, values = _numbers(language if language in _UNITS else "en")
    return pattern.sub(lambda match: str(values[match.group()]), fold(text))
