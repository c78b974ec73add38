"""Usage over HTTP: sums of the ledger."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from chorus.core.actor import Actor
from chorus.core.ids import TenantId
from chorus.stores.postgres.database import Database
from tests.app import App, code_of

DAY = datetime(2026, 3, 1, tzinfo=UTC)


async def book(
    database: Database, tenant_id: TenantId, at: datetime, purpose: str, model: str, tokens: int, cost: str
) -> None:
    """A call of a model."""
    async with database.transaction(tenant_id) as tx:
        await tx.execute(
            "INSERT INTO usage_ledger (tenant_id, purpose, model, input_tokens, output_tokens, cost_usd, created_at)"
            " VALUES ($1, $2, $3, $4, 10, $5, $6)",
            tenant_id,
            purpose,
            model,
            tokens,
            Decimal(cost),
            at,
        )


async def test_the_ledger_is_summed_by_purpose_and_model(
    app: App, sam: Actor, acme: TenantId, globex: TenantId
) -> None:
    for tenant_id, at, purpose, tokens, cost in (
        (acme, DAY, "bot", 100, "0.00000001"),
        (acme, DAY + timedelta(hours=5), "bot", 200, "0.5"),
        (acme, DAY + timedelta(hours=6), "brief", 50, "2"),
        (acme, DAY + timedelta(days=1), "brief", 1000, "9"),
        (acme, DAY - timedelta(seconds=1), "brief", 1000, "9"),
        (globex, DAY, "brief", 1000, "9"),
    ):
        await book(app.database, tenant_id, at, purpose, "openai:mini", tokens, cost)

    span = {"from": DAY.isoformat(), "to": (DAY + timedelta(days=1)).isoformat()}
    read = (await app.get("/v1/usage", sam, params=span)).json()

    assert [(line["purpose"], line["calls"], line["inputTokens"], line["outputTokens"]) for line in read["items"]] == [
        ("brief", 1, 50, 10),
        ("bot", 2, 300, 20),
    ]
    assert read["items"][1]["costUsd"] == pytest.approx(0.50000001)
    assert read["totalCostUsd"] == pytest.approx(2.50000001)
    assert datetime.fromisoformat(read["from"]) == DAY


async def test_without_a_span_it_is_the_last_thirty_days(app: App, sam: Actor, acme: TenantId) -> None:
    present = app.clock.now()
    for age, cost in ((timedelta(days=29), "1"), (timedelta(days=31), "5")):
        await book(app.database, acme, present - age, "bot", "openai:mini", 1, cost)

    assert (await app.get("/v1/usage", sam)).json()["totalCostUsd"] == 1


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2026-03-02T00:00:00Z", "2026-03-01T00:00:00Z"),
        ("2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z"),
        ("2020-03-01T00:00:00Z", "2026-03-01T00:00:00Z"),
        ("2026-03-01T00:00:00", "2026-03-02T00:00:00"),
    ],
)
async def test_a_span_that_makes_no_sense_is_refused(app: App, sam: Actor, since: str, until: str) -> None:
    refused = await app.get("/v1/usage", sam, params={"from": since, "to": until})
    assert (refused.status_code, code_of(refused)) == (422, "usage.bad_span")


async def test_who_may(app: App, ada: Actor, bao: Actor) -> None:
    assert (await app.get("/v1/usage", ada)).status_code == 403
    assert (await app.get("/v1/usage", bao)).status_code == 403
    assert (await app.get("/v1/usage")).status_code == 401
