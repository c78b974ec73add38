"""So many requests of one address and of one person, and no more; with Redis and without."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chorus.chat.limits import LIMITS as CHAT_LIMITS
from chorus.chat.limits import MESSAGES_BY_AGENT, MESSAGES_BY_CUSTOMER
from chorus.core.actor import Actor
from chorus.core.ids import new_id
from chorus.identity.settings import LIMITS, REQUESTS_BY_ACTOR, REQUESTS_BY_ADDRESS
from chorus.processes.services import limits_of
from chorus.processes.settings import Settings
from chorus.stores.counters.limits import Limit, Limits
from chorus.stores.redis.client import Redis
from tests.app import App, code_of
from tests.processes.test_settings import NEEDED

FIGURES = {**LIMITS, REQUESTS_BY_ADDRESS: Limit(30, 300), REQUESTS_BY_ACTOR: Limit(20, 60)}


@pytest.fixture(params=["with Redis", "without Redis"])
async def app(request: pytest.FixtureRequest, app: App, tmp_path: Path) -> AsyncIterator[App]:
    """One API process with small limits."""
    with_redis = request.param == "with Redis"
    url = app.services.settings.redis_url if with_redis else f"unix://{tmp_path}/nobody.sock"
    redis = Redis(url, timeout_seconds=2)  # longer than in production, because the machine may be busy
    app.services.limits = Limits(redis, FIGURES, prefix=f"test:{new_id()}:")
    yield app
    await redis.close()


async def test_a_person_is_refused_at_the_limit_and_told_when_to_come_back(app: App, ada: Actor, ben: Actor) -> None:
    allowed = [await app.get("/v1/labels", ada) for _ in range(20)]
    refused = await app.get("/v1/labels", ada)

    assert {response.status_code for response in allowed} == {200}
    assert refused.status_code == 429
    assert code_of(refused) == "limit.reached"
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert (await app.get("/v1/labels", ben)).status_code == 200


async def test_an_address_is_refused_at_the_limit_whoever_asks(app: App, ada: Actor, ben: Actor) -> None:
    allowed = [await app.get("/v1/labels", who) for who in (ada, ben, None) for _ in range(10)]
    refused = await app.get("/v1/labels", ada)

    assert [response.status_code for response in allowed] == [200] * 20 + [401] * 10
    assert refused.status_code == 429
    assert 60 < int(refused.headers["retry-after"]) <= 300
    assert refused.headers["x-request-id"]


async def test_an_upload_may_have_so_many_bytes(app: App, ada: Actor, bao: Actor) -> None:
    app.change_settings(attachment_max_bytes=1_000)
    at = f"/v1/conversations/{new_id()}/attachments"
    told = await app.ask("POST", at, ada, headers={"content-length": str(3 * 1_048_576)})

    assert told.status_code == 413
    assert code_of(told) == "request.too_large"


def test_a_minute_over_http_has_as_many_messages_as_the_rate_of_a_socket(clean_environment: pytest.MonkeyPatch) -> None:
    for name, value in NEEDED.items():
        clean_environment.setenv(name, value)
    default = limits_of(Settings.load())
    clean_environment.setenv("CHORUS_MESSAGE_RATE_PER_CUSTOMER", "0.5/s+7")
    clean_environment.setenv("CHORUS_MESSAGE_RATE_PER_AGENT", "2/s+30")

    given = limits_of(Settings.load())

    assert [default[name] for name in (MESSAGES_BY_CUSTOMER, MESSAGES_BY_AGENT)] == [Limit(80, 60), Limit(700, 60)]
    assert {name: limit for name, limit in default.items() if name in CHAT_LIMITS} == CHAT_LIMITS
    assert [given[name] for name in (MESSAGES_BY_CUSTOMER, MESSAGES_BY_AGENT)] == [Limit(37, 60), Limit(150, 60)]
