"""The gateway: all its parts, and the few tasks that serve all sockets."""

import asyncio
import time
from collections import deque
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

import structlog
from multidict import CIMultiDict

from chorus.core.errors import ChorusError, UnavailableError
from chorus.core.observability import tracing
from chorus.core.tasks import end
from chorus.gateway.admission.admission import Admission
from chorus.gateway.admission.arrivals import Arrivals
from chorus.gateway.admission.limits import RETRY_SECONDS, Limits
from chorus.gateway.drain import drain
from chorus.gateway.endpoint import Endpoint
from chorus.gateway.fanout.catch_up import CatchUp
from chorus.gateway.fanout.ephemeral import EphemeralPublisher
from chorus.gateway.fanout.fanout import Fanout
from chorus.gateway.metrics import GatewayMetrics
from chorus.gateway.protocol.handshake import HttpAnswer, read_upgrade
from chorus.gateway.protocol.options import GatewayOptions
from chorus.gateway.protocol.ports import NoPresence, Presence, Tokens
from chorus.gateway.revocation import Revocation
from chorus.gateway.timer_wheel import Wheel
from chorus.gateway.transport.batch_window import BatchWindow
from chorus.gateway.transport.intake import IntakeLimits
from chorus.gateway.transport.server import Server
from chorus.gateway.transport.transport import Handler
from chorus.gateway.upstream.dispatch import Dispatcher
from chorus.gateway.upstream.rate_limited import RateLimitedExchange
from chorus.protocol import close_codes as closes
from chorus.protocol.close_codes import Close
from chorus.protocol.envelope import Envelope
from chorus.protocol.rpc.exchange import Exchange
from chorus.stores.bus.port import Bus
from chorus.stores.counters.shared_counters import SharedCounters

log = structlog.get_logger(__name__)
TURN_SECONDS = 0.25
EPOCHS_KEPT = 16


class Gateway:
    """`start`, then `drain` and `stop`. Metrics are in `metrics`, a Prometheus collector."""

    def __init__(
        self,
        options: GatewayOptions,
        exchange: Exchange,
        bus: Bus,
        tokens: Tokens,
        presence: Presence | None = None,
        tally: SharedCounters | None = None,
    ) -> None:
        self.options = options
        self.metrics = GatewayMetrics()
        self.limits = Limits(options, tally)
        self.arrivals = Arrivals(
            per_address=options.sockets_per_address,
            half_open_max=options.sockets_per_process,
            trusted=options.trusted_proxies,
        )
        self.wheel = Wheel(time.monotonic(), tick_seconds=TURN_SECONDS)
        self.dispatcher = Dispatcher(
            RateLimitedExchange(exchange, options, self.limits.share_of),
            in_flight_max=options.in_flight_max,
            answer_seconds=options.answer_seconds,
        )
        self.fanout = Fanout(bus, self.dispatcher, self.metrics, patience_seconds=options.gap_patience_seconds)
        self.catch_up = CatchUp(self.dispatcher, self.fanout, bus, options, self._follow_epoch)
        self.admission: Admission[Endpoint] = Admission(
            lambda endpoint, token: self.spawn(self._verify(endpoint, token))
        )
        self.endpoints: set[Endpoint] = set()
        self.is_ready = False
        self.is_traced = False
        self.port = 0
        self._tokens = tokens
        self._presence: Presence = presence or NoPresence()
        self._outbox = EphemeralPublisher(bus)
        self._revocation = Revocation(self.dispatcher, options.recheck_seconds)
        self._stalled: dict[Endpoint, float] = {}
        self._epoch = ""
        self._epochs_over: deque[str] = deque(maxlen=EPOCHS_KEPT)
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = Server(
            self.route,
            frame_max_bytes=options.frame_max_bytes,
            handshake_seconds=options.handshake_seconds,
            close_seconds=options.close_seconds,
            send_buffer_bytes=options.send_buffer_bytes,
            turns=BatchWindow(options.turn_seconds),
            intake=IntakeLimits(
                frames=options.frames,
                bytes=options.bytes,
                first_frames=options.first_frames,
                fragments=options.fragments_per_message,
            ),
            arrivals=self.arrivals,
            refused=self._count_refused,
        )
        self.metrics.read_in_flight = lambda: self.dispatcher.in_flight
        self.metrics.read_bus_health = lambda: bus.is_healthy

    # --- life ----------------------------------------------------------------------------------------------------

    async def start(self, **listen: Any) -> None:
        """Listen; `port` tells where. `listen` goes to the event loop's `create_server`."""
        self.is_traced = tracing.is_on()
        self.port = await self._server.start(self.options.host, self.options.port, **listen)
        for work in (self._turn(), self.catch_up.run(), self._revocation.run()):
            self.spawn(work)
        self.is_ready = True

    async def drain(self, seconds: float | None = None) -> None:
        """Send everybody elsewhere, spread over `seconds`; ends when the last has gone."""
        self.is_ready = False
        await drain(self.endpoints, self.options.drain_seconds if seconds is None else seconds)

    async def stop(self) -> None:
        """Stop, with or without a preceding drain."""
        self.is_ready = False
        for endpoint in tuple(self.endpoints):
            endpoint.hang_up(closes.RESTART)
        await self._server.close()
        for task in tuple(self._tasks):
            await end(task)
        await self.dispatcher.stop()
        await self.fanout.stop()
        await self._outbox.stop()

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run beside everything else; ends with the gateway."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("gateway.task_failed", exc_info=task.exception())

    # --- upgrades ------------------------------------------------------------------------------------------------

    def route(self, path: str, headers: "CIMultiDict[str]") -> Handler | HttpAnswer:
        """Route an upgrade request.

        Tokens are checked after the upgrade, because browsers see close codes, not statuses.
        """
        if path == "/health":
            return HttpAnswer(200, b"ok\n")
        if path == "/ready":
            return HttpAnswer(200, b"ready\n") if self.is_ready else HttpAnswer(503, b"not ready\n")
        upgrade = read_upgrade(path, headers)
        if isinstance(upgrade, HttpAnswer):
            return self._refused(upgrade)
        if not self.is_ready:
            return self._refused(HttpAnswer(503, b"This gateway is going away.\n", 1))
        if self.limits.is_full:
            return self._refused(HttpAnswer(503, b"This gateway is full.\n", RETRY_SECONDS))
        return Endpoint(self, upgrade)

    def _refused(self, answer: HttpAnswer) -> HttpAnswer:
        self._count_refused(answer.status)
        return answer

    def _count_refused(self, status: int) -> None:
        self.metrics.refused_handshakes[status] += 1

    def _begin_verifying(self, endpoint: Endpoint, token: str) -> None:
        self.spawn(self._verify(endpoint, token))

    async def _verify(self, endpoint: Endpoint, token: str) -> None:
        try:
            endpoint.verified(await self._tokens.verify(token))
        except ChorusError as error:
            endpoint.verified(error)
        except Exception:
            log.exception("token.failed")
            endpoint.verified(UnavailableError(part="tokens"))

    # --- what endpoints tell -------------------------------------------------------------------------------------

    def opened(self, endpoint: Endpoint) -> None:
        """Register a socket that was welcomed."""
        connection = endpoint.connection
        self.admission.ended(endpoint)
        self.metrics.opened += 1
        self.metrics.connections[connection.kind] += 1
        if connection.caller is not None:
            self._revocation.watch(endpoint, connection.caller.login_id)
            self._presence.arrived(connection.caller, connection.conversation_id)

    def lost(self, endpoint: Endpoint, close: Close | None) -> None:
        """Remove a closed socket."""
        connection = endpoint.connection
        self.admission.ended(endpoint)
        self.endpoints.discard(endpoint)
        self._stalled.pop(endpoint, None)
        code, name = (close.code, close.name) if close is not None else (1006, "lost")
        self.metrics.closes[code, name] += 1
        if endpoint.is_welcomed and connection.caller is not None:
            self.metrics.connections[connection.kind] -= 1
            self._revocation.unwatch(endpoint, connection.caller.login_id)
            self._presence.left(connection.caller, connection.conversation_id)

    def stalled(self, endpoint: Endpoint, *, is_stalled: bool) -> None:
        """Record that the peer stopped or resumed reading."""
        if is_stalled:
            self._stalled[endpoint] = time.monotonic() + self._look_seconds
        else:
            self._stalled.pop(endpoint, None)

    def publish(self, envelope: Envelope) -> None:
        """Publish to all subscribers of the topic, on any gateway."""
        self._outbox.publish(envelope)

    def granted(self, endpoint: Endpoint, epoch: str, *, resumed: bool, is_resync: bool) -> None:
        """Handle the chat service's permission. It may date from before the log was set back."""
        self.metrics.resumes += resumed
        self.metrics.resyncs += is_resync
        if epoch in self._epochs_over:
            endpoint.hang_up(closes.RESTART)
        else:
            self._follow_epoch(epoch)

    def _follow_epoch(self, epoch: str) -> None:
        """Adopt a new epoch: the log was set back, so all sockets start again."""
        if epoch == self._epoch or epoch in self._epochs_over:
            return
        if self._epoch:
            log.warning("log.epoch_changed", was=self._epoch, epoch=epoch)
            self._epochs_over.append(self._epoch)
            self.fanout.forget()
            self.spawn(drain(self.endpoints, self.options.drain_seconds))
        self._epoch = epoch

    # --- all sockets ---------------------------------------------------------------------------------------------

    @property
    def _look_seconds(self) -> float:
        return self.options.write_seconds / self.options.write_tries

    async def _turn(self) -> None:
        while True:
            await asyncio.sleep(TURN_SECONDS)
            now = time.monotonic()
            self.wheel.turn(now)
            for endpoint, look_at in tuple(self._stalled.items()):
                if now < look_at:
                    continue
                self._stalled[endpoint] = now + self._look_seconds
                if endpoint.is_write_stalled():
                    endpoint.close_slow_consumer()

    def login_ids(self) -> set[UUID]:
        """Return the log-ins behind the open sockets."""
        return self._revocation.login_ids
