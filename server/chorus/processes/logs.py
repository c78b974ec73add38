"""Structured logs: for people in a terminal, as JSON for machines. No message text and no token is ever logged."""

import logging
import sys

import structlog

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
# Names under which somebody might pass what must not be in a log; a second wall behind the call sites.
SECRET_KEYS = frozenset({"token", "password", "nonce", "content", "text", "secret", "authorization", "refresh_token"})


def configure(*, level: str, as_json: bool) -> None:
    """Set up structlog, and let the libraries' logs through it from warnings up."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            redact,
            structlog.processors.dict_tracebacks if as_json else structlog.processors.UnicodeDecoder(),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS.get(level, logging.INFO)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")


def redact(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Blank the values of fields that may hold a secret or a customer's words."""
    for key in SECRET_KEYS & event.keys():
        event[key] = "…"
    return event
