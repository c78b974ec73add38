"""An agent's long poll counts as a line: who asks for news is not absent."""

from datetime import timedelta

from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.stores.postgres.database import Tx

# A poll writes at most so often; it is held for 25 s.
POLL_NOTED_EVERY = timedelta(seconds=5)


async def note_poll(tx: Tx, actor: Actor) -> None:
    """Record a long poll of an agent without a socket, which counts as a connection."""
    moment = now()
    await tx.execute(
        "INSERT INTO agent_lines AS l (tenant_id, user_id, seen_at, checked_at) VALUES ($1, $2, $3, $3)"
        " ON CONFLICT (tenant_id, user_id) DO UPDATE SET seen_at = excluded.seen_at WHERE l.seen_at < $4",
        tx.tenant_id,
        actor.user_id,
        moment,
        moment - POLL_NOTED_EVERY,
    )
