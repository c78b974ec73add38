"""Forged tokens, nonces and origins on the whole path: at the socket and over REST, beside somebody in order."""

import base64
import hmac
import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc import jws
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from chorus.core.actor import Actor
from chorus.core.clock import FrozenClock, now
from chorus.core.ids import TenantId, new_id
from chorus.identity.tokens.keys import load_keys, new_key_pem, public_pem
from chorus.identity.tokens.nonces import Bearer, Nonces
from chorus.identity.tokens.sealing import Signer
from chorus.stores import embedded
from chorus.stores.postgres.database import Database
from tests import people
from tests.app import bearer
from tests.identity.stack import Stack, code_of_close, frame, running
from tests.identity.tokens.token_factory import encoded, parts_of

ORIGIN = "https://shop.example"


@pytest.fixture
async def stack(postgres: embedded.Postgres, valkey: embedded.Valkey, tmp_path: Path) -> AsyncIterator[Stack]:
    """Running."""
    async with running(postgres, valkey, tmp_path) as opened:
        yield opened


class Forger:
    """Has a token of Ada's, everybody's public keys, and, where that is the point, a private one."""

    def __init__(self, stack: Stack, token: str) -> None:
        settings = stack.services.settings
        self.users = settings.agent_signing_key.get_secret_value()
        self.customers = settings.customer_signing_key.get_secret_value()
        self.token = token
        self.header, self.claims = parts_of(token)

    def signed(self, pem: str, header: dict[str, Any] | None = None, **claims: Any) -> str:
        """Something changed, and a good signature of this key."""
        kid, key = load_keys(pem).signing()
        registry = jws.JWSRegistry(algorithms=["ES256"], strict_check_header=False)
        given = self.header | {"kid": kid} | (header or {})
        return jws.serialize_compact(given, json.dumps(self.claims | claims), key, registry=registry)

    def unsigned(self, algorithm: str) -> str:
        """No signature at all."""
        return f"{encoded(self.header | {'alg': algorithm})}.{encoded(self.claims)}."

    def by_public_key(self) -> str:
        """HMAC, with what is public as its secret."""
        content = f"{encoded(self.header | {'alg': 'HS256'})}.{encoded(self.claims)}"
        signature = hmac.digest(public_pem(self.users).encode(), content.encode(), "sha256")
        return f"{content}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


EVIL = new_key_pem()
REFUSED, EXPIRED = ("auth.token_refused", 4401, 401), ("auth.token_expired", 4402, 401)
FORGERIES: dict[str, tuple[Callable[[Forger], str], tuple[str, int, int]]] = {
    "alg none": (lambda forger: forger.unsigned("none"), REFUSED),
    "alg None": (lambda forger: forger.unsigned("None"), REFUSED),
    "no signature": (lambda forger: forger.unsigned("ES256"), REFUSED),
    "HMAC with the public key": (Forger.by_public_key, REFUSED),
    "a key of one's own by jku": (lambda forger: forger.signed(EVIL, {"jku": "https://evil.example/jwks"}), REFUSED),
    "a key of one's own in the header": (
        lambda forger: forger.signed(EVIL, {"jwk": load_keys(EVIL).public()[0]}),
        REFUSED,
    ),
    "a key of one's own under our id": (lambda forger: forger.signed(EVIL, {"kid": forger.header["kid"]}), REFUSED),
    "jku beside our signature": (lambda forger: forger.signed(forger.users, {"jku": "https://evil.example"}), REFUSED),
    "another audience": (lambda forger: forger.signed(forger.users, aud="somebody-else"), REFUSED),
    "another type": (lambda forger: forger.signed(forger.users, {"typ": "JWT"}), REFUSED),
    "another issuer": (lambda forger: forger.signed(forger.users, iss="https://evil.example"), REFUSED),
    "a longer life": (lambda forger: forger.signed(forger.users, exp=forger.claims["iat"] + 86_400), REFUSED),
    "the customers' key": (lambda forger: forger.signed(forger.customers), REFUSED),
    "a key id that is a path": (lambda forger: forger.signed(forger.users, {"kid": "../../etc/passwd"}), REFUSED),
    "the signature cut off": (lambda forger: ".".join(forger.token.split(".")[:2]) + ".", REFUSED),
    "expired": (lambda forger: forger.signed(forger.users, iat=1_700_000_000, exp=1_700_000_900), EXPIRED),
    "words": (lambda _: "hello", REFUSED),
}


async def test_no_forged_token_opens_a_socket_or_an_endpoint(stack: Stack, acme: TenantId) -> None:
    ada = await people.agent_ada(stack.services.database, acme)
    token = (await stack.log_in(ada))["accessToken"]
    forger, honest = Forger(stack, token), await stack.connected(token)

    found = {}
    for name, (forge, _) in FORGERIES.items():
        forged = forge(forger)
        _, nonce = await stack.invited(token)
        code, close = await refused(stack, forged, nonce)
        status = (await stack.client.get("/v1/me", headers=bearer(forged))).status_code
        found[name] = (code, close, status)

    assert found == {name: expected for name, (_, expected) in FORGERIES.items()}
    await honest.send('{"type":"ping"}')
    assert (await frame(honest))["type"] == "pong"
    await honest.close()


async def opened(
    stack: Stack, token: str, nonce: str, path: str = "agent", origin: str | None = None
) -> ClientConnection:
    """A socket that has said `auth`."""
    socket = await connect(
        f"{stack.services.settings.gateway_public_url}/ws/v1/{path}",
        subprotocols=[Subprotocol(word) for word in ("chorus.v1", f"bearer.{token}", f"nonce.{nonce}")],
        origin=None if origin is None else Origin(origin),
    )
    await socket.send('{"type":"auth"}')
    return socket


async def refused(
    stack: Stack, token: str, nonce: str, path: str = "agent", origin: str | None = None
) -> tuple[str, int]:
    """With which error and which close code it is sent away."""
    socket = await opened(stack, token, nonce, path, origin)
    return (await frame(socket)).get("code", "let in"), await code_of_close(socket)


async def test_a_token_opens_only_the_sockets_of_its_kind(stack: Stack, acme: TenantId, globex: TenantId) -> None:
    database, tokens = stack.services.database, stack.services.auth.tokens
    ada, carl = await people.agent_ada(database, acme), await people.agent_ada(database, globex)
    bao, cai = [await people.customer_bao(database, acme, name) for name in ("Bao", "Cai")]
    baos = await people.conversation_with(database, bao)
    of_bao, of_cai = tokens.sign(bao).token, tokens.sign(cai).token
    of_carl = (await stack.log_in(carl))["accessToken"]
    path = f"conversations/{baos.id}"

    found = {
        "a customer at the agents' socket": await refused(stack, of_bao, nonce_of(stack, bao)),
        "another customer": await refused(stack, of_cai, nonce_of(stack, cai, baos.id), path),
        "another tenant's agent": await refused(stack, of_carl, nonce_of(stack, carl, baos.id), path),
        "a conversation of nobody": await refused(
            stack, of_bao, nonce_of(stack, bao, nobody := new_id()), f"conversations/{nobody}"
        ),
    }
    assert found == {
        "a customer at the agents' socket": ("permission.denied", 4403),
        "another customer": ("conversation.not_found", 4404),
        "another tenant's agent": ("conversation.not_found", 4404),
        "a conversation of nobody": ("conversation.not_found", 4404),
    }
    assert (await stack.client.get("/v1/users", headers=bearer(of_bao))).status_code == 403
    assert (await stack.client.get(f"/v1/conversations/{baos.id}", headers=bearer(of_cai))).status_code == 404
    assert (await stack.client.get(f"/v1/conversations/{baos.id}", headers=bearer(of_carl))).status_code == 404
    of_ada = (await stack.log_in(ada))["accessToken"]
    let_in = await opened(stack, of_ada, nonce_of(stack, ada, baos.id), path)
    assert (await frame(let_in))["type"] == "welcome"
    await let_in.close()


def nonce_of(stack: Stack, actor: Actor, conversation_id: Any = None, origin: str | None = None, **changes: Any) -> str:
    """A good nonce, for this actor or with something changed."""
    of = Bearer(changes.get("tenant_id", actor.tenant_id), changes.get("subject", actor.id), origin, conversation_id)
    nonces: Nonces = changes.get("nonces", stack.services.auth.nonces)
    return nonces.issue(of)[0]


NEAR_ORIGINS = {
    "a suffix": f"{ORIGIN}.evil.example",
    "a prefix": "https://evil-shop.example",
    "a port": f"{ORIGIN}:8443",
    "the scheme": "http://shop.example",
    "another case": "https://Shop.example",
    "a dot": f"{ORIGIN}.",
    "a path": f"{ORIGIN}/",
    "a user": "https://shop.example@evil.example",
    "null": "null",
    "none": None,
}


async def test_a_nonce_holds_once_for_one_person_one_conversation_and_one_origin(
    stack: Stack, acme: TenantId, globex: TenantId
) -> None:
    database = stack.services.database
    bao = await people.customer_bao(database, acme)
    conversation = await people.conversation_with(database, bao)
    token = stack.services.auth.tokens.sign(bao).token
    path = f"conversations/{conversation.id}"
    past = Nonces(Signer(stack.services.settings.secret_keys, "nonce"), FrozenClock(now() - timedelta(seconds=31)))
    ours = Nonces(Signer(("x" * 40,), "nonce"), FrozenClock(now()))
    good = nonce_of(stack, bao, conversation.id, ORIGIN)
    let_in = await opened(stack, token, good, path, ORIGIN)
    assert (await frame(let_in))["type"] == "welcome"

    nonces = {
        "spent": good,
        "expired": nonce_of(stack, bao, conversation.id, ORIGIN, nonces=past),
        "of another installation": nonce_of(stack, bao, conversation.id, ORIGIN, nonces=ours),
        "another tenant's": nonce_of(stack, bao, conversation.id, ORIGIN, tenant_id=globex),
        "somebody else's": nonce_of(stack, bao, conversation.id, ORIGIN, subject=new_id()),
        "for another conversation": nonce_of(stack, bao, new_id(), ORIGIN),
        "for the agents' socket": nonce_of(stack, bao, None, ORIGIN),
        "cut": nonce_of(stack, bao, conversation.id, ORIGIN)[:-1],
        "words": "hello",
        "nothing": "",
    }
    refusal = ("auth.nonce_refused", 4406)
    assert {name: await refused(stack, token, nonce, path, ORIGIN) for name, nonce in nonces.items()} == dict.fromkeys(
        nonces, refusal
    )
    assert {
        name: await refused(stack, token, nonce_of(stack, bao, conversation.id, ORIGIN), path, origin)
        for name, origin in NEAR_ORIGINS.items()
    } == dict.fromkeys(NEAR_ORIGINS, refusal)
    await let_in.close()


async def test_keys_rotate_and_nobody_has_to_log_in_again(
    postgres: embedded.Postgres, valkey: embedded.Valkey, tmp_path: Path, database: Database, acme: TenantId
) -> None:
    ada, pem = await people.agent_ada(database, acme), new_key_pem()
    async with running(postgres, valkey, tmp_path, agent_signing_key=pem) as before:
        log_in = await before.log_in(ada)
    old = log_in["accessToken"]

    async with running(postgres, valkey, tmp_path, agent_signing_key=new_key_pem() + pem) as after:
        new = (await after.log_in(ada))["accessToken"]
        assert parts_of(new)[0]["kid"] != parts_of(old)[0]["kid"]
        for token in (old, new):
            assert (await after.client.get("/v1/me", headers=bearer(token))).status_code == 200
            await (await after.connected(token)).close()

    async with running(postgres, valkey, tmp_path) as much_later:  # the old key is gone with its last token
        assert (await much_later.client.get("/v1/me", headers=bearer(old))).status_code == 401
