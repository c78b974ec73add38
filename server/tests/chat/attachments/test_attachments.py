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
from tests.app import App, code_of
from tests.chat.attachments.files import pdf, png
from tests.chat.attachments.steps import path_of, send, upload


async def test_a_customers_file_reaches_the_agent_as_a_download(
    app: App, writer: MessageWriter, ada: Actor, bao: Actor
) -> None:
    conversation = await people.conversation_with(app.database, bao)
    answer = await app.post(path_of(conversation), bao, files={"file": ("../../Foto été.png", png(), "text/html")})
    assert answer.status_code == 201
    read = answer.json()
    assert (read["name"], read["mediaType"], read["sizeBytes"]) == ("Foto été.png", "image/png", len(png()))
    await send(writer, bao, conversation, read["id"])

    download = await app.get(f"/v1/attachments/{read['id']}", ada)

    assert download.content == png()
    headers = download.headers
    assert headers["content-type"] == "image/png"
    assert headers["content-disposition"].startswith("attachment; ")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["cache-control"] == "no-store"
    assert headers["cross-origin-resource-policy"] == "same-origin"


async def test_a_file_that_is_not_sent_yet_is_its_uploaders_alone(app: App, ada: Actor, bao: Actor) -> None:
    conversation = await people.conversation_with(app.database, bao)
    mine = await upload(app, bao, conversation)
    hers = await upload(app, ada, conversation)

    assert (await app.get(f"/v1/attachments/{mine}", bao)).status_code == 200
    assert (await app.get(f"/v1/attachments/{mine}", ada)).status_code == 404
    assert (await app.get(f"/v1/attachments/{hers}", bao)).status_code == 404


async def test_what_hangs_on_a_note_is_never_the_customers(
    app: App, writer: MessageWriter, ada: Actor, ben: Actor, bao: Actor
) -> None:
    conversation = await people.conversation_with(app.database, bao)
    secret = await upload(app, ada, conversation, b"internal")
    await send(writer, ada, conversation, secret, as_note=True)

    assert (await app.get(f"/v1/attachments/{secret}", ben)).content == b"internal"
    refused = await app.get(f"/v1/attachments/{secret}", bao)
    assert (refused.status_code, code_of(refused)) == (404, "attachment.not_found")


async def test_nobody_elses_file_is_found(
    app: App, writer: MessageWriter, bao: Actor, acme: TenantId, globex: TenantId
) -> None:
    conversation = await people.conversation_with(app.database, bao)
    found = await upload(app, bao, conversation)
    await send(writer, bao, conversation, found)
    strangers = [
        await people.customer_bao(app.database, acme, "Cai"),
        await people.customer_bao(app.database, globex, "Dee"),
        await people.agent_ada(app.database, globex),
        await people.admin_ines(app.database, globex),
    ]

    for stranger in strangers:
        download = await app.get(f"/v1/attachments/{found}", stranger)
        assert (download.status_code, code_of(download)) == (404, "attachment.not_found")
        attempt = await app.post(path_of(conversation), stranger, files={"file": ("a.txt", b"x")})
        assert (attempt.status_code, code_of(attempt)) == (404, "conversation.not_found")
    assert (await app.get(f"/v1/attachments/{found}")).status_code == 401
    assert (await app.post(path_of(conversation), files={"file": ("a.txt", b"x")})).status_code == 401


async def test_a_token_for_one_conversation_opens_no_file_of_another(
    app: App, writer: MessageWriter, bao: Actor
) -> None:
    here = await people.conversation_with(app.database, bao)
    there = await people.conversation_with(app.database, bao, await people.inbox(app.database, bao.tenant_id))
    found = await upload(app, bao, there)
    narrowed = Actor(bao.kind, bao.tenant_id, bao.id, scopes=bao.scopes, conversation_id=here.id)

    assert (await app.get(f"/v1/attachments/{found}", bao)).status_code == 200
    assert (await app.get(f"/v1/attachments/{found}", narrowed)).status_code == 404
    assert (await app.post(path_of(there), narrowed, files={"file": ("a.txt", b"x")})).status_code == 404


async def test_what_nobody_sent_is_removed_after_a_day(
    app: App, writer: MessageWriter, bao: Actor, acme: TenantId
) -> None:
    conversation = await people.conversation_with(app.database, bao)
    sent, old, fresh = [await upload(app, bao, conversation, pdf(), "a.pdf") for _ in range(3)]
    await send(writer, bao, conversation, sent)
    async with app.database.transaction(acme) as tx:
        key = await tx.value("SELECT storage_key FROM attachments WHERE id = $1::text::uuid", old)
        await tx.execute(
            "UPDATE attachments SET created_at = created_at - interval '25 hours' WHERE id <> $1::text::uuid", fresh
        )

    await remove_unsent_everywhere(app)

    assert [(await app.get(f"/v1/attachments/{found}", bao)).status_code for found in (sent, old, fresh)] == [
        200,
        404,
        200,
    ]
    with pytest.raises(BlobMissing):
        await app.blobs.get(key)
    assert await remove_unsent(app.database, app.blobs, acme, kept=timedelta(days=1)) == 0


async def test_two_rounds_at_once_remove_each_file_once(app: App, bao: Actor, acme: TenantId) -> None:
    conversation = await people.conversation_with(app.database, bao)
    for _ in range(5):
        await upload(app, bao, conversation)

    rounds = [remove_unsent(app.database, app.blobs, acme, kept=timedelta(0)) for _ in range(3)]

    assert sum(await asyncio.gather(*rounds)) == 5


async def test_a_file_whose_bytes_are_lost_is_not_found(app: App, bao: Actor, acme: TenantId) -> None:
    found = await upload(app, bao, await people.conversation_with(app.database, bao))
    async with app.database.transaction(acme) as tx:
        await app.blobs.delete(await tx.value("SELECT storage_key FROM attachments"))

    download = await app.get(f"/v1/attachments/{found}", bao)

    assert (download.status_code, code_of(download)) == (404, "attachment.not_found")


async def test_large_files_come_back_byte_for_byte(app: App, bao: Actor, database: Database) -> None:
    content = pdf(b"%" + os.urandom(3_000_000).replace(b"PK\x05\x06", b"....") + b"\n")
    found = await upload(app, bao, await people.conversation_with(database, bao), content, "big.pdf")

    download = await app.get(f"/v1/attachments/{found}", bao)

    assert download.content == content
    assert download.headers["content-length"] == str(len(content))
