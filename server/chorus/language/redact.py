"""Personal data taken out before a text goes to a model, and put back into what it answers."""

import re

from chorus.language.entities.facts import FactKind, facts

_HIDDEN = {FactKind.EMAIL: "EMAIL", FactKind.PHONE: "PHONE", FactKind.CARD: "CARD", FactKind.IBAN: "IBAN"}
_MARK = re.compile(r"\[(?:EMAIL|PHONE|CARD|IBAN|LOGIN)_\d{1,3}\]")
# RFC 3986, section 3.2.1: what stands before the host, often a name and a password. No fact, and no model's business.
_USER_PART = re.compile(r"(?<=://)[^\s/?#@<>\"]{1,200}+(?=@)")

# Marks that an answer keeps: nobody needs the rest of it repeated.
_KEPT = ("[CARD", "[IBAN", "[LOGIN")


class Redaction:
    """One conversation's marks: the same address gets the same mark everywhere."""

    def __init__(self) -> None:
        self._marks: dict[str, str] = {}

    def hide(self, text: str) -> str:
        """Replace e-mail addresses, telephone, card and account numbers and log-ins in URLs by placeholders."""
        for fact in reversed(facts(text)):
            name = _HIDDEN.get(fact.kind)
            if name is not None:
                mark = self._marks.setdefault(fact.text, f"[{name}_{len(self._marks) + 1}]")
                text = text[: fact.start] + mark + text[fact.end :]
        return _USER_PART.sub(lambda found: self._marks.setdefault(found[0], f"[LOGIN_{len(self._marks) + 1}]"), text)

    def restore(self, text: str) -> str:
        """Restore placeholders; card numbers, accounts and log-ins remain hidden."""
        known = {mark: original for original, mark in self._marks.items() if not mark.startswith(_KEPT)}
        return _MARK.sub(lambda mark: known.get(mark.group(), mark.group()), text)
