"""One fragile stack for all short ordeals: two APIs, two gateways, a proxy before everything."""

from collections.abc import AsyncIterator

import pytest

from load.stack.stack import Stack, running


@pytest.fixture(scope="package")
async def fragile() -> AsyncIterator[Stack]:
    """Each ordeal leaves it whole."""
    async with running(
        apis=2, gateways=2, is_fragile=True, DRAIN_SECONDS="1", PING_SECONDS="2", PONG_SECONDS="2"
    ) as stack:
        yield stack
