"""Parse replies of model providers: JSON in fences, refusals, waits and usage."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

from pydantic import BaseModel, GetJsonSchemaHandler, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from typing_extensions import override

from chorus.core.clock import now
from chorus.language.redact import Redaction

LETTERS_PER_TOKEN = 4
MESSAGE_MAX = 400
RETRY_SECONDS = 0.5
RETRIED = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})

_FENCE = re.compile(r"```[a-zA-Z]{0,10}\s*+")
_SECRET = re.compile(
    r"\b(?:sk|pk|rk|gsk|xai|key)-[\w*.-]{4,}|\bAKIA[A-Z0-9]{12,}|\b(?:bearer|basic)\s+[\w.~+/=-]{6,}"
    r"|\b(?:api[_ -]?key|access[_ -]?key|token|secret|password|authorization)\b"
    r"[\"']?\s*[:=]\s*[\"']?(?:bearer\s|basic\s)?[^\s\"',}]+",
    re.IGNORECASE,
)

Answer = TypeVar("Answer", bound=BaseModel)


class Form(BaseModel):
    """The form of a model's answer: what is missing is read as its default, and asked for all the same.

    Structured output allows no `default` and wants every property required (OpenAI, strict; Azure refuses others).
    """

    @classmethod
    @override
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return the schema as providers take it."""
        found = handler(schema)
        resolved = handler.resolve_ref_schema(found)
        for described in resolved.get("properties", {}).values():
            described.pop("default", None)
        resolved["required"] = list(resolved.get("properties", {}))
        return found


@dataclass(frozen=True, slots=True)
class Usage:
    """The tokens of one request, estimated if the provider does not report them."""

    input_tokens: int
    output_tokens: int


def read_text(schema: type[Answer], text: object) -> Answer | None:
    """Parse JSON in a text, even within ``` fences or surrounded by words; None if there is none."""
    if not isinstance(text, str):
        return None
    start, end = text.find("{"), text.rfind("}")
    for candidate in (_FENCE.sub("", text).strip(), text[start : end + 1]):
        try:
            return schema.model_validate_json(candidate)
        except ValidationError:
            continue
    return None


def text_in(error: ValidationError) -> str:
    """Return the reply that the provider's library could not parse, from its exception."""
    return str(error.errors()[0]["input"])


def usage_of(raw: Any, prompt: Sequence[tuple[str, str]]) -> Usage:
    """Return the tokens of a reply, as reported by the provider or counted."""
    said = getattr(raw, "usage_metadata", None) or {}
    counted = counted_usage(prompt, f"{getattr(raw, 'content', '')}{getattr(raw, 'tool_calls', None) or ''}")
    return Usage(
        int(said.get("input_tokens") or counted.input_tokens), int(said.get("output_tokens") or counted.output_tokens)
    )


def usage_of_failure(error: BaseException) -> Usage | None:
    """Return the tokens of a truncated reply, which the provider's library keeps in its exception."""
    said = getattr(getattr(error, "completion", None), "usage", None)
    if said is None:
        return None
    return Usage(int(getattr(said, "prompt_tokens", 0) or 0), int(getattr(said, "completion_tokens", 0) or 0))


def counted_usage(prompt: Sequence[tuple[str, str]], written: str) -> Usage:
    """Estimate the tokens by the number of letters."""
    return Usage(sum(len(text) for _, text in prompt) // LETTERS_PER_TOKEN, len(written) // LETTERS_PER_TOKEN)


def seconds_to_wait(error: BaseException) -> float | None:
    """Return the seconds to wait before the one retry; None if it would not help."""
    status = getattr(error, "status_code", None)
    if status is None:
        return RETRY_SECONDS if type(error).__name__ in ("APIConnectionError", "ConnectError") else None
    if status not in RETRIED:
        return None
    headers = getattr(getattr(error, "response", None), "headers", None)
    return _stated_wait(headers) if isinstance(headers, Mapping) else RETRY_SECONDS


def told(error: BaseException, secrets: Iterable[str]) -> str:
    """Return the provider's error for the log: short, without keys and personal data."""
    text = str(error)
    for secret in secrets:
        if secret:
            text = text.replace(secret, "[SECRET]")
    return Redaction().hide(_SECRET.sub("[SECRET]", text))[:MESSAGE_MAX]


def _stated_wait(headers: Mapping[str, str]) -> float:
    """Parse `Retry-After` (RFC 9110): seconds or a date."""
    stated = headers.get("retry-after")
    if not stated:
        return RETRY_SECONDS
    try:
        return max(0.0, float(stated))
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(stated)
    except ValueError:
        return RETRY_SECONDS
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now()).total_seconds())
