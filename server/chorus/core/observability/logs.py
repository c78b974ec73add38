"""Structured logs: for people in a terminal, as JSON for machines. No message text and no token is ever logged.

Of an exception only its kind and its place are kept: its text may quote a row, and a row may be a person.
"""

import logging
import sys
import traceback
from types import TracebackType
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
# Names under which somebody might pass what must not be in a log; a second wall behind the call sites.
SECRET_KEYS = frozenset({"token", "password", "nonce", "content", "text", "secret", "authorization", "refresh_token"})
FRAMES = 6
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def configure(*, level: str, as_json: bool, stream: TextIO = sys.stderr) -> None:
    """Set up structlog, and let the libraries' logs through the same steps from warnings up."""
    renderer: Processor = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=stream.isatty())
    )
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    safe: list[Processor] = [kind_and_place, redact]
    structlog.configure(
        processors=[*shared, *safe, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS.get(level, logging.INFO)),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *safe, renderer],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def kind_and_place(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Replace a traceback by the exception's class and the innermost calls."""
    error = _exception(event.pop("exc_info", None))
    if error is not None:
        event.setdefault("error", type(error).__name__)
        event["at"] = [
            f"{'/'.join(frame.filename.split('/')[-3:])}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)[-FRAMES:]
        ]
    return event


def redact(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Blank fields that may hold a secret or a customer's words."""
    for key in SECRET_KEYS & event.keys():
        event[key] = "…"
    return event


def _exception(found: BaseException | ExcInfo | bool | None) -> BaseException | None:
    if found is True:
        return sys.exc_info()[1]
    if isinstance(found, tuple):
        return found[1]
    return found or None
