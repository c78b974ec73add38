"""The settings of a machine of one's own: what the environment leaves open, the data directory answers."""

from pathlib import Path

from chorus.cli.local_secrets import ensure_secrets
from chorus.processes.settings import Settings, needs_postgres, needs_valkey, variable
from chorus.stores import embedded
from chorus.stores.embedded.directory import readable_errors


def data_directory(chosen: Path | None = None) -> Path:
    """Return the absolute data directory: as chosen, or by `CHORUS_DATA_DIR`, or `var`."""
    return (chosen or Path(variable("DATA_DIR") or "var")).absolute()


def settings_of(data_dir: Path, secrets_dir: Path | None = None) -> Settings:
    """Load the settings with the embedded servers' addresses where no URL is set, and the secrets of the data
    directory.
    """
    given: dict[str, object] = {"data_dir": data_dir}
    if needs_postgres():
        postgres = embedded.postgres_socket(data_dir)
        given |= {"database_url": postgres.app_url, "database_owner_url": postgres.owner_url}
    if needs_valkey():
        given["redis_url"] = embedded.valkey_socket(data_dir).url
    given |= _addresses()
    if secrets_dir is None and variable("SECRETS_DIR") is None:
        with readable_errors(data_dir):
            secrets_dir = ensure_secrets(data_dir)
    return Settings.load(secrets_dir=secrets_dir, **given)


def _addresses() -> dict[str, object]:
    """Return the public addresses for this machine if ports are set and addresses are not.

    Here alone: tokens name the address as their issuer, so processes with ports of their own must all have the same.
    """
    addresses = (("PUBLIC_URL", "http", "API_PORT"), ("GATEWAY_PUBLIC_URL", "ws", "GATEWAY_PORT"))
    return {
        name.lower(): f"{scheme}://127.0.0.1:{variable(port)}"
        for name, scheme, port in addresses
        if variable(name) is None and variable(port) is not None
    }


def settings_here(chosen: Path | None = None) -> Settings:
    """Load the settings for a command beside a running Chorus: from the environment, or of the `chorus up` in this
    directory.
    """
    data_dir = data_directory(chosen)
    is_own = needs_postgres() and embedded.postgres_socket(data_dir).is_there
    return settings_of(data_dir) if is_own else Settings.load(data_dir=data_dir)
