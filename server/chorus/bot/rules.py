"""A tenant's own rules for handing over: words and patterns, matched in time that grows only with the text."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from chorus.identity.tenants.patterns import compiled
from chorus.identity.tenants.schemas import usable_rules
from chorus.language.fold import fold

RULES_MAX = 100
TEXT_MAX = 4_000


class Rule:
    """A compiled rule."""

    def __init__(
        self, keywords: Sequence[str], *, pattern: str | None = None, name: str = "", team_id: UUID | None = None
    ) -> None:
        self.name = name or (keywords[0] if keywords else pattern or "")
        self.team_id = team_id
        self._keywords = [f" {' '.join(_words(keyword))} " for keyword in keywords if _words(keyword)]
        self._pattern = compiled(pattern) if pattern else None

    def matches(self, text: str) -> bool:
        """Return whether the message matches the rule. Case and accents do not matter."""
        text = text[:TEXT_MAX]
        padded = f" {' '.join(_words(text))} "
        if any(keyword in padded for keyword in self._keywords):
            return True
        if self._pattern is None:
            return False
        # What is folded may be longer: ﷺ becomes 18 letters.
        return bool(self._pattern.search(text) or self._pattern.search(fold(text)[:TEXT_MAX]))


def rules_of(settings: Mapping[str, Any]) -> list[Rule]:
    """Read the tenant's `escalationRules`. Invalid rules are skipped and logged."""
    return [
        Rule(rule.keywords, pattern=rule.pattern, name=rule.name, team_id=rule.team_id)
        for rule in usable_rules(settings.get("escalationRules"))[:RULES_MAX]
    ]


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() or c in "'-" else " " for c in fold(text)).split()
