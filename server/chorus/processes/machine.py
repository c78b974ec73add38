"""The settings of a machine of one's own: what the environment leaves open, the data directory answers."""

from pathlib import Path

from chorus.processes.secrets import ensure_secrets
from chorus.processes.settings import Settings, variable
from chorus.stores import embedded
from chorus.stores.embedded.directory import readable_errors


def data_directory(chosen: Path | None = None) -> Path:
    """The data directory: as chosen, or by `CHORUS_DATA_DIR`, or `var`; absolute."""
    return (chosen or Path(variable("DATA_DIR") or "var")).absolute()


def settings_of(data_dir: Path, secrets_dir: Path | None = None) -> Settings:
    """Settings with the embedded servers' addresses, where no URL is set, and the secrets of the data directory."""
    given: dict[str, object] = {"data_dir": data_dir}
    if needs_postgres():
        postgres = embedded.postgres_socket(data_dir)
        given |= {"database_url": postgres.app_url, "database_owner_url": postgres.owner_url}
    if needs_valkey():
        given["redis_url"] = embedded.valkey_socket(data_dir).url
    if secrets_dir is None and variable("SECRETS_DIR") is None:
        with readable_errors(data_dir):
            secrets_dir = ensure_secrets(data_dir)
    return Settings.load(secrets_dir=secrets_dir, **given)


def settings_here(chosen: Path | None = None) -> Settings:
    """The settings for a command beside a running Chorus: by environment, or of the `chorus up` in this directory."""
    data_dir = data_directory(chosen)
    is_own = needs_postgres() and embedded.postgres_socket(data_dir).is_there
    return settings_of(data_dir) if is_own else Settings.load(data_dir=data_dir)


def needs_postgres() -> bool:
    """Whether this machine runs its own PostgreSQL."""
    return variable("DATABASE_URL") is None


def needs_valkey() -> bool:
    """Whether this machine runs its own Valkey."""
    return variable("REDIS_URL") is None
