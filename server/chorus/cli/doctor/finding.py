"""The result of a check."""

from dataclasses import dataclass
from enum import Enum

from chorus.core.exit_codes import ExitCode


class Verdict(Enum):
    """The outcome of a check."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check. `remedy` says what to do; `code` is the exit code that a failure stands for."""

    verdict: Verdict
    subject: str
    text: str
    remedy: str = ""
    code: ExitCode = ExitCode.OK


def ok(subject: str, text: str) -> Finding:
    """Build a positive finding."""
    return Finding(Verdict.OK, subject, text)


def warn(subject: str, text: str, remedy: str) -> Finding:
    """Build a finding that works now but may cause trouble."""
    return Finding(Verdict.WARN, subject, text, remedy)


def fail(subject: str, text: str, remedy: str, code: ExitCode) -> Finding:
    """Build a finding that does not work."""
    return Finding(Verdict.FAIL, subject, text, remedy, code)
