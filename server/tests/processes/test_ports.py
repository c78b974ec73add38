"""What each process listens on, and what it says when it cannot."""

from collections.abc import Sequence

import pytest

from chorus.chat.rpc.server import ExchangeServer
from chorus.core.exit_codes import CommandError, ExitCode
from chorus.http.server.server import HttpServer
from chorus.processes.api import build_app
from chorus.processes.ports import PROCESSES, Listen, listens, listens_of, require_free
from chorus.processes.settings import Settings
from chorus.protocol.rpc.exchange import Answer, Request
from tests.processes.test_settings import NEEDED

GRPC = "CHORUS_GRPC_ADDRESS"


class Silent:
    """A chat service that is never asked."""

    async def ask(self, requests: Sequence[Request]) -> list[Answer]:
        raise AssertionError(requests)


@pytest.fixture
def settings(clean_environment: pytest.MonkeyPatch) -> Settings:
    """With the ports that they have when nobody sets them."""
    for name, value in NEEDED.items():
        clean_environment.setenv(name, value)
    return Settings.load()


def test_every_port_of_the_settings_is_looked_at_and_none_is_another_s(settings: Settings) -> None:
    found = [listen for process in PROCESSES for listen in listens_of(process, settings)]
    named = {f"CHORUS_{name.upper()}" for name in Settings.model_fields if name.endswith("_port")}
    assert {listen.setting for listen in found} == named | {GRPC}
    assert len({listen.port for listen in found}) == len(found)


def test_one_process_for_all_needs_no_grpc_and_one_port_for_its_figures(settings: Settings) -> None:
    assert [listen.port for listen in listens(settings)] == [
        settings.api_port,
        settings.gateway_port,
        settings.api_metrics_port,
    ]


@pytest.mark.parametrize(
    ("address", "looked_at"),
    [
        ("127.0.0.1:8082", ("127.0.0.1", 8082)),
        ("0.0.0.0:8082", ("0.0.0.0", 8082)),  # noqa: S104 - nothing listens
        ("[::1]:8082", ("::1", 8082)),
        ("api.internal:8082", ("api.internal", 8082)),
        ("ipv4:127.0.0.1:8082,127.0.0.1:8083", None),
        ("dns:///api:8082", None),
        ("unix:/run/chorus.sock", None),
    ],
)
def test_only_a_plain_address_of_grpc_is_looked_at(
    settings: Settings, address: str, looked_at: tuple[str, int] | None
) -> None:
    given = settings.model_copy(update={"grpc_address": address})
    found = [(one.host, one.port) for one in listens_of("api", given) if one.setting == GRPC]
    assert found == ([] if looked_at is None else [looked_at])


def test_an_address_that_is_not_this_machine_s_is_said_otherwise_than_a_taken_one() -> None:
    with pytest.raises(CommandError, match=r"on 192\.0\.2\.1 cannot be used") as refused:
        require_free([Listen("API", "192.0.2.1", 8080, "CHORUS_API_PORT")])
    assert refused.value.code is ExitCode.PORT_TAKEN


async def test_a_port_that_is_taken_at_the_last_moment_does_not_end_the_loop(taken_port: int) -> None:
    server = HttpServer(build_app(), "127.0.0.1", taken_port)
    await server.serve()
    assert not server.is_up.is_set()


async def test_grpc_that_cannot_listen_names_the_setting(taken_port: int) -> None:
    with pytest.raises(CommandError, match=GRPC) as refused:
        await ExchangeServer(Silent()).start(f"127.0.0.1:{taken_port}")
    assert refused.value.code is ExitCode.PORT_TAKEN


def test_the_port_that_the_world_sees_has_no_figures() -> None:
    assert "/metrics" not in {getattr(route, "path", None) for route in build_app().routes}
