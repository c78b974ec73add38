"""Acme's shop."""

import pytest

from chorus.core.ids import InboxId, TenantId
from tests import people
from tests.chat.customers.steps import SHOP
from tests.chat.desk import Desk


@pytest.fixture
async def inbox(desk: Desk, acme: TenantId) -> InboxId:
    """Acme's shop."""
    return await people.inbox(desk.database, acme, [SHOP])
