"""A tenant's own rules for handing over: words and patterns, matched in time that grows only with the text."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import re2
import structlog

from chorus.chat.tenants.schemas import EscalationRule
from chorus.core.text.fold import fold

log = structlog.get_logger(__name__)

RULES_MAX = 100
TEXT_MAX = 4_000


class Rule:
    """One rule, ready to match."""

    def __init__(
        self, keywords: Sequence[str], *, pattern: str | None = None, name: str = "", team_id: UUID | None = None
    ) -> None:
        self.name = name or (keywords[0] if keywords else pattern or "")
        self.team_id = team_id
        self._keywords = [f" {' '.join(_words(keyword))} " for keyword in keywords if _words(keyword)]
        # RE2 has no backtracking, so no pattern of a tenant can hang the bot.
        self._pattern = _compiled(pattern) if pattern else None

    def matches(self, text: str) -> bool:
        """Whether the message falls under the rule; case and accents do not matter."""
        text = text[:TEXT_MAX]
        padded = f" {' '.join(_words(text))} "
        if any(keyword in padded for keyword in self._keywords):
            return True
        return self._pattern is not None and bool(self._pattern.search(text) or self._pattern.search(fold(text)))


def rules_of(settings: Mapping[str, Any]) -> list[Rule]:
    """The `escalationRules` in a tenant's settings. One that cannot be read is left out and logged; the others hold."""
    rules, found = settings.get("escalationRules"), list[Rule]()
    for raw in rules if isinstance(rules, list) else ():
        try:
            rule = EscalationRule.model_validate(raw)
            found.append(Rule(rule.keywords, pattern=rule.pattern, name=rule.name, team_id=rule.team_id))
        except ValueError as error:  # pydantic's is one
            log.warning("escalation_rule.unusable", error=type(error).__name__)
    return found[:RULES_MAX]


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() or c in "'-" else " " for c in fold(text)).split()


def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = 1 << 20
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        raise ValueError("not a pattern of RE2") from error
