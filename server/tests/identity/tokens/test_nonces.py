"""Nonces: for one socket of one actor, once, within half a minute."""

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus.core.actor import Actor
from chorus.core.clock import FrozenClock, now
from chorus.core.ids import ConversationId, new_id
from chorus.identity.errors import NonceRefused
from chorus.identity.tokens.nonces import Bearer, Nonce, Nonces, SpentNonces, forget_spent, spend
from chorus.identity.tokens.sealing import Signer, bytes_of, text_of
from chorus.stores.postgres.database import Database
from tests.app import App, bearer, code_of

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADA = Bearer(new_id(), new_id(), "https://console.example.com")
BAO = Bearer(new_id(), new_id(), "https://shop.example.com", new_id())


def nonces_at(clock: FrozenClock, secret: str = "s" * 40) -> Nonces:
    return Nonces(Signer([secret], "nonce"), clock)


@pytest.mark.parametrize("whose", [ADA, BAO], ids=["agent", "customer"])
def test_it_holds_for_its_bearer(whose: Bearer) -> None:
    nonces = nonces_at(FrozenClock(START))
    nonce, expires_at = nonces.issue(whose)

    assert nonces.verify(nonce, whose).expires_at == expires_at == START + timedelta(seconds=30)


@pytest.mark.parametrize(
    "change",
    [
        {"tenant_id": new_id()},
        {"subject": new_id()},
        {"origin": "https://shop.example.com.evil.example"},
        {"origin": None},
        {"origin": "null"},
        {"conversation_id": new_id()},
        {"conversation_id": None},
    ],
    ids=["tenant", "subject", "origin", "no-origin", "null-origin", "conversation", "no-conversation"],
)
def test_it_holds_for_nobody_and_nothing_else(change: dict[str, Any]) -> None:
    nonces = nonces_at(FrozenClock(START))
    nonce, _ = nonces.issue(BAO)

    with pytest.raises(NonceRefused):
        nonces.verify(nonce, replace(BAO, **change))


def test_it_ends_after_half_a_minute() -> None:
    clock = FrozenClock(START)
    nonces = nonces_at(clock)
    nonce, _ = nonces.issue(ADA)
    clock.advance(timedelta(seconds=29.9))
    nonces.verify(nonce, ADA)
    clock.advance(timedelta(seconds=0.1))

    with pytest.raises(NonceRefused):
        nonces.verify(nonce, ADA)


def test_each_byte_of_it_counts() -> None:
    nonces = nonces_at(FrozenClock(START))
    raw = bytes_of(nonces.issue(ADA)[0])
    for place in range(len(raw)):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        with pytest.raises(NonceRefused):
            nonces.verify(text_of(changed), ADA)


def test_another_installations_nonce_is_refused() -> None:
    nonce, _ = nonces_at(FrozenClock(START), "o" * 40).issue(ADA)

    with pytest.raises(NonceRefused):
        nonces_at(FrozenClock(START)).verify(nonce, ADA)


@given(st.text(max_size=120) | st.binary(max_size=80).map(text_of))
def test_garbage_is_refused(text: str) -> None:
    with pytest.raises(NonceRefused):
        nonces_at(FrozenClock(START)).verify(text, ADA)


async def test_it_is_spent_once_however_many_try(database: Database) -> None:
    nonce = Nonce(new_id(), now() + timedelta(seconds=30))
    one, other = SpentNonces(database), SpentNonces(database)

    async def tries(ledger: SpentNonces) -> bool:
        try:
            await ledger.spend(nonce)
        except NonceRefused:
            return False
        return True

    assert sum(await asyncio.gather(*(tries(ledger) for ledger in (one, other) * 10))) == 1
    assert not await tries(SpentNonces(database))


async def test_the_same_twice_in_one_batch_is_spent_once(database: Database) -> None:
    nonce = Nonce(new_id(), now() + timedelta(seconds=30))

    assert await spend(database, [nonce, nonce, Nonce(new_id(), nonce.expires_at)]) == [True, False, True]


async def test_whoever_asks_learns_of_a_database_that_is_away(database: Database) -> None:
    await database.close()

    with pytest.raises(Exception, match=r".*"):
        await SpentNonces(database).spend(Nonce(new_id(), now() + timedelta(seconds=30)))


async def test_ten_thousand_sockets_spend_theirs_in_two_seconds_of_work(database: Database) -> None:
    ledger = SpentNonces(database)
    expires_at = now() + timedelta(seconds=30)
    started = time.process_time()
    await asyncio.gather(*(ledger.spend(Nonce(new_id(), expires_at)) for _ in range(10_000)))

    assert time.process_time() - started < 2.0


async def test_what_has_expired_is_forgotten(database: Database) -> None:
    long_ago, fresh = Nonce(new_id(), now() - timedelta(minutes=2)), Nonce(new_id(), now() + timedelta(seconds=30))
    await spend(database, [long_ago, fresh])
    await forget_spent(database)
    rows = await database.unscoped("SELECT id FROM spent_nonces WHERE id = ANY ($1)", [long_ago.id, fresh.id])

    assert [row["id"] for row in rows] == [fresh.id]


async def test_a_nonce_over_http_is_bound_to_the_origin_that_asked(app: App, ada: Actor) -> None:
    token = await app.token_of(ada)
    headers = bearer(token) | {"Origin": "https://console.example.com"}
    answer = (await app.client.post("/v1/sockets", json={}, headers=headers)).json()
    whose = Bearer(ada.tenant_id, ada.id, "https://console.example.com")

    assert answer["url"] == "wss://chat.example.com/ws/v1/agent"
    app.auth.nonces.verify(answer["nonce"], whose)
    with pytest.raises(NonceRefused):
        app.auth.nonces.verify(answer["nonce"], replace(whose, origin="https://evil.example"))


async def test_a_customer_gets_one_for_a_conversation_and_never_for_the_agents_socket(app: App, bao: Actor) -> None:
    conversation_id = ConversationId(new_id())
    narrowed = app.auth.tokens.sign(replace(bao, conversation_id=conversation_id)).token
    wide = app.auth.tokens.sign(bao).token
    body = {"conversationId": str(conversation_id)}

    assert (await app.post("/v1/sockets", wide, json=body)).json()["url"].endswith(f"conversations/{conversation_id}")
    assert (await app.post("/v1/sockets", narrowed, json=body)).status_code == 200
    assert code_of(await app.post("/v1/sockets", wide, json={})) == "permission.denied"
    other = {"conversationId": str(new_id())}
    assert code_of(await app.post("/v1/sockets", narrowed, json=other)) == "permission.denied"


async def test_a_service_that_may_only_read_gets_none(app: App, ada: Actor) -> None:
    reader = replace(ada, id=new_id(), role=None, scopes=frozenset({"conversations:read"}))
    answer = await app.post("/v1/sockets", app.auth.tokens.sign(reader).token, json={})

    assert code_of(answer) == "auth.scope_missing"
