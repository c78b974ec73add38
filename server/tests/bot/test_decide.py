"""What is decided, and with which proof. The corpus is in `corpus.py`."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from chorus.bot.decide import Decision, Kind, decide_by_fit, decide_by_words
from chorus.bot.question import question_of
from chorus.bot.rules import RULES_MAX, rules_of
from chorus.bot.turns import Turn
from chorus.core.ids import new_id
from chorus.knowledge.retrieval.fit import Fit
from chorus.language.phrases.bot import PHRASES, Saying, phrase, saying_of
from chorus.protocol.events.conversation import EscalationReason
from tests.bot import corpus


def lines(text: str) -> list[str]:
    return [line for line in text.strip().splitlines() if line]


def turns(*said: str) -> list[Turn]:
    """`bot: …` is the bot's, the rest the customer's."""
    return [
        Turn(new_id(), "bot" if text.startswith("bot: ") else "customer", text.removeprefix("bot: ")) for text in said
    ]


def bot(saying: Saying, language: str = "en") -> str:
    return "bot: " + phrase(saying, language, bot="Bot", company="Acme", title="Returns", quote="Within 30 days.")


def by_words(*said: str, settings: dict[str, object] | None = None) -> tuple[Decision | None, list[Turn]]:
    made = turns(*said)
    return decide_by_words(made, rules_of(settings or {})), made


def proof(decision: Decision | None, made: Sequence[Turn]) -> list[int]:
    """Which turns the decision cites."""
    assert decision is not None
    places = {turn.id: place for place, turn in enumerate(made)}
    return [places[UUID(str(found))] for found in decision.evidence]


def test_the_corpus_is_large_enough() -> None:
    talk = sum(len(lines(text)) for text in corpus.TALK.values())
    rest = (corpus.REQUESTED, corpus.NOT_REQUESTED, corpus.ANGER, corpus.NOT_ANGER)
    assert talk + sum(len(lines(text)) for text in rest) >= 120


@pytest.mark.parametrize("text", lines(corpus.REQUESTED))
def test_a_request_for_a_human(text: str) -> None:
    decision, made = by_words(text)
    assert decision is not None
    assert (decision.kind, decision.reason) == (Kind.ESCALATE, EscalationReason.REQUESTED)
    assert proof(decision, made) == [0]


@pytest.mark.parametrize("text", lines(corpus.NOT_REQUESTED))
def test_no_request_for_a_human(text: str) -> None:
    decision, _ = by_words(text)
    assert decision is None or decision.kind is not Kind.ESCALATE


@pytest.mark.parametrize("text", lines(corpus.ANGER))
def test_anger(text: str) -> None:
    decision, made = by_words(text)
    assert decision is not None
    assert (decision.kind, decision.reason) == (Kind.ESCALATE, EscalationReason.ANGER)
    assert proof(decision, made) == [0]


@pytest.mark.parametrize("text", lines(corpus.NOT_ANGER))
def test_no_anger(text: str) -> None:
    decision, _ = by_words(text)
    assert decision is None or decision.kind is not Kind.ESCALATE


@pytest.mark.parametrize(
    ("saying", "text"), [(saying, text) for saying, texts in corpus.TALK.items() for text in lines(texts)]
)
def test_small_talk(saying: str, text: str) -> None:
    decision, _ = by_words(text)
    assert decision is not None
    assert (decision.kind, str(decision.saying)) == (Kind.SAY, saying)


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "de"])
def test_every_sentence_of_the_bot_is_there_in_each_language_and_is_known_again(language: str) -> None:
    for saying in Saying:
        assert language in PHRASES[saying]
        assert saying_of(bot(saying, language).removeprefix("bot: ")) is saying


def test_a_greeting_before_a_question_is_no_small_talk() -> None:
    decision, made = by_words("Hi!", "How long does delivery take?")
    assert decision is None
    assert question_of(made) == "How long does delivery take?"


@pytest.mark.parametrize(
    "answer",
    ["yes", "Yes please!", "sure, go ahead", "oui", "sí, por favor", "sim", "ja gerne", "ok", "Yes, that's perfect"],
)
def test_yes_to_the_offer_of_a_human(answer: str) -> None:
    decision, made = by_words("Which vaccine for Kenya?", bot(Saying.UNKNOWN), answer)
    assert decision is not None
    assert decision.reason is EscalationReason.REQUESTED
    assert proof(decision, made) == [0, 2]


def test_yes_to_something_else_brings_nobody() -> None:
    decision, _ = by_words("thanks", bot(Saying.THANKS), "yes")
    assert decision is not None
    assert decision.saying is Saying.CLARIFY


def test_no_to_the_offer_goes_on() -> None:
    decision, _ = by_words("Which vaccine for Kenya?", bot(Saying.UNKNOWN), "no thanks")
    assert decision is not None
    assert decision.saying is Saying.NO_HUMAN


def test_an_answer_that_was_no_use_twice() -> None:
    first, _ = by_words("How do I return it?", bot(Saying.ANSWER), "that's not what I asked")
    assert first is not None
    assert first.saying is Saying.NO_USE
    second, made = by_words(
        "How do I return it?", bot(Saying.ANSWER), "that's not what I asked", bot(Saying.NO_USE),
        "the blue one", bot(Saying.ANSWER), "no, that didn't help",
    )  # fmt: skip
    assert second is not None
    assert second.reason is EscalationReason.REPEATED_FAILURE
    assert proof(second, made) == [4, 6]


def test_annoyance_that_goes_on_is_anger() -> None:
    decision, made = by_words(
        "I'm disappointed, it is broken", bot(Saying.UNKNOWN), "this is so frustrating", bot(Saying.CLARIFY),
        "I already told you what it is about",
    )  # fmt: skip
    assert decision is not None
    assert decision.reason is EscalationReason.ANGER
    assert proof(decision, made) == [0, 2, 4]


@pytest.mark.parametrize("fit", list(Fit))
def test_the_same_question_twice(fit: Fit) -> None:
    made = turns(
        "How long does express delivery take?", bot(Saying.ANSWER), "how long does the express delivery take??"
    )
    decision = decide_by_fit(made, fit)
    assert decision.reason is EscalationReason.REPEATED_FAILURE
    assert proof(decision, made) == [0, 2]


def test_another_question_is_not_the_same() -> None:
    made = turns("How long does express delivery take?", bot(Saying.ANSWER), "What does express delivery cost?")
    assert decide_by_fit(made, Fit.SURE).kind is Kind.ANSWER


def test_one_unknown_is_admitted_and_two_bring_a_human() -> None:
    assert decide_by_fit(turns("Which vaccine for Kenya?"), Fit.NONE).saying is Saying.UNKNOWN
    made = turns("Which vaccine for Kenya?", bot(Saying.UNKNOWN), "How high is Mount Everest?")
    decision = decide_by_fit(made, Fit.NONE)
    assert decision.reason is EscalationReason.REPEATED_FAILURE
    assert proof(decision, made) == [0, 2]


def test_whoever_is_annoyed_is_not_told_that_the_documents_have_nothing() -> None:
    assert decide_by_fit(turns("This is taking forever, I am so annoyed"), Fit.NONE).saying is Saying.NO_USE


def test_an_answer_in_between_starts_the_count_anew() -> None:
    made = turns("Vaccines for Kenya?", bot(Saying.UNKNOWN), "Delivery time?", bot(Saying.ANSWER), "Everest height?")
    assert decide_by_fit(made, Fit.NONE).saying is Saying.UNKNOWN


def test_two_doubtful_answers_bring_a_human() -> None:
    made = turns("Can it swim?", bot(Saying.MAYBE), "In the sea, I mean")
    decision = decide_by_fit(made, Fit.MAYBE)
    assert decision.reason is EscalationReason.LOW_CONFIDENCE
    assert proof(decision, made) == [0, 2]


@pytest.mark.parametrize("text", ["Where is order #48213?", "my login is bao@example.org, please change it"])
def test_an_own_matter_that_no_document_settles(text: str) -> None:
    made = turns(text)
    assert decide_by_fit(made, Fit.NONE).reason is EscalationReason.LOW_CONFIDENCE
    assert decide_by_fit(made, Fit.SURE).kind is Kind.ANSWER


def test_a_file_alone_is_for_a_human_to_see() -> None:
    decision, _ = by_words("")
    assert decision is not None
    assert decision.saying is Saying.FILE


def test_nothing_new_is_nothing_to_do() -> None:
    decision, _ = by_words("hi", bot(Saying.GREETING))
    assert decision == Decision(Kind.NOTHING)


def test_rules_of_the_tenant() -> None:
    team = new_id()
    settings: dict[str, object] = {
        "escalationRules": [
            {"keywords": ["Chargeback"]},
            {"name": "leak", "keywords": ["stolen data", "data  breach"]},
            {"name": "press", "pattern": r"\bjournalist(in)?\b", "teamId": str(team)},
        ],
    }
    for text, detail in (
        ("I start a charge-back", None),
        ("I start a CHARGEBACK!", "Chargeback"),
        ("Was there a data breach?", "leak"),
        ("I am a Journalist", "press"),
    ):
        decision, _ = by_words(text, settings=settings)
        assert (None if decision is None else decision.detail) == detail
    decision, made = by_words("hello", "I am a journalist", settings=settings)
    assert decision is not None
    assert (decision.reason, decision.team_id) == (EscalationReason.RULE, team)
    assert proof(decision, made) == [1]


def test_rules_that_cannot_be_read_are_left_out_and_the_others_hold() -> None:
    rules = [{"pattern": "("}, "nonsense", {"keywords": ["x" * 5]}, {"pattern": "a" * 300}, {"keywords": "no list"}]
    assert [rule.name for rule in rules_of({"escalationRules": rules})] == ["xxxxx"]
    assert rules_of({"escalationRules": {"not": "a list"}}) == []
    assert len(rules_of({"escalationRules": [{"keywords": ["press"]}] * 500})) == RULES_MAX


def test_a_hostile_pattern_does_not_hang() -> None:
    decision, _ = by_words("a" * 3_000 + "!", settings={"escalationRules": [{"pattern": r"^(a+)+$"}]})
    assert decision is None


def test_patterns_that_would_cost_too_much_are_left_out_and_the_others_hold() -> None:
    """One message against fifty of the first took 10 seconds of the worker, for all tenants."""
    dear = [{"name": "dear", "pattern": f".{{1,500}}.{{1,{450 + at}}}x"} for at in range(50)]
    middling = [{"name": f"middling {at}", "pattern": f"(a?b?){{{350 + at}}}"} for at in range(50)]
    found = rules_of({"escalationRules": [*dear, {"name": "usual", "pattern": r"\bgdpr\b"}, *middling]})
    assert [rule.name for rule in found] == ["usual", "middling 0"]


def test_fifty_usual_patterns_hold() -> None:
    rules = [{"pattern": rf"\b(court|lawyer|attorney) +no\. *{at}\b"} for at in range(50)]
    assert len(rules_of({"escalationRules": rules})) == 50
