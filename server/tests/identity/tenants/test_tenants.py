"""The tenant: founded by the operator, named and set by its admin."""

from typing import Any

import pytest

from chorus.core.actor import Actor, system_of
from chorus.core.ids import TenantId, new_id
from chorus.identity.tenants.create import create
from chorus.identity.tenants.errors import BadSlug, SlugTaken, TenantNotFound
from chorus.identity.tenants.queries import own
from chorus.stores.postgres.database import Database
from tests.app import App, code_of

RULES = [{"name": "Legal", "keywords": ["lawyer", "court"], "pattern": "(?i)sue you"}]


async def test_a_tenant_is_founded_in_its_own_transaction(database: Database) -> None:
    tenant_id = TenantId(new_id())
    slug = f"initech-{tenant_id.hex[-8:]}"
    async with database.transaction(tenant_id) as tx:
        founded = await create(tx, name="Initech", slug=slug, tier="pro", settings={"modelTokensPerDay": 5})

    async with database.transaction(tenant_id) as tx:
        assert await own(tx, system_of(tenant_id)) == founded
    assert (founded.id, founded.tier, founded.settings) == (tenant_id, "pro", {"modelTokensPerDay": 5})


async def test_a_short_name_is_unique_and_plain(database: Database, acme: TenantId) -> None:
    async with database.transaction(acme) as tx:
        taken = str(await tx.value("SELECT slug FROM tenants"))
    with pytest.raises(SlugTaken):
        async with database.transaction(TenantId(new_id())) as tx:
            await create(tx, name="Other", slug=taken)
    for slug in ("", "Acme", "a b", "-a", "a" * 64, "a\n"):
        with pytest.raises(BadSlug):
            async with database.transaction(TenantId(new_id())) as tx:
                await create(tx, name="Other", slug=slug)


async def test_settings_are_replaced_one_by_one(app: App, ines: Actor) -> None:
    await app.patch("/v1/tenant", ines, json={"settings": {"modelTokensPerDay": 1000}})
    both = await app.patch("/v1/tenant", ines, json={"name": "Acme Ltd", "settings": {"escalationRules": RULES}})

    assert both.status_code == 200, both.text
    assert both.json()["name"] == "Acme Ltd"
    assert both.json()["settings"]["modelTokensPerDay"] == 1000
    assert both.json()["settings"]["escalationRules"][0]["keywords"] == ["lawyer", "court"]
    assert (await app.get("/v1/tenant", ines)).json() == both.json()
    back = await app.patch("/v1/tenant", ines, json={"settings": {"modelTokensPerDay": None}})
    assert back.json()["settings"]["modelTokensPerDay"] is None
    async with app.database.transaction(ines.tenant_id) as tx:
        assert set((await own(tx, ines)).settings) == {"escalationRules"}


async def test_settings_that_this_version_does_not_know_are_kept_and_not_shown(app: App, ines: Actor) -> None:
    async with app.database.transaction(ines.tenant_id) as tx:
        await tx.execute("""UPDATE tenants SET settings = '{"fromTheFuture": true}'""")

    answer = await app.patch("/v1/tenant", ines, json={"settings": {"modelTokensPerDay": 7}})

    assert "fromTheFuture" not in answer.text
    async with app.database.transaction(ines.tenant_id) as tx:
        assert (await own(tx, ines)).settings == {"fromTheFuture": True, "modelTokensPerDay": 7}


async def test_a_stored_pattern_that_is_too_large_now_is_passed_over(app: App, ines: Actor) -> None:
    async with app.database.transaction(ines.tenant_id) as tx:
        stored = {"escalationRules": [{"pattern": ".{1,500}.{1,500}x"}, {"name": "GDPR", "pattern": "gdpr"}]}
        await tx.execute("UPDATE tenants SET settings = $2 WHERE id = $1", ines.tenant_id, stored)

    shown = (await app.get("/v1/tenant", ines)).json()["settings"]["escalationRules"]

    assert [rule["name"] for rule in shown] == ["GDPR"]


@pytest.mark.parametrize(
    "body",
    [
        {"tier": "enterprise"},
        {"slug": "other"},
        {"isDisabled": True},
        {"settings": {"tier": "enterprise"}},
        {"settings": {"modelTokensPerDay": -1}},
        {"settings": {"absentAgentSeconds": 59}},
        {"settings": {"absentAgentSeconds": 3601}},
        {"settings": {"escalationRules": [{"keywords": ["x" * 101]}]}},
        {"settings": {"escalationRules": [{"pattern": "(unclosed"}]}},
        {"settings": {"escalationRules": [{"pattern": "(?=lookahead)"}]}},
        {"settings": {"escalationRules": [{"pattern": ".{1,500}.{1,500}x"}]}},
        {"settings": {"escalationRules": [{"pattern": r"(\pL\pN){1,200}|a"}]}},
        {"settings": {"escalationRules": [{"pattern": "(a?b?){350}"}] * 2}},
        {"settings": {"escalationRules": RULES * 51}},
        {"name": " "},
    ],
)
async def test_what_is_not_the_tenants_to_set_is_refused(app: App, ines: Actor, body: dict[str, Any]) -> None:
    refused = await app.patch("/v1/tenant", ines, json=body)
    assert (refused.status_code, code_of(refused)) == (422, "request.invalid")


async def test_who_may(app: App, ada: Actor, sam: Actor, bao: Actor) -> None:
    assert (await app.get("/v1/tenant", ada)).json()["name"] == "Acme"
    for actor in (ada, sam):
        assert (await app.patch("/v1/tenant", actor, json={"name": "Mine"})).status_code == 403
    assert (await app.get("/v1/tenant", bao)).status_code == 403
    assert (await app.get("/v1/tenant")).status_code == 401


async def test_a_tenant_that_is_gone_is_not_found(database: Database) -> None:
    nobody = TenantId(new_id())
    async with database.transaction(nobody) as tx:
        with pytest.raises(TenantNotFound):
            await own(tx, system_of(nobody))
