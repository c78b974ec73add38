"""A tenant's own rules for handing over: words and patterns, matched in time that grows only with the text."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import re2
import structlog
from pydantic import Field

from chorus.core.text.fold import fold
from chorus.wire.model import WireModel

log = structlog.get_logger(__name__)

RULES_MAX = 100
TEXT_MAX = 4_000


class EscalationRule(WireModel):
    """`keywords` are whole words or phrases; `pattern` is a regular expression in RE2's syntax."""

    name: str = Field("", max_length=80)
    keywords: list[str] = Field([], max_length=50)
    pattern: str | None = Field(None, max_length=200)
    team_id: UUID | None = None


class Rule:
    """One rule, ready to match."""

    def __init__(self, rule: EscalationRule) -> None:
        self.name = rule.name or (rule.keywords[0] if rule.keywords else rule.pattern or "")
        self.team_id = rule.team_id
        self._keywords = [f" {' '.join(_words(keyword))} " for keyword in rule.keywords if _words(keyword)]
        # RE2 has no backtracking, so no pattern of a tenant can hang the bot.
        self._pattern = _compiled(rule.pattern) if rule.pattern else None

    def matches(self, text: str) -> bool:
        """Whether the message falls under the rule; case and accents do not matter."""
        text = text[:TEXT_MAX]
        padded = f" {' '.join(_words(text))} "
        if any(keyword in padded for keyword in self._keywords):
            return True
        return self._pattern is not None and bool(self._pattern.search(text) or self._pattern.search(fold(text)))


def rules_of(settings: Mapping[str, Any]) -> list[Rule]:
    """The rules in a tenant's settings: `escalationPhrases`, which are words, and `escalationRules`, which can do more.

    One that cannot be read is left out and logged; the others hold.
    """
    phrases = settings.get("escalationPhrases")
    listed = [{"keywords": [phrase]} for phrase in phrases] if isinstance(phrases, list) else []
    rules = settings.get("escalationRules")
    listed += rules if isinstance(rules, list) else []
    found = []
    for raw in listed[:RULES_MAX]:
        try:
            found.append(Rule(EscalationRule.model_validate(raw)))
        except ValueError as error:  # pydantic's is one
            log.warning("escalation_rule.unusable", error=type(error).__name__)
    return found


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
