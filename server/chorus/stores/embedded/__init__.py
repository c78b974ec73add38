"""PostgreSQL and Valkey as children of this process: real servers, from packages, for one machine."""

from chorus.stores.embedded.errors import EmbeddedError
from chorus.stores.embedded.postgres_server import Postgres, postgres
from chorus.stores.embedded.valkey_server import Valkey, valkey

__all__ = ["EmbeddedError", "Postgres", "Valkey", "postgres", "valkey"]
