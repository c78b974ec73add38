"""Logging in: who gets in, what others learn, and how often they may try."""

import asyncio
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from chorus.core.actor import Actor
from chorus.core.ids import TenantId
from chorus.identity.logins.passwords import Passwords
from chorus.identity.settings import LIMITS, LOGIN_BY_ACCOUNT
from chorus.stores.counters.limits import Limit
from chorus.stores.postgres.database import Database
from tests import people
from tests.identity.house import PASSWORD, House, code_of


async def test_a_user_gets_two_tokens_and_learns_who_they_are(house: House, ada: Actor) -> None:
    email = await house.let_in(ada)
    answer = (await house.log_in(f"  {email.upper()} ")).json()

    assert answer["user"] == {
        "id": str(ada.id),
        "email": email,
        "name": "Ada",
        "role": "agent",
        "tenantId": str(ada.tenant_id),
        "tenantName": "Acme",
        "declaredStatus": "available",
    }
    assert answer["expiresIn"] == 900
    actor = house.auth.tokens.verify(answer["accessToken"])
    assert (actor.id, actor.role, actor.tenant_id, actor.scopes) == (ada.id, ada.role, ada.tenant_id, ada.scopes)
    assert (await house.get("/v1/me", answer["accessToken"])).json()["id"] == str(ada.id)


async def test_wrong_unknown_disabled_and_passwordless_get_one_answer(
    house: House, ada: Actor, ben: Actor, sam: Actor
) -> None:
    right, disabled = await house.let_in(ada), await house.let_in(ben)
    async with house.database.transaction(ben.tenant_id) as tx:
        await tx.execute("UPDATE users SET disabled_at = now() WHERE id = $1", ben.id)
        passwordless = await tx.value("SELECT email FROM users WHERE id = $1", sam.id)
    answers = [
        await house.log_in(right, "wrong password"),
        await house.log_in("nobody@acme.example"),
        await house.log_in(disabled),
        await house.log_in(passwordless, ""),
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1
    assert code_of(answers[0]) == "auth.bad_credentials"


async def test_a_disabled_tenant_lets_nobody_in(house: House, ada: Actor) -> None:
    email = await house.let_in(ada)
    async with house.database.transaction(ada.tenant_id) as tx:
        await tx.execute("UPDATE tenants SET is_disabled = true")

    assert (await house.log_in(email)).status_code == 401


async def test_an_unknown_address_costs_the_same_work_as_a_known_one(
    house: House, ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    email = await house.let_in(ada)
    compared: list[str] = []
    verify = Passwords._run_verify

    async def counting(self: Passwords, password: str, stored: str) -> bool:
        compared.append(stored.rsplit("$", 2)[0])
        return await verify(self, password, stored)

    monkeypatch.setattr(Passwords, "_run_verify", counting)
    for address in (email, "nobody@acme.example"):
        await house.log_in(address, "wrong password")

    # One hash each, with the same algorithm and figures; how long a hash takes is argon2's business.
    assert len(compared) == 2
    assert compared[0] == compared[1]


async def test_the_sixth_failure_from_one_address_is_limited(house: House, ada: Actor) -> None:
    email = await house.let_in(ada)
    for number in range(5):
        assert (await house.log_in(f"guess{number}@acme.example", "wrong password")).status_code == 401
    refused = await house.log_in(email)

    assert (refused.status_code, code_of(refused)) == (429, "limit.reached")
    assert 0 < int(refused.headers["Retry-After"]) <= 300


def from_elsewhere(house: House) -> None:
    """As if the next request came from another address: what addresses have done is forgotten."""
    house.limits._windows = {key: window for key, window in house.limits._windows.items() if "address" not in key}


async def test_guesses_from_everywhere_at_one_user_are_limited(house: House, ada: Actor) -> None:
    house.limits._figures = {**LIMITS, LOGIN_BY_ACCOUNT: Limit(12, 900)}
    email = await house.let_in(ada)
    for number in range(12):
        from_elsewhere(house)
        assert (await house.log_in(email.upper() if number % 2 else email, "wrong password")).status_code == 401
    from_elsewhere(house)
    refused = await house.log_in(email)

    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 900


async def test_a_strangers_wrong_passwords_do_not_lock_a_known_device_out(house: House, ada: Actor) -> None:
    house.limits._figures = {**LIMITS, LOGIN_BY_ACCOUNT: Limit(5, 900)}
    email = await house.let_in(ada)
    known = await house.log_in(email)
    cookie = known.headers["Set-Cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=strict", "Secure", "Path=/v1/auth/login"))
    house.client.cookies.clear()
    for number in range(5):
        await house.log_in(email, f"a stranger's guess {number}")
    assert (await house.log_in(email)).status_code == 429

    again = await house.log_in_with(cookie.partition(";")[0], email)
    assert again.status_code == 200, again.text


async def test_a_known_device_has_ten_tries_of_its_own(house: House, ada: Actor) -> None:
    email = await house.let_in(ada)
    cookie = (await house.log_in(email)).headers["Set-Cookie"].partition(";")[0]
    for number in range(10):
        assert (await house.log_in_with(cookie, email, f"guess {number}")).status_code == 401
    assert (await house.log_in_with(cookie, email)).status_code == 429


async def test_a_devices_mark_is_good_for_its_user_and_for_half_a_year(house: House) -> None:
    devices = house.auth.devices
    mark = devices.issue("ada@acme.example")
    assert devices.read(mark, "ada@acme.example") is not None
    assert devices.read(mark, "ben@acme.example") is None
    assert devices.read(mark[:-1] + ("A" if mark[-1] != "A" else "B"), "ada@acme.example") is None
    assert devices.read("", "ada@acme.example") is None
    assert devices.read("no mark", "ada@acme.example") is None
    house.clock.advance(timedelta(days=181))
    assert devices.read(mark, "ada@acme.example") is None


async def test_a_burst_at_once_gets_no_more_tries_than_one_after_the_other(house: House, ada: Actor) -> None:
    email = await house.let_in(ada)
    answers = await asyncio.gather(*(house.log_in(email, f"guess number {number}") for number in range(30)))

    assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 25


async def test_successes_use_nothing_up(house: House, ada: Actor) -> None:
    email = await house.let_in(ada)

    assert {(await house.log_in(email)).status_code for _ in range(12)} == {200}


async def test_one_address_in_two_tenants_has_to_say_which(house: House, acme: TenantId, globex: TenantId) -> None:
    at_acme = await people.agent_ada(house.database, acme)
    at_globex = await people.agent_ada(house.database, globex)
    email = await house.let_in(at_acme)
    await house.let_in(at_globex)
    async with house.database.transaction(globex) as tx:
        await tx.execute("UPDATE users SET email = $2 WHERE id = $1", at_globex.id, email)
        slug = await tx.value("SELECT slug FROM tenants")

    unclear = await house.log_in(email)
    clear = await house.log_in(email, tenant=slug)

    assert (unclear.status_code, code_of(unclear)) == (422, "auth.tenant_required")
    assert slug in unclear.json()["error"]["details"]["tenants"]
    assert clear.json()["user"]["id"] == str(at_globex.id)
    assert (await house.log_in(email, "wrong password")).status_code == 401
    assert (await house.log_in(email, tenant="no-such-tenant")).status_code == 401


async def test_two_passwords_tell_two_tenants_apart(house: House, acme: TenantId, globex: TenantId) -> None:
    at_acme = await people.agent_ada(house.database, acme)
    at_globex = await people.agent_ada(house.database, globex)
    email = await house.let_in(at_acme)
    await house.let_in(at_globex, "another password")
    async with house.database.transaction(globex) as tx:
        await tx.execute("UPDATE users SET email = $2 WHERE id = $1", at_globex.id, email)

    assert (await house.log_in(email)).json()["user"]["id"] == str(at_acme.id)
    assert (await house.log_in(email, "another password")).json()["user"]["id"] == str(at_globex.id)


async def test_an_outdated_hash_is_replaced(house: House, ada: Actor, database: Database) -> None:
    email = await house.let_in(ada)
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    async with database.transaction(ada.tenant_id) as tx:
        await tx.execute("UPDATE users SET password_hash = $2 WHERE id = $1", ada.id, weak)

    assert (await house.log_in(email)).status_code == 200
    async with database.transaction(ada.tenant_id) as tx:
        stored = await tx.value("SELECT password_hash FROM users WHERE id = $1", ada.id)
    assert "m=19456,t=2,p=1" in stored
    assert (await house.log_in(email)).status_code == 200


async def test_no_secret_is_stored_readable(house: House, ada: Actor) -> None:
    answer = await house.enter(ada)
    async with house.database.transaction(ada.tenant_id) as tx:
        row = str(await tx.records("SELECT l.*, u.password_hash FROM logins l JOIN users u ON u.id = l.user_id"))

    assert PASSWORD not in row
    assert answer["refreshToken"] not in row
    assert answer["refreshToken"].removeprefix("chr_")[:20] not in row


async def test_a_log_in_ends_when_it_idles(house: House, ada: Actor) -> None:
    answer = await house.enter(ada)
    house.clock.advance(timedelta(days=14, seconds=1))

    refused = await house.post("/v1/auth/refresh", json={"refreshToken": answer["refreshToken"]})
    assert code_of(refused) == "auth.refresh_refused"
