"""The refusals of an endpoint, as its OpenAPI documents them."""

from collections import defaultdict
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from chorus.core.errors import ChorusError
from chorus.protocol.constraints import Constraint
from chorus.protocol.model import WireModel


class FieldRefusal(WireModel):
    """A field that breaks a rule. The value is never repeated: it may be personal."""

    field: str = Field(
        description="Its path in the body with dots between, or the name of the parameter; empty for the whole body.",
        examples=["settings.escalationRules.0.pattern"],
    )
    constraint: Constraint = Field(description="Which rule. The names are stable; new ones may be added.")
    limit: float | None = Field(None, description="The bound, where the rule has one.", examples=[100])
    reason: str = Field(description="For developers. The wording may change.", examples=["not a pattern of RE2"])


class RefusalDetails(BaseModel):
    """What a program needs to know of a refusal; each code may add fields of its own."""

    model_config = ConfigDict(extra="allow")

    fields: list[FieldRefusal] | None = Field(None, description="With `request.invalid`: up to 20 fields.")


class Refusal(WireModel):
    """Why a request was refused. `code` is stable; `message` is for people; `details` never holds personal data."""

    code: str = Field(examples=["conversation.not_found"])
    message: str = Field(examples=["Conversation not found."])
    retryable: bool = Field(description="Whether the same request may succeed later.")
    retry_after_seconds: float | None = Field(None, description="When; left out where that is not known.")
    details: RefusalDetails | None = None


class ErrorRead(WireModel):
    """The one shape of every failure."""

    error: Refusal


def refusals(*classes: type[ChorusError]) -> dict[int | str, dict[str, Any]]:
    """Build the `responses` of a route: one entry per status, with an example for each refusal."""
    by_status: dict[int, list[type[ChorusError]]] = defaultdict(list)
    for refusal in classes:
        by_status[refusal.status].append(refusal)
    return {status: _response(found) for status, found in sorted(by_status.items())}


def _response(classes: list[type[ChorusError]]) -> dict[str, Any]:
    return {
        "model": ErrorRead,
        "description": " Or: ".join(refusal.message for refusal in classes),
        "content": {"application/json": {"examples": {refusal.code: _example(refusal) for refusal in classes}}},
    }


def _example(refusal: type[ChorusError]) -> dict[str, Any]:
    error = {"code": refusal.code, "message": refusal.message, "retryable": refusal.retryable}
    return {"summary": (refusal.__doc__ or refusal.message).partition("\n")[0], "value": {"error": error}}
