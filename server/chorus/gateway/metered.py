"""The exchange behind the message rates of a person, a tenant and the process; a socket's own is its connection's."""

import time
from collections.abc import Callable, Sequence
from uuid import UUID

from chorus.core.actor import ActorKind
from chorus.core.errors import TooManyRequestsError
from chorus.gateway.options import GatewayOptions, Rate
from chorus.gateway.rates import take
from chorus.wire.exchange import Answer, Caller, Exchange, Refused, Request, Send

FORGET_SECONDS = 60.0


class Metered:
    """Refuses the messages that are too many, and passes on all else as it came."""

    def __init__(self, exchange: Exchange, options: GatewayOptions, share_of: Callable[[UUID], float]) -> None:
        self._exchange = exchange
        self._options = options
        self._share_of = share_of
        self._allowed_at: dict[UUID, float] = {}
        self._process_at = 0.0
        self._forget_at = 0.0

    async def ask(self, requests: Sequence[Request]) -> list[Answer]:
        """Put those that are allowed; the others are answered here."""
        now = time.monotonic()
        refused = {
            number: refusal
            for number, request in enumerate(requests)
            if type(request) is Send and (refusal := self._refusal(request.caller, now)) is not None
        }
        if not refused:
            return await self._exchange.ask(requests)
        allowed = [request for number, request in enumerate(requests) if number not in refused]
        answers = iter(await self._exchange.ask(allowed) if allowed else ())
        return [refused.get(number) or next(answers) for number in range(len(requests))]

    def _refusal(self, caller: Caller, now: float) -> Refused | None:
        options = self._options
        of_person = options.agent_messages if caller.kind == ActorKind.AGENT else options.customer_messages
        wait = self._take(caller.id, now, of_person) or self._take(caller.tenant_id, now, self._of_tenant(caller))
        if not wait:
            self._process_at, wait = take(self._process_at, now, options.process_messages)
        if now >= self._forget_at:
            self._allowed_at = {key: at for key, at in self._allowed_at.items() if at > now}
            self._forget_at = now + FORGET_SECONDS
        if not wait:
            return None
        error = TooManyRequestsError
        return Refused(error.code, error.message, retryable=True, retry_after_seconds=round(wait, 3))

    def _take(self, key: UUID, now: float, rate: Rate) -> float:
        self._allowed_at[key], wait = take(self._allowed_at.get(key, 0.0), now, rate)
        return wait

    def _of_tenant(self, caller: Caller) -> Rate:
        # Each gateway lets through the part that goes with the part of the tenant's sockets it has.
        rate, share = self._options.tenant_messages, self._share_of(caller.tenant_id)
        return rate if share == 1 else Rate(rate.per_second * share, max(1, int(rate.burst * share)))
