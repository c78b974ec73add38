"""Refresh tokens: good once, and their second use ends the log-in."""

import asyncio
from datetime import timedelta
from uuid import UUID

import httpx2
import pytest
from pydantic import SecretStr

from chorus.core.actor import Actor, Role
from chorus.core.ids import TenantId, new_id
from chorus.identity.errors import RefreshRefused
from chorus.identity.logins.refresh_tokens import PREFIX, RefreshTokens
from chorus.identity.tokens.sealing import bytes_of, text_of
from chorus.processes.settings import Settings
from chorus.stores.postgres.database import Database
from tests.app import App, code_of, open_app

TENANT = TenantId(new_id())


async def refresh(app: App, token: str) -> httpx2.Response:
    return await app.post("/v1/auth/refresh", json={"refreshToken": token})


async def rotated(app: App, token: str) -> str:
    answer = await refresh(app, token)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["refreshToken"])


async def test_a_chain_goes_on(app: App, ada: Actor) -> None:
    token = (await app.log_in_as(ada))["refreshToken"]
    seen = {token}
    for _ in range(4):
        app.clock.advance(timedelta(minutes=14))
        token = await rotated(app, token)
        seen.add(token)

    assert len(seen) == 5


async def test_the_new_access_token_has_the_users_role_of_now(app: App, ada: Actor) -> None:
    token = (await app.log_in_as(ada))["refreshToken"]
    async with app.database.transaction(ada.tenant_id) as tx:
        await tx.execute("UPDATE users SET role = 'supervisor', name = 'Ada L.' WHERE id = $1", ada.id)
    actor = app.auth.tokens.verify((await refresh(app, token)).json()["accessToken"])

    assert (actor.role, actor.name) == (Role.SUPERVISOR, "Ada L.")


@pytest.mark.parametrize("rotations", [1, 2, 5], ids=["the one before", "two ago", "long ago"])
async def test_a_used_token_ends_the_log_in_for_owner_and_thief(app: App, ada: Actor, rotations: int) -> None:
    stolen = token = (await app.log_in_as(ada))["refreshToken"]
    for _ in range(rotations):
        token = await rotated(app, token)
    access = (await refresh(app, token)).json()["accessToken"]
    app.clock.advance(timedelta(seconds=11))

    assert code_of(await refresh(app, stolen)) == "auth.refresh_refused"
    assert code_of(await refresh(app, token)) == "auth.refresh_refused"
    app.recheck_logins()
    assert code_of(await app.get("/v1/me", access)) == "auth.login_lost"


async def test_within_the_grace_the_same_successor_is_handed_out_and_no_second_branch(app: App, ada: Actor) -> None:
    first = (await app.log_in_as(ada))["refreshToken"]
    answers = await asyncio.gather(*(refresh(app, first) for _ in range(5)))
    successors = {answer.json()["refreshToken"] for answer in answers}

    assert [answer.status_code for answer in answers] == [200] * 5
    assert len(successors) == 1
    assert await rotated(app, successors.pop()) != first


async def test_the_grace_ends_with_the_next_rotation(app: App, ada: Actor) -> None:
    first = (await app.log_in_as(ada))["refreshToken"]
    third = await rotated(app, await rotated(app, first))

    assert code_of(await refresh(app, first)) == "auth.refresh_refused"
    assert code_of(await refresh(app, third)) == "auth.refresh_refused"


async def test_another_log_in_of_the_same_user_goes_on(app: App, ada: Actor) -> None:
    here, there = (await app.log_in_as(ada))["refreshToken"], (await app.log_in_as(ada))["refreshToken"]
    await rotated(app, here)
    app.clock.advance(timedelta(seconds=11))
    await refresh(app, here)

    assert (await refresh(app, there)).status_code == 200


async def test_a_forged_token_of_a_real_log_in_is_refused_and_ends_nothing(app: App, ada: Actor) -> None:
    answer = await app.log_in_as(ada)
    login_id = app.auth.tokens.verify(answer["accessToken"]).login_id or UUID(int=0)
    forged = RefreshTokens(("x" * 40,)).first(ada.tenant_id, login_id)

    assert code_of(await refresh(app, forged.text)) == "auth.refresh_refused"
    assert (await refresh(app, answer["refreshToken"])).status_code == 200


async def test_a_token_that_was_never_issued_ends_nothing_it_does_not_name(app: App, ada: Actor) -> None:
    answer = await app.log_in_as(ada)
    elsewhere = app.auth.login_tools.refresh_tokens.first(TenantId(new_id()), new_id())

    assert code_of(await refresh(app, elsewhere.text)) == "auth.refresh_refused"
    assert (await refresh(app, answer["refreshToken"])).status_code == 200


async def test_a_disabled_user_gets_no_more(app: App, ada: Actor) -> None:
    token = (await app.log_in_as(ada))["refreshToken"]
    async with app.database.transaction(ada.tenant_id) as tx:
        await tx.execute("UPDATE users SET disabled_at = now() WHERE id = $1", ada.id)

    assert code_of(await refresh(app, token)) == "auth.refresh_refused"


async def test_a_log_in_ends_for_good_after_sixty_days(app: App, ada: Actor) -> None:
    token = (await app.log_in_as(ada))["refreshToken"]
    for _ in range(5):
        app.clock.advance(timedelta(days=11))
        token = await rotated(app, token)
    app.clock.advance(timedelta(days=5, seconds=1))

    assert code_of(await refresh(app, token)) == "auth.refresh_refused"


async def test_the_installations_secret_rotates_without_a_log_out(
    api_settings: Settings, database: Database, ada: Actor
) -> None:
    old, new = "o" * 40, "n" * 40
    async with open_app(api_settings.model_copy(update={"secret_key": SecretStr(old)}), database) as before:
        first = (await before.log_in_as(ada))["refreshToken"]
        second = await rotated(before, first)
    async with open_app(api_settings.model_copy(update={"secret_key": SecretStr(f"{new},{old}")}), database) as after:
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
