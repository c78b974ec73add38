"""Logging in: who gets in, what others learn, and how often they may try."""

import asyncio
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from chorus.core.actor import Actor
from chorus.core.ids import TenantId
from chorus.identity.logins.passwords import Passwords
from chorus.identity.settings import LOGIN_BY_ACCOUNT
from chorus.stores.counters.limits import Limit
from chorus.stores.postgres.database import Database
from tests import people
from tests.app import PASSWORD, App, code_of


async def test_a_user_gets_two_tokens_and_learns_who_they_are(app: App, ada: Actor) -> None:
    email = await app.set_password(ada)
    answer = (await app.log_in(f"  {email.upper()} ")).json()

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
    actor = app.auth.tokens.verify(answer["accessToken"])
    assert (actor.id, actor.role, actor.tenant_id, actor.scopes) == (ada.id, ada.role, ada.tenant_id, ada.scopes)
    assert (await app.get("/v1/me", answer["accessToken"])).json()["id"] == str(ada.id)


async def test_wrong_unknown_disabled_and_passwordless_get_one_answer(
    app: App, ada: Actor, ben: Actor, sam: Actor
) -> None:
    right, disabled = await app.set_password(ada), await app.set_password(ben)
    async with app.database.transaction(ben.tenant_id) as tx:
        await tx.execute("UPDATE users SET disabled_at = now() WHERE id = $1", ben.id)
        passwordless = await tx.value("SELECT email FROM users WHERE id = $1", sam.id)
    answers = [
        await app.log_in(right, "wrong password"),
        await app.log_in("nobody@acme.example"),
        await app.log_in(disabled),
        await app.log_in(passwordless, ""),
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1
    assert code_of(answers[0]) == "auth.bad_credentials"


async def test_a_disabled_tenant_lets_nobody_in(app: App, ada: Actor) -> None:
    email = await app.set_password(ada)
    async with app.database.transaction(ada.tenant_id) as tx:
        await tx.execute("UPDATE tenants SET is_disabled = true")

    assert (await app.log_in(email)).status_code == 401


async def test_an_unknown_address_costs_the_same_work_as_a_known_one(
    app: App, ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    email = await app.set_password(ada)
    compared: list[str] = []
    verify = Passwords._run_verify

    async def counting(self: Passwords, password: str, stored: str) -> bool:
        compared.append(stored.rsplit("$", 2)[0])
        return await verify(self, password, stored)

    monkeypatch.setattr(Passwords, "_run_verify", counting)
    for address in (email, "nobody@acme.example"):
        await app.log_in(address, "wrong password")

    # One hash each, with the same algorithm and figures; how long a hash takes is argon2's business.
    assert len(compared) == 2
    assert compared[0] == compared[1]


async def test_the_sixth_failure_from_one_address_is_limited(app: App, ada: Actor) -> None:
    email = await app.set_password(ada)
    for number in range(5):
        assert (await app.log_in(f"guess{number}@acme.example", "wrong password")).status_code == 401
    refused = await app.log_in(email)

    assert (refused.status_code, code_of(refused)) == (429, "limit.reached")
    assert 0 < int(refused.headers["Retry-After"]) <= 300


async def test_guesses_from_everywhere_at_one_user_are_limited(app: App, ada: Actor) -> None:
    app.set_limits(**{LOGIN_BY_ACCOUNT: Limit(12, 900)})
    email = await app.set_password(ada)
    for number in range(12):
        app.come_from(f"198.51.100.{number}")
        assert (await app.log_in(email.upper() if number % 2 else email, "wrong password")).status_code == 401
    app.come_from("203.0.113.7")
    refused = await app.log_in(email)

    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 900


async def test_a_strangers_wrong_passwords_do_not_lock_a_known_device_out(app: App, ada: Actor) -> None:
    app.set_limits(**{LOGIN_BY_ACCOUNT: Limit(5, 900)})
    email = await app.set_password(ada)
    known = await app.log_in(email)
    cookie = known.headers["Set-Cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=strict", "Secure", "Path=/v1/auth/login"))
    app.client.cookies.clear()
    for number in range(5):
        await app.log_in(email, f"a stranger's guess {number}")
    assert (await app.log_in(email)).status_code == 429

    again = await app.log_in_with(cookie.partition(";")[0], email)
    assert again.status_code == 200, again.text


async def test_a_known_device_has_ten_tries_of_its_own(app: App, ada: Actor) -> None:
    email = await app.set_password(ada)
    cookie = (await app.log_in(email)).headers["Set-Cookie"].partition(";")[0]
    for number in range(10):
        assert (await app.log_in_with(cookie, email, f"guess {number}")).status_code == 401
    assert (await app.log_in_with(cookie, email)).status_code == 429


async def test_a_devices_mark_is_good_for_its_user_and_for_half_a_year(app: App) -> None:
    devices = app.auth.devices
    mark = devices.issue("ada@acme.example")
    assert devices.read(mark, "ada@acme.example") is not None
    assert devices.read(mark, "ben@acme.example") is None
    assert devices.read(mark[:-1] + ("A" if mark[-1] != "A" else "B"), "ada@acme.example") is None
    assert devices.read("", "ada@acme.example") is None
    assert devices.read("no mark", "ada@acme.example") is None
    app.clock.advance(timedelta(days=181))
    assert devices.read(mark, "ada@acme.example") is None


async def test_a_burst_at_once_gets_no_more_tries_than_one_after_the_other(app: App, ada: Actor) -> None:
    email = await app.set_password(ada)
    answers = await asyncio.gather(*(app.log_in(email, f"guess number {number}") for number in range(30)))

    assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 25


async def test_successes_use_nothing_up(app: App, ada: Actor) -> None:
    email = await app.set_password(ada)

    assert {(await app.log_in(email)).status_code for _ in range(12)} == {200}


async def test_one_address_in_two_tenants_has_to_say_which(app: App, acme: TenantId, globex: TenantId) -> None:
    at_acme = await people.agent_ada(app.database, acme)
    at_globex = await people.agent_ada(app.database, globex)
    email = await app.set_password(at_acme)
    await app.set_password(at_globex)
    async with app.database.transaction(globex) as tx:
        await tx.execute("UPDATE users SET email = $2 WHERE id = $1", at_globex.id, email)
        slug = await tx.value("SELECT slug FROM tenants")

    unclear = await app.log_in(email)
    clear = await app.log_in(email, tenant=slug)

    assert (unclear.status_code, code_of(unclear)) == (422, "auth.tenant_required")
    assert slug in unclear.json()["error"]["details"]["tenants"]
    assert clear.json()["user"]["id"] == str(at_globex.id)
    assert (await app.log_in(email, "wrong password")).status_code == 401
    assert (await app.log_in(email, tenant="no-such-tenant")).status_code == 401


async def test_two_passwords_tell_two_tenants_apart(app: App, acme: TenantId, globex: TenantId) -> None:
    at_acme = await people.agent_ada(app.database, acme)
    at_globex = await people.agent_ada(app.database, globex)
    email = await app.set_password(at_acme)
    await app.set_password(at_globex, "another password")
    async with app.database.transaction(globex) as tx:
        await tx.execute("UPDATE users SET email = $2 WHERE id = $1", at_globex.id, email)

    assert (await app.log_in(email)).json()["user"]["id"] == str(at_acme.id)
    assert (await app.log_in(email, "another password")).json()["user"]["id"] == str(at_globex.id)


async def test_an_outdated_hash_is_replaced(app: App, ada: Actor, database: Database) -> None:
    email = await app.set_password(ada)
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    async with database.transaction(ada.tenant_id) as tx:
        await tx.execute("UPDATE users SET password_hash = $2 WHERE id = $1", ada.id, weak)

    assert (await app.log_in(email)).status_code == 200
    async with database.transaction(ada.tenant_id) as tx:
        stored = await tx.value("SELECT password_hash FROM users WHERE id = $1", ada.id)
    assert "m=19456,t=2,p=1" in stored
    assert (await app.log_in(email)).status_code == 200


async def test_no_secret_is_stored_readable(app: App, ada: Actor) -> None:
    answer = await app.log_in_as(ada)
    async with app.database.transaction(ada.tenant_id) as tx:
        row = str(await tx.records("SELECT l.*, u.password_hash FROM logins l JOIN users u ON u.id = l.user_id"))

    assert PASSWORD not in row
    assert answer["refreshToken"] not in row
    assert answer["refreshToken"].removeprefix("chr_")[:20] not in row


async def test_a_log_in_ends_when_it_idles(app: App, ada: Actor) -> None:
    answer = await app.log_in_as(ada)
    app.clock.advance(timedelta(days=14, seconds=1))

    refused = await app.post("/v1/auth/refresh", json={"refreshToken": answer["refreshToken"]})
    assert code_of(refused) == "auth.refresh_refused"
