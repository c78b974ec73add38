"""Whether a statement rests on a source: its figures, their units, what it denies and what it is about. Pure, by rule.

This cannot tell that a statement is true; it finds the common ways in which a language model says what its source does
not: another number, in digits or in words; another unit; a "not" more or less; another matter.
"""

import re
from collections.abc import Iterable

from chorus.language.detect import detect
from chorus.language.fold import fold, words
from chorus.language.matching import any_of
from chorus.language.number_words import with_digits
from chorus.language.sentences import clauses

WORD_MIN = 4
STEM = 5
# The share of a statement's words that its source must have, in the same language.
SHARED_MIN = 0.3
WORDS_MIN = 2
# Words that tell of somebody's saying, and not what was said.
_FRAME_WORDS = """customer customers client user they their want wants wanted asks asked says said states stated reports
reported claims claimed mentions mentioned needs would like have been about with that this wishes requests"""
_FRAME = {word[:STEM] for word in _FRAME_WORDS.split()}
_FIGURE = re.compile(r"\d+(?:[.,:'’\u00a0\u202f\u2009/-]\d+)*")
_DECIMALS = re.compile(r"[.,](\d{1,2})\Z")
_MARKS = re.compile(r"[^\d]")

_NOT = any_of("""
not, no, never, cannot, without, neither, nor, none, nothing, nobody, don't, doesn't, didn't, isn't, aren't, wasn't,
weren't,
won't, can't, couldn't, wouldn't, shouldn't, hasn't, haven't, hadn't, mustn't, ain't, dont, doesnt, didnt, cant, wont,
ne, n'est, n'a, n'ai, n'ont, n'y, n'etait, pas, jamais, aucun, aucune, sans, ni, non, rien, personne ne,
nunca, jamas, sin, ningun, ninguna, ninguno, tampoco, nada, nadie,
nao, nem, sem, nenhum, nenhuma, ninguem, tampouco,
nicht, nie, niemals, kein*, ohne, nichts, niemand, weder
""")
# These deny without a "not", so a statement may say the same either way: "is missing", "has not arrived".
_SOFT = any_of("""
missing, lost, unable, impossible, fail*, refus*, reject*, declin*, denied, denies, deny, broken, defective, damaged,
wrong,
lack*, except, exclud*, unless, only, late, delayed, stopped, stop, problem*, issue*, error*, instead, avoid*,
unopened,
unused, unhappy, dissatisfied, invalid, expired, still, yet, complain*, locked, blocked, trouble,
manque*, perdu*, impossible, refus*, casse*, sauf, seulement, uniquement, retard, probleme*, encore, erreur,
falta*, perdid*, imposible, rechaz*, roto, rota, excepto, salvo, solo, tarde, problema*, todavia, aun,
impossivel, recus*, quebrad*, exceto, apenas, somente, atras*, ainda, erro,
fehlt, verloren, unmoglich, abgelehnt, kaputt, defekt, ausser, nur, verspat*, problem*, noch, fehler
""")
# A yes or a no at the head belongs to the question.
_HEAD = re.compile(r"\A\W*(?:yes|no|yeah|oui|non|si|sim|nao|ja|nein|sure|certainly|of course)\b\s*[,.!:;-]\s*")
_UNITS = {
    "day": "day, days, jour, jours, dia, dias, tag, tage, tagen, tages, daily, business days, werktage, werktagen",
    "week": "week, weeks, semaine, semaines, semana, semanas, woche, wochen",
    "month": "month, months, mois, mes, meses, monat, monate, monaten, monats",
    "year": "year, years, an, ans, annee, annees, ano, anos, jahr, jahre, jahren",
    "hour": "hour, hours, heure, heures, hora, horas, stunde, stunden, hrs",
    "minute": "minute, minutes, minuto, minutos, minuten, min",
    "percent": "percent, per cent, pour cent, por ciento, por cento, prozent",
}
_UNIT_OF = {word.strip(): unit for unit, listed in _UNITS.items() for word in listed.split(",")}
_MEASURED = re.compile(r"(?<!\d)(\d+)\W{0,3}(?:(?:business|working|calendar|full|whole|more)\s)?([a-z%]+)")


def figures_of(text: str, language: str | None = None) -> set[str]:
    """Return every number of the text, in digits and words, without separators: "1.074,31" and "1,074.31" are equal."""
    return {_bare(match.group()) for match in _FIGURE.finditer(with_digits(text, language or detect(text) or "en"))}


def denies(text: str) -> bool | None:
    """Return whether a clause denies something; None if it is ambiguous."""
    folded = _HEAD.sub("", fold(text))
    if _SOFT.search(folded):
        return None
    return _NOT.search(folded) is not None


def is_supported(statement: str, source: str, *, language: str | None = None) -> bool:
    """Return whether the source supports the statement, as far as rules can tell."""
    return (
        figures_of(statement, language) <= figures_of(source)
        and _units_agree(statement, source)
        and not contradicts(statement, source)
        and is_about(statement, source)
    )


def is_about(statement: str, source: str) -> bool:
    """Return whether the statement uses the words of its source; True across languages, where words cannot tell."""
    if _is_foreign(statement, source):
        return True
    said = _stems(statement) - _FRAME
    return len(said) < WORDS_MIN or len(said & _stems(source)) / len(said) >= SHARED_MIN


def contradicts(statement: str, source: str) -> bool:
    """Return whether a clause of the statement denies what the nearest clause of the source says, or the reverse."""
    theirs = [(clause, _stems(clause)) for clause in clauses(source)]
    if not theirs:
        return False
    if _is_foreign(statement, source):
        # Words cannot be laid side by side; where all of the source says one thing, the statement says it too.
        known = {denies(clause) for clause, _ in theirs}
        return len(known) == 1 and _differ(denies(statement), known.pop())
    return any(_is_against(clause, theirs) for clause in clauses(_HEAD.sub("", fold(statement))))


def _is_against(clause: str, theirs: list[tuple[str, set[str]]]) -> bool:
    mine = _stems(clause)
    shared = [len(mine & stems) for _, stems in theirs]
    best = max(shared)
    if best == 0:
        return False
    nearest = [clause for (clause, _), count in zip(theirs, shared, strict=True) if count == best]
    return all(_differ(denies(clause), denies(other)) for other in nearest)


def _differ(one: bool | None, other: bool | None) -> bool:
    return one is not None and other is not None and one is not other


def _units_agree(statement: str, source: str) -> bool:
    """Return whether numbers have the same unit in both: "30 minutes" is not "30 days"."""
    there: dict[str, set[str]] = {}
    for number, unit in _measures(source):
        there.setdefault(number, set()).add(unit)
    return all(number not in there or unit in there[number] for number, unit in _measures(statement))


def _measures(text: str) -> Iterable[tuple[str, str]]:
    for match in _MEASURED.finditer(with_digits(text, detect(text) or "en")):
        unit = "percent" if match[2].startswith("%") else _UNIT_OF.get(match[2])
        if unit is not None:
            yield match[1], unit


def _is_foreign(statement: str, source: str) -> bool:
    mine, theirs = detect(statement), detect(source)
    return mine is not None and theirs is not None and mine != theirs


def _stems(text: str) -> set[str]:
    """Return the longer words cut to their stems: "arrived" and "arrival" are equal."""
    return {
        word[:STEM] for word in words(text) if len(word) >= WORD_MIN and not word.isdigit() and not _NOT.search(word)
    }


def _bare(figure: str) -> str:
    decimals = _DECIMALS.search(figure)
    whole = _MARKS.sub("", figure[: decimals.start()] if decimals else figure).lstrip("0") or "0"
    cents = decimals[1].rstrip("0") if decimals else ""
    return f"{whole}.{cents}" if cents else whole
