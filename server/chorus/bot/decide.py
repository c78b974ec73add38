"""Decide what the bot does next: greet, answer, ask back, admit that it does not know, or escalate. Pure rules.

First what needs no knowledge (`decide_by_words`), then what depends on how well a passage fits (`decide_by_fit`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from chorus.bot.question import is_repeated, unanswered
from chorus.bot.rules import Rule
from chorus.bot.small_talk import Talk, leading_talk, says_no_use, talk_of
from chorus.bot.turns import Turn
from chorus.bot.wants_human import wants_human
from chorus.knowledge.retrieval.fit import Fit
from chorus.language.entities.facts import FactKind, facts
from chorus.language.mood import ANNOYED_AT, Mood, anger, mood_of
from chorus.language.phrases.bot import OFFERS, Saying, saying_of
from chorus.protocol.events.conversation import EscalationReason


class Kind(StrEnum):
    """The kinds of decisions."""

    SAY = "say"
    ANSWER = "answer"
    ESCALATE = "escalate"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Decision:
    """`saying` goes with SAY and ANSWER; `reason`, the proving message ids and the rest with ESCALATE."""

    kind: Kind
    saying: Saying | None = None
    reason: EscalationReason | None = None
    evidence: tuple[UUID, ...] = ()
    detail: str = ""
    team_id: UUID | None = None


_TALK = {
    Talk.ARE_YOU_HUMAN: Saying.ABOUT_ME,
    Talk.HOW_ARE_YOU: Saying.GREETING,
    Talk.GOODBYE: Saying.GOODBYE,
    Talk.THANKS: Saying.THANKS,
    Talk.GREETING: Saying.GREETING,
    Talk.YES: Saying.CLARIFY,
    Talk.NO: Saying.GOODBYE,
    Talk.VAGUE: Saying.CLARIFY,
}
_FAILURES = frozenset({Saying.UNKNOWN, Saying.NO_USE})
# What only somebody with access to the shop's systems can look up.
_OWN_MATTER = frozenset({FactKind.NUMBER, FactKind.EMAIL, FactKind.CARD, FactKind.IBAN})


def decide_by_words(turns: Sequence[Turn], rules: Sequence[Rule] = ()) -> Decision | None:
    """Decide by the text alone; None means that passages are needed. `turns` begin when the bot last got the floor."""
    new = unanswered(turns)
    if not new:
        return Decision(Kind.NOTHING)
    return _by_rule(new, rules) or _by_request(turns, new) or _by_anger(turns) or _by_talk(turns, new)


def decide_by_fit(turns: Sequence[Turn], fit: Fit) -> Decision:
    """Decide by the score of the best passage and the previous turns."""
    new = unanswered(turns)
    repeated = is_repeated(turns)
    if repeated is not None:
        return _escalate(EscalationReason.REPEATED_FAILURE, [repeated, *_ids(new)], "The same question again.")
    if fit is Fit.SURE:
        return Decision(Kind.ANSWER, Saying.ANSWER)
    if any(fact.kind in _OWN_MATTER for turn in new for fact in facts(turn.text)):
        return _escalate(EscalationReason.LOW_CONFIDENCE, _ids(new), "About the customer's own order or account.")
    return _by_doubt(turns, new, fit)


def _by_doubt(turns: Sequence[Turn], new: Sequence[Turn], fit: Fit) -> Decision:
    """Admit once that no passage fits; escalate the second time in a row."""
    before = _saying_before(turns)
    proof = [*_asked_before(turns), *_ids(new)]
    if fit is Fit.MAYBE:
        if before is Saying.MAYBE:
            return _escalate(EscalationReason.LOW_CONFIDENCE, proof, "No passage fits well, twice.")
        return Decision(Kind.ANSWER, Saying.MAYBE)
    if before in _FAILURES or before is Saying.MAYBE:
        return _escalate(EscalationReason.REPEATED_FAILURE, proof, "Two questions without an answer.")
    is_annoyed = any(anger(turn.text) >= ANNOYED_AT for turn in new)
    return Decision(Kind.SAY, Saying.NO_USE if is_annoyed else Saying.UNKNOWN)


def _by_rule(new: Sequence[Turn], rules: Sequence[Rule]) -> Decision | None:
    for rule in rules:
        hit = [turn.id for turn in new if rule.matches(turn.text)]
        if hit:
            return _escalate(EscalationReason.RULE, hit, rule.name, rule.team_id)
    return None


def _by_request(turns: Sequence[Turn], new: Sequence[Turn]) -> Decision | None:
    asked = [turn.id for turn in new if wants_human(turn.text)]
    if asked:
        return _escalate(EscalationReason.REQUESTED, asked, "Asked for a human.")
    if _saying_before(turns) not in OFFERS:
        return None
    kinds = talk_of(new[-1].text)
    if Talk.YES in kinds:
        return _escalate(
            EscalationReason.REQUESTED, [*_asked_before(turns), new[-1].id], "Accepted the offer of a human."
        )
    return Decision(Kind.SAY, Saying.NO_HUMAN) if Talk.NO in kinds else None


def _by_anger(turns: Sequence[Turn]) -> Decision | None:
    said = [turn for turn in turns if turn.is_customer]
    mood, proof = mood_of([turn.text for turn in said])
    if mood is not Mood.ANGRY:
        return None
    return _escalate(EscalationReason.ANGER, [said[index].id for index in proof], "The customer is angry.")


def _by_talk(turns: Sequence[Turn], new: Sequence[Turn]) -> Decision | None:
    if all(not turn.text.strip() for turn in new):
        return Decision(Kind.SAY, Saying.FILE)
    newest = next(turn for turn in reversed(new) if turn.text.strip())
    if says_no_use(newest.text) and _saying_before(turns) is not None:
        return _by_no_use(turns, new)
    kinds = [talk_of(turn.text) for turn in new if turn.text.strip()]
    if any(not kind for kind in kinds):
        return None
    talk = leading_talk(kinds[-1])
    if talk is Talk.VAGUE and _saying_before(turns) is Saying.CLARIFY:
        return Decision(Kind.SAY, Saying.UNKNOWN)
    return None if talk is None else Decision(Kind.SAY, _TALK[talk])


def _by_no_use(turns: Sequence[Turn], new: Sequence[Turn]) -> Decision | None:
    """Ask for more the first time that an answer did not help; escalate the second time."""
    failed_before = any(saying_of(turn.text) in _FAILURES for turn in turns if turn.is_bot)
    if failed_before:
        return _escalate(
            EscalationReason.REPEATED_FAILURE, [*_asked_before(turns), *_ids(new)], "The answers did not help."
        )
    return Decision(Kind.SAY, Saying.NO_USE)


def _saying_before(turns: Sequence[Turn]) -> Saying | None:
    """Return what the bot said last; an answer if a model wrote it."""
    last = next((turn for turn in reversed(turns) if turn.is_bot), None)
    return None if last is None else saying_of(last.text) or Saying.ANSWER


def _asked_before(turns: Sequence[Turn]) -> list[UUID]:
    """Return the messages of the question that the bot answered last."""
    last = max((index for index, turn in enumerate(turns) if turn.is_bot), default=0)
    return [turn.id for turn in turns[:last] if turn.is_customer][-1:]


def _escalate(reason: EscalationReason, evidence: Sequence[UUID], detail: str, team_id: UUID | None = None) -> Decision:
    return Decision(
        Kind.ESCALATE, Saying.HANDING_OVER, reason, tuple(dict.fromkeys(evidence)), detail=detail, team_id=team_id
    )


def _ids(turns: Sequence[Turn]) -> list[UUID]:
    return [turn.id for turn in turns]
