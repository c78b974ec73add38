"""A process that serves auth, users and teams."""

from collections.abc import AsyncIterator

import pytest

from chorus.stores.database import Database
from tests.auth.house import House, open_house


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    """Open to everyone with a token."""
    async with open_house(database) as house:
        yield house
