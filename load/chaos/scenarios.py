"""Every scenario by name: it breaks something, keeps it broken for a while, mends it, and says what it measured."""

from load.chaos import database, floods, lines, processes, redis
from load.chaos.outcome import Disturb

SCENARIOS: dict[str, Disturb] = {
    found.__name__: found
    for found in (
        processes.gateway_killed,
        processes.chat_service_killed,
        processes.gateway_killed_and_redis_stopped,
        processes.rolling_deploy,
        database.postgres_killed,
        database.postgres_slow,
        database.postgres_full,
        database.pool_exhausted,
        database.redis_away_and_a_long_transaction,
        redis.redis_stopped,
        redis.redis_frozen,
        redis.redis_flaky,
        lines.exchange_answers_lost,
        lines.acknowledgements_lost,
        lines.bus_misbehaves,
        lines.lines_half_open,
        lines.lines_bad,
        lines.laptops_asleep,
    )
}
# It needs a small disk of its own, which only root can make: the long form has it alone.
ON_A_SMALL_DISK: dict[str, Disturb] = {"disk_full": database.disk_full}
# With the limits of production, which the other scenarios are freed of.
FLOODS: dict[str, Disturb] = {
    found.__name__: found for found in (floods.floods_from_one_socket, floods.floods_from_one_address)
}
