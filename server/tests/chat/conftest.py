"""A process that serves the nouns around a conversation."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chorus.stores.database import Database
from tests.chat.desk import Desk, open_desk


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[Desk]:
    """Open to everyone with a token."""
    async with open_desk(database, tmp_path) as desk:
        yield desk
