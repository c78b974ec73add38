"""Refresh tokens: good once, and their second use ends the log-in."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import httpx2
import pytest

from chorus.core.actor import Actor, Role
from chorus.core.ids import TenantId, new_id
from chorus.identity.errors import RefreshRefused
from chorus.identity.logins.refresh_tokens import PREFIX, RefreshTokens
from chorus.identity.tokens.sealing import bytes_of, text_of
from chorus.stores.postgres.database import Database
from tests.identity.house import House, auth_settings, code_of, open_house

TENANT = TenantId(new_id())


async def refresh(house: House, token: str) -> httpx2.Response:
    return await house.post("/v1/auth/refresh", json={"refreshToken": token})


async def rotated(house: House, token: str) -> str:
    answer = await refresh(house, token)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["refreshToken"])


async def test_a_chain_goes_on(house: House, ada: Actor) -> None:
    token = (await house.enter(ada))["refreshToken"]
    seen = {token}
    for _ in range(4):
        house.clock.advance(timedelta(minutes=14))
        token = await rotated(house, token)
        seen.add(token)

    assert len(seen) == 5


async def test_the_new_access_token_has_the_users_role_of_now(house: House, ada: Actor) -> None:
    token = (await house.enter(ada))["refreshToken"]
    async with house.database.transaction(ada.tenant_id) as tx:
        await tx.execute("UPDATE users SET role = 'supervisor', name = 'Ada L.' WHERE id = $1", ada.id)
    actor = house.auth.tokens.verify((await refresh(house, token)).json()["accessToken"])

    assert (actor.role, actor.name) == (Role.SUPERVISOR, "Ada L.")


@pytest.mark.parametrize("rotations", [1, 2, 5], ids=["the one before", "two ago", "long ago"])
async def test_a_used_token_ends_the_log_in_for_owner_and_thief(house: House, ada: Actor, rotations: int) -> None:
    stolen = token = (await house.enter(ada))["refreshToken"]
    for _ in range(rotations):
        token = await rotated(house, token)
    access = (await refresh(house, token)).json()["accessToken"]
    house.clock.advance(timedelta(seconds=11))

    assert code_of(await refresh(house, stolen)) == "auth.refresh_refused"
    assert code_of(await refresh(house, token)) == "auth.refresh_refused"
    house.recheck()
    assert code_of(await house.get("/v1/me", access)) == "auth.login_lost"


async def test_within_the_grace_the_same_successor_is_handed_out_and_no_second_branch(house: House, ada: Actor) -> None:
    first = (await house.enter(ada))["refreshToken"]
    answers = await asyncio.gather(*(refresh(house, first) for _ in range(5)))
    successors = {answer.json()["refreshToken"] for answer in answers}

    assert [answer.status_code for answer in answers] == [200] * 5
    assert len(successors) == 1
    assert await rotated(house, successors.pop()) != first


async def test_the_grace_ends_with_the_next_rotation(house: House, ada: Actor) -> None:
    first = (await house.enter(ada))["refreshToken"]
    third = await rotated(house, await rotated(house, first))

    assert code_of(await refresh(house, first)) == "auth.refresh_refused"
    assert code_of(await refresh(house, third)) == "auth.refresh_refused"


async def test_another_log_in_of_the_same_user_goes_on(house: House, ada: Actor) -> None:
    here, there = (await house.enter(ada))["refreshToken"], (await house.enter(ada))["refreshToken"]
    await rotated(house, here)
    house.clock.advance(timedelta(seconds=11))
    await refresh(house, here)

    assert (await refresh(house, there)).status_code == 200


async def test_a_forged_token_of_a_real_log_in_is_refused_and_ends_nothing(house: House, ada: Actor) -> None:
    answer = await house.enter(ada)
    login_id = house.auth.tokens.verify(answer["accessToken"]).login_id or UUID(int=0)
    forged = RefreshTokens(("x" * 40,)).first(ada.tenant_id, login_id)

    assert code_of(await refresh(house, forged.text)) == "auth.refresh_refused"
    assert (await refresh(house, answer["refreshToken"])).status_code == 200


async def test_a_token_that_was_never_issued_ends_nothing_it_does_not_name(house: House, ada: Actor) -> None:
    answer = await house.enter(ada)
    elsewhere = house.auth.login_tools.refresh_tokens.first(TenantId(new_id()), new_id())

    assert code_of(await refresh(house, elsewhere.text)) == "auth.refresh_refused"
    assert (await refresh(house, answer["refreshToken"])).status_code == 200


async def test_a_disabled_user_gets_no_more(house: House, ada: Actor) -> None:
    token = (await house.enter(ada))["refreshToken"]
    async with house.database.transaction(ada.tenant_id) as tx:
        await tx.execute("UPDATE users SET disabled_at = now() WHERE id = $1", ada.id)

    assert code_of(await refresh(house, token)) == "auth.refresh_refused"


async def test_a_log_in_ends_for_good_after_sixty_days(house: House, ada: Actor) -> None:
    token = (await house.enter(ada))["refreshToken"]
    for _ in range(5):
        house.clock.advance(timedelta(days=11))
        token = await rotated(house, token)
    house.clock.advance(timedelta(days=5, seconds=1))

    assert code_of(await refresh(house, token)) == "auth.refresh_refused"


async def test_the_installations_secret_rotates_without_a_log_out(database: Database, ada: Actor) -> None:
    old = auth_settings(secret_keys=("o" * 40,))
    async with open_house(database, old) as before:
        first = (await before.enter(ada))["refreshToken"]
        second = await rotated(before, first)
    async with open_house(database, replace(old, secret_keys=("n" * 40, "o" * 40))) as after:
        assert await rotated(after, first) == second  # lost answer, asked again after the change
        third = await rotated(after, second)
        assert await rotated(after, third) not in {first, second, third}


@pytest.mark.parametrize("text", ["", "chr_", "chr_AAAA", "chk_AAAA", "chr_" + "A" * 96, "chr_€", "nothing"])
def test_garbage_is_refused(text: str) -> None:
    with pytest.raises(RefreshRefused):
        RefreshTokens(("s" * 40,)).read(text)


def test_each_byte_of_a_token_counts() -> None:
    tokens = RefreshTokens(("s" * 40,))
    raw = bytes_of(tokens.first(TENANT, new_id()).text.removeprefix(PREFIX))
    for place in range(len(raw)):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        with pytest.raises(RefreshRefused):
            tokens.read(PREFIX + text_of(changed))
