"""Files of messages over HTTP: to whom they are given, and when they go."""

import asyncio
import os
from datetime import timedelta

import pytest

from chorus.chat.attachments.jobs import remove_unsent_everywhere
from chorus.chat.attachments.remove_unsent import remove_unsent
from chorus.chat.messages.append import MessageWriter
from chorus.core.actor import Actor
from chorus.core.ids import TenantId
from chorus.stores.blobs.port import BlobMissing
from chorus.stores.postgres.database import Database
from tests import people
from tests.chat.attachments.files import pdf, png
from tests.chat.attachments.steps import path_of, send, upload
from tests.chat.desk import Desk, code_of


async def test_a_customers_file_reaches_the_agent_as_a_download(
    desk: Desk, writer: MessageWriter, ada: Actor, bao: Actor
) -> None:
    conversation = await people.conversation_with(desk.database, bao)
    answer = await desk.post(path_of(conversation), bao, files={"file": ("../../Foto été.png", png(), "text/html")})
    assert answer.status_code == 201
    read = answer.json()
    assert (read["name"], read["mediaType"], read["sizeBytes"]) == ("Foto été.png", "image/png", len(png()))
    await send(writer, bao, conversation, read["id"])

    download = await desk.get(f"/v1/attachments/{read['id']}", ada)

    assert download.content == png()
    headers = download.headers
    assert headers["content-type"] == "image/png"
    assert headers["content-disposition"].startswith("attachment; ")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["cache-control"] == "no-store"
    assert headers["cross-origin-resource-policy"] == "same-origin"


async def test_a_file_that_is_not_sent_yet_is_its_uploaders_alone(desk: Desk, ada: Actor, bao: Actor) -> None:
    conversation = await people.conversation_with(desk.database, bao)
    mine = await upload(desk, bao, conversation)
    hers = await upload(desk, ada, conversation)

    assert (await desk.get(f"/v1/attachments/{mine}", bao)).status_code == 200
    assert (await desk.get(f"/v1/attachments/{mine}", ada)).status_code == 404
    assert (await desk.get(f"/v1/attachments/{hers}", bao)).status_code == 404


async def test_what_hangs_on_a_note_is_never_the_customers(
    desk: Desk, writer: MessageWriter, ada: Actor, ben: Actor, bao: Actor
) -> None:
    conversation = await people.conversation_with(desk.database, bao)
    secret = await upload(desk, ada, conversation, b"internal")
    await send(writer, ada, conversation, secret, as_note=True)

    assert (await desk.get(f"/v1/attachments/{secret}", ben)).content == b"internal"
    refused = await desk.get(f"/v1/attachments/{secret}", bao)
    assert (refused.status_code, code_of(refused)) == (404, "attachment.not_found")


async def test_nobody_elses_file_is_found(
    desk: Desk, writer: MessageWriter, bao: Actor, acme: TenantId, globex: TenantId
) -> None:
    conversation = await people.conversation_with(desk.database, bao)
    found = await upload(desk, bao, conversation)
    await send(writer, bao, conversation, found)
    strangers = [
        await people.customer_bao(desk.database, acme, "Cai"),
        await people.customer_bao(desk.database, globex, "Dee"),
        await people.agent_ada(desk.database, globex),
        await people.admin_ines(desk.database, globex),
    ]

    for stranger in strangers:
        download = await desk.get(f"/v1/attachments/{found}", stranger)
        assert (download.status_code, code_of(download)) == (404, "attachment.not_found")
        attempt = await desk.post(path_of(conversation), stranger, files={"file": ("a.txt", b"x")})
        assert (attempt.status_code, code_of(attempt)) == (404, "conversation.not_found")
    assert (await desk.get(f"/v1/attachments/{found}")).status_code == 401
    assert (await desk.post(path_of(conversation), files={"file": ("a.txt", b"x")})).status_code == 401


async def test_a_token_for_one_conversation_opens_no_file_of_another(
    desk: Desk, writer: MessageWriter, bao: Actor
) -> None:
    here = await people.conversation_with(desk.database, bao)
    there = await people.conversation_with(desk.database, bao, await people.inbox(desk.database, bao.tenant_id))
    found = await upload(desk, bao, there)
    narrowed = Actor(bao.kind, bao.tenant_id, bao.id, scopes=bao.scopes, conversation_id=here.id)

    assert (await desk.get(f"/v1/attachments/{found}", bao)).status_code == 200
    assert (await desk.get(f"/v1/attachments/{found}", narrowed)).status_code == 404
    assert (await desk.post(path_of(there), narrowed, files={"file": ("a.txt", b"x")})).status_code == 404


async def test_what_nobody_sent_is_removed_after_a_day(
    desk: Desk, writer: MessageWriter, bao: Actor, acme: TenantId
) -> None:
    conversation = await people.conversation_with(desk.database, bao)
    sent, old, fresh = [await upload(desk, bao, conversation, pdf(), "a.pdf") for _ in range(3)]
    await send(writer, bao, conversation, sent)
    async with desk.database.transaction(acme) as tx:
        key = await tx.value("SELECT storage_key FROM attachments WHERE id = $1::text::uuid", old)
        await tx.execute(
            "UPDATE attachments SET created_at = created_at - interval '25 hours' WHERE id <> $1::text::uuid", fresh
        )

    await remove_unsent_everywhere(desk)

    assert [(await desk.get(f"/v1/attachments/{found}", bao)).status_code for found in (sent, old, fresh)] == [
        200,
        404,
        200,
    ]
    with pytest.raises(BlobMissing):
        await desk.blobs.get(key)
    assert await remove_unsent(desk.database, desk.blobs, acme, kept=timedelta(days=1)) == 0


async def test_two_rounds_at_once_remove_each_file_once(desk: Desk, bao: Actor, acme: TenantId) -> None:
    conversation = await people.conversation_with(desk.database, bao)
    for _ in range(5):
        await upload(desk, bao, conversation)

    rounds = [remove_unsent(desk.database, desk.blobs, acme, kept=timedelta(0)) for _ in range(3)]

    assert sum(await asyncio.gather(*rounds)) == 5


async def test_a_file_whose_bytes_are_lost_is_not_found(desk: Desk, bao: Actor, acme: TenantId) -> None:
    found = await upload(desk, bao, await people.conversation_with(desk.database, bao))
    async with desk.database.transaction(acme) as tx:
        await desk.blobs.delete(await tx.value("SELECT storage_key FROM attachments"))

    download = await desk.get(f"/v1/attachments/{found}", bao)

    assert (download.status_code, code_of(download)) == (404, "attachment.not_found")


async def test_large_files_come_back_byte_for_byte(desk: Desk, bao: Actor, database: Database) -> None:
    content = pdf(b"%" + os.urandom(3_000_000).replace(b"PK\x05\x06", b"....") + b"\n")
    found = await upload(desk, bao, await people.conversation_with(database, bao), content, "big.pdf")

    download = await desk.get(f"/v1/attachments/{found}", bao)

    assert download.content == content
    assert download.headers["content-length"] == str(len(content))
