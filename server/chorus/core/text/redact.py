"""Personal data taken out before a text goes to a model, and put back into what it answers."""

import re

from chorus.core.text.facts import FactKind, facts

_HIDDEN = {FactKind.EMAIL: "EMAIL", FactKind.PHONE: "PHONE", FactKind.CARD: "CARD", FactKind.IBAN: "IBAN"}
_MARK = re.compile(r"\[(?:EMAIL|PHONE|CARD|IBAN)_\d{1,3}\]")


class Redaction:
    """One conversation's marks: the same address gets the same mark everywhere."""

    def __init__(self) -> None:
        self._marks: dict[str, str] = {}

    def hide(self, text: str) -> str:
        """The text with e-mail addresses, telephone, card and account numbers replaced by marks."""
        for fact in reversed(facts(text)):
            name = _HIDDEN.get(fact.kind)
            if name is not None:
                mark = self._marks.setdefault(fact.text, f"[{name}_{len(self._marks) + 1}]")
                text = text[: fact.start] + mark + text[fact.end :]
        return text

    def restore(self, text: str) -> str:
        """The text with the marks replaced by what they stood for; card and account numbers stay hidden."""
        known = {mark: original for original, mark in self._marks.items() if not mark.startswith(("[CARD", "[IBAN"))}
        return _MARK.sub(lambda mark: known.get(mark.group(), mark.group()), text)
