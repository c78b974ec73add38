"""Real servers for the tests, started once; each test gets tenants of its own."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from chorus.chat.messages.append import MessageWriter
from chorus.core.actor import Actor
from chorus.core.ids import TenantId
from chorus.knowledge.index import Knowledge
from chorus.processes.containers import reactions
from chorus.processes.settings import Settings
from chorus.stores import embedded
from chorus.stores.jobs.job import Reactions
from chorus.stores.postgres import migrate
from chorus.stores.postgres.database import Database
from chorus.stores.postgres.pool import connect
from tests import people
from tests.app import App, app_settings, open_app
from tests.people import Published
from tests.stores.cluster import Cluster, cluster

pytest_plugins = [
    "tests.bot.bots",
    "tests.parallel",
    "tests.processes.environments",
    "tests.proof.stack",
]
# How long an example takes, and how many are made in a second, says how busy the machine is and nothing else.
settings.register_profile("chorus", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("chorus")


@pytest.fixture(scope="session")
async def postgres(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[embedded.Postgres]:
    """A real PostgreSQL, migrated."""
    async with embedded.postgres(tmp_path_factory.mktemp("pg") / "data") as server:
        await asyncio.to_thread(migrate.upgrade, server.owner_url)
        yield server


@pytest.fixture(scope="session")
async def valkey(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[embedded.Valkey]:
    """A real Redis-protocol server."""
    async with embedded.valkey(tmp_path_factory.mktemp("vk") / "data") as server:
        yield server


@pytest.fixture(scope="session")
async def valkey_cluster(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cluster]:
    """A real cluster of three."""
    async with cluster(tmp_path_factory.mktemp("vkc")) as found:
        yield found


@pytest.fixture(params=["one server", "a cluster"])
async def redis_url(request: pytest.FixtureRequest, valkey: embedded.Valkey, valkey_cluster: Cluster) -> str:
    """Both kinds, for what has to work on either."""
    return valkey.url if request.param == "one server" else valkey_cluster.url


@pytest.fixture
async def published() -> Published:
    """Everything that the test's database publishes."""
    return Published()


@pytest.fixture
async def database(postgres: embedded.Postgres, published: Published) -> AsyncIterator[Database]:
    """The application role's database."""
    pool = await connect(postgres.app_url, size=8)
    database = Database(pool, Reactions(), published)
    yield database
    await database.close()


@pytest.fixture
async def writer(database: Database) -> AsyncIterator[MessageWriter]:
    """A running batch writer, which asks the bot as in production."""
    writer = MessageWriter(database, on_message=reactions().on_message)
    writer.start()
    yield writer
    await writer.stop()


@pytest.fixture
def api_settings(postgres: embedded.Postgres, valkey: embedded.Valkey, tmp_path: Path) -> Settings:
    """The settings of an API process with real servers and fresh keys."""
    return app_settings(postgres.app_url, valkey.url, tmp_path)


@pytest.fixture
async def app(api_settings: Settings, database: Database) -> AsyncIterator[App]:
    """The API as in production, in this process."""
    async with open_app(api_settings, database, knowledge=Knowledge()) as app:
        yield app


@pytest.fixture
async def acme(database: Database) -> TenantId:
    """Acme, with nobody in it yet."""
    return await people.tenant(database)


@pytest.fixture
async def globex(database: Database) -> TenantId:
    """Another tenant, for what must not be seen."""
    return await people.tenant(database, "Globex")


@pytest.fixture
async def ada(database: Database, acme: TenantId) -> Actor:
    """Ada, agent at Acme."""
    return await people.agent_ada(database, acme)


@pytest.fixture
async def ben(database: Database, acme: TenantId) -> Actor:
    """Ben, agent at Acme."""
    return await people.agent_ben(database, acme)


@pytest.fixture
async def sam(database: Database, acme: TenantId) -> Actor:
    """Sam, supervisor at Acme."""
    return await people.supervisor_sam(database, acme)


@pytest.fixture
async def ines(database: Database, acme: TenantId) -> Actor:
    """Ines, admin at Acme."""
    return await people.admin_ines(database, acme)


@pytest.fixture
async def bao(database: Database, acme: TenantId) -> Actor:
    """Bao, customer of Acme."""
    return await people.customer_bao(database, acme)


@pytest.fixture
def data() -> Path:
    """Dialogues and policies that nobody here wrote; a test that reads them skips where they are absent."""
    return Path(__file__).parents[3] / "shared" / "data"
