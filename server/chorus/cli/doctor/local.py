"""Checks that need nobody else: settings, secrets, ports, addresses, disk."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from chorus.cli.doctor.finding import Finding, fail, ok, warn
from chorus.cli.local_secrets import exposed_secrets
from chorus.core.exit_codes import ExitCode
from chorus.http.metrics import RUNNING
from chorus.identity.errors import BadKeys
from chorus.identity.tokens.keys import load_keys
from chorus.processes import ports
from chorus.processes.ports import Listen
from chorus.processes.settings import Settings, needs_postgres, unknown_variables
from chorus.stores.disk import FREE_AGAIN_BYTES, FULL_BYTES
from chorus.stores.embedded import directory

TIMEOUT_SECONDS = 1.0
LOW_DISK_BYTES = 2 * 1024**3
LOCAL_HOSTS = {"127.0.0.1", "localhost", "::1", "0.0.0.0"}  # noqa: S104 - compared with, not listened on


def check_settings() -> Iterator[Finding]:
    """Check for variables that match no setting."""
    unknown = unknown_variables()
    if unknown:
        yield warn("settings", f"{', '.join(unknown)}: unknown setting.", "Check the spelling.")
    else:
        yield ok("settings", "complete")


def check_secrets(settings: Settings, data_dir: Path) -> Iterator[Finding]:
    """Check that the keys are usable and private."""
    for name in ("agent_signing_key", "customer_signing_key"):
        try:
            load_keys(getattr(settings, name).get_secret_value()).signing()
        except BadKeys as error:
            yield fail("secrets", f"{name}: {error}", f"Set CHORUS_{name.upper()} to a P-256 key.", ExitCode.CONFIG)
    exposed = exposed_secrets(data_dir / "secrets")
    if exposed:
        text = f"{exposed[0]} is readable by other users."
        yield fail("secrets", text, f"Run `chmod go= {exposed[0]}`.", ExitCode.CONFIG)
    else:
        yield ok("secrets", "present, readable only by this user")


def check_ports(settings: Settings, data_dir: Path) -> Iterator[Finding]:
    """Check that the ports are free or used by Chorus itself."""
    own = directory.holder(data_dir / "up.lock")
    if own is not None or needs_postgres():
        processes = {"all": ports.listens(settings)}
    else:
        processes = {process: ports.listens_of(process, settings) for process in ports.PROCESSES}
    for process, wanted in processes.items():
        for listen in wanted:
            yield _port(listen, own, process, metrics=wanted[-1])


def _port(listen: Listen, own: int | None, process: str, *, metrics: Listen) -> Finding:
    error = ports.trouble(listen)
    where = f"{listen.host}:{listen.port} ({listen.name})"
    if error is None:
        return ok("ports", f"{where} is free")
    if own is not None:
        return ok("ports", f"{where} is served by Chorus, process {own}")
    if _is_served_by(process, metrics):
        return ok("ports", f"{where} is served by Chorus")
    remedy = f"Stop the program that uses it, or set {listen.setting}."
    return fail("ports", f"{where}: {error.strerror}.", remedy, ExitCode.PORT_TAKEN)


def _is_served_by(process: str, metrics: Listen) -> bool:
    """Return whether this process of ours runs: its metrics say so."""
    host = f"[{metrics.host}]" if ":" in metrics.host else metrics.host
    try:
        with httpx2.Client(timeout=TIMEOUT_SECONDS, trust_env=False) as http:
            return f'{RUNNING}{{process="{process}"' in http.get(f"http://{host}:{metrics.port}/metrics").text
    except httpx2.HTTPError:
        return False


def check_addresses(settings: Settings) -> Iterator[Finding]:
    """Check that browsers can use the configured addresses."""
    public, gateway = urlsplit(settings.public_url), urlsplit(settings.gateway_public_url)
    if (public.scheme == "https") != (gateway.scheme == "wss"):
        yield fail(
            "addresses",
            f"{settings.public_url} and {settings.gateway_public_url}: browsers block mixed content.",
            "Use https with wss, or http with ws.",
            ExitCode.CONFIG,
        )
    elif settings.is_production and public.hostname in LOCAL_HOSTS:
        remedy = "Set CHORUS_PUBLIC_URL and CHORUS_GATEWAY_PUBLIC_URL to addresses that customers' browsers can reach."
        yield fail("addresses", f"{settings.public_url} is not reachable by customers.", remedy, ExitCode.CONFIG)
    elif public.hostname in LOCAL_HOSTS:
        text = f"{settings.public_url} is reachable only from this machine."
        remedy = "To allow access from elsewhere, set CHORUS_PUBLIC_URL and CHORUS_GATEWAY_PUBLIC_URL."
        yield warn("addresses", text, remedy)
    else:
        yield ok("addresses", f"{settings.public_url}, {settings.gateway_public_url}")


def check_disk(data_dir: Path, *, low_bytes: int = LOW_DISK_BYTES) -> Iterator[Finding]:
    """Check the free disk space."""
    existing = next(path for path in (data_dir, *data_dir.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    text = f"{free / 1024**3:.1f} GB free at {data_dir}"
    if free < FULL_BYTES:
        wanted = FREE_AGAIN_BYTES // 1024**2
        text = f"{free // 1024**2} MB free at {data_dir}: writes are refused until {wanted} MB are free"
        yield fail("disk", text, "Free disk space. Chorus then continues by itself.", ExitCode.DISK)
    elif free < directory.MINIMUM_FREE_BYTES:
        yield fail("disk", text, "Free disk space, or set CHORUS_DATA_DIR to another disk.", ExitCode.DISK)
    elif free < low_bytes:
        yield warn("disk", text, "Free disk space soon.")
    else:
        yield ok("disk", text)
