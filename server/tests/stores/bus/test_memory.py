"""The bus within one process."""

import pytest
from typing_extensions import override

from chorus.stores.bus.memory import MemoryBus, MemoryHub
from chorus.stores.bus.port import Bus
from tests.conformance.bus import BusConformance, MakeBus


class TestMemoryBus(BusConformance):
    """Conforms."""

    @pytest.fixture
    @override
    async def make_bus(self) -> MakeBus:
        hub = MemoryHub()

        async def make() -> Bus:
            return MemoryBus(hub)

        return make
