"""Acme's shop."""

import pytest

from chorus.core.ids import InboxId, TenantId
from tests import people
from tests.app import App
from tests.chat.customers.steps import SHOP


@pytest.fixture
async def inbox(app: App, acme: TenantId) -> InboxId:
    """Acme's shop."""
    return await people.inbox(app.database, acme, [SHOP])
