"""Limits of sockets per person, address, tenant and process, over all gateways.

A socket is admitted by this gateway's own count, and the others' counts are read in the background
(`stores/counters/shared_counters.py`), so opening costs no round trip. Sockets beyond the total are closed some seconds
later by the gateway that added them last. Until then, sockets that moved between gateways or were lost count twice, and
nobody is refused because of that.
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import Hashable, Sequence
from typing import Protocol
from uuid import UUID

from chorus.core.actor import ActorKind
from chorus.core.errors import ChorusError
from chorus.gateway.protocol.errors import TooManySockets
from chorus.gateway.protocol.options import GatewayOptions
from chorus.protocol.rpc.exchange import Caller
from chorus.stores.counters.process_registry import LEASE_SECONDS
from chorus.stores.counters.shared_counters import SharedCounters

RETRY_SECONDS = 30
# Longer than a dead gateway's counts live.
SURE_SECONDS = LEASE_SECONDS + 1
FRESH_SECONDS = 10.0


class Holder(Protocol):
    """The owner of a slot."""

    def evict(self, error: ChorusError) -> None:
        """Evict this socket."""
        ...


class Slot:
    """What one socket counts against; released once."""

    __slots__ = ("holder", "keys", "taken_at")

    def __init__(self, keys: tuple[Hashable, ...], holder: Holder | None, taken_at: float) -> None:
        self.keys = keys
        self.holder = holder
        self.taken_at = taken_at


class Limits:
    """The counts of this process, and what the tally knows of the others."""

    def __init__(self, options: GatewayOptions, tally: SharedCounters | None = None) -> None:
        self._options = options
        self._tally = tally or SharedCounters()
        self._tally.on_read = self._look
        self._fresh: deque[Slot] = deque()
        self._doubtful: dict[Hashable, float] = {}
        self.sockets = 0

    @property
    def is_full(self) -> bool:
        """Whether the process has reached its limit of sockets."""
        return self.sockets >= self._options.sockets_per_process

    def acquire_process(self, address: str, holder: Holder | None = None) -> Slot:
        """Take a slot of the process and the address for a new socket.

        Raises:
            TooManySockets: If a limit of sockets is reached.
        """
        if self.is_full:
            raise TooManySockets(retry_after_seconds=RETRY_SECONDS)
        slot = self._take((("address", address),), holder)
        self.sockets += 1
        return slot

    def acquire_identity(self, caller: Caller, holder: Holder | None = None) -> Slot:
        """Take a slot of the person and the tenant; raises `TooManySockets`."""
        person = "agent" if caller.kind == ActorKind.AGENT else "customer"
        tenant = ("tenant", caller.tenant_id)
        slot = self._take(((person, caller.tenant_id, caller.id), tenant), holder)
        self._tally.watch(tenant)
        return slot

    def release_process(self, slot: Slot) -> None:
        """Release the slot of a closed socket."""
        self.sockets -= 1
        self.release(slot)

    def release(self, slot: Slot) -> None:
        """Release what `acquire_identity` took. Idempotent."""
        for key in slot.keys:
            self._tally.drop(key)
        slot.keys, slot.holder = (), None

    def share_of(self, tenant_id: UUID) -> float:
        """Return this gateway's share of a tenant's sockets."""
        count = self._tally.count(("tenant", tenant_id))
        return count.mine / (count.mine + count.others) if count.mine and count.others else 1.0

    def _limit_of(self, key: Hashable) -> int:
        options = self._options
        limits = {
            "address": options.sockets_per_address,
            "agent": options.sockets_per_agent,
            "customer": options.sockets_per_customer,
            "tenant": options.sockets_per_tenant,
        }
        return limits[key[0]] if isinstance(key, tuple) else 0

    def _is_below_limit(self, key: Hashable) -> bool:
        count, limit = self._tally.count(key), self._limit_of(key)
        if self._tally.is_shared:
            return count.mine < limit
        # Of the room that there was at last, each gateway may fill its part.
        free = max(0, limit - count.told - count.others)
        return count.mine < count.told + math.ceil(free / self._tally.processes)

    def _take(self, keys: tuple[Hashable, ...], holder: Holder | None) -> Slot:
        if not all(map(self._is_below_limit, keys)):
            raise TooManySockets(retry_after_seconds=RETRY_SECONDS)
        for key in keys:
            self._tally.add(key)
        slot = Slot(keys, holder, time.monotonic())
        if holder is not None:
            self._fresh.append(slot)
            while self._fresh[0].taken_at < slot.taken_at - FRESH_SECONDS:
                self._fresh.popleft()
        return slot

    # --- with the others' counts ---------------------------------------------------------------------------------

    def _look(self, keys: Sequence[Hashable]) -> None:
        for key in keys:
            excess = self._excess(key)
            if excess <= 0:
                self._doubtful.pop(key, None)
            elif key not in self._doubtful:
                self._doubtful[key] = time.monotonic() + SURE_SECONDS
                asyncio.get_running_loop().call_later(SURE_SECONDS, self._tally.read_again, key)
            elif time.monotonic() >= self._doubtful[key]:
                del self._doubtful[key]
                self._unseat(key, excess)

    def _excess(self, key: Hashable) -> int:
        """Count our sockets beyond the limit, in the order in which they were added."""
        count = self._tally.count(key)
        return min(count.mine, count.mine + count.earlier - self._limit_of(key)) if count.earlier else 0

    def _unseat(self, key: Hashable, amount: int) -> None:
        for slot in reversed([slot for slot in self._fresh if key in slot.keys][-amount:]):
            if slot.holder is not None:
                slot.holder.evict(TooManySockets(retry_after_seconds=RETRY_SECONDS))
