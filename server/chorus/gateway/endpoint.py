"""One socket: passes input to its state machine and carries out the effects."""

import random
import time
from typing import Any, Protocol

from msgspec.structs import replace
from opentelemetry.trace import SpanKind

from chorus.core.errors import ChorusError
from chorus.core.ids import new_id
from chorus.core.observability import tracing
from chorus.gateway.admission.admission import Admission
from chorus.gateway.admission.arrivals import Arrivals
from chorus.gateway.admission.limits import Limits, Slot
from chorus.gateway.fanout.fanout import Fanout
from chorus.gateway.fanout.send_queue import SendQueue
from chorus.gateway.metrics import GatewayMetrics
from chorus.gateway.protocol.connection import Connection, State
from chorus.gateway.protocol.effects import Ask, Effect, Granted, Hangup, Leave, Opened, Publish, Settle, Verify, Write
from chorus.gateway.protocol.errors import TooManySockets
from chorus.gateway.protocol.handshake import Upgrade, client_address
from chorus.gateway.protocol.options import GatewayOptions
from chorus.gateway.protocol.ports import Verified
from chorus.gateway.timer_wheel import Wheel
from chorus.gateway.transport.assembly import text_frame
from chorus.gateway.transport.transport import Socket
from chorus.gateway.upstream.dispatch import Dispatcher
from chorus.protocol import close_codes as closes
from chorus.protocol.close_codes import Close
from chorus.protocol.envelope import Envelope
from chorus.protocol.rpc.exchange import Answer, Send, Sent

VIOLATIONS = (
    closes.PROTOCOL_ERROR,
    closes.UNSUPPORTED_DATA,
    closes.INVALID_PAYLOAD,
    closes.TOO_BIG,
    closes.UNAUTHENTICATED,
)


class Host(Protocol):
    """What an endpoint uses of its gateway."""

    options: GatewayOptions
    metrics: GatewayMetrics
    limits: Limits
    arrivals: Arrivals
    wheel: Wheel
    dispatcher: Dispatcher
    fanout: Fanout
    admission: "Admission[Endpoint]"
    endpoints: "set[Endpoint]"
    is_traced: bool

    def opened(self, endpoint: "Endpoint") -> None:
        """Register a socket that was welcomed."""
        ...

    def lost(self, endpoint: "Endpoint", close: Close | None) -> None:
        """Remove a closed socket."""
        ...

    def stalled(self, endpoint: "Endpoint", *, is_stalled: bool) -> None:
        """Record that the peer stopped or resumed reading."""
        ...

    def publish(self, envelope: Envelope) -> None:
        """Publish to all subscribers of the topic, on any gateway."""
        ...

    def granted(self, endpoint: "Endpoint", epoch: str, *, resumed: bool, is_resync: bool) -> None:
        """Handle the chat service's permission to open."""
        ...


class Endpoint:
    """The gateway's state of one socket, without a task, a timer or a queue of its own."""

    __slots__ = (
        "_address",
        "_forwarded_for",
        "_gateway",
        "_identity_slot",
        "_outbound",
        "_ping_at",
        "_pinged_at",
        "_process_slot",
        "_socket",
        "connection",
        "due",
        "is_welcomed",
    )

    def __init__(self, gateway: Host, upgrade: Upgrade) -> None:
        self._gateway = gateway
        self._forwarded_for = upgrade.forwarded_for
        self._address = ""
        self.connection = Connection(
            new_id(),
            upgrade.kind,
            gateway.options,
            self,
            conversation_id=upgrade.conversation_id,
            token=upgrade.token,
            nonce=upgrade.nonce,
            origin=upgrade.origin,
        )
        self.due = 0
        self.is_welcomed = False
        self._process_slot: Slot | None = None
        self._identity_slot: Slot | None = None
        self._ping_at = 0.0
        self._pinged_at = 0.0

    # --- told by the transport -----------------------------------------------------------------------------------

    def opened(self, socket: Socket, peer: str) -> None:
        gateway = self._gateway
        self._socket = socket
        self._outbound = SendQueue(socket, gateway.options)
        gateway.endpoints.add(self)
        address = client_address(peer, self._forwarded_for, gateway.options.trusted_proxies)
        self._forwarded_for = ""
        self._address = address
        try:
            if wait := gateway.arrivals.forwarded(peer, address):
                raise TooManySockets(retry_after_seconds=round(wait, 3))
            self._process_slot = gateway.limits.acquire_process(address, self)
        except ChorusError as error:
            self.run(self.connection.refuse(error))
            return
        gateway.wheel.schedule(self, gateway.options.auth_seconds)

    def text(self, text: str) -> None:
        gateway = self._gateway
        gateway.metrics.frames_received += 1
        self.run(self.connection.frame(text, time.monotonic()))

    def binary(self, payload: bytes) -> None:  # noqa: ARG002 - the port's shape
        self.hang_up(closes.UNSUPPORTED_DATA)

    def pong(self) -> None:
        self._pinged_at = 0.0

    def flooded(self, *, is_text: bool) -> None:
        gateway = self._gateway
        gateway.metrics.floods_cut += 1
        gateway.arrivals.flooded(self._address)
        # Somebody known who says too much may come back; anybody else has no business here.
        is_too_fast = is_text and self.connection.state is State.OPEN
        self.hang_up(closes.LIMIT if is_too_fast else closes.POLICY, "too many frames")

    def stalled(self, *, is_stalled: bool) -> None:
        self._outbound.stall(is_stalled=is_stalled)
        self._gateway.stalled(self, is_stalled=is_stalled)

    def lost(self, close: Close | None) -> None:
        gateway = self._gateway
        if close in VIOLATIONS:
            gateway.arrivals.violated(self._address)
        self.run(self.connection.lost())
        self._release_identity()
        if self._process_slot is not None:
            gateway.limits.release_process(self._process_slot)
        gateway.lost(self, close)

    # --- told by the exchange ------------------------------------------------------------------------------------

    def answered(self, ask: Ask, answer: Answer) -> None:
        if type(answer) is Sent and type(ask.request) is Send:
            self._gateway.metrics.acknowledged((time.monotonic() - ask.received_at) * 1_000)
        if ask.span is not None:
            ask.span.end()
        self.run(self.connection.answer(ask, answer))

    def verified(self, found: Verified | ChorusError) -> None:
        """Receive the result of the token check."""
        if self.connection.state is not State.CHECKING:
            return
        if isinstance(found, ChorusError):
            self.run(self.connection.refuse(found))
            return
        try:
            self._identity_slot = self._gateway.limits.acquire_identity(found.caller, self)
        except ChorusError as error:
            self.run(self.connection.refuse(error))
            return
        self.run(self.connection.verified(found))

    # --- told by the fan-out -------------------------------------------------------------------------------------

    def event(self, frame: bytes) -> None:
        """Send a durable event. A socket that cannot take it is closed; the client reconnects and resumes."""
        if not self._outbound.send(frame):
            self.close_slow_consumer()

    def hint(self, frame: bytes) -> None:
        """Send an ephemeral frame, which may be dropped."""
        if not self._outbound.hint(frame):
            self._gateway.metrics.hints_dropped += 1

    # --- told by the gateway -------------------------------------------------------------------------------------

    def tick(self, now: float) -> float | None:
        """Check this socket's deadlines when its timer fires."""
        connection, options = self.connection, self._gateway.options
        if connection.state is State.CLOSED:
            return None
        if connection.state is not State.OPEN:
            self.hang_up(closes.AUTH_TIMEOUT)
            return None
        if self._pinged_at and now - self._pinged_at >= options.pong_seconds:
            self._socket.abort(closes.GOING_AWAY)
            return None
        lifetime = connection.expires_at - time.time()
        if lifetime <= 0:
            self.hang_up(closes.TOKEN_EXPIRED)
            return None
        return min(lifetime, self._ping(now))

    def _ping(self, now: float) -> float:
        options = self._gateway.options
        if self._pinged_at:
            return self._pinged_at + options.pong_seconds - now
        if now >= self._ping_at:
            # Spread, so that sockets opened together are not pinged together for ever.
            self._ping_at = now + options.ping_seconds * random.uniform(0.8, 1)  # noqa: S311 - no secret
            self._pinged_at = now
            self._socket.ping()
            return options.pong_seconds
        return self._ping_at - now

    def evict(self, error: ChorusError) -> None:
        """Evict this socket."""
        self.run(self.connection.refuse(error))

    def is_write_stalled(self) -> bool:
        """Return whether a write is stalled."""
        return self._outbound.is_write_stalled()

    def close_slow_consumer(self) -> None:
        """Close a socket whose peer does not read."""
        if self.connection.state is not State.CLOSED:
            self._gateway.metrics.slow_closes += 1
            self.hang_up(closes.SLOW)

    def hang_up(self, close: Close, reason: str = "") -> None:
        """Close it."""
        self.run(self.connection.hang_up(close, reason or close.name))

    # --- effects -------------------------------------------------------------------------------------------------

    def run(self, effects: list[Effect]) -> None:
        """Carry out, in order."""
        for effect in effects:
            CARRY_OUT[type(effect)](self, effect)

    def _write(self, effect: Write) -> None:
        if not self._outbound.send(text_frame(effect.body), is_replay=effect.is_replay):
            self.close_slow_consumer()

    def _ask(self, effect: Ask) -> None:
        dispatcher = self._gateway.dispatcher
        if type(effect.request) is Send and self._gateway.is_traced:
            effect = _traced(effect, effect.request)
        if effect.subscription is None or self.connection.caller is None:
            dispatcher.submit(effect, self)
        else:
            tenant_id = self.connection.caller.tenant_id
            self._gateway.fanout.join(effect.subscription, tenant_id, lambda: dispatcher.submit(effect, self))

    def _verify(self, effect: Verify) -> None:
        self._gateway.admission.enqueue(self, effect.token)

    def _settle(self, effect: Settle) -> None:
        self._gateway.fanout.settle(effect.subscription)

    def _leave(self, effect: Leave) -> None:
        self._gateway.fanout.leave(effect.subscription)

    def _publish(self, effect: Publish) -> None:
        self._gateway.publish(effect.envelope)

    def _granted(self, effect: Granted) -> None:
        self._gateway.granted(self, effect.epoch, resumed=effect.resumed, is_resync=effect.is_resync)

    def _opened(self, _: Opened) -> None:
        connection, options = self.connection, self._gateway.options
        self._ping_at = time.monotonic() + options.ping_seconds * random.uniform(0.5, 1)  # noqa: S311 - no secret
        self.is_welcomed = True
        self._socket.intake.welcome()
        self._gateway.opened(self)
        until = min(self._ping_at - time.monotonic(), max(connection.expires_at - time.time(), 0))
        self._gateway.wheel.schedule(self, until)

    def _close(self, effect: Hangup) -> None:
        self._socket.close(effect.close, effect.reason)
        self._release_identity()

    def _release_identity(self) -> None:
        # At the start of the close handshake, not at its end: a client that is told to reconnect needs the slot.
        if self._identity_slot is not None:
            self._gateway.limits.release(self._identity_slot)
            self._identity_slot = None


def _traced(ask: Ask, send: Send) -> Ask:
    """Start a trace that continues in the chat service and ends at the peers' sockets."""
    span = tracing.begin("message", kind=SpanKind.SERVER)
    span.set_attribute("chorus.message_id", str(send.message.id))
    span.set_attribute("chorus.conversation_id", str(send.conversation_id))
    return replace(ask, request=replace(send, trace=tracing.carry(span)), span=span)


CARRY_OUT: dict[type, Any] = {
    Ask: Endpoint._ask,
    Granted: Endpoint._granted,
    Hangup: Endpoint._close,
    Leave: Endpoint._leave,
    Opened: Endpoint._opened,
    Publish: Endpoint._publish,
    Settle: Endpoint._settle,
    Verify: Endpoint._verify,
    Write: Endpoint._write,
}
