"""An environment without our variables, and ports that are taken."""

import os
import socket
from collections.abc import Iterator

import pytest

from chorus.stores import embedded
from tests.ports import free_port
from tests.processes.test_settings import NEEDED

PORTS = (
    "API_PORT",
    "GATEWAY_PORT",
    "GRPC_ADDRESS",
    "API_METRICS_PORT",
    "GATEWAY_METRICS_PORT",
    "WORKER_METRICS_PORT",
    "PRESENCE_METRICS_PORT",
)


@pytest.fixture
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No `CHORUS_` variable is set."""
    for name in [name for name in os.environ if name.startswith("CHORUS_")]:
        monkeypatch.delenv(name)
    return monkeypatch


@pytest.fixture
def installed(clean_environment: pytest.MonkeyPatch, postgres: embedded.Postgres) -> None:
    """The settings name the database."""
    urls = {"CHORUS_DATABASE_URL": postgres.app_url, "CHORUS_DATABASE_OWNER_URL": postgres.owner_url}
    for name, value in (NEEDED | urls).items():
        clean_environment.setenv(name, value)


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port of this machine that another program listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def free_ports(clean_environment: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The settings name ports that nobody uses."""
    for name in PORTS:
        prefix = "127.0.0.1:" if name.endswith("ADDRESS") else ""
        clean_environment.setenv(f"CHORUS_{name}", f"{prefix}{free_port()}")
    return clean_environment
