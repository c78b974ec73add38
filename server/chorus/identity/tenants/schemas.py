"""Tenants on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import structlog
from pydantic import ConfigDict, Field, StrictBool, StrictInt, StringConstraints, field_validator
from pydantic.alias_generators import to_camel

from chorus.core.file_kinds import FileKind
from chorus.identity.tenants.patterns import PROGRAM_MAX, PatternRefused, compiled
from chorus.identity.tenants.table import Tenant
from chorus.protocol.constraints import Constraint, broken
from chorus.protocol.model import WireModel
from chorus.protocol.texts import Line

log = structlog.get_logger(__name__)

# Below that, an agent who reloads a page twice on a slow line would lose what they have.
ABSENT_SECONDS_MIN, ABSENT_SECONDS_MAX = 60, 3600
Name = Annotated[Line, StringConstraints(min_length=1, max_length=100)]
Phrase = Annotated[Line, StringConstraints(min_length=2, max_length=100)]


class EscalationRule(WireModel):
    """A message with one of the phrases, or that the pattern (RE2) matches, goes to a human at once."""

    name: Line = Field("", max_length=80, examples=["Legal"])
    keywords: list[Phrase] = Field([], max_length=50, examples=[["lawyer", "court"]])
    pattern: Line | None = Field(None, max_length=200)
    team_id: UUID | None = None

    @field_validator("pattern")
    @classmethod
    def _is_re2(cls, pattern: str | None) -> str | None:
        if pattern:
            try:
                compiled(pattern)
            except PatternRefused as error:
                raise broken(Constraint.REGEX, str(error)) from error
        return pattern


def usable_rules(raw: object) -> list[EscalationRule]:
    """Return the stored rules. Invalid ones, and patterns that are too large together, are skipped and logged.

    Raises:
        PatternRefused: If the pattern is invalid or too large.
    """
    found, program = list[EscalationRule](), 0
    for rule in raw if isinstance(raw, list) else ():
        try:
            read = EscalationRule.model_validate(rule)
            size = compiled(read.pattern).programsize if read.pattern else 0
            if program + size > PROGRAM_MAX:
                raise PatternRefused("too large together")
        except ValueError as error:  # pydantic's is one
            log.warning("escalation_rule.unusable", error=type(error).__name__)
            continue
        found.append(read)
        program += size
    return found


class TenantSettings(WireModel):
    """Settings of a tenant. Null or absent values have their defaults."""

    model_tokens_per_day: StrictInt | None = Field(
        None, ge=0, le=10**9, description="Above it, rules stand in for the language model."
    )
    absent_agent_seconds: StrictInt | None = Field(
        None,
        ge=ABSENT_SECONDS_MIN,
        le=ABSENT_SECONDS_MAX,
        description="After so long without their agent's line, conversations go back to the queue; 120 unless set.",
    )
    # The event loop waits for each pattern that is too large.
    escalation_rules: list[EscalationRule] | None = Field(None, max_length=50, fail_fast=True)
    attachment_kinds: list[FileKind] | None = Field(
        None, max_length=len(FileKind), description="The kinds of file that are taken; by default all but ZIP."
    )
    keep_photo_metadata: StrictBool | None = Field(
        None, description="Keep where, when and with what a photo was taken. By default it is removed."
    )

    @field_validator("escalation_rules")
    @classmethod
    def _is_affordable(cls, rules: list[EscalationRule] | None) -> list[EscalationRule] | None:
        if sum(compiled(rule.pattern).programsize for rule in rules or () if rule.pattern) > PROGRAM_MAX:
            raise broken(Constraint.MAX_COMPLEXITY, "the patterns are too large together")
        return rules


class TenantUpdate(WireModel):
    """Only what is named changes; a setting that is null goes back to its default."""

    name: Name | None = None
    settings: TenantSettings = TenantSettings()


class StoredSettings(TenantSettings):
    """Settings as stored; those of another version are skipped."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="ignore")

    @field_validator("escalation_rules", mode="before")
    @classmethod
    def _are_usable(cls, rules: object) -> object:
        return rules if rules is None else usable_rules(rules)


class TenantRead(WireModel):
    """The tenant. Its tier is for the operator of the installation to set."""

    id: UUID
    name: str = Field(examples=["Acme"])
    slug: str = Field(examples=["acme"])
    tier: str = Field(examples=["free"])
    settings: TenantSettings
    created_at: datetime


def tenant_read(tenant: Tenant) -> TenantRead:
    """Return the row as its users see it."""
    return TenantRead(
        id=tenant.id,
        name=tenant.name,
        slug=tenant.slug,
        tier=tenant.tier,
        settings=StoredSettings.model_validate(tenant.settings),
        created_at=tenant.created_at,
    )
