"""The exchange behind the message rates of a person, a tenant and the process; a socket's own is its connection's."""

import time
from collections.abc import Callable, Sequence
from uuid import UUID

from chorus.core.actor import ActorKind
from chorus.core.errors import TooManyRequestsError
from chorus.gateway.protocol.options import GatewayOptions, Rate
from chorus.gateway.protocol.rates import take
from chorus.protocol.rpc.exchange import Answer, Caller, Exchange, Refused, Request, Send

FORGET_SECONDS = 60.0
DIVIDE_SECONDS = 1.0
LIMIT = TooManyRequestsError


class RateLimitedExchange:
    """Refuses the messages that are too many, and passes on all else as it came."""

    def __init__(
        self,
        exchange: Exchange,
        options: GatewayOptions,
        share_of: Callable[[UUID], float],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._exchange = exchange
        self._options = options
        self._share_of = share_of
        self._allowed_at: dict[int, float] = {}
        self._process_at = 0.0
        self._of_tenants: dict[int, Rate] = {}
        self._forget_at = self._divide_at = 0.0

    async def ask(self, requests: Sequence[Request]) -> list[Answer]:
        """Put those that are allowed; the others are answered here."""
        now = self._clock()
        self._age(now)
        refused: dict[int, Answer] = {}
        for number, request in enumerate(requests):
            if type(request) is Send and (wait := self._wait(request.caller, now)):
                refused[number] = Refused(LIMIT.code, LIMIT.message, retryable=True, retry_after_seconds=round(wait, 3))
        if not refused:
            return await self._exchange.ask(requests)
        allowed = [request for number, request in enumerate(requests) if number not in refused]
        answers = iter(await self._exchange.ask(allowed) if allowed else ())
        return [refused.get(number) or next(answers) for number in range(len(requests))]

    def _wait(self, caller: Caller, now: float) -> float:
        options, allowed_at = self._options, self._allowed_at
        # By number: a UUID computes its hash anew each time.
        person, tenant = caller.id.int, caller.tenant_id.int
        of_person = options.agent_messages if caller.kind == ActorKind.AGENT else options.customer_messages
        allowed_at[person], wait = take(allowed_at.get(person, 0.0), now, of_person)
        if not wait:
            of_tenant = self._of_tenants.get(tenant) or self._of_tenants.setdefault(
                tenant, self._divided(caller.tenant_id)
            )
            allowed_at[tenant], wait = take(allowed_at.get(tenant, 0.0), now, of_tenant)
        if not wait:
            self._process_at, wait = take(self._process_at, now, options.process_messages)
        return wait

    def _age(self, now: float) -> None:
        if now >= self._forget_at:
            self._allowed_at = {key: at for key, at in self._allowed_at.items() if at > now}
            self._forget_at = now + FORGET_SECONDS
        if now >= self._divide_at:
            self._of_tenants.clear()
            self._divide_at = now + DIVIDE_SECONDS

    def _divided(self, tenant_id: UUID) -> Rate:
        # Each gateway lets through the part that goes with the part of the tenant's sockets it has.
        rate, share = self._options.tenant_messages, self._share_of(tenant_id)
        return rate if share == 1 else Rate(rate.per_second * share, max(1, int(rate.burst * share)))
