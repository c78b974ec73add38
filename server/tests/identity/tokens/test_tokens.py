"""Access tokens: what they hold, how long, and under which keys."""

from dataclasses import replace
from datetime import timedelta

import pytest
from joserfc.jwk import ECKey
from typing_extensions import override

from chorus.core.actor import Actor, Role, bot_of, system_of
from chorus.core.clock import FrozenClock
from chorus.identity.errors import BadKeys, TokenExpired, TokenRefused
from chorus.identity.scopes import OF_ROLE
from chorus.identity.tokens.keys import SigningKeys, load_keys, new_key_pem, public_pem
from chorus.identity.tokens.tokens import Tokens
from tests.identity.tokens.token_factory import ADA, BAO, CUSTOMERS, ISSUER, START, SYNC, TENANT, USERS, tokens_with


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


def test_the_role_decides_the_scopes_at_the_time_of_asking() -> None:
    tokens = tokens_with()
    admin = replace(ADA, role=Role.ADMIN, scopes=frozenset())

    assert tokens.verify(tokens.sign(admin).token).scopes == OF_ROLE[Role.ADMIN]
