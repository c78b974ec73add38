"""The figures of a gateway (docs/settings.md)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from chorus.gateway.protocol.handshake import Network

ROUNDING_SECONDS = 1e-7


@dataclass(frozen=True, slots=True)
class Rate:
    """A sustained rate with a burst on top."""

    per_second: float
    burst: int
    # Worked out once; every frame asks.
    interval: float = field(init=False)
    allowance: float = field(init=False)

    def __post_init__(self) -> None:
        """Derive the rate from its two values."""
        object.__setattr__(self, "interval", 1 / self.per_second)
        # Sums of intervals are rounded: without a little more, the last of a burst would be refused now and then.
        object.__setattr__(self, "allowance", (self.burst - 1) / self.per_second + ROUNDING_SECONDS)


def parse_rate(text: str) -> Rate:
    """Parse `10/s+100`: ten a second sustained, a burst of a hundred.

    Raises:
        ValueError: If the value has another form.
    """
    match = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)/s\+(\d{1,9})", text.strip())
    if match is None or not float(match[1]) or not int(match[2]):
        raise ValueError(f"{text!r} is not a rate such as 10/s+100")
    return Rate(float(match[1]), int(match[2]))


@dataclass(frozen=True, slots=True)
class GatewayOptions:
    """Read once from the settings, where most figures have the same name; passed down."""

    host: str = "127.0.0.1"
    port: int = 8081
    trusted_proxies: Sequence[Network] = ()

    sockets_per_customer: int = 5
    sockets_per_agent: int = 10
    sockets_per_address: int = 50
    sockets_per_tenant: int = 2_000
    sockets_per_process: int = 10_000
    subscriptions_per_socket: int = 200

    frame_max_bytes: int = 64 * 1024
    customer_messages: Rate = field(default_factory=lambda: Rate(1, 20))
    agent_messages: Rate = field(default_factory=lambda: Rate(10, 100))
    tenant_messages: Rate = field(default_factory=lambda: Rate(1_000, 5_000))
    process_messages: Rate = field(default_factory=lambda: Rate(20_000, 20_000))
    typing: Rate = field(default_factory=lambda: Rate(10, 10))
    frames: Rate = field(default_factory=lambda: Rate(50, 200))
    bytes: Rate = field(default_factory=lambda: Rate(128 * 1024, 1024 * 1024))
    first_frames: int = 32
    fragments_per_message: int = 64

    handshake_seconds: float = 10
    auth_seconds: float = 10
    ping_seconds: float = 25
    pong_seconds: float = 8
    write_seconds: float = 5
    write_tries: int = 3
    close_seconds: float = 1
    recheck_seconds: float = 2

    send_buffer_bytes: int = 128 * 1024
    outbound_max_bytes: int = 512 * 1024
    outbound_max_frames: int = 1_000
    in_flight_max: int = 10_000
    answer_seconds: float = 10

    catch_up_seconds: float = 0.15
    catch_up_seconds_without_bus: float = 0.025
    gap_patience_seconds: float = 0.02
    turn_seconds: float = 0.002
    drain_seconds: float = 10
