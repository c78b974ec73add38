"""What is in a log line, and what never is."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from chorus.core.observability.logs import configure

ROW = "Key (email)=(bao@example.org) already exists."


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    before, stream = list(logging.root.handlers), io.StringIO()
    configure(level="info", as_json=True, stream=stream)
    yield stream
    structlog.reset_defaults()
    logging.root.handlers[:] = before


def read(lines: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def _fail() -> None:
    raise ValueError(ROW)


def test_a_line_is_json_with_time_level_and_fields(lines: io.StringIO) -> None:
    structlog.get_logger().info("message.sent", position=3)

    (line,) = read(lines)
    assert (line["event"], line["level"], line["position"]) == ("message.sent", "info", 3)
    assert line["timestamp"].endswith("Z")


def test_secrets_and_words_are_blanked(lines: io.StringIO) -> None:
    structlog.get_logger().info("oops", token="eyJhbGciOi", content="my card number is")

    (line,) = read(lines)
    assert (line["token"], line["content"]) == ("…", "…")


def test_of_an_exception_its_kind_and_place_are_kept_and_not_its_text(lines: io.StringIO) -> None:
    try:
        _fail()
    except ValueError:
        structlog.get_logger().exception("request.failed")

    (line,) = read(lines)
    assert line["error"] == "ValueError"
    assert line["at"][-1].endswith("_fail")
    assert "bao@example.org" not in lines.getvalue()


def test_libraries_log_in_the_same_form(lines: io.StringIO) -> None:
    try:
        _fail()
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")

    (line,) = read(lines)
    assert (line["event"], line["error"]) == ("Exception in ASGI application", "ValueError")
    assert "bao@example.org" not in lines.getvalue()
