"""The tables of consumers; written by SQL alone."""

from datetime import datetime
from typing import Annotated
from uuid import UUID as Id

from sqlalchemy import Integer, Text

from chorus.stores.postgres.columns import BIGINT, BIGINT_KEY, INTEGER, KEY, TEXT, TIMESTAMP, UUID, XID8, column
from chorus.stores.postgres.table import Table

NAME_KEY = column(Text, is_key=True)
NUMBER_KEY = column(Integer, is_key=True)


class EventConsumer(Table, table=True):
    """A shard of a consumer: its cursor, and the worker that has it until the lease ends."""

    __tablename__ = "event_consumers"

    name: Annotated[str, NAME_KEY]
    shard: Annotated[int, NUMBER_KEY]
    shards: Annotated[int, INTEGER]
    txid: Annotated[str, XID8]
    event_id: Annotated[int, BIGINT]
    last_event_id: Annotated[int, BIGINT]
    ignored_up_to: Annotated[int, BIGINT]
    lease_holder: Annotated[Id | None, UUID]
    leased_until: Annotated[datetime | None, TIMESTAMP]
    attempts: Annotated[int, INTEGER]
    last_error: Annotated[str, TEXT]
    moved_at: Annotated[datetime, TIMESTAMP]


class EventConsumerWorker(Table, table=True):
    """A process that runs consumers, and when it was last seen."""

    __tablename__ = "event_consumer_workers"

    id: Annotated[Id, KEY]
    seen_at: Annotated[datetime, TIMESTAMP]


class ParkedEvent(Table, table=True):
    """An event that a consumer failed at: retried at `next_attempt_at`, or without it parked."""

    __tablename__ = "parked_events"

    consumer: Annotated[str, NAME_KEY]
    event_id: Annotated[int, BIGINT_KEY]
    bucket: Annotated[int, INTEGER]
    stream_id: Annotated[Id, UUID]
    error: Annotated[str, TEXT]
    attempts: Annotated[int, INTEGER]
    next_attempt_at: Annotated[datetime | None, TIMESTAMP]
    failed_at: Annotated[datetime, TIMESTAMP]
