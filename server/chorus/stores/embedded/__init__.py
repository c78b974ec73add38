"""PostgreSQL and Valkey as children of this process: real servers, from packages, for one machine."""

from chorus.stores.embedded.errors import EmbeddedError
from chorus.stores.embedded.postgres_server import Postgres, PostgresSocket, postgres, postgres_socket
from chorus.stores.embedded.valkey_server import Valkey, ValkeySocket, valkey, valkey_socket

__all__ = [
    "EmbeddedError",
    "Postgres",
    "PostgresSocket",
    "Valkey",
    "ValkeySocket",
    "postgres",
    "postgres_socket",
    "valkey",
    "valkey_socket",
]
