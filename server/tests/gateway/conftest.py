"""A gateway on a free port, with a chat service in memory behind it."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest

from chorus.core.ids import new_id
from chorus.gateway.gateway import Gateway
from chorus.gateway.protocol.options import GatewayOptions
from chorus.stores.bus.memory import MemoryBus
from chorus.stores.counters.shared_counters import SharedCounters
from tests.gateway.fakes import Client, FakeExchange, FakeTokens, caller

StartGateway = Callable[..., Awaitable[Gateway]]
Crowd = list[asyncio.StreamWriter]


@pytest.fixture
def bus() -> MemoryBus:
    """The bus of one process."""
    return MemoryBus()


@pytest.fixture
def chat(bus: MemoryBus) -> FakeExchange:
    """The chat service."""
    return FakeExchange(bus)


@pytest.fixture
def tokens() -> FakeTokens:
    """Who may come in."""
    return FakeTokens()


@pytest.fixture
def conversation_id() -> UUID:
    """The conversation of the test."""
    return new_id()


@pytest.fixture
def bao(tokens: FakeTokens) -> str:
    """The customer's token."""
    return tokens.issue(caller())


@pytest.fixture
async def start_gateway(bus: MemoryBus, chat: FakeExchange, tokens: FakeTokens) -> AsyncIterator[StartGateway]:
    """Starts a gateway with some options changed."""
    started: list[Gateway] = []

    async def start(presence: Any = None, tally: SharedCounters | None = None, **changes: Any) -> Gateway:
        options = dataclasses.replace(GatewayOptions(port=0, drain_seconds=0.2), **changes)
        gateway = Gateway(options, chat, bus, tokens, presence, tally)
        await gateway.start()
        started.append(gateway)
        return gateway

    yield start
    await Client.close_all()
    for gateway in started:
        await gateway.stop()


@pytest.fixture
async def gateway(start_gateway: StartGateway) -> Gateway:
    """One with the figures of production."""
    return await start_gateway()


@pytest.fixture
async def crowd() -> AsyncIterator[Crowd]:
    """Connections to be closed after the test."""
    opened: Crowd = []
    yield opened
    for writer in opened:
        writer.close()
