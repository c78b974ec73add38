"""Customers' tokens, and the site's word for who a customer is."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jws
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey

from chorus.core.actor import Actor, ActorKind
from chorus.core.clock import FrozenClock
from chorus.core.ids import ConversationId, CustomerId, InboxId, TenantId, new_id
from chorus.identity.errors import IdentityRefused, TokenExpired, TokenRefused
from chorus.identity.scopes import OF_CUSTOMER
from chorus.identity.tokens.customers import (
    Device,
    check_identity_key,
    new_identity_secret,
    read_device,
    read_identity,
    sign_device,
    sign_widget,
)
from chorus.identity.tokens.keys import load_keys, new_key_pem
from chorus.identity.tokens.tokens import Tokens
from tests.app import App, code_of

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
TENANT, INBOX, BAO = TenantId(new_id()), InboxId(new_id()), CustomerId(new_id())
SECRET = new_identity_secret()
RSA, EC, ED = RSAKey.generate_key(2048), ECKey.generate_key("P-256"), OKPKey.generate_key("Ed25519")
NOW = int(START.timestamp())


def small_rsa() -> bytes:
    """A key that was once good enough."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=1024).public_key()  # noqa: S505 - the point
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture
def tokens() -> Tokens:
    """Signs and verifies at a frozen time."""
    users, customers = load_keys(new_key_pem()), load_keys(new_key_pem())
    return Tokens(users=users, customers=customers, issuer="https://chat.example.com", clock=FrozenClock(START))


def statement(
    key: Key | None = None, algorithm: str = "HS256", header: dict[str, Any] | None = None, **claims: Any
) -> str:
    """What a tenant's site would sign."""
    content = {"sub": "customer-7", "exp": NOW + 600} | claims
    registry = jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)
    full_header = {"alg": algorithm, "typ": "JWT"} | (header or {})
    kept = {name: value for name, value in content.items() if value is not ...}
    return jws.serialize_compact(full_header, json.dumps(kept), key or OctKey.import_key(SECRET), registry=registry)


def test_a_widget_token_is_its_customer_and_nothing_more(tokens: Tokens) -> None:
    conversation_id = ConversationId(new_id())
    signed = sign_widget(tokens, tenant_id=TENANT, customer_id=BAO, name="Bao", conversation_id=conversation_id)

    assert tokens.verify(signed.token) == Actor(
        ActorKind.CUSTOMER, TENANT, BAO, scopes=OF_CUSTOMER, name="Bao", conversation_id=conversation_id
    )
    assert signed.expires_in == 15 * 60


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/users"),
        ("POST", "/v1/users"),
        ("GET", "/v1/teams"),
        ("GET", "/v1/me"),
        ("PUT", "/v1/me/status"),
        ("GET", "/v1/api-keys"),
        ("POST", "/v1/api-keys"),
    ],
)
async def test_a_customers_token_opens_no_agents_endpoint(app: App, bao: Actor, method: str, path: str) -> None:
    token = sign_widget(app.auth.tokens, tenant_id=bao.tenant_id, customer_id=bao.customer_id).token
    answer = await app.client.request(method, path, headers={"Authorization": f"Bearer {token}"}, json={})

    assert (answer.status_code, code_of(answer)) == (403, "auth.scope_missing")


def test_a_device_is_recognised_for_thirty_days_in_its_inbox(tokens: Tokens) -> None:
    device = Device(TENANT, BAO, INBOX)
    token = sign_device(tokens, device)
    assert read_device(tokens, token, inbox_id=INBOX) == device
    with pytest.raises(TokenRefused):
        read_device(tokens, token, inbox_id=InboxId(new_id()))

    assert isinstance(tokens.clock, FrozenClock)
    tokens.clock.advance(timedelta(days=30))
    with pytest.raises(TokenExpired):
        read_device(tokens, token, inbox_id=INBOX)


def test_a_widget_token_is_no_device_token(tokens: Tokens) -> None:
    token = sign_widget(tokens, tenant_id=TENANT, customer_id=BAO).token

    with pytest.raises(TokenRefused):
        read_device(tokens, token, inbox_id=INBOX)


def test_the_sites_word_is_believed_with_its_secret() -> None:
    token = statement(name="Bao", email="bao@shop.example", attributes={"plan": "gold"}, aud=str(INBOX))
    identity = read_identity(token, SECRET, inbox_id=INBOX, now=START)

    assert (identity.external_id, identity.name, identity.email) == ("customer-7", "Bao", "bao@shop.example")
    assert identity.attributes == {"plan": "gold"}


def test_a_name_in_the_sites_word_turns_nothing_around() -> None:
    assert read_identity(statement(name="\u202eoaB"), SECRET, inbox_id=INBOX, now=START).name == "oaB"


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [(RSA, "RS256"), (RSA, "PS256"), (EC, "ES256"), (ED, "Ed25519")],
    ids=["RS256", "PS256", "ES256", "Ed25519"],
)
def test_or_with_its_public_key(key: RSAKey | ECKey | OKPKey, algorithm: str) -> None:
    public = key.as_pem(private=False)
    check_identity_key(public)

    assert read_identity(statement(key, algorithm), public, inbox_id=INBOX, now=START).external_id == "customer-7"


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": ...},
        {"exp": NOW - 5},
        {"exp": NOW + 86_401},
        {"exp": "tomorrow"},
        {"exp": float("nan")},
        {"sub": ...},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 201},
        {"iat": NOW + 60},
        {"nbf": NOW + 60},
        {"aud": "another inbox"},
        {"name": ["Bao"]},
        {"email": {"a": 1}},
        {"attributes": "gold"},
        {"attributes": {"plan": "go\x00ld"}},
        {"name": "Bao\r\nBcc: everybody@shop.example"},
        {"name": "Bao\x1b[2J"},
        {"name": "Bao\u2028Tran"},
        {"email": "bao@shop.example\nBcc: everybody@shop.example"},
        {"sub": "4711\x00"},
    ],
    ids=str,
)
def test_a_statement_that_breaks_a_rule_is_refused(claims: dict[str, Any]) -> None:
    with pytest.raises(IdentityRefused):
        read_identity(statement(**claims), SECRET, inbox_id=INBOX, now=START)


def test_a_forged_statement_is_refused() -> None:
    right = statement()
    header, claims, _ = right.split(".")
    unsigned = "eyJhbGciOiJub25lIn0." + claims + "."
    for token in (
        statement(OctKey.import_key(new_identity_secret())),
        unsigned,
        f"{header}.{claims}.",
        right + "A",
        statement(header={"crit": ["kid"], "kid": "x"}),
        "",
        "a.b.c",
    ):
        with pytest.raises(IdentityRefused):
            read_identity(token, SECRET, inbox_id=INBOX, now=START)


def test_the_kind_of_key_decides_the_algorithm() -> None:
    public = RSA.as_pem(private=False)

    with pytest.raises(IdentityRefused):  # signed with the public key as if it were a shared secret
        read_identity(statement(), public, inbox_id=INBOX, now=START)
    with pytest.raises(IdentityRefused):
        read_identity(statement(RSA, "RS256"), SECRET, inbox_id=INBOX, now=START)


@pytest.mark.parametrize(
    "secret",
    [
        b"short",
        small_rsa(),
        ECKey.generate_key("P-384").as_pem(private=False),
        b"-----BEGIN PUBLIC KEY-----\nnothing\n-----END PUBLIC KEY-----",
    ],
    ids=["short", "small RSA", "another curve", "garbage"],
)
def test_a_weak_key_is_refused_when_it_is_set(secret: bytes) -> None:
    with pytest.raises(IdentityRefused):
        check_identity_key(secret)
