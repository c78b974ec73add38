"""Uploads over HTTP: what is taken, what is refused, and where reading stops."""

import resource
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chorus.chat.attachments.receive import AROUND_MAX, Slots
from chorus.chat.conversations.close import close
from chorus.chat.messages.append import MessageWriter
from chorus.core.actor import Actor
from chorus.core.errors import BusyError
from chorus.core.ids import TenantId
from tests import people
from tests.app import App, code_of
from tests.chat.attachments.files import EICAR, HTML, SVG, png
from tests.chat.attachments.steps import path_of, send, upload

BOUNDARY = "b0undary"


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
    app: App, bao: Actor, tmp_path: Path, content: bytes, status: int, code: str
) -> None:
    conversation = await people.conversation_with(app.database, bao)

    refused = await app.post(path_of(conversation), bao, files={"file": ("photo.png", content, "image/png")})

    assert (refused.status_code, code_of(refused)) == (status, code)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    async with app.database.transaction(bao.tenant_id) as tx:
        assert await tx.value("SELECT count(*) FROM attachments") == 0


async def test_exactly_the_bound_is_taken_and_one_byte_more_is_not(app: App, bao: Actor) -> None:
    conversation = await people.conversation_with(app.database, bao)
    most = app.services.attachment_max_bytes
    assert await upload(app, bao, conversation, b"x" * most)

    refused = await app.post(path_of(conversation), bao, files={"file": ("a.txt", b"x" * (most + 1))})

    assert (refused.status_code, code_of(refused)) == (413, "attachment.too_large")


async def test_reading_stops_at_the_bound_though_the_sender_goes_on(app: App, bao: Actor) -> None:
    conversation = await people.conversation_with(app.database, bao)
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        yield f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'.encode()
        while True:
            taken += 64 * 1024
            yield b"x" * (64 * 1024)

    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused = await app.post(path_of(conversation), bao, content=endless(), headers=headers)

    assert refused.status_code == 413
    assert taken <= app.services.attachment_max_bytes + AROUND_MAX + 2 * 1024 * 1024
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
async def test_what_is_no_upload_is_refused(app: App, bao: Actor, content_type: str, body: bytes) -> None:
    conversation = await people.conversation_with(app.database, bao)

    refused = await app.post(path_of(conversation), bao, content=body, headers={"Content-Type": content_type})

    assert (refused.status_code, code_of(refused)) == (400, "attachment.malformed_upload")


async def test_nobody_is_asked_for_25_megabytes_to_be_told_no(app: App, bao: Actor, globex: TenantId) -> None:
    conversation = await people.conversation_with(app.database, bao)
    stranger = await people.customer_bao(app.database, globex)
    read = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        read += 1
        yield b"x"

    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    for actor, status in ((None, 401), (stranger, 404)):
        refused = await app.post(path_of(conversation), actor, content=body(), headers=headers)
        assert (refused.status_code, read) == (status, 0)


async def test_a_closed_conversation_takes_no_files(app: App, bao: Actor) -> None:
    conversation = await people.conversation_with(app.database, bao)
    async with app.database.transaction(bao.tenant_id) as tx:
        await close(tx, bao, conversation.id)

    refused = await app.post(path_of(conversation), bao, files={"file": ("a.txt", b"x")})

    assert (refused.status_code, code_of(refused)) == (409, "conversation.closed")


async def test_there_is_a_bound_on_what_is_uploaded_and_not_sent(app: App, writer: MessageWriter, bao: Actor) -> None:
    conversation = await people.conversation_with(app.database, bao)
    ids = [await upload(app, bao, conversation) for _ in range(20)]

    refused = await app.post(path_of(conversation), bao, files={"file": ("a.txt", b"x")})
    assert (refused.status_code, code_of(refused)) == (409, "attachment.too_many_unsent")

    await send(writer, bao, conversation, ids[0])
    assert await upload(app, bao, conversation)


async def test_a_process_takes_only_so_many_uploads_at_once() -> None:
    slots = Slots(1)
    with slots, pytest.raises(BusyError):
        slots.__enter__()
    with slots:
        pass
