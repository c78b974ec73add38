"""Every way we know to forge an access token (RFC 8725)."""

import base64
import hmac
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus.core.actor import ActorKind
from chorus.core.ids import CustomerId, InboxId, new_id
from chorus.identity.errors import TokenExpired, TokenRefused
from chorus.identity.scopes import OF_CUSTOMER
from chorus.identity.tokens.customers import Device, sign_device
from chorus.identity.tokens.keys import load_keys, new_key_pem, public_pem
from tests.identity.tokens.token_factory import (
    ADA,
    BAO,
    CUSTOMERS,
    START,
    TENANT,
    USERS,
    encoded,
    forged,
    parts_of,
    tokens_with,
)


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
                tokens_with().verify(f"{encoded(header)}.{encoded(claims)}.{signature}")


def test_hmac_with_the_public_key_as_secret_is_refused() -> None:
    _, claims = parts_of(tokens_with().sign(ADA).token)
    kid, _ = load_keys(USERS).signing()
    jwk = json.dumps(load_keys(USERS).public()[0]).encode()
    content = f"{encoded({'alg': 'HS256', 'typ': 'at+jwt', 'kid': kid})}.{encoded(claims)}"
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
        token = f"{encoded(own_header | header)}.{claims}.{signature}"
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
