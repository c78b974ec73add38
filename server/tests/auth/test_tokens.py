"""Access tokens, and every way we know to forge one (RFC 8725)."""

import base64
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey
from typing_extensions import override

from chorus.auth.customers import Device, sign_device
from chorus.auth.errors import BadKeys, TokenExpired, TokenRefused
from chorus.auth.keys import SigningKeys, load_keys, new_key_pem, public_pem
from chorus.auth.scopes import OF_CUSTOMER, OF_ROLE
from chorus.auth.tokens import Tokens
from chorus.core.actor import Actor, ActorKind, Role, bot_of, system_of
from chorus.core.clock import FrozenClock
from chorus.core.ids import ConversationId, CustomerId, InboxId, TenantId, new_id

ISSUER = "https://chat.example.com"
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
USERS, CUSTOMERS = new_key_pem(), new_key_pem()
TENANT = TenantId(new_id())
ADA = Actor(ActorKind.AGENT, TENANT, new_id(), Role.AGENT, OF_ROLE[Role.AGENT], new_id(), "Ada")
BAO = Actor(
    ActorKind.CUSTOMER, TENANT, new_id(), scopes=OF_CUSTOMER, name="Bao", conversation_id=ConversationId(new_id())
)
SYNC = Actor(ActorKind.AGENT, TENANT, new_id(), None, frozenset({"users:read"}), new_id(), "Sync")


def tokens_with(users: str = USERS, customers: str = CUSTOMERS, **changes: Any) -> Tokens:
    given: dict[str, Any] = {"issuer": ISSUER, "clock": FrozenClock(START)} | changes
    return Tokens(users=load_keys(users), customers=load_keys(customers), **given)


def parts_of(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    header, claims, _ = (
        json.loads(_decoded(part) or b"{}") if number < 2 else {} for number, part in enumerate(token.split("."))
    )
    return header, claims


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _encoded(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def forged(
    pem: str = USERS, *, header: dict[str, Any] | None = None, without: tuple[str, ...] = (), **claims: Any
) -> str:
    """A token signed with our own key, with something changed."""
    own_header, own_claims = parts_of(tokens_with().sign(ADA).token)
    kept = {name: value for name, value in (own_claims | claims).items() if name not in without}
    kid, key = load_keys(pem).signing()
    registry = jws.JWSRegistry(algorithms=["ES256"], strict_check_header=False)
    full_header = own_header | {"kid": kid} | (header or {})
    return jws.serialize_compact(full_header, json.dumps(kept), key, registry=registry)


@pytest.mark.parametrize("actor", [ADA, BAO, SYNC], ids=["user", "customer", "service"])
def test_an_actor_comes_back_whole(actor: Actor) -> None:
    tokens = tokens_with()

    assert tokens.verify(tokens.sign(actor).token) == actor


@pytest.mark.parametrize("actor", [bot_of(TENANT), system_of(TENANT)], ids=["bot", "system"])
def test_nobody_gets_a_token_for_the_machine(actor: Actor) -> None:
    with pytest.raises(TokenRefused):
        tokens_with().sign(actor)


def test_a_token_lives_fifteen_minutes_and_no_longer_whatever_is_configured() -> None:
    clock = FrozenClock(START)
    tokens = tokens_with(clock=clock, lifetime=timedelta(hours=5))
    signed = tokens.sign(ADA)
    clock.advance(timedelta(minutes=15))

    assert signed.expires_in == 15 * 60
    with pytest.raises(TokenExpired):
        tokens.verify(signed.token)


def test_a_remembered_token_ends_with_its_expiry_too() -> None:
    clock = FrozenClock(START)
    tokens = tokens_with(clock=clock)
    token = tokens.sign(ADA).token
    clock.advance(timedelta(minutes=14))
    tokens.verify(token)
    clock.advance(timedelta(minutes=1))

    with pytest.raises(TokenExpired):
        tokens.verify(token)


def test_tokens_are_remembered_for_five_minutes_and_in_bounded_number() -> None:
    class CountedKeys(SigningKeys):
        asked = 0

        @override
        def find(self, kid: str) -> ECKey | None:
            CountedKeys.asked += 1
            return super().find(kid)

    clock, loaded = FrozenClock(START), load_keys(USERS)
    counted = CountedKeys(loaded.keys, loaded.signing_id)
    tokens = Tokens(users=counted, customers=load_keys(CUSTOMERS), issuer=ISSUER, clock=clock, cache_size=2)
    first = tokens.sign(ADA).token
    for _ in range(3):
        tokens.verify(first)
    assert CountedKeys.asked == 1

    clock.advance(timedelta(minutes=5))
    tokens.verify(first)
    assert CountedKeys.asked == 2

    for _ in range(2):
        tokens.verify(tokens.sign(ADA).token)
    tokens.verify(first)
    assert CountedKeys.asked == 5


def test_no_algorithm_is_refused() -> None:
    _, claims = parts_of(tokens_with().sign(ADA).token)
    kid, _ = load_keys(USERS).signing()
    for header in (
        {"alg": "none", "typ": "at+jwt", "kid": kid},
        {"alg": "none"},
        {"alg": "None", "typ": "at+jwt", "kid": kid},
    ):
        for signature in ("", "AAAA"):
            with pytest.raises(TokenRefused):
                tokens_with().verify(f"{_encoded(header)}.{_encoded(claims)}.{signature}")


def test_hmac_with_the_public_key_as_secret_is_refused() -> None:
    _, claims = parts_of(tokens_with().sign(ADA).token)
    kid, _ = load_keys(USERS).signing()
    jwk = json.dumps(load_keys(USERS).public()[0]).encode()
    content = f"{_encoded({'alg': 'HS256', 'typ': 'at+jwt', 'kid': kid})}.{_encoded(claims)}"
    for secret in (public_pem(USERS).encode(), public_pem(USERS).strip().encode(), jwk):
        signature = base64.urlsafe_b64encode(hmac.digest(secret, content.encode(), "sha256")).decode().rstrip("=")
        with pytest.raises(TokenRefused):
            tokens_with().verify(f"{content}.{signature}")


@pytest.mark.parametrize(
    "header",
    [
        {"jku": "https://evil.example/jwks.json"},
        {"x5u": "https://evil.example/cert.pem"},
        {"jwk": load_keys(new_key_pem()).public()[0]},
        {"crit": ["exp"], "exp": 1},
        {"crit": []},
        {"kid": "../../etc/passwd"},
        {"kid": 7},
        {"typ": "JWT"},
        {"typ": "device+jwt"},
        {"typ": "AT+JWT"},
        {"alg": "es256"},
    ],
    ids=[
        "jku",
        "x5u",
        "jwk",
        "crit",
        "empty-crit",
        "path-kid",
        "number-kid",
        "jwt-typ",
        "device-typ",
        "capital-typ",
        "small-alg",
    ],
)
def test_a_header_that_we_would_not_write_is_refused_even_with_our_signature(header: dict[str, Any]) -> None:
    try:
        token = forged(header=header)
    except Exception:
        # Our library does not sign such a thing either: the header is swapped in behind its back.
        own_header, _ = parts_of(forged())
        _, claims, signature = forged().split(".")
        token = f"{_encoded(own_header | header)}.{claims}.{signature}"
    with pytest.raises(TokenRefused):
        tokens_with().verify(token)


def test_another_key_under_our_key_id_is_refused() -> None:
    kid, _ = load_keys(USERS).signing()

    with pytest.raises(TokenRefused):
        tokens_with().verify(forged(new_key_pem(), header={"kid": kid}))


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "chorus-widget"},
        {"aud": "somebody-else"},
        {"aud": ["chorus-api", "somebody-else"]},
        {"exp": int(START.timestamp()) + 901},
        {"exp": "later"},
        {"exp": True},
        {"exp": float("nan")},
        {"exp": 1e400},
        {"iat": int(START.timestamp()) + 60, "exp": int(START.timestamp()) + 120},
        {"role": "owner"},
        {"role": ["admin"]},
        {"tid": "1"},
        {"tid": 7},
        {"sub": None},
        {"lid": "x"},
        {"jti": ""},
    ],
    ids=str,
)
def test_a_claim_that_we_would_not_write_is_refused_even_with_our_signature(claims: dict[str, Any]) -> None:
    with pytest.raises(TokenRefused):
        tokens_with().verify(forged(**claims))


@pytest.mark.parametrize("name", ["iss", "aud", "exp", "iat", "jti", "sub", "tid"])
def test_no_claim_may_be_missing(name: str) -> None:
    with pytest.raises(TokenRefused):
        tokens_with().verify(forged(without=(name,)))


def test_an_expired_token_says_so() -> None:
    now = int(START.timestamp())

    with pytest.raises(TokenExpired):
        tokens_with().verify(forged(iat=now - 900, exp=now))


def test_a_customers_key_makes_no_user_and_a_users_key_no_customer() -> None:
    tokens = tokens_with()
    kid_of_customers, _ = load_keys(CUSTOMERS).signing()
    for token in (
        forged(CUSTOMERS),  # a user's claims, signed with the customers' key
        forged(CUSTOMERS, aud="chorus-api", role="admin"),
        forged(USERS, aud="chorus-widget"),
        forged(USERS, header={"kid": kid_of_customers}),
    ):
        with pytest.raises(TokenRefused):
            tokens.verify(token)


def test_a_role_in_a_customers_token_counts_for_nothing() -> None:
    actor = tokens_with().verify(forged(CUSTOMERS, aud="chorus-widget", role="admin", scope="users:write"))

    assert (actor.kind, actor.role, actor.scopes) == (ActorKind.CUSTOMER, None, OF_CUSTOMER)


def test_a_service_gets_no_scope_that_keys_may_not_have() -> None:
    actor = tokens_with().verify(forged(without=("role",), scope="users:read self customer api-keys:write nonsense"))

    assert actor.scopes == {"users:read"}


def test_a_device_token_opens_nothing() -> None:
    tokens = tokens_with()
    device = sign_device(tokens, Device(TENANT, CustomerId(BAO.id), InboxId(new_id())))

    with pytest.raises(TokenRefused):
        tokens.verify(device)


def test_keys_rotate_without_refusing_anybody() -> None:
    old, new = USERS, new_key_pem()
    before = tokens_with(old)
    prepared = tokens_with(old + public_pem(new))
    rotated = tokens_with(new + public_pem(old))
    old_token, new_token = before.sign(ADA).token, rotated.sign(ADA).token

    assert [found.verify(token) for found in (prepared, rotated) for token in (old_token, new_token)] == [ADA] * 4
    with pytest.raises(TokenRefused):
        tokens_with(new).verify(old_token)


def test_a_gateway_with_public_keys_verifies_and_cannot_sign() -> None:
    gateway = tokens_with(public_pem(USERS), public_pem(CUSTOMERS))

    assert gateway.verify(tokens_with().sign(ADA).token) == ADA
    with pytest.raises(BadKeys):
        gateway.sign(ADA)


def test_a_change_of_one_character_is_noticed() -> None:
    token = tokens_with().sign(ADA).token
    for place in range(0, len(token), 7):
        other = "A" if token[place] != "A" else "B"
        with pytest.raises(TokenRefused):
            tokens_with().verify(token[:place] + other + token[place + 1 :])


@given(st.text(max_size=300) | st.builds(".".join, st.lists(st.text(max_size=40), min_size=3, max_size=3)))
def test_garbage_is_refused_and_nothing_else_happens(text: str) -> None:
    with pytest.raises(TokenRefused):
        tokens_with().verify(text)


def test_a_very_long_or_very_deep_token_is_refused() -> None:
    deep = base64.urlsafe_b64encode(b"[" * 2900).decode().rstrip("=")
    for token in ("a" * 5000, f"{deep}.e30.e30", "€.€.€", "\ud800.a.b"):
        with pytest.raises(TokenRefused):
            tokens_with().verify(token)


def test_the_role_decides_the_scopes_at_the_time_of_asking() -> None:
    tokens = tokens_with()
    admin = replace(ADA, role=Role.ADMIN, scopes=frozenset())

    assert tokens.verify(tokens.sign(admin).token).scopes == OF_ROLE[Role.ADMIN]
