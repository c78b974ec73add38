"""Checks of the consumers of the event log: do they keep up, and could they handle every event?"""

from collections.abc import AsyncIterator, Sequence

from chorus.cli.doctor.finding import Finding, ok, warn
from chorus.cli.standalone_database import database_alone
from chorus.core.clock import now
from chorus.processes.containers import subscriptions
from chorus.processes.settings import Settings
from chorus.stores.event_log.admin import LAG_MAX, Standing, standings

LAG_WARNS_SECONDS = 60.0


async def check_consumers(settings: Settings) -> AsyncIterator[Finding]:
    """One finding for what lags, one for what is parked, or that all is well."""
    # Those of another version or of a removed container lag for ever, and nobody misses them.
    names = {one.name for one in subscriptions()}
    async with database_alone(settings) as database:
        found = [one for one in await standings(database) if one.name in names]
    late = [one for one in found if one.lag_seconds(now()) > LAG_WARNS_SECONDS]
    if late:
        yield _late(late)
    parked = [one for one in found if one.parked]
    if parked:
        total, names_of = sum(one.parked for one in parked), ", ".join(f"{one.parked} {one.name}" for one in parked[:5])
        remedy = "`chorus consumers parked` shows why; then `chorus consumers retry` or `discard`."
        yield warn("consumers", f"{total} events are parked: {names_of}.", remedy)
    if not late and not parked:
        yield ok("consumers", "all have kept up, and no event is parked")


def _late(late: Sequence[Standing]) -> Finding:
    moment = now()
    texts = [
        f"{one.name} is {one.lag_seconds(moment):.0f} s and {one.lag_events}{'+' if one.lag_events == LAG_MAX else ''}"
        f" events behind{f' ({one.last_error})' if one.last_error else ''}"
        for one in late[:5]
    ]
    if not any(one.held_shards for one in late):
        return warn("consumers", f"{', '.join(texts)}, and no worker runs it.", "Start `chorus worker`.")
    return warn("consumers", f"{', '.join(texts)}.", "Look at the worker's log for `consumer.` and `event.` entries.")
