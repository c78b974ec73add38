"""What a typical write of administration costs (lock a row, change it, commit): three ways to say it, in one run.

Commits per second of this process's CPU: PostgreSQL's part is the same for all three (docs/decisions/0003).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlmodel import select

from chorus.chat.labels.table import Label
from chorus.core.clock import now
from chorus.core.ids import TenantId, new_id
from chorus.stores import embedded
from chorus.stores.jobs.job import Reactions
from chorus.stores.postgres import migrate
from chorus.stores.postgres.database import Database
from chorus.stores.postgres.pool import connect
from load.options import RunOptions
from load.report import Metric, Report, percentile

AT_ONCE = 8
SHARE_OF_PLAIN = 0.5
Write = Callable[[UUID, str], Awaitable[None]]


class _Base(DeclarativeBase):
    pass


class _OrmLabel(_Base):
    __tablename__ = "labels"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    name: Mapped[str]
    color: Mapped[str]


async def run(options: RunOptions) -> Report:
    """Each way in turn, several windows."""
    report = Report("crud")
    with TemporaryDirectory() as folder:
        async with embedded.postgres(Path(folder)) as server:
            await asyncio.to_thread(migrate.upgrade, server.owner_url)
            pool = await connect(server.app_url, size=AT_ONCE)
            engine = create_async_engine(
                "postgresql+asyncpg://", connect_args={"dsn": server.app_url}, pool_size=AT_ONCE
            )
            database = Database(pool, Reactions(), _to_nobody)
            tenant_id, labels = TenantId(new_id()), [new_id() for _ in range(AT_ONCE)]
            await _seed(database, tenant_id, labels)
            ways = {
                "hand-written SQL": _plain(database, tenant_id),
                "select() over asyncpg": _composed(database, tenant_id),
                "a session of SQLAlchemy's ORM": _orm(engine, tenant_id),
            }
            found: dict[str, list[float]] = {name: [] for name in ways}
            latency: dict[str, list[float]] = {name: [] for name in ways}
            for write in ways.values():
                await _window(write, labels, 0.5)
            for _ in range(options.windows or 5):
                for name, write in ways.items():
                    per_core, times = await _window(write, labels, options.seconds or 3)
                    found[name].append(per_core)
                    latency[name].append(percentile(times, 0.95) * 1000)
            await engine.dispose()
            await database.close()
    plain, composed, _ = found.values()
    report.add(
        Metric(
            "commits per CPU second: select() as a share of hand-written SQL",
            [one / other for one, other in zip(composed, plain, strict=True)],
            "",
            SHARE_OF_PLAIN,
            is_at_most=False,
        )
    )
    for name, values in found.items():
        windows = ", ".join(f"{value:,.0f}" for value in values)
        report.note(
            f"- {name}: {sorted(values)[len(values) // 2]:,.0f} commits per CPU second ({windows})"
            f"; P95 {sorted(latency[name])[len(values) // 2]:.1f} ms with {AT_ONCE} at once"
        )
    return report


async def _window(write: Write, labels: list[UUID], seconds: float) -> tuple[float, list[float]]:
    times: list[float] = []
    ends, cpu = time.monotonic() + seconds, time.process_time()

    async def work(label_id: UUID) -> None:
        turn = 0
        while (began := time.monotonic()) < ends:
            turn += 1
            await write(label_id, f"#{turn % 0xFFFFFF:06x}")
            times.append(time.monotonic() - began)

    await asyncio.gather(*map(work, labels))
    return len(times) / (time.process_time() - cpu), times


async def _seed(database: Database, tenant_id: TenantId, labels: list[UUID]) -> None:
    async with database.transaction(tenant_id) as tx:
        await tx.execute("INSERT INTO tenants (id, name, slug) VALUES ($1, 'Acme', 'acme')", tenant_id)
        for number, label_id in enumerate(labels):
            await tx.insert(
                Label(id=label_id, tenant_id=tenant_id, name=f"label {number}", color="#64748b", created_at=now())
            )


def _plain(database: Database, tenant_id: TenantId) -> Write:
    async def write(label_id: UUID, color: str) -> None:
        async with database.transaction(tenant_id) as tx:
            label = await tx.fetch_one(
                Label, "SELECT {columns} FROM labels WHERE tenant_id = $1 AND id = $2 FOR UPDATE", tenant_id, label_id
            )
            await tx.update(label, color=color)

    return write


def _composed(database: Database, tenant_id: TenantId) -> Write:
    async def write(label_id: UUID, color: str) -> None:
        async with database.transaction(tenant_id) as tx:
            label = await tx.one(
                select(Label).where(Label.tenant_id == tenant_id, Label.id == label_id).with_for_update()
            )
            await tx.update(label, color=color)

    return write


def _orm(engine: AsyncEngine, tenant_id: TenantId) -> Write:
    async def write(label_id: UUID, color: str) -> None:
        async with AsyncSession(engine) as session, session.begin():
            await session.execute(text(f"SET LOCAL app.tenants = '{{{tenant_id}}}'"))
            label = await session.get_one(_OrmLabel, label_id, with_for_update=True)
            label.color = color

    return write


async def _to_nobody(_: object) -> None:
    pass
