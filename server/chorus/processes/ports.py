"""Are the ports that we need free?"""

import errno
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass

from chorus.core.exit_codes import CommandError, ExitCode
from chorus.processes.settings import Settings

PROCESSES = ("api", "gateway", "worker", "presence")
HOST_AND_PORT = re.compile(r"(\[[\da-fA-F:.]{1,64}\]|(?<![^:/\[\]])[^:/\[\]]++):(\d{1,5})")


@dataclass(frozen=True, slots=True)
class Listen:
    """An address that a process of ours listens on, and the setting that changes it."""

    name: str
    host: str
    port: int
    setting: str


def listens(settings: Settings) -> list[Listen]:
    """Return the addresses that a single-machine installation listens on."""
    return [_api(settings), _gateway(settings), _metrics(settings, "api")]


def listens_of(process: str, settings: Settings) -> list[Listen]:
    """Return the addresses that one of `PROCESSES` listens on, metrics last."""
    own = {"api": [_api(settings), *_grpc(settings)], "gateway": [_gateway(settings)]}.get(process, [])
    return [*own, _metrics(settings, process)]


def trouble(listen: Listen) -> OSError | None:
    """Return why the address cannot be used, or None."""
    family = socket.AF_INET6 if ":" in listen.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((listen.host, listen.port))
        except OSError as error:
            return error
    return None


def require_free(wanted: Iterable[Listen]) -> None:
    """Refuse to start when an address cannot be had."""  # noqa: DOC501 - a function builds the error
    for listen in wanted:
        error = trouble(listen)
        if error is not None:
            raise refusal(listen, error)


def refusal(listen: Listen, error: OSError | None = None) -> CommandError:
    """Build the error for an address that cannot be used."""
    if error is not None and error.errno != errno.EADDRINUSE:
        text = f"Port {listen.port} on {listen.host} cannot be used: {error.strerror}."
    else:
        text = f"Port {listen.port} on {listen.host} is in use by another program."
    return CommandError(
        ExitCode.PORT_TAKEN, f"{text} Stop that program, or set {listen.setting} for the {listen.name}."
    )


def _api(settings: Settings) -> Listen:
    return Listen("API", settings.api_host, settings.api_port, "CHORUS_API_PORT")


def _gateway(settings: Settings) -> Listen:
    return Listen("gateway", settings.gateway_host, settings.gateway_port, "CHORUS_GATEWAY_PORT")


def _grpc(settings: Settings) -> list[Listen]:
    # Of gRPC's ways to name an address only `host:port` can be looked at; it judges the others itself.
    found = HOST_AND_PORT.fullmatch(settings.grpc_address)
    if found is None:
        return []
    return [Listen("gRPC of the API", found[1].strip("[]"), int(found[2]), "CHORUS_GRPC_ADDRESS")]


def _metrics(settings: Settings, process: str) -> Listen:
    port = {
        "api": settings.api_metrics_port,
        "gateway": settings.gateway_metrics_port,
        "worker": settings.worker_metrics_port,
        "presence": settings.presence_metrics_port,
    }[process]
    return Listen(f"metrics of the {process}", settings.metrics_host, port, f"CHORUS_{process.upper()}_METRICS_PORT")
