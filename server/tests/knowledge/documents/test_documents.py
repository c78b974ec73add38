"""Documents from upload to search to removal, by HTTP and by job."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import pytest
from typing_extensions import override

from chorus.core.actor import Actor, system_of
from chorus.core.ids import DocumentId, TenantId, new_id
from chorus.knowledge.documents.add import SIZE_MAX
from chorus.knowledge.documents.index import index_document
from chorus.knowledge.documents.queries import find, passage_ids
from chorus.knowledge.embedding.embedder import EmbedderUnavailable
from chorus.knowledge.index import Knowledge, open_knowledge
from chorus.knowledge.jobs import TASKS
from chorus.knowledge.rebuild import ask_for_rebuild, rebuild, repair
from chorus.knowledge.retrieval.fit import Fit
from chorus.knowledge.retrieval.retrieve import retrieve
from chorus.processes.settings import Settings
from chorus.stores.postgres.database import Database
from chorus.stores.vectors.memory import MemoryVectors
from chorus.stores.vectors.port import Entry, Near, VectorsUnavailable
from tests import people
from tests.app import App, code_of, open_app
from tests.bot.bots import SHOP, Bot, needs_kb

pytestmark = needs_kb


@pytest.fixture
async def app(api_settings: Settings, bot: Bot) -> AsyncIterator[App]:
    async with open_app(api_settings, bot.database, knowledge=bot.knowledge) as found:
        yield found


async def _run(bot: Bot, tenant_id: TenantId) -> None:
    """Run the jobs that are enqueued for the tenant, as the worker does."""
    rows = await bot.database.unscoped(
        "SELECT id, task_name, args FROM procrastinate_jobs"
        " WHERE args ->> 'tenant_id' = $1 AND status = 'todo' ORDER BY id",
        str(tenant_id),
    )
    for row in rows:
        task: Callable[..., Awaitable[None]] = TASKS[row["task_name"]]
        await task(bot, **row["args"])
        await bot.database.unscoped("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = $1", row["id"])


async def test_upload_search_read_and_remove(app: App, bot: Bot, sam: Actor) -> None:
    files = {"file": ("Our_shop.md", SHOP.encode(), "text/markdown")}
    added = await app.ask("POST", "/v1/documents", sam, files=files)
    assert added.status_code == 201
    document = added.json()
    assert (document["title"], document["status"], document["passageCount"]) == ("Our shop", "pending", 0)

    await _run(bot, sam.tenant_id)
    listed = (await app.ask("GET", "/v1/documents", sam)).json()["items"]
    assert [(one["status"], one["error"], one["language"]) for one in listed] == [("ready", None, "en")]
    detail = (await app.ask("GET", f"/v1/documents/{document['id']}", sam)).json()
    assert [passage["heading"] for passage in detail["passages"]] == [
        "Returns", "Returns > How to send something back", "Delivery", "Warranty",
    ]  # fmt: skip
    assert detail["passageCount"] == listed[0]["passageCount"] == 4

    body = {"query": "how much is express shipping"}
    found = (await app.ask("POST", "/v1/documents/search", sam, json=body)).json()
    assert (found["fit"], found["method"]) == ("sure", "meaning")
    assert found["items"][0]["heading"] == "Delivery"
    assert "12 euros" in found["answer"]

    assert (await app.ask("DELETE", f"/v1/documents/{document['id']}", sam)).status_code == 204
    gone = (await app.ask("POST", "/v1/documents/search", sam, json=body)).json()
    assert (gone["items"], gone["fit"], gone["answer"]) == ([], "none", None)
    await _run(bot, sam.tenant_id)
    assert bot.knowledge.vectors is not None
    assert await bot.knowledge.vectors.passage_ids(sam.tenant_id) == set()
    assert code_of(await app.ask("DELETE", f"/v1/documents/{document['id']}", sam)) == "document.not_found"


async def test_json_with_title_and_content(app: App, sam: Actor) -> None:
    body = {"title": "Hours", "content": "We open at nine.", "mediaType": "text/plain"}
    added = await app.ask("POST", "/v1/documents", sam, json=body)
    assert (added.status_code, added.json()["mediaType"]) == (201, "text/plain")
    again = await app.ask("POST", "/v1/documents", sam, json=body)
    assert (again.status_code, code_of(again)) == (409, "document.known")
    assert again.json()["error"]["details"] == {"documentId": added.json()["id"]}


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"json": {"title": "x"}}, "document.malformed"),
        ({"json": {"title": "Hours\nBcc: eve", "content": "x"}}, "document.malformed"),
        ({"json": {"title": "Hours", "content": "x", "fileName": "a\x1b[2J.md"}}, "document.malformed"),
        ({"data": {"title": "Hours\x1b[2J"}, "files": {"file": ("a.md", b"x")}}, "document.malformed"),
        ({"files": {"file": ("a\u2028b.md", b"x")}}, "document.malformed"),
        ({"content": b"{", "headers_": "application/json"}, "document.malformed"),
        ({"files": {"other": ("a.md", b"x")}}, "document.malformed"),
        ({"files": {"file": ("a.md", b"")}}, "document.empty"),
        ({"files": {"file": ("a.docx", b"PK\x03\x04....")}}, "document.unsupported"),
        ({"files": {"file": ("a.md", b"x" * (SIZE_MAX + 1))}}, "document.too_large"),
        ({"files": {"file": ("a.md", b"x" * (SIZE_MAX + 100_000))}}, "document.too_large"),
    ],
)
async def test_refusals(app: App, sam: Actor, request_: dict[str, Any], code: str) -> None:
    if "headers_" in request_:
        token = app.auth.tokens.sign(sam).token
        headers = {"Authorization": f"Bearer {token}", "Content-Type": str(request_["headers_"])}
        answer = await app.client.post("/v1/documents", content=request_["content"], headers=headers)
    else:
        answer = await app.ask("POST", "/v1/documents", sam, **request_)
    assert code_of(answer) == code


async def test_agents_read_and_supervisors_write(app: App, ada: Actor, bao: Actor) -> None:
    body = {"title": "x", "content": "text"}
    assert (await app.ask("GET", "/v1/documents", ada)).status_code == 200
    assert (await app.ask("POST", "/v1/documents", ada, json=body)).status_code == 403
    assert (await app.ask("GET", "/v1/documents", bao)).status_code == 403


async def test_another_tenants_document_is_not_found(
    app: App, bot: Bot, sam: Actor, database: Database, globex: TenantId
) -> None:
    document = await bot.learns(sam.tenant_id, SHOP)
    stranger = await people.supervisor_sam(database, globex)
    for method in ("GET", "DELETE"):
        answer = await app.ask(method, f"/v1/documents/{document.id}", stranger)
        assert code_of(answer) == "document.not_found"
    body = {"query": "how long is the warranty"}
    assert (await app.ask("POST", "/v1/documents/search", stranger, json=body)).json()["items"] == []
    assert (await app.ask("GET", "/v1/documents", stranger)).json()["items"] == []


async def test_pages_have_no_gap_and_no_overlap(app: App, bot: Bot, sam: Actor) -> None:
    added = [
        (await bot.learns(sam.tenant_id, f"Document number {number}.", file_name="n.txt")).id for number in range(5)
    ]
    seen: list[str] = []
    cursor: str | None = None
    while cursor or not seen:
        params = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        answer = (await app.ask("GET", "/v1/documents", sam, params=params)).json()
        seen += [item["id"] for item in answer["items"]]
        cursor = answer["nextCursor"]
    assert seen == [str(found) for found in reversed(added)]


async def test_what_cannot_be_read_says_why(bot: Bot, acme: TenantId) -> None:
    document = await bot.learns(acme, b"%PDF-1.7\nnothing of the kind", file_name="a.pdf")
    assert (document.status, document.failure) == ("failed", "The PDF cannot be read; it seems to be damaged.")


async def test_indexing_again_changes_nothing(bot: Bot, acme: TenantId) -> None:
    document = await bot.learns(acme, SHOP)
    await index_document(bot.database, bot.knowledge, acme, document.id)
    async with bot.database.transaction(acme) as tx:
        known = await passage_ids(tx)
    assert len(known) == 4
    assert bot.knowledge.vectors is not None
    assert await bot.knowledge.vectors.passage_ids(acme) == known


async def test_a_document_that_is_gone_is_not_indexed(bot: Bot, acme: TenantId) -> None:
    await index_document(bot.database, bot.knowledge, acme, DocumentId(new_id()))
    assert bot.knowledge.vectors is not None
    assert await bot.knowledge.vectors.passage_ids(acme) == set()


async def test_a_lost_index_is_rebuilt_or_repaired(bot: Bot, acme: TenantId) -> None:
    await bot.learns(acme, SHOP)
    lost = Knowledge(MemoryVectors(), bot.knowledge.embedder)
    assert await rebuild(bot.database, lost, acme) == 4
    found = await retrieve(bot.database, lost, acme, "how long is the warranty")
    assert found.found[0].heading == "Warranty"
    again = Knowledge(MemoryVectors(), bot.knowledge.embedder)
    assert await repair(bot.database, again) >= 4
    assert again.vectors is not None
    assert len(await again.vectors.passage_ids(acme)) == 4
    assert await repair(bot.database, again) == 0


async def test_the_worker_is_asked_to_rebuild_and_does(bot: Bot, acme: TenantId) -> None:
    await bot.learns(acme, SHOP)
    assert await ask_for_rebuild(bot.database) >= 1
    asked = "FROM procrastinate_jobs WHERE task_name = 'bot.rebuild_index'"
    jobs = {job["args"]["tenant_id"]: job["lock"] for job in await bot.database.unscoped(f"SELECT args, lock {asked}")}
    assert jobs[str(acme)] == f"documents:{acme}"
    await bot.database.unscoped(f"DELETE {asked}")

    lost = Bot(bot.database, bot.writer, Knowledge(MemoryVectors(), bot.knowledge.embedder))
    await TASKS["bot.rebuild_index"](lost, tenant_id=str(acme))
    assert lost.knowledge.vectors is not None
    assert len(await lost.knowledge.vectors.passage_ids(acme)) == 4


async def test_what_the_index_has_too_much_is_dropped(bot: Bot, acme: TenantId) -> None:
    document = await bot.learns(acme, SHOP)
    async with bot.database.transaction(acme) as tx:
        await tx.execute("DELETE FROM passages WHERE document_id = $1 AND ordinal = 0", document.id)
        known = await passage_ids(tx)
    await repair(bot.database, bot.knowledge)
    assert bot.knowledge.vectors is not None
    assert await bot.knowledge.vectors.passage_ids(acme) == known


async def test_without_the_extra_words_stand_in(bot_by_words: Bot, acme: TenantId) -> None:
    assert bot_by_words.knowledge.method == "words"
    document = await bot_by_words.learns(acme, SHOP)
    assert document.status == "ready"
    found = await retrieve(bot_by_words.database, bot_by_words.knowledge, acme, "How much is express delivery?")
    assert (found.method, found.found[0].heading) == ("words", "Delivery")
    with pytest.raises(EmbedderUnavailable):
        await rebuild(bot_by_words.database, bot_by_words.knowledge, acme)


class _Away(MemoryVectors):
    """An index that cannot be reached."""

    @override
    async def put(self, tenant_id: TenantId, entries: Sequence[Entry]) -> None:
        raise VectorsUnavailable

    @override
    async def nearest(
        self, tenant_id: TenantId, vector: Sequence[float], *, limit: int, among: Sequence[UUID] | None = None
    ) -> list[Near]:
        raise VectorsUnavailable


async def test_while_the_index_is_away_words_stand_in(bot: Bot, acme: TenantId) -> None:
    away = Bot(bot.database, bot.writer, Knowledge(_Away(), bot.knowledge.embedder))
    with pytest.raises(VectorsUnavailable):
        await away.learns(acme, SHOP)
    found = await retrieve(away.database, away.knowledge, acme, "How much is express delivery?")
    assert (found.method, found.found[0].heading) == ("words", "Delivery")
    async with bot.database.transaction(acme) as tx:
        [known] = {row[0] for row in await tx.records("SELECT id FROM documents")}
        assert (await find(tx, system_of(acme), known)).status == "ready"


async def test_what_the_index_lacks_is_found_by_its_words(bot: Bot, acme: TenantId) -> None:
    await bot.learns(acme, SHOP)
    empty = Knowledge(MemoryVectors(), bot.knowledge.embedder)
    found = await retrieve(bot.database, empty, acme, "How much is express delivery?")
    assert (found.method, found.found[0].heading, found.fit) == ("meaning", "Delivery", Fit.SURE)


async def test_the_real_index_answers(bot: Bot, acme: TenantId, tmp_path_factory: pytest.TempPathFactory) -> None:
    knowledge = open_knowledge(tmp_path_factory.mktemp("kb"))
    assert knowledge.method == "meaning"
    real = Bot(bot.database, bot.writer, knowledge)
    await real.learns(acme, SHOP)
    found = await retrieve(real.database, knowledge, acme, "my machine shows E-42")
    assert found.found[0].heading == "Warranty"
    await knowledge.close()
