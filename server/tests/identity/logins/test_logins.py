"""How soon the end of a log-in shows at the API."""

from datetime import timedelta

import pytest

from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.identity.errors import LoginRevoked
from chorus.identity.logins import logins
from chorus.identity.logins.logins import RECHECK_SECONDS, LoginWatch
from tests.app import App


class Stopwatch:
    """A monotonic clock that moves only when told to."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        """The time."""
        return self.at


async def logged_in(app: App, actor: Actor) -> Actor:
    return app.auth.tokens.verify(await app.token_of(actor))


async def test_a_revoked_log_in_is_refused_two_seconds_later_and_asked_about_no_sooner(app: App, ada: Actor) -> None:
    stopwatch = Stopwatch()
    actor, watch = await logged_in(app, ada), LoginWatch(app.database, stopwatch)
    await watch.require_good(actor)
    async with app.database.transaction(actor.tenant_id) as tx:
        await logins.revoke_all(tx, actor.user_id, now())
    stopwatch.at += RECHECK_SECONDS - 0.01
    await watch.require_good(actor)
    stopwatch.at += 0.01

    assert RECHECK_SECONDS < 5
    with pytest.raises(LoginRevoked):
        await watch.require_good(actor)


async def test_what_this_process_ended_is_refused_at_once(app: App, ada: Actor) -> None:
    actor = await logged_in(app, ada)
    watch = LoginWatch(app.database, Stopwatch())
    await watch.require_good(actor)
    assert actor.login_id is not None
    async with app.database.transaction(actor.tenant_id) as tx:
        await logins.revoke(tx, actor.login_id, now())
    watch.forget(actor.login_id)

    with pytest.raises(LoginRevoked):
        await watch.require_good(actor)


async def test_all_log_ins_of_a_user_end_but_the_one_that_asks(app: App, ada: Actor, ben: Actor) -> None:
    here, there, bens = [await logged_in(app, actor) for actor in (ada, ada, ben)]
    async with app.database.transaction(ada.tenant_id) as tx:
        ended = await logins.revoke_all(tx, ada.user_id, now(), but=here.login_id)

    watch = LoginWatch(app.database)
    assert ended == 1
    await watch.require_good(here)
    await watch.require_good(bens)
    with pytest.raises(LoginRevoked):
        await watch.require_good(there)


async def test_a_customer_has_no_log_in_to_lose(app: App, bao: Actor) -> None:
    await app.auth.watch.require_good(bao)


async def test_the_watch_is_bounded_and_forgets_the_oldest(
    app: App, ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logins, "WATCHED_MAX", 2)
    first, second, third = [await logged_in(app, ada) for _ in range(3)]
    watch = LoginWatch(app.database, Stopwatch())
    await watch.require_good(first)
    await watch.require_good(second)
    async with app.database.transaction(ada.tenant_id) as tx:
        await logins.revoke_all(tx, ada.user_id, now())
    await watch.require_good(first)  # what was known for less than two seconds is not asked again
    with pytest.raises(LoginRevoked):
        await watch.require_good(third)

    await watch.require_good(second)
    with pytest.raises(LoginRevoked):
        await watch.require_good(first)


async def test_log_ins_that_ended_long_ago_are_forgotten_at_the_next_one(app: App, ada: Actor) -> None:
    ended, idle, kept = [await logged_in(app, ada) for _ in range(3)]
    async with app.database.transaction(ada.tenant_id) as tx:
        await tx.execute("UPDATE logins SET revoked_at = $2 WHERE id = $1", ended.login_id, now() - timedelta(days=31))
        await tx.execute("UPDATE logins SET expires_at = $2 WHERE id = $1", idle.login_id, now() - timedelta(days=31))
        await tx.execute("UPDATE logins SET revoked_at = $2 WHERE id = $1", kept.login_id, now() - timedelta(days=29))
    newest = await logged_in(app, ada)

    async with app.database.transaction(ada.tenant_id) as tx:
        left = {row["id"] for row in await tx.records("SELECT id FROM logins WHERE user_id = $1", ada.id)}
    assert left == {kept.login_id, newest.login_id}
