"""Are the ports that we need free?"""

import errno
import socket
from collections.abc import Iterable
from dataclasses import dataclass

from chorus.processes.exits import CommandError, ExitCode
from chorus.processes.settings import Settings


@dataclass(frozen=True, slots=True)
class Listen:
    """An address that a process of ours listens on, and the setting that changes it."""

    name: str
    host: str
    port: int
    setting: str


def listens(settings: Settings) -> list[Listen]:
    """What an installation on one machine listens on."""
    return [
        Listen("API", settings.api_host, settings.api_port, "CHORUS_API_PORT"),
        Listen("gateway", settings.gateway_host, settings.gateway_port, "CHORUS_GATEWAY_PORT"),
    ]


def trouble(listen: Listen) -> OSError | None:
    """Why the address cannot be had, or None."""
    family = socket.AF_INET6 if ":" in listen.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((listen.host, listen.port))
        except OSError as error:
            return error
    return None


def require_free(wanted: Iterable[Listen]) -> None:
    """Refuse to start when an address cannot be had."""
    for listen in wanted:
        error = trouble(listen)
        if error is None:
            continue
        if error.errno == errno.EADDRINUSE:
            text = f"Port {listen.port} on {listen.host} is taken by another program."
        else:
            text = f"Port {listen.port} on {listen.host} cannot be used: {error.strerror}."
        raise CommandError(
            ExitCode.PORT_TAKEN, f"{text} Stop that program, or set {listen.setting} for the {listen.name}."
        )
