"""An environment without our variables, and ports that are taken."""

import os
import socket
from collections.abc import Iterator

import pytest


@pytest.fixture
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No `CHORUS_` variable is set."""
    for name in [name for name in os.environ if name.startswith("CHORUS_")]:
        monkeypatch.delenv(name)
    return monkeypatch


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port of this machine that another program listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def free_ports(clean_environment: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The settings name ports that nobody uses."""
    for name in ("CHORUS_API_PORT", "CHORUS_GATEWAY_PORT"):
        with socket.create_server(("127.0.0.1", 0)) as server:
            clean_environment.setenv(name, str(server.getsockname()[1]))
    return clean_environment
