"""The OpenAPI document: what FastAPI says of the routes, our one error model, and an example of every body."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from chorus.core.errors import ChorusError, InvalidError, TooManyRequestsError, UnauthenticatedError
from chorus.http.errors import BodyMalformed
from chorus.http.middleware import OF_ROUTES, BodyTooLarge
from chorus.http.openapi.answers import ANSWERS, BARE
from chorus.http.openapi.requests import REQUESTS
from chorus.identity.errors import ScopeMissing
from chorus.protocol.http_errors import ErrorRead, refusals

Schema = dict[str, Any]
JSON = "application/json"
# FastAPI documents its own answer to bad input; ours has the shape of every other refusal.
FOREIGN = ("HTTPValidationError", "ValidationError")
OURS = {"$ref": f"#/components/schemas/{ErrorRead.__name__}"}


def describe(app: FastAPI) -> Schema:
    """Return the OpenAPI document of an app, built once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes, tags=app.openapi_tags
        )
        schemas: Schema = document["components"]["schemas"]
        examples = {
            type(example).__name__: example.model_dump(mode="json", by_alias=True, exclude_unset=True)
            for example in (*REQUESTS, *ANSWERS)
        }
        for path, operation in operations(document):
            _document_refusals(path, operation)
            _document_bare(path, operation)
            _document_inline(operation, examples)
        for name in FOREIGN:
            schemas.pop(name, None)
        for name in schemas.keys() & examples.keys():
            schemas[name]["examples"] = [examples[name]]
        app.openapi_schema = document
    return app.openapi_schema


def operations(document: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield every operation and its path."""
    for path, methods in document["paths"].items():
        for operation in methods.values():
            yield path, operation


def _document_refusals(path: str, operation: Schema) -> None:
    responses: Schema = operation["responses"]
    if _is_foreign(responses.get("422")):
        del responses["422"]
    common: list[type[ChorusError]] = []
    if "parameters" in operation or "requestBody" in operation:
        common.append(InvalidError)
    if "requestBody" in operation:
        common += [BodyMalformed, BodyTooLarge]
    if "security" in operation:
        common += [UnauthenticatedError, ScopeMissing]
    if path.startswith(OF_ROUTES):
        common.append(TooManyRequestsError)
    for refusal in common:
        _add(responses, refusal)
    operation["responses"] = dict(sorted(responses.items()))


def _is_foreign(response: Schema | None) -> bool:
    return FOREIGN[0] in str(response)


def _add(responses: Schema, refusal: type[ChorusError]) -> None:
    status = str(refusal.status)
    said = refusals(refusal)[refusal.status]
    found = responses.setdefault(status, {"description": said["description"], "content": {JSON: {"schema": OURS}}})
    examples = found.get("content", {}).get(JSON, {}).setdefault("examples", {})
    if refusal.code in examples:
        return
    if examples:
        found["description"] += f" Or: {said['description']}"
    examples |= said["content"][JSON]["examples"]


def _document_bare(path: str, operation: Schema) -> None:
    for status, example in BARE.get(path, {}).items():
        response = operation["responses"][status]
        response.setdefault("content", {}).setdefault(JSON, {"schema": {"type": "object"}})["example"] = example


def _document_inline(operation: Schema, examples: Schema) -> None:
    body = operation.get("requestBody", {}).get("content", {}).get(JSON, {})
    name = body.get("schema", {}).get("title")
    if name in examples:
        body["example"] = examples[name]
