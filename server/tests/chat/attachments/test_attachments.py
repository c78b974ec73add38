"""Files of messages over HTTP: in, out, and to whom."""

import asyncio
import os
import resource
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from chorus.chat.attachments.jobs import remove_unsent_everywhere
from chorus.chat.attachments.receive import AROUND_MAX, BYTES_MAX, Slots
from chorus.chat.attachments.remove_unsent import remove_unsent
from chorus.chat.conversations.close import close
from chorus.chat.conversations.table import Conversation
from chorus.chat.messages.append import MessageWriter
from chorus.chat.messages.say import say
from chorus.core.actor import Actor
from chorus.core.errors import BusyError
from chorus.core.ids import MessageId, TenantId, new_id
from chorus.stores.blobs import BlobMissing
from chorus.stores.database import Database
from tests import people
from tests.chat.attachments.files import EICAR, HTML, SVG, pdf, png
from tests.chat.desk import Desk, code_of

BOUNDARY = "b0undary"


def path_of(conversation: Conversation) -> str:
    """Where files of a conversation go."""
    return f"/v1/conversations/{conversation.id}/attachments"


async def upload(
    desk: Desk, actor: Actor, conversation: Conversation, content: bytes = b"hello", name: str = "a.txt"
) -> str:
    """Upload; the id."""
    answer = await desk.post(path_of(conversation), actor, files={"file": (name, content)})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def send(
    writer: MessageWriter, actor: Actor, conversation: Conversation, *ids: str, as_note: bool = False
) -> None:
    """Send files with a message, or hang them on a note."""
    await say(
        writer,
        actor,
        conversation.id,
        message_id=MessageId(new_id()),
        content="see this",
        message_type="note" if as_note else "text",
        attachment_ids=[UUID(found) for found in ids],
    )


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


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (HTML, 415, "attachment.kind_refused"),
        (SVG, 415, "attachment.kind_refused"),
        (b"MZ\x90\0", 415, "attachment.kind_refused"),
        (b"", 422, "attachment.empty"),
        (EICAR, 422, "attachment.harmful"),
        (png(50_000, 50_000), 422, "attachment.too_many_pixels"),
    ],
)
async def test_what_is_refused_leaves_no_trace(
    desk: Desk, bao: Actor, tmp_path: Path, content: bytes, status: int, code: str
) -> None:
    conversation = await people.conversation_with(desk.database, bao)

    refused = await desk.post(path_of(conversation), bao, files={"file": ("photo.png", content, "image/png")})

    assert (refused.status_code, code_of(refused)) == (status, code)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    async with desk.database.transaction(bao.tenant_id) as tx:
        assert await tx.value("SELECT count(*) FROM attachments") == 0


async def test_exactly_the_bound_is_taken_and_one_byte_more_is_not(desk: Desk, bao: Actor) -> None:
    conversation = await people.conversation_with(desk.database, bao)
    assert await upload(desk, bao, conversation, b"x" * BYTES_MAX)

    refused = await desk.post(path_of(conversation), bao, files={"file": ("a.txt", b"x" * (BYTES_MAX + 1))})

    assert (refused.status_code, code_of(refused)) == (413, "attachment.too_large")


async def test_reading_stops_at_the_bound_though_the_sender_goes_on(desk: Desk, bao: Actor) -> None:
    conversation = await people.conversation_with(desk.database, bao)
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        yield f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'.encode()
        while True:
            taken += 64 * 1024
            yield b"x" * (64 * 1024)

    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused = await desk.post(path_of(conversation), bao, content=endless(), headers=headers)

    assert refused.status_code == 413
    assert taken <= BYTES_MAX + AROUND_MAX + 2 * 1024 * 1024
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b"no boundary"),
        (f"multipart/form-data; boundary={BOUNDARY}", b"not multipart at all"),
        (f"multipart/form-data; boundary={BOUNDARY}", f"--{BOUNDARY}--\r\n".encode()),
        (
            f"multipart/form-data; boundary={BOUNDARY}",
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"\r\n\r\ntext\r\n--{BOUNDARY}--\r\n'.encode(),
        ),
        (
            f"multipart/form-data; boundary={BOUNDARY}",
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="other"; filename="a.txt"\r\n\r\nx\r\n'
            f"--{BOUNDARY}--\r\n".encode(),
        ),
        (
            f"multipart/form-data; boundary={BOUNDARY}",
            "".join(
                f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{number}.txt"\r\n\r\nx\r\n'
                for number in range(2)
            ).encode()
            + f"--{BOUNDARY}--\r\n".encode(),
        ),
        ("text/plain", b"x"),
    ],
)
async def test_what_is_no_upload_is_refused(desk: Desk, bao: Actor, content_type: str, body: bytes) -> None:
    conversation = await people.conversation_with(desk.database, bao)

    refused = await desk.post(path_of(conversation), bao, content=body, headers={"Content-Type": content_type})

    assert (refused.status_code, code_of(refused)) == (400, "attachment.malformed_upload")


async def test_nobody_is_asked_for_25_megabytes_to_be_told_no(desk: Desk, bao: Actor, globex: TenantId) -> None:
    conversation = await people.conversation_with(desk.database, bao)
    stranger = await people.customer_bao(desk.database, globex)
    read = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        read += 1
        yield b"x"

    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    for actor, status in ((None, 401), (stranger, 404)):
        refused = await desk.post(path_of(conversation), actor, content=body(), headers=headers)
        assert (refused.status_code, read) == (status, 0)


async def test_a_closed_conversation_takes_no_files(desk: Desk, bao: Actor) -> None:
    conversation = await people.conversation_with(desk.database, bao)
    async with desk.database.transaction(bao.tenant_id) as tx:
        await close(tx, bao, conversation.id)

    refused = await desk.post(path_of(conversation), bao, files={"file": ("a.txt", b"x")})

    assert (refused.status_code, code_of(refused)) == (409, "conversation.closed")


async def test_there_is_a_bound_on_what_is_uploaded_and_not_sent(desk: Desk, writer: MessageWriter, bao: Actor) -> None:
    conversation = await people.conversation_with(desk.database, bao)
    ids = [await upload(desk, bao, conversation) for _ in range(20)]

    refused = await desk.post(path_of(conversation), bao, files={"file": ("a.txt", b"x")})
    assert (refused.status_code, code_of(refused)) == (409, "attachment.too_many_unsent")

    await send(writer, bao, conversation, ids[0])
    assert await upload(desk, bao, conversation)


async def test_a_process_takes_only_so_many_uploads_at_once() -> None:
    slots = Slots(1)
    with slots, pytest.raises(BusyError):
        slots.__enter__()
    with slots:
        pass


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
