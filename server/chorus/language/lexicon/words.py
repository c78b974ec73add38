"""The lists that each language fills; `language.matching` explains the notation."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Comma-separated phrases of one language."""

    # A human who answers: nouns that mean one by themselves, and nouns that do so only beside "talk to".
    human: str
    somebody: str
    # Getting to somebody, wanting something, and the little words of "an agent, please".
    reach: str
    want: str
    filler: str
    # What turns a request round: not wanting it, telling of an earlier one, asking about one.
    refuse: str
    past: str
    about: str
    # Phrases with these nouns that mean something else.
    not_meant: str
    # Not wanting the machine is wanting a human.
    no_bot: str
    # Small talk, as whole messages.
    greeting: str
    thanks: str
    goodbye: str
    yes: str
    no: str
    are_you_human: str
    how_are_you: str
    # Saying that the last answer was no use; asking for help without saying with what.
    no_use: str
    vague: str
    # Words that carry no meaning in a question.
    stop: str
