"""The files of a tenant have so much space and no more."""

import asyncio
from datetime import timedelta

from chorus.chat.attachments.remove_unsent import remove_unsent
from chorus.core.actor import Actor
from chorus.core.ids import TenantId
from tests import people
from tests.chat.attachments.steps import path_of, upload
from tests.chat.desk import Desk, code_of

KILOBYTE = b"x" * 1_000


async def test_what_does_not_fit_is_refused_and_leaves_no_trace(
    desk: Desk, bao: Actor, ada: Actor, globex: TenantId
) -> None:
    desk.attachment_bytes_per_tenant = 2_500
    conversation = await people.conversation_with(desk.database, bao)
    await upload(desk, bao, conversation, KILOBYTE)
    await upload(desk, ada, conversation, KILOBYTE)

    refused = await desk.post(path_of(conversation), bao, files={"file": ("a.txt", KILOBYTE)})

    assert (refused.status_code, code_of(refused)) == (409, "attachment.storage_full")
    async with desk.database.transaction(bao.tenant_id) as tx:
        assert await tx.value("SELECT sum(size_bytes) FROM attachments") == 2_000
    assert await upload(desk, bao, conversation, b"x" * 500)
    elsewhere = await people.customer_bao(desk.database, globex)
    assert await upload(desk, elsewhere, await people.conversation_with(desk.database, elsewhere), KILOBYTE)


async def test_where_nothing_fits_nothing_is_read(desk: Desk, bao: Actor) -> None:
    desk.attachment_bytes_per_tenant = 1_000
    conversation = await people.conversation_with(desk.database, bao)
    await upload(desk, bao, conversation, KILOBYTE)

    refused = await desk.post(path_of(conversation), bao, content=b"not multipart at all")

    assert code_of(refused) == "attachment.storage_full"


async def test_what_is_removed_gives_its_space_back(desk: Desk, bao: Actor) -> None:
    desk.attachment_bytes_per_tenant = 1_000
    conversation = await people.conversation_with(desk.database, bao)
    await upload(desk, bao, conversation, KILOBYTE)

    assert await remove_unsent(desk.database, desk.blobs, bao.tenant_id, kept=timedelta(0)) == 1
    assert await upload(desk, bao, conversation, KILOBYTE)


async def test_of_many_at_once_as_many_are_taken_as_fit(desk: Desk, bao: Actor) -> None:
    desk.attachment_bytes_per_tenant = 3_000
    conversation = await people.conversation_with(desk.database, bao)

    answers = await asyncio.gather(
        *(desk.post(path_of(conversation), bao, files={"file": ("a.txt", KILOBYTE)}) for _ in range(6))
    )

    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [409] * 3
