"""All scenarios by name. Each injects a fault, keeps it for a while, heals it and returns measurements."""

from load.faults import database, floods, network, processes, redis
from load.faults.scenario import Scenario

SCENARIOS: dict[str, Scenario] = {
    found.__name__: found
    for found in (
        processes.gateway_killed,
        processes.chat_service_killed,
        processes.gateway_killed_and_redis_stopped,
        processes.rolling_deploy,
        database.postgres_killed,
        database.postgres_slow,
        database.postgres_refuses_connections,
        database.pool_exhausted,
        database.redis_stopped_in_a_long_transaction,
        redis.redis_stopped,
        redis.redis_frozen,
        redis.redis_flaky,
        network.rpc_answers_lost,
        network.acknowledgements_lost,
        network.bus_unreliable,
        network.connections_half_open,
        network.connections_unreliable,
        network.clients_suspended,
    )
}
# Needs a small disk of its own, which only root can mount; run by the long form alone.
ON_A_SMALL_DISK: dict[str, Scenario] = {"disk_full": database.disk_full}
# Run with production limits, which the other scenarios raise.
FLOODS: dict[str, Scenario] = {
    found.__name__: found for found in (floods.floods_from_one_socket, floods.floods_from_one_address)
}
ALL = SCENARIOS | FLOODS | ON_A_SMALL_DISK
# Earlier names, still accepted on the command line.
ALIASES = {
    "exchange_answers_lost": "rpc_answers_lost",
    "bus_misbehaves": "bus_unreliable",
    "lines_half_open": "connections_half_open",
    "lines_bad": "connections_unreliable",
    "laptops_asleep": "clients_suspended",
    "redis_away_and_a_long_transaction": "redis_stopped_in_a_long_transaction",
    "postgres_full": "postgres_refuses_connections",
}
