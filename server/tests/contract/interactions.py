"""What the gateway asks of the chat service, and what it needs of each answer."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pact import match

from chorus.protocol import frames
from chorus.protocol.rpc import exchange
from chorus.protocol.rpc.exchange import Caller
from tests.contract.words import ADA, BAO, CONVERSATION, FOREIGN, LOGIN, MESSAGE, TENANT, body_of

CUSTOMER = Caller("customer", UUID(TENANT), UUID(BAO), name="Bao")
AGENT = Caller("agent", UUID(TENANT), UUID(ADA), "agent", "Ada")
CHAT = UUID(CONVERSATION)
OF_AGENTS, OF_CUSTOMER = f"conversation:{CONVERSATION}:agents", f"conversation:{CONVERSATION}:customer"
TALKING = "Ada has Bao's conversation, in which Bao has said hello"
TIME = match.regex("2026-11-22T22:00:00.000000Z", regex=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)$")
EPOCH = match.regex("0d6528120e09", regex=r"^\S+$")
# msgspec writes bytes as base64 in JSON.
BODY = match.regex("eyJwb3NpdGlvbiI6MX0=", regex=r"^[A-Za-z0-9+/]+={0,2}$")


@dataclass(frozen=True, slots=True)
class Interaction:
    """A request in a state, and the answer."""

    name: str
    request: exchange.Request
    kind: str
    values: dict[str, Any]
    state: str = TALKING

    @property
    def body(self) -> dict[str, Any]:
        """The answer in Pact's words."""
        return body_of(self.kind, self.values)


def _opened(topic: str | None, **values: Any) -> dict[str, Any]:
    return {"topic": topic, "epoch": EPOCH, **values}


def _refused(code: str, *, retryable: bool = False) -> dict[str, Any]:
    return {"code": code, "message": match.str("No."), "retryable": retryable}


def _send(caller: Caller, conversation: UUID = CHAT, message: str = MESSAGE) -> exchange.Send:
    return exchange.Send(caller, conversation, frames.Message(UUID(message), "Hello", role="customer"))


INTERACTIONS = [
    Interaction(
        "a customer resumes from the beginning",
        exchange.Open(CUSTOMER, "fresh", "https://shop.example", CHAT, 0, ""),
        "Opened",
        _opened(
            OF_CUSTOMER,
            position=match.int(2),
            replay=match.each_like([OF_CUSTOMER, match.int(1), BODY], min=1),
            resync=None,
            resumed=True,
        ),
    ),
    Interaction(
        "a nonce that was used before",
        exchange.Open(CUSTOMER, "spent", None, CHAT, None, ""),
        "Refused",
        _refused("auth.nonce_refused"),
    ),
    Interaction(
        "an agent's socket opens",
        exchange.Open(AGENT, "fresh", None, None, None, ""),
        "Opened",
        _opened(None, position=0, replay=[], resync=None, resumed=False),
    ),
    Interaction(
        "a position that is ahead of the log",
        exchange.Follow(AGENT, CHAT, 9_999, ""),
        "Opened",
        _opened(OF_AGENTS, position=match.int(2), replay=[], resync="ahead", resumed=False),
    ),
    Interaction(
        "an epoch that is over",
        exchange.Follow(AGENT, CHAT, 1, "long-ago"),
        "Opened",
        _opened(OF_AGENTS, position=match.int(2), replay=[], resync="epoch", resumed=False),
    ),
    Interaction(
        "an agent follows the tenant's feed",
        exchange.Follow(AGENT, None, None, ""),
        "Opened",
        _opened(f"tenant:{TENANT}", position=match.int(0), replay=[], resync=None, resumed=False),
    ),
    Interaction(
        "a customer says something",
        _send(CUSTOMER, message="01900000-0000-7000-8000-0000000000aa"),
        "Sent",
        {"id": "01900000-0000-7000-8000-0000000000aa", "position": match.int(3), "created_at": TIME},
    ),
    Interaction(
        "a customer says the same again",
        _send(CUSTOMER),
        "Sent",
        {"id": MESSAGE, "position": 1, "created_at": TIME},
    ),
    Interaction(
        "somebody writes into a conversation that is not theirs",
        _send(CUSTOMER, UUID(FOREIGN), "01900000-0000-7000-8000-0000000000bb"),
        "Refused",
        _refused("conversation.not_found"),
    ),
    Interaction(
        "an agent has read",
        exchange.Acknowledge(AGENT, CHAT, frames.Receipt(delivered=1, read=1)),
        "Done",
        {},
    ),
    Interaction("an agent declares a status", exchange.Declare(AGENT, "busy"), "Done", {}),
    Interaction(
        "a gateway noticed a gap",
        exchange.Replay(OF_AGENTS, 0, UUID(TENANT), 300),
        "Replayed",
        {"envelopes": match.each_like([OF_AGENTS, match.int(1), BODY], min=1)},
    ),
    Interaction(
        "a gateway begins to watch the log",
        exchange.Heads(""),
        "Moved",
        {"heads": {}, "cursor": match.regex("1:0:0:e1", regex=r"^\S+$"), "epoch": EPOCH},
    ),
    Interaction(
        "a gateway asks about log-ins",
        exchange.Recheck([UUID(LOGIN)]),
        "Revoked",
        {"login_ids": [LOGIN]},
    ),
]
BY_NAME = {found.name: found for found in INTERACTIONS}
