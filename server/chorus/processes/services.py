"""The services of a process, built once from the settings and passed down. Nothing below reads settings."""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from chorus.chat.inboxes.origins import origin_of
from chorus.chat.inboxes.socket_origins import SocketOrigins
from chorus.chat.limits import MESSAGES_BY_AGENT, MESSAGES_BY_CUSTOMER, STARTS_BY_ADDRESS
from chorus.chat.log.read import LogReader
from chorus.chat.log.wait import Waits
from chorus.chat.messages.append import MessageWriter
from chorus.chat.rpc.auth_gate import AuthGate
from chorus.chat.rpc.exchange import ChatExchange
from chorus.core.clock import Clock, SystemClock
from chorus.core.exit_codes import CommandError, ExitCode
from chorus.gateway.protocol.options import parse_rate
from chorus.identity.services import Auth, build_auth
from chorus.identity.settings import (
    LOGIN_BY_ACCOUNT,
    LOGIN_BY_ADDRESS,
    LOGIN_BY_DEVICE,
    REQUESTS_BY_ACTOR,
    REQUESTS_BY_ADDRESS,
)
from chorus.identity.tokens.issuers import FetchKeys
from chorus.knowledge.documents.add import DocumentQuota
from chorus.knowledge.index import Knowledge, open_knowledge
from chorus.llm.models import Models
from chorus.presence.read import OnlineUsers
from chorus.processes import containers
from chorus.processes.containers import reactions
from chorus.processes.settings import Settings, auth_settings, needs_postgres
from chorus.routing.availability.online_users import AvailableAgents
from chorus.routing.escalations.dispatch_offers import OfferRules
from chorus.stores.blobs.open import open_blobs
from chorus.stores.blobs.port import Blobs
from chorus.stores.bus.port import Bus
from chorus.stores.bus.redis import RedisBus
from chorus.stores.counters.limits import Limit, Limits, parse_limit
from chorus.stores.counters.process_registry import ProcessRegistry
from chorus.stores.disk import Disk
from chorus.stores.event_log.notifications import LogListener, LogNotifier
from chorus.stores.event_log.state import LogWatch, RedisMark
from chorus.stores.mail import Mail, open_mail
from chorus.stores.postgres import fitness, schema_version
from chorus.stores.postgres.database import Database
from chorus.stores.postgres.pool import connect
from chorus.stores.redis.client import Redis


@dataclass(slots=True)
class Services:
    """The parts of a process; each container sees those that its own protocol names."""

    settings: Settings
    clock: Clock
    database: Database
    writer: MessageWriter
    redis: Redis
    bus: Bus
    auth: Auth
    census: ProcessRegistry
    limits: Limits
    blobs: Blobs
    mail: Mail
    knowledge: Knowledge
    models: Models
    roster: OnlineUsers
    duty: AvailableAgents
    exchange: ChatExchange
    log: LogReader
    growth: LogListener
    waits: Waits
    offer_rules: OfferRules
    is_draining: bool = False

    @property
    def attachment_max_bytes(self) -> int:
        """Of an upload."""
        return self.settings.attachment_max_bytes

    @property
    def attachment_bytes_per_tenant(self) -> int:
        """Of all files of a tenant."""
        return self.settings.attachment_bytes_per_tenant

    @property
    def shelf(self) -> DocumentQuota:
        """How many documents a tenant may have."""
        return DocumentQuota(self.settings.documents_per_tenant, self.settings.document_bytes_per_tenant)


async def require_migrated(settings: Settings) -> None:
    """Refuse a database on which this version cannot work.

    .require_fit` does.

    Raises:
        CommandError: If the command cannot continue; the message is for the terminal.
    """
    if await asyncio.to_thread(schema_version.pending, settings.database_url):
        raise CommandError(ExitCode.VERSION, "The database lacks migrations of this version. Run `chorus migrate`.")
    await asyncio.to_thread(fitness.require_fit, settings.database_url)


@asynccontextmanager
async def build_services(
    settings: Settings,
    *,
    clock: Clock | None = None,
    database: Database | None = None,
    knowledge: Knowledge | None = None,
    fetch_keys: FetchKeys | None = None,
    monotonic: Callable[[], float] = time.monotonic,
) -> AsyncIterator[Services]:
    """Run the services until the context ends; they stop in the reverse order.

    A database and an index that are given are used instead of those that the settings name, and stay open.
    """
    async with AsyncExitStack() as stack:
        clock = clock or SystemClock()
        redis = Redis(settings.redis_url, timeout_seconds=settings.redis_timeout_seconds)
        stack.push_async_callback(redis.close)
        census = ProcessRegistry(redis, "api")
        bus = RedisBus(redis)
        stack.push_async_callback(bus.close)
        if database is None:
            database = await _open_database(stack, settings, redis, bus)
        teller = LogNotifier(database.pool)
        stack.push_async_callback(teller.stop)
        writer = MessageWriter(
            database,
            on_message=database.reactions.on_message,
            batch_max=settings.batch_max_rows,
            grown=teller.grown,
        )
        writer.start()
        stack.push_async_callback(writer.stop)
        growth = LogListener(settings.database_url)
        stack.push_async_callback(growth.stop)
        auth = build_auth(auth_settings(settings), database, clock, fetch_keys, monotonic)
        stack.callback(auth.passwords.close)
        roster = OnlineUsers(redis)
        if knowledge is None:
            knowledge = open_knowledge(settings.data_dir, chroma_url=settings.chroma_url)
            stack.push_async_callback(knowledge.close)
        yield Services(
            settings=settings,
            clock=clock,
            database=database,
            writer=writer,
            redis=redis,
            bus=bus,
            auth=auth,
            census=census,
            limits=Limits(redis, limits_of(settings), processes=lambda: census.size),
            blobs=open_blobs(settings.storage_url, settings.data_dir),
            mail=open_mail(settings.smtp_url, settings.data_dir, public_url=settings.public_url),
            knowledge=knowledge,
            models=Models(),
            roster=roster,
            duty=AvailableAgents(database, roster),
            exchange=ChatExchange(
                database,
                writer,
                AuthGate(auth, database),
                growth,
                SocketOrigins(database, origin_of(settings.public_url)),
            ),
            log=LogReader(database),
            growth=growth,
            waits=Waits(growth),
            offer_rules=offer_rules_of(settings),
        )


async def _open_database(stack: AsyncExitStack, settings: Settings, redis: Redis, bus: Bus) -> Database:
    watch = LogWatch(RedisMark(redis))
    pool = await connect(settings.database_url, size=settings.database_pool_size, check=watch.check)
    # Where PostgreSQL is ours, its disk is the data directory's; another one tells by itself.
    disk = Disk(settings.data_dir if needs_postgres() else None)
    disk.start()
    stack.push_async_callback(disk.stop)
    database = Database(pool, reactions(), bus.publish, disk)
    stack.push_async_callback(database.close)
    watch.start(pool)
    stack.push_async_callback(watch.stop)
    return database


def offer_rules_of(settings: Settings) -> OfferRules:
    """Return the offer rules: the time limit and who is asked."""
    return OfferRules(timedelta(seconds=settings.offer_seconds), settings.conversations_per_agent)


def limits_of(settings: Settings) -> dict[str, Limit]:
    """Return the figures of all limits by name."""
    by_address, by_user = settings.login_limits
    given = {
        LOGIN_BY_ADDRESS: by_address,
        LOGIN_BY_ACCOUNT: parse_limit(settings.login_limit_per_user_elsewhere),
        LOGIN_BY_DEVICE: by_user,
        STARTS_BY_ADDRESS: parse_limit(settings.start_limit_per_address),
        REQUESTS_BY_ADDRESS: parse_limit(settings.request_limit_per_address),
        REQUESTS_BY_ACTOR: parse_limit(settings.request_limit_per_actor),
        MESSAGES_BY_CUSTOMER: _in_a_minute(settings.message_rate_per_customer),
        MESSAGES_BY_AGENT: _in_a_minute(settings.message_rate_per_agent),
    }
    return {**containers.limits(), **given}


def _in_a_minute(rate: str) -> Limit:
    """Return the limit per minute that a rate with its burst allows."""
    found = parse_rate(rate)
    return Limit(math.ceil(60 * found.per_second) + found.burst, 60)
