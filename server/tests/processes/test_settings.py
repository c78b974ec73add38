"""Settings: read once, complete or refused, secrets kept to themselves."""

import re
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError
from pydantic_core import PydanticUndefined

from chorus.cli import local_settings as machine
from chorus.cli.local_secrets import ensure_secrets, exposed_secrets
from chorus.gateway.protocol.options import GatewayOptions, Rate
from chorus.identity.settings import OutsideIssuer
from chorus.processes.gateway import options_of
from chorus.processes.services import offer_rules_of
from chorus.processes.settings import Settings, SettingsError, auth_settings, unknown_variables
from chorus.routing.escalations.dispatch_offers import OfferRules

NEEDED = {
    "CHORUS_DATABASE_URL": "postgresql://chorus_app:hunter2@db/chorus",
    "CHORUS_REDIS_URL": "redis://:hunter2@redis:6379",
    "CHORUS_AGENT_SIGNING_KEY": "hunter2",
    "CHORUS_CUSTOMER_SIGNING_KEY": "hunter2",
    "CHORUS_SECRET_KEY": "hunter2" * 8,
}


@pytest.fixture
def complete(clean_environment: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment with all that has no default."""
    for name, value in NEEDED.items():
        clean_environment.setenv(name, value)
    return clean_environment


def test_everything_that_is_missing_is_said_at_once(clean_environment: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.load()
    assert str(refused.value).splitlines() == [f"{name} is missing." for name in NEEDED]


def test_value_of_the_wrong_kind_names_its_variable(complete: pytest.MonkeyPatch) -> None:
    complete.setenv("CHORUS_API_PORT", "eighty")
    with pytest.raises(SettingsError, match="CHORUS_API_PORT: Input should be a valid integer"):
        Settings.load()


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("DATABASE_URL", "hunter2", "postgresql://user:password@host:5432/database"),
        ("DATABASE_URL", "mysql://root:hunter2@db/chorus", "postgresql://"),
        ("DATABASE_OWNER_URL", "host=db password=hunter2", "postgresql://"),
        ("REDIS_URL", "hunter2", "redis://host:6379"),
        ("PUBLIC_URL", "chat.example.com", "an address such as https://chat.example.com"),
        ("GATEWAY_PUBLIC_URL", "https://chat.example.com", "an address such as wss://chat.example.com"),
        ("LOGIN_LIMIT_PER_ADDRESS", "5", "a limit such as 5/15m"),
        ("TRUSTED_PROXIES", "[127.0.0.1]", "comma-separated items or a JSON list"),
    ],
)
def test_value_of_another_form_is_refused_with_an_example_and_without_the_value(
    complete: pytest.MonkeyPatch, name: str, value: str, wanted: str
) -> None:
    complete.setenv(f"CHORUS_{name}", value)
    with pytest.raises(SettingsError) as refused:
        Settings.load()
    [line] = str(refused.value).splitlines()
    assert line.startswith(f"CHORUS_{name}: expected ")
    assert wanted in line
    assert "hunter2" not in line


@pytest.mark.parametrize("text", ["127.0.0.1,10.0.0.0/8", " 127.0.0.1 , 10.0.0.0/8 ", '["127.0.0.1", "10.0.0.0/8"]'])
def test_proxies_are_written_with_commas_or_as_a_json_list(complete: pytest.MonkeyPatch, text: str) -> None:
    complete.setenv("CHORUS_TRUSTED_PROXIES", text)
    assert Settings.load().trusted_proxies == ("127.0.0.1/32", "10.0.0.0/8")


def test_no_proxy_is_written_as_nothing(complete: pytest.MonkeyPatch) -> None:
    complete.setenv("CHORUS_TRUSTED_PROXIES", "")
    assert Settings.load().trusted_proxies == ()


def test_a_machine_s_addresses_follow_its_ports_unless_they_are_given(
    complete: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    complete.setenv("CHORUS_API_PORT", "9000")
    complete.setenv("CHORUS_GATEWAY_PORT", "9001")
    settings = machine.settings_of(tmp_path)
    assert (settings.public_url, settings.gateway_public_url) == ("http://127.0.0.1:9000", "ws://127.0.0.1:9001")
    complete.setenv("CHORUS_PUBLIC_URL", "https://chat.acme.example")
    assert machine.settings_of(tmp_path).public_url == "https://chat.acme.example"


def test_processes_with_ports_of_their_own_have_one_issuer(complete: pytest.MonkeyPatch) -> None:
    issuer = auth_settings(Settings.load()).public_url
    complete.setenv("CHORUS_API_PORT", "9000")
    assert auth_settings(Settings.load()).public_url == issuer


def test_settings_are_frozen(complete: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings.load().api_port = 1  # type: ignore[misc]


def test_printed_settings_hold_no_password(complete: pytest.MonkeyPatch) -> None:
    assert "hunter2" not in repr(Settings.load())


def test_short_secret_key_is_refused(complete: pytest.MonkeyPatch) -> None:
    complete.setenv("CHORUS_SECRET_KEY", "short")
    with pytest.raises(SettingsError, match="at least 32 characters"):
        Settings.load()


def test_secret_keys_are_several_when_they_rotate(complete: pytest.MonkeyPatch) -> None:
    complete.setenv("CHORUS_SECRET_KEY", f"{'n' * 32}, {'o' * 32}")
    assert Settings.load().secret_keys == ("n" * 32, "o" * 32)


def test_limits_are_read_as_so_many_in_a_time(complete: pytest.MonkeyPatch) -> None:
    by_address, by_user = Settings.load().login_limits
    assert (by_address.amount, by_address.seconds) == (5, 300)
    assert (by_user.amount, by_user.seconds) == (10, 900)


def test_secret_may_be_a_file(complete: pytest.MonkeyPatch, tmp_path: Path) -> None:
    complete.delenv("CHORUS_SECRET_KEY")
    (tmp_path / "chorus_secret_key").write_text("f" * 40)
    complete.setenv("CHORUS_SECRETS_DIR", str(tmp_path))
    assert Settings.load().secret_keys == ("f" * 40,)


def test_secrets_directory_that_is_not_there_is_refused(complete: pytest.MonkeyPatch, tmp_path: Path) -> None:
    complete.setenv("CHORUS_SECRETS_DIR", str(tmp_path / "none"))
    with pytest.raises(SettingsError, match="is not a directory"):
        Settings.load()


def test_production_takes_no_address_without_tls(complete: pytest.MonkeyPatch) -> None:
    complete.setenv("CHORUS_ENVIRONMENT", "production")
    complete.setenv("CHORUS_PUBLIC_URL", "http://chat.acme.example")
    with pytest.raises(SettingsError) as refused:
        Settings.load()
    assert str(refused.value).splitlines() == [
        "CHORUS_PUBLIC_URL: production requires https, got http://chat.acme.example.",
        "CHORUS_GATEWAY_PUBLIC_URL: production requires wss, got ws://127.0.0.1:8081.",
    ]
    complete.setenv("CHORUS_PUBLIC_URL", "https://chat.acme.example")
    complete.setenv("CHORUS_GATEWAY_PUBLIC_URL", "wss://chat.acme.example")
    assert Settings.load().is_production


def test_an_outside_issuer_is_whole_or_none(complete: pytest.MonkeyPatch) -> None:
    assert auth_settings(Settings.load()).outside_issuers == ()
    complete.setenv("CHORUS_ISSUER_NAME", "https://login.acme.example")
    complete.setenv("CHORUS_ISSUER_AUDIENCE", "")
    with pytest.raises(SettingsError) as refused:
        Settings.load()
    assert [line.split()[0] for line in str(refused.value).splitlines()] == [
        "CHORUS_ISSUER_JWKS_URL",
        "CHORUS_ISSUER_AUDIENCE",
    ]
    complete.setenv("CHORUS_ISSUER_JWKS_URL", "https://login.acme.example/keys")
    complete.setenv("CHORUS_ISSUER_AUDIENCE", "chorus")
    [issuer] = auth_settings(Settings.load()).outside_issuers
    assert issuer == OutsideIssuer("https://login.acme.example", "https://login.acme.example/keys", "chorus")


def test_misspelt_variable_is_noticed(complete: pytest.MonkeyPatch) -> None:
    complete.setenv("CHORUS_REDIS_ULR", "redis://redis")
    assert unknown_variables() == ["CHORUS_REDIS_ULR"]


def test_secrets_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    made = {path.name: path.read_text() for path in ensure_secrets(tmp_path).iterdir()}
    assert {path.name: path.read_text() for path in ensure_secrets(tmp_path).iterdir()} == made
    assert exposed_secrets(tmp_path / "secrets") == []
    (tmp_path / "secrets" / "chorus_secret_key").chmod(0o644)
    assert exposed_secrets(tmp_path / "secrets") == [tmp_path / "secrets" / "chorus_secret_key"]


def test_machine_of_ones_own_needs_no_environment(clean_environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = machine.settings_of(tmp_path)
    assert "chorus_app@" in settings.database_url
    assert settings.database_owner_url is not None
    assert "chorus_owner@" in settings.database_owner_url


def test_environment_comes_before_the_machine(complete: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = machine.settings_of(tmp_path)
    assert settings.database_url == NEEDED["CHORUS_DATABASE_URL"]
    assert settings.database_owner_url is None
    assert settings.secret_keys == (NEEDED["CHORUS_SECRET_KEY"],)


PAGE = Path(__file__).parents[3] / "docs" / "settings.md"
RENAMED = {
    "host": "GATEWAY_HOST",
    "port": "GATEWAY_PORT",
    "customer_messages": "MESSAGE_RATE_PER_CUSTOMER",
    "agent_messages": "MESSAGE_RATE_PER_AGENT",
    "tenant_messages": "MESSAGE_RATE_PER_TENANT",
    "process_messages": "MESSAGE_RATE_PER_PROCESS",
    "typing": "TYPING_RATE_PER_SOCKET",
    "frames": "FRAME_RATE_PER_SOCKET",
    "bytes": "BYTE_RATE_PER_SOCKET",
}
VARIABLES = {field.name: "CHORUS_" + RENAMED.get(field.name, field.name.upper()) for field in fields(GatewayOptions)}
OTHER = {"host": "0.0.0.0", "trusted_proxies": '["10.0.0.0/8"]'}  # noqa: S104 - nothing listens


def test_every_figure_of_a_gateway_is_a_setting(complete: pytest.MonkeyPatch) -> None:
    for name, variable in VARIABLES.items():
        default = getattr(GatewayOptions(), name)
        other = (
            "7/s+77" if isinstance(default, Rate) else str(int(default) + 3) if isinstance(default, int | float) else ""
        )
        complete.setenv(variable, OTHER.get(name, other))
    given, default = options_of(Settings.load()), GatewayOptions()
    assert [name for name in VARIABLES if getattr(given, name) == getattr(default, name)] == []


def test_the_gateway_of_an_empty_environment_has_its_own_figures(complete: pytest.MonkeyPatch) -> None:
    assert options_of(Settings.load()) == GatewayOptions()


def test_offers_go_by_the_settings(complete: pytest.MonkeyPatch) -> None:
    assert offer_rules_of(Settings.load()) == OfferRules()
    complete.setenv("CHORUS_OFFER_SECONDS", "12.5")
    complete.setenv("CHORUS_CONVERSATIONS_PER_AGENT", "2")
    assert offer_rules_of(Settings.load()) == OfferRules(timedelta(seconds=12.5), 2)
    complete.setenv("CHORUS_CONVERSATIONS_PER_AGENT", "0")
    with pytest.raises(SettingsError, match="CHORUS_CONVERSATIONS_PER_AGENT"):
        Settings.load()


@pytest.mark.parametrize("text", ["", "10", "10/s", "0/s+5", "10/s+0", "10/m+5", "-1/s+5"])
def test_what_is_no_rate_is_refused(complete: pytest.MonkeyPatch, text: str) -> None:
    complete.setenv("CHORUS_MESSAGE_RATE_PER_AGENT", text)
    with pytest.raises(SettingsError, match="CHORUS_MESSAGE_RATE_PER_AGENT"):
        Settings.load()


def test_the_page_on_settings_has_all_of_them_with_their_defaults() -> None:
    told = dict(re.findall(r"^\| `([A-Z_]+)` \| ([^|]+) \|", PAGE.read_text(), re.MULTILINE))
    assert told == {name.upper(): as_text(field.default) for name, field in Settings.model_fields.items()}


def as_text(default: object) -> str:
    """A default as the page has it."""
    if default is PydanticUndefined:
        return "needed"
    if default in (None, ()):
        return "-"
    return f"{default:g}" if isinstance(default, float) else str(default)
