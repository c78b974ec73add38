"""A brief by rule: extracts, never prose. It quotes what was said, so it cannot invent anything."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from chorus.language.cues import AUTHORITY, HUMAN, OFFERED, TRIED
from chorus.language.entities.facts import Fact, FactKind, facts
from chorus.language.fold import fold
from chorus.language.mood import ANGRY_AT, ANNOYED_AT, Mood, anger, mood_of
from chorus.language.plain import shorten
from chorus.summaries.draft import Draft, Line, MoodLine, Said, proven
from chorus.summaries.next_steps import NextStep, text_of
from chorus.summaries.sentences import Sentence, alike, is_question, ranked_wishes, sentences_of

QUOTE_MAX = 240
FACTS_MAX = 12
STEPS_MAX = 6
CITED_MAX = 3
RECENT = 4
DIGITS_MIN, CODE_DIGITS_MIN = 5, 3
STEP_WORDS_MIN = 4
ASKED_ONLY = "Asked for a person without giving a reason."
FILE_ONLY = "Sent a file without an explanation."
NOTHING_SAID = "Has not said what they need."
UNSAID = (ASKED_ONLY, FILE_ONLY, NOTHING_SAID)

LABELS = {
    FactKind.EMAIL: "E-mail",
    FactKind.IBAN: "Bank account",
    FactKind.ADDRESS: "Address",
    FactKind.QUANTITY: "Quantity",
    FactKind.CARD: "Card",
    FactKind.PHONE: "Telephone",
    FactKind.AMOUNT: "Amount",
    FactKind.DATE: "Date",
    FactKind.TIME: "Time",
    FactKind.NUMBER: "Number",
}
# What identifies a case comes before what describes it.
_ORDER = (
    FactKind.NUMBER, FactKind.EMAIL, FactKind.PHONE, FactKind.DATE, FactKind.AMOUNT, FactKind.TIME, FactKind.ADDRESS,
    FactKind.CARD, FactKind.IBAN, FactKind.QUANTITY,
)  # fmt: skip


def brief_by_rules(messages: Sequence[Said], *, is_closed: bool = False) -> Draft:
    """Write the brief of a transcript; empty if the customer has not written."""
    if not any(said.is_customer for said in messages):
        return Draft()
    wishes = ranked_wishes(sentences_of(said for said in messages if said.is_customer), _answered(messages))
    draft = Draft(
        intent=_intent(wishes) or _unsaid(messages),
        facts=_facts(messages),
        steps=_steps(messages),
        open_question=None if is_closed else _open_question(messages),
        mood=_mood(messages),
    )
    if not is_closed:
        draft = replace(draft, next_step=_next_step(messages, draft))
    return proven(draft, messages)


def quoted(text: str) -> str:
    """Quote a text, shortened at its end if it is long."""
    return f"“{shorten(' '.join(text.split()), QUOTE_MAX)}”"


def _intent(wishes: Sequence[Sentence]) -> Line | None:
    if not wishes:
        return None
    best = wishes[0]
    # A second sentence, when it says something else that matters as much.
    more = [one for one in wishes[1:3] if one.score >= best.score * 0.75 and not alike(one.text, best.text)]
    chosen = sorted([best, *more[:1]], key=lambda one: one.order)
    return Line(" ".join(quoted(one.text) for one in chosen), _ids(one.message_id for one in chosen))


def _unsaid(messages: Sequence[Said]) -> Line:
    """Build a line that says that no matter was named, which is better than no brief."""
    asked = [said for said in messages if said.is_customer]
    human = [said for said in asked if any(HUMAN.search(one.folded) for one in sentences_of([said]))]
    if human:
        return Line(ASKED_ONLY, (human[-1].id,))
    files = [said for said in asked if said.has_files]
    return Line(FILE_ONLY, (files[-1].id,)) if files else Line(NOTHING_SAID, (asked[-1].id,))


def _answered(messages: Sequence[Said]) -> set[UUID]:
    """Return what the customer wrote before the bot quoted an answer, if they wanted something else afterwards."""
    wished = max(
        (index for index, said in enumerate(messages) if said.is_customer and _wishes(sentences_of([said]))), default=0
    )
    # An answer to the last wish does not make an earlier one the matter.
    last = max((index for index, said in enumerate(messages[:wished]) if said.is_bot and said.quotes), default=0)
    return {said.id for said in messages[:last] if said.is_customer}


def _facts(messages: Sequence[Said]) -> tuple[Line, ...]:
    stated: dict[str, tuple[Fact, str, list[UUID]]] = {}
    for said in messages:
        if not (said.is_customer or said.is_agent):
            continue
        for fact in facts(said.text):
            key = fact.text.lstrip("# ").casefold()
            source = "" if said.is_customer else f" (from {said.name or 'the agent'})"
            stated.setdefault(key, (fact, source, []))[2].append(said.id)
    kinds = {kind: place for place, kind in enumerate(_ORDER)}
    # Agents' figures last: the case is what the customer stated.
    chosen = sorted(stated.values(), key=lambda entry: (bool(entry[1]), kinds[entry[0].kind]))[:FACTS_MAX]
    return tuple(
        Line(f"{LABELS[fact.kind]}: {quoted(_masked(fact))}{source}", _ids(ids)) for fact, source, ids in chosen
    )


def _masked(fact: Fact) -> str:
    """Mask a card or account number except for its end."""
    return fact.text.replace(" ", "")[-4:] if fact.kind in (FactKind.CARD, FactKind.IBAN) else fact.text


def _steps(messages: Sequence[Said]) -> tuple[Line, ...]:
    found: list[tuple[float, int, Line, str]] = []
    for order, said in enumerate(messages):
        for text, weight in _tried_in(said):
            if not any(alike(text, other) for *_, other in found):
                # The later, the more it matters to whoever comes next.
                line = Line(f"{_who(said)}: {quoted(text)}", (said.id,))
                found.append((weight + order / max(len(messages), 1), order, line, text))
    best = sorted(found, key=lambda step: -step[0])[:STEPS_MAX]
    return tuple(line for _, _, line, _ in sorted(best, key=lambda step: step[1]))


def _tried_in(said: Said) -> list[tuple[str, float]]:
    """Return the steps that a message mentions, with weights."""
    if said.is_note:
        return [(said.text, 2.0)]
    if said.is_bot:
        return [(quote, 1.5) for quote in said.quotes if quote in said.text]
    told = [one for one in sentences_of([said]) if len(one.text.split()) >= STEP_WORDS_MIN]
    if said.is_agent:
        return [(one.text, 1.0) for one in told if OFFERED.search(one.folded) and not is_question(one.text)]
    return [(one.text, 1.2) for one in told if said.is_customer and TRIED.search(one.folded)]


def _who(said: Said) -> str:
    if said.is_note:
        return f"Note by {said.name or 'an agent'}"
    if said.is_customer:
        return "The customer tried"
    return said.name or ("Bot" if said.is_bot else "Agent")


def _open_question(messages: Sequence[Said]) -> Line | None:
    """Return the customer's latest request without a satisfactory answer."""
    answered = max((index for index, said in enumerate(messages) if _is_answer(said)), default=-1)
    waiting = sentences_of(said for said in messages[answered + 1 :] if said.is_customer)
    wishes = _wishes(waiting)
    if not wishes and any(HUMAN.search(one.folded) or anger(one.text) >= ANNOYED_AT for one in waiting):
        wishes = _wishes(sentences_of(said for said in messages if said.is_customer))
    return Line(quoted(wishes[-1].text), (wishes[-1].message_id,)) if wishes else None


def _wishes(found: Sequence[Sentence]) -> list[Sentence]:
    """Return the requests other than for a human."""
    return [one for one in found if (is_question(one.text) or one.is_wish) and not HUMAN.search(one.folded)]


def _is_answer(said: Said) -> bool:
    if said.is_bot:
        return bool(said.quotes)
    if not said.is_agent or said.is_note:
        return False
    return any(not is_question(one.text) for one in sentences_of([said]))


def _mood(messages: Sequence[Said]) -> MoodLine | None:
    customer = [said for said in messages if said.is_customer]
    mood, proof = mood_of([said.text for said in customer])
    furious = [index for index, said in enumerate(customer) if anger(said.text) >= ANGRY_AT]
    if furious and mood is not Mood.ANGRY:
        # A calmer "give me an agent" after an outburst is no calm; long after it, it still counts a little.
        mood = Mood.ANGRY if furious[-1] >= len(customer) - RECENT else Mood.ANNOYED
        proof = furious
    if mood is Mood.CALM:
        return None
    shown = [customer[index] for index in proof[-CITED_MAX:]]
    words = " ".join(quoted(said.text) for said in shown[-2:])
    return MoodLine(f"{mood.value.capitalize()}: {words}", _ids(said.id for said in shown), mood)


def _next_step(messages: Sequence[Said], draft: Draft) -> Line | None:
    """Choose the next step from the fixed list, so that a customer's text never becomes an instruction."""
    cited: dict[NextStep, tuple[UUID, ...]] = {}
    if draft.mood is not None and draft.mood.value is Mood.ANGRY:
        cited[NextStep.APOLOGISE] = draft.mood.message_ids
    files = [said for said in messages if said.is_customer and said.has_files]
    if files:
        cited[NextStep.LOOK_AT_FILE] = (files[-1].id,)
    reference = reference_of(messages)
    if reference is not None:
        cited[NextStep.LOOK_UP] = (reference[1],)
    claims = [one for one in messages if one.is_customer and _claims(one)]
    if claims:
        cited[NextStep.CHECK_CLAIM] = (claims[-1].id,)
    goal, step = _goal(draft)
    if goal is not None:
        cited[step] = goal.message_ids
    text = text_of(set(cited), quoted(reference[0]) if reference else "")
    return Line(text, _ids((one for ids in cited.values() for one in ids), limit=8)) if text else None


def _goal(draft: Draft) -> tuple[Line | None, NextStep]:
    if draft.open_question is not None:
        return draft.open_question, NextStep.ANSWER
    if draft.steps:
        return draft.steps[-1], NextStep.GO_ON
    if draft.intent is None or draft.intent.text in UNSAID or HUMAN.search(fold(draft.intent.text)):
        return draft.intent, NextStep.ASK_MATTER
    return draft.intent, NextStep.ASK_DETAILS


def _claims(said: Said) -> bool:
    return any(AUTHORITY.search(one.folded) and not is_question(one.text) for one in sentences_of([said]))


def reference_of(messages: Sequence[Said]) -> tuple[str, UUID] | None:
    """Return the order or case number that the customer named last."""
    for said in reversed(messages):
        for fact in reversed(facts(said.text) if said.is_customer else []):
            digits = sum(c.isdigit() for c in fact.text)
            is_code = fact.text[0] == "#" or (fact.text[0].isalpha() and digits >= CODE_DIGITS_MIN)
            if fact.kind is FactKind.NUMBER and (is_code or digits >= DIGITS_MIN):
                return fact.text, said.id
    return None


def _ids(ids: Iterable[UUID], limit: int = CITED_MAX) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(ids))[:limit]
