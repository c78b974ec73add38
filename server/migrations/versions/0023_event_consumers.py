"""Durable consumers of the event log: a cursor and a lease for each shard, and the events they failed at."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

SQL = """
-- No tenant owns these rows: a consumer reads all tenants' events, and sets the tenant when it writes for one.
-- `last_event_id` is the highest id it has passed. `ignored_up_to` is 0 but behind a restored dump: ids up to it were
-- handled before (docs/decisions/0027).
CREATE TABLE event_consumers (
    name          text NOT NULL,
    shard         integer NOT NULL,
    shards        integer NOT NULL,
    txid          xid8 NOT NULL,
    event_id      bigint NOT NULL,
    last_event_id bigint NOT NULL,
    ignored_up_to bigint NOT NULL DEFAULT 0,
    lease_holder  uuid,
    leased_until  timestamptz,
    attempts      integer NOT NULL DEFAULT 0,
    last_error    text NOT NULL DEFAULT '',
    moved_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (name, shard)
);
-- A cursor moves up to ten times a second, and no index has what changes.
ALTER TABLE event_consumers SET (fillfactor = 50);

-- Processes that run consumers, so that each takes its share of the shards.
CREATE TABLE event_consumer_workers (
    id      uuid PRIMARY KEY,
    seen_at timestamptz NOT NULL DEFAULT now()
);

-- Ids alone, no content. With `next_attempt_at` an event is retried then; without it nobody retries it.
CREATE TABLE parked_events (
    consumer        text NOT NULL,
    event_id        bigint NOT NULL,
    bucket          integer NOT NULL,
    stream_id       uuid NOT NULL,
    error           text NOT NULL DEFAULT '',
    attempts        integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz,
    failed_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, event_id)
);
CREATE INDEX parked_events_to_retry ON parked_events (consumer, stream_id, event_id) WHERE next_attempt_at IS NOT NULL;

-- The version before enqueued briefs in the writing transaction, and counted events in the writing process, up to here.
INSERT INTO event_consumers (name, shard, shards, txid, event_id, last_event_id)
    SELECT name, s, shards, pg_snapshot_xmin(pg_current_snapshot()), 0, (SELECT last_value FROM events_id_seq)
    FROM (VALUES ('summaries', 4), ('metrics', 1)) first (name, shards) CROSS JOIN generate_series(0, shards - 1) s;
"""


def upgrade() -> None:
    op.execute(SQL)
