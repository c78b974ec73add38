"""A tenant may have so many documents, and so many bytes of them."""

import asyncio

import pytest

from chorus.core.actor import system_of
from chorus.core.errors import ChorusError
from chorus.core.ids import TenantId
from chorus.knowledge.documents.add import DocumentQuota, add_document
from chorus.knowledge.documents.remove import remove_document
from chorus.knowledge.documents.table import Document
from chorus.knowledge.errors import DocumentStorageFull, TooManyDocuments
from chorus.stores.postgres.database import Database


async def add(database: Database, tenant_id: TenantId, shelf: DocumentQuota, text: str) -> Document:
    async with database.transaction(tenant_id) as tx:
        return await add_document(tx, system_of(tenant_id), content=text.encode(), file_name="terms.txt", shelf=shelf)


async def test_one_document_too_many_is_refused_until_another_goes(
    database: Database, acme: TenantId, globex: TenantId
) -> None:
    shelf = DocumentQuota(items=2)
    first, _ = [await add(database, acme, shelf, f"Terms number {number}.") for number in range(2)]

    with pytest.raises(TooManyDocuments) as refused:
        await add(database, acme, shelf, "More terms.")
    assert (refused.value.code, refused.value.status) == ("document.too_many", 409)
    assert (await add(database, globex, shelf, "More terms.")).status == "pending"
    async with database.transaction(acme) as tx:
        await remove_document(tx, system_of(acme), first.id)
    assert (await add(database, acme, shelf, "More terms.")).status == "pending"


async def test_documents_that_are_too_large_together_are_refused(database: Database, acme: TenantId) -> None:
    shelf = DocumentQuota(bytes=100)
    await add(database, acme, shelf, "All of it. " * 9)

    with pytest.raises(DocumentStorageFull) as refused:
        await add(database, acme, shelf, "And more.")
    assert (refused.value.code, refused.value.status) == ("document.storage_full", 409)
    async with database.transaction(acme) as tx:
        assert await tx.value("SELECT count(*) FROM documents") == 1


async def test_of_many_at_once_as_many_are_taken_as_fit(database: Database, acme: TenantId) -> None:
    shelf = DocumentQuota(items=3)

    found = await asyncio.gather(
        *(add(database, acme, shelf, f"Terms number {number}.") for number in range(6)), return_exceptions=True
    )

    assert sum(isinstance(one, ChorusError) for one in found) == 3
