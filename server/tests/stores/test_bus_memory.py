"""The bus within one process."""

import pytest
from typing_extensions import override

from chorus.stores.bus import Bus
from chorus.stores.bus_memory import MemoryBus, MemoryHub
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
