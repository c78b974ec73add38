"""The next steps that a brief can suggest: a fixed list, so that no text of a conversation becomes an instruction."""

from enum import StrEnum


class NextStep(StrEnum):
    """A next step by name."""

    APOLOGISE = "apologise"
    LOOK_AT_FILE = "look_at_file"
    LOOK_UP = "look_up_reference"
    ASK_MATTER = "ask_what_it_is_about"
    ASK_REFERENCE = "ask_for_reference"
    ASK_DETAILS = "ask_for_details"
    ANSWER = "answer_open_question"
    GO_ON = "continue_after_last_step"
    CHECK_CLAIM = "check_claim"
    CALL_BACK = "arrange_a_call"
    CONFIRM = "ask_whether_it_is_solved"


# In the order in which they are done.
TEXTS: dict[NextStep, str] = {
    NextStep.APOLOGISE: "Apologise first.",
    NextStep.LOOK_AT_FILE: "Open the file that the customer sent.",
    NextStep.LOOK_UP: "Look up {reference}.",
    NextStep.ASK_MATTER: "Ask what the customer needs.",
    NextStep.ASK_REFERENCE: "Ask for the order or case number.",
    NextStep.ASK_DETAILS: "Ask for the missing details.",
    NextStep.CHECK_CLAIM: "Verify what the customer says was agreed.",
    NextStep.ANSWER: "Answer the open question.",
    NextStep.GO_ON: "Continue after the last step.",
    NextStep.CALL_BACK: "Arrange a call.",
    NextStep.CONFIRM: "Ask whether the problem is solved.",
}


def text_of(chosen: set[NextStep], reference: str = "") -> str:
    """Return the sentences of the chosen steps in order. Without a reference no look-up is suggested."""
    return " ".join(
        text.format(reference=reference)
        for step, text in TEXTS.items()
        if step in chosen and (step is not NextStep.LOOK_UP or reference)
    )
