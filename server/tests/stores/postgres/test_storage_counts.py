"""What a tenant keeps is counted where it is added and removed, whoever does it."""

from chorus.core.actor import Actor
from chorus.core.ids import ConversationId, TenantId, new_id
from chorus.stores.postgres.database import Database, Tx
from chorus.stores.postgres.storage_counts import Stored, stored
from tests import people


async def add_file(tx: Tx, actor: Actor, conversation_id: ConversationId, size: int) -> None:
    """A row of an upload."""
    await tx.execute(
        "INSERT INTO attachments (tenant_id, conversation_id, name, media_type, size_bytes, sha256, storage_key,"
        " uploaded_by, uploader_kind) VALUES ($1, $2, 'a.txt', 'text/plain', $3, '', $4, $5, 'customer')",
        tx.tenant_id,
        conversation_id,
        size,
        str(new_id()),
        actor.id,
    )


async def files_of(database: Database, tenant_id: TenantId) -> Stored:
    """The count, as everybody sees it."""
    async with database.transaction(tenant_id) as tx:
        return await stored(tx, "attachments")


async def test_a_tenant_that_keeps_nothing_has_a_count_too(database: Database, acme: TenantId) -> None:
    assert await files_of(database, acme) == Stored(0, 0)


async def test_files_are_counted_as_they_come_and_go(database: Database, bao: Actor, globex: TenantId) -> None:
    conversation = await people.conversation_with(database, bao)
    async with database.transaction(bao.tenant_id) as tx:
        for size in (1, 20, 300):
            await add_file(tx, bao, conversation.id, size)
        assert await stored(tx, "attachments") == Stored(3, 321)
        assert await stored(tx, "documents") == Stored(0, 0)
    async with database.transaction(bao.tenant_id) as tx:
        await tx.execute("DELETE FROM attachments WHERE size_bytes < 100")

    assert await files_of(database, bao.tenant_id) == Stored(1, 300)
    assert await files_of(database, globex) == Stored(0, 0)


async def test_files_that_go_with_their_conversation_are_counted_out(database: Database, bao: Actor) -> None:
    gone = await people.conversation_with(database, bao)
    kept = await people.conversation_with(database, bao, await people.inbox(database, bao.tenant_id))
    async with database.transaction(bao.tenant_id) as tx:
        await add_file(tx, bao, gone.id, 20)
        await add_file(tx, bao, kept.id, 300)
    async with database.transaction(bao.tenant_id) as tx:
        await tx.execute("DELETE FROM conversations WHERE id = $1", gone.id)

    assert await files_of(database, bao.tenant_id) == Stored(1, 300)


async def test_documents_are_counted_apart(database: Database, acme: TenantId) -> None:
    async with database.transaction(acme) as tx:
        await tx.execute(
            "INSERT INTO documents (tenant_id, title, media_type, size_bytes, sha256, content)"
            " VALUES ($1, 'Terms', 'text/plain', 5, 'x', 'Terms')",
            acme,
        )

        assert await stored(tx, "documents") == Stored(1, 5)
        assert await stored(tx, "attachments") == Stored(0, 0)
