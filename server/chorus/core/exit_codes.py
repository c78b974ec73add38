"""How a process of ours ends: one exit code per kind of trouble, and an error that carries it."""

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of `chorus`; scripts and service managers may rely on them."""

    OK = 0
    FAILURE = 1
    USAGE = 2
    CONFIG = 3
    UNREACHABLE = 4
    PORT_TAKEN = 5
    VERSION = 6
    DISK = 7


class CommandError(Exception):
    """A command cannot go on; the text is for the person at the terminal."""

    def __init__(self, code: ExitCode, text: str) -> None:
        super().__init__(text)
        self.code = code
