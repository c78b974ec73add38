"""The files of a tenant have so much space and no more."""

import asyncio
from datetime import timedelta

from chorus.chat.attachments.remove_unsent import remove_unsent
from chorus.core.actor import Actor
from chorus.core.ids import TenantId
from tests import people
from tests.app import App, code_of
from tests.chat.attachments.steps import path_of, upload

KILOBYTE = b"x" * 1_000


async def test_what_does_not_fit_is_refused_and_leaves_no_trace(
    app: App, bao: Actor, ada: Actor, globex: TenantId
) -> None:
    app.change_settings(attachment_bytes_per_tenant=2_500)
    conversation = await people.conversation_with(app.database, bao)
    await upload(app, bao, conversation, KILOBYTE)
    await upload(app, ada, conversation, KILOBYTE)

    refused = await app.post(path_of(conversation), bao, files={"file": ("a.txt", KILOBYTE)})

    assert (refused.status_code, code_of(refused)) == (409, "attachment.storage_full")
    async with app.database.transaction(bao.tenant_id) as tx:
        assert await tx.value("SELECT sum(size_bytes) FROM attachments") == 2_000
    assert await upload(app, bao, conversation, b"x" * 500)
    elsewhere = await people.customer_bao(app.database, globex)
    assert await upload(app, elsewhere, await people.conversation_with(app.database, elsewhere), KILOBYTE)


async def test_where_nothing_fits_nothing_is_read(app: App, bao: Actor) -> None:
    app.change_settings(attachment_bytes_per_tenant=1_000)
    conversation = await people.conversation_with(app.database, bao)
    await upload(app, bao, conversation, KILOBYTE)

    refused = await app.post(path_of(conversation), bao, content=b"not multipart at all")

    assert code_of(refused) == "attachment.storage_full"


async def test_what_is_removed_gives_its_space_back(app: App, bao: Actor) -> None:
    app.change_settings(attachment_bytes_per_tenant=1_000)
    conversation = await people.conversation_with(app.database, bao)
    await upload(app, bao, conversation, KILOBYTE)

    assert await remove_unsent(app.database, app.blobs, bao.tenant_id, kept=timedelta(0)) == 1
    assert await upload(app, bao, conversation, KILOBYTE)


async def test_of_many_at_once_as_many_are_taken_as_fit(app: App, bao: Actor) -> None:
    app.change_settings(attachment_bytes_per_tenant=3_000)
    conversation = await people.conversation_with(app.database, bao)

    answers = await asyncio.gather(
        *(app.post(path_of(conversation), bao, files={"file": ("a.txt", KILOBYTE)}) for _ in range(6))
    )

    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [409] * 3
