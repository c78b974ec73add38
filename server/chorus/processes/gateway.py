"""The gateway process: sockets in front, the chat service behind it over gRPC or in the same process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import fields, replace
from ipaddress import ip_network
from typing import TYPE_CHECKING

from prometheus_client import REGISTRY

from chorus import __version__
from chorus.core.actor import Actor
from chorus.core.clock import SystemClock
from chorus.core.gc import tune_gc
from chorus.core.observability.logs import configure
from chorus.core.observability.telemetry import trace_to
from chorus.gateway.gateway import Gateway
from chorus.gateway.protocol.options import GatewayOptions, parse_rate
from chorus.gateway.protocol.ports import Verified
from chorus.gateway.upstream.grpc import GrpcExchange
from chorus.http.metrics import serve_metrics
from chorus.identity.tokens.build import build_tokens
from chorus.identity.tokens.tokens import Tokens
from chorus.presence.leases import Leases
from chorus.processes.settings import Settings, auth_settings
from chorus.protocol.rpc.exchange import Caller, Exchange
from chorus.stores.bus.port import Bus
from chorus.stores.bus.redis import RedisBus
from chorus.stores.counters.process_registry import ProcessRegistry
from chorus.stores.counters.shared_counters import SharedCounters
from chorus.stores.redis.client import Redis

if TYPE_CHECKING:  # a gateway alone loads nothing of the chat service
    from chorus.processes.services import Services

# With everybody here going down together there is nowhere else to send people to.
DRAIN_SECONDS_IN_ONE = 0.5


class GatewayTokens:
    """Auth's tokens as the gateway asks for them."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def verify(self, token: str) -> Verified:
        """Verify a token."""
        found = await self._tokens.authenticate(token)
        return Verified(caller_of(found.actor), found.expires_at.timestamp())


def caller_of(actor: Actor) -> Caller:
    """Convert an actor for the chat service."""
    return Caller(
        kind=str(actor.kind),
        tenant_id=actor.tenant_id,
        id=actor.id,
        role=str(actor.role) if actor.role else None,
        name=actor.name,
        login_id=actor.login_id,
        conversation_id=actor.conversation_id,
    )


def options_of(settings: Settings) -> GatewayOptions:
    """Build the gateway's options from the settings of the same names and those with another form."""
    of_same_name = {
        field.name: getattr(settings, field.name)
        for field in fields(GatewayOptions)
        if field.name in Settings.model_fields and field.name != "trusted_proxies"
    }
    return GatewayOptions(
        **of_same_name,
        host=settings.gateway_host,
        port=settings.gateway_port,
        trusted_proxies=tuple(ip_network(network) for network in settings.trusted_proxies),
        customer_messages=parse_rate(settings.message_rate_per_customer),
        agent_messages=parse_rate(settings.message_rate_per_agent),
        tenant_messages=parse_rate(settings.message_rate_per_tenant),
        process_messages=parse_rate(settings.message_rate_per_process),
        typing=parse_rate(settings.typing_rate_per_socket),
        frames=parse_rate(settings.frame_rate_per_socket),
        bytes=parse_rate(settings.byte_rate_per_socket),
    )


@asynccontextmanager
async def running(
    settings: Settings,
    exchange: Exchange,
    bus: Bus,
    redis: Redis,
    tokens: Tokens,
    *,
    drain_seconds: float,
    turn_seconds: float | None = None,
) -> AsyncIterator[Gateway]:
    """Run a gateway within the context and drain it at the end."""
    leases = Leases(redis, bus, ttl_seconds=settings.presence_ttl_seconds)
    census = ProcessRegistry(redis, "gateway")
    tally = SharedCounters(redis, census)
    options = options_of(settings)
    if turn_seconds is not None:
        options = replace(options, turn_seconds=turn_seconds)
    gateway = Gateway(options, exchange, bus, GatewayTokens(tokens), leases, tally)
    census.start()
    tally.start()
    leases.start()
    await gateway.start()
    REGISTRY.register(gateway.metrics)
    try:
        yield gateway
    finally:
        await gateway.drain(drain_seconds)
        REGISTRY.unregister(gateway.metrics)
        await gateway.stop()
        await leases.stop()
        await tally.stop()
        await census.stop()


@asynccontextmanager
async def gateway_in(services: "Services") -> AsyncIterator[Gateway]:
    """Run a gateway in a process that also has the chat service."""
    async with running(
        services.settings,
        services.exchange,
        services.bus,
        services.redis,
        services.auth.tokens,
        drain_seconds=min(services.settings.drain_seconds, DRAIN_SECONDS_IN_ONE),
        turn_seconds=0,  # the loop is not the gateway's alone
    ) as gateway:
        yield gateway


async def serve(settings: Settings) -> None:
    """Run until cancelled."""
    configure(level=settings.log_level, as_json=settings.log_format == "json")
    trace_to(settings.otlp_endpoint, service="chorus-gateway", version=__version__)
    redis = Redis(settings.redis_url, timeout_seconds=settings.redis_timeout_seconds)
    bus = RedisBus(redis)
    upstream = GrpcExchange(settings.grpc_address, secret=settings.exchange_secret)
    upstream.start()
    tokens = build_tokens(auth_settings(settings), SystemClock())
    try:
        async with (
            serve_metrics("gateway", settings.metrics_host, settings.gateway_metrics_port),
            running(settings, upstream, bus, redis, tokens, drain_seconds=settings.drain_seconds),
        ):
            tune_gc()
            await asyncio.Event().wait()
    finally:
        with suppress(Exception):
            await upstream.stop()
        await bus.close()
        await redis.close()
