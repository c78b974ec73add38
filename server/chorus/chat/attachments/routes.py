"""Files over HTTP: in as multipart, out as downloads."""

from typing import Annotated, Protocol, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse

from chorus.chat.attachments import upload as uploading
from chorus.chat.attachments.errors import (
    AttachmentEmpty,
    AttachmentHarmful,
    AttachmentKindOff,
    AttachmentKindRefused,
    AttachmentNotFound,
    AttachmentStorageFull,
    AttachmentTooLarge,
    AttachmentTooManyPixels,
    TooManyUnsent,
    UploadMalformed,
)
from chorus.chat.attachments.names import disposition
from chorus.chat.attachments.queries import find
from chorus.chat.attachments.receive import FIELD, receive
from chorus.chat.attachments.schemas import attachment_read
from chorus.chat.conversations.errors import ConversationClosedAlready, ConversationNotFound
from chorus.chat.limits import UPLOADS_BY_ACTOR
from chorus.core.actor import Actor
from chorus.core.errors import BusyError, TooManyRequestsError
from chorus.core.ids import AttachmentId, ConversationId
from chorus.identity.guards import Services, require
from chorus.protocol.events.message import AttachmentRead
from chorus.protocol.http_errors import refusals
from chorus.stores.blobs.port import BlobMissing, Blobs, BlobsUnavailable

router = APIRouter(tags=["attachments"])

Reader = Annotated[Actor, Depends(require("conversations:read", "customer"))]
Writer = Annotated[Actor, Depends(require("conversations:write", "customer"))]


class FileServices(Protocol):
    """The part of `processes.services.Services` that files need."""

    @property
    def blobs(self) -> Blobs:
        """Where the bytes are."""
        ...

    @property
    def attachment_max_bytes(self) -> int:
        """Of an upload."""
        ...

    @property
    def attachment_bytes_per_tenant(self) -> int:
        """Of all files of a tenant."""
        ...


def file_services(request: Request) -> FileServices:
    """Return the services of the process."""
    return cast("FileServices", request.app.state.services)


Files = Annotated[FileServices, Depends(file_services)]

# The file is read by hand (see `receive`), so the document has to be told what it looks like.
MULTIPART = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [FIELD],
                    "properties": {FIELD: {"type": "string", "contentMediaType": "application/octet-stream"}},
                }
            }
        },
    }
}
# Nothing that somebody uploaded ever runs in our origin, whatever a browser makes of it.
DOWNLOAD_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@router.post(
    "/v1/conversations/{conversation_id}/attachments",
    status_code=201,
    summary="Upload a file",
    openapi_extra=MULTIPART,
    responses=refusals(
        UploadMalformed,
        ConversationNotFound,
        ConversationClosedAlready,
        TooManyUnsent,
        AttachmentStorageFull,
        AttachmentTooLarge,
        AttachmentKindRefused,
        AttachmentKindOff,
        AttachmentEmpty,
        AttachmentTooManyPixels,
        AttachmentHarmful,
        TooManyRequestsError,
        BusyError,
        BlobsUnavailable,
    ),
)
async def upload_attachment(
    conversation_id: UUID, request: Request, actor: Writer, services: Services, files: Files
) -> AttachmentRead:
    """Upload a picture, PDF, text, office document or ZIP of at most 25 MB, as the tenant allows.

    The kind is told by content and not by name. HEIC is stored as JPEG; where and when a photo was taken is removed
    unless the tenant keeps it. Send it with a message within a day (`attachmentIds`), or it is removed.
    """
    await services.limits.hit(UPLOADS_BY_ACTOR, str(actor.id))
    space = files.attachment_bytes_per_tenant
    wishes = await uploading.require_can_upload(
        services.database, actor, ConversationId(conversation_id), tenant_bytes_max=space
    )
    async with receive(request, bytes_max=files.attachment_max_bytes) as file:
        attachment = await uploading.upload(
            services.database,
            files.blobs,
            actor,
            ConversationId(conversation_id),
            name=file.filename or "",
            file=file.file,
            tenant_bytes_max=space,
            wishes=wishes,
        )
    return attachment_read(attachment)


@router.get(
    "/v1/attachments/{attachment_id}",
    summary="Download a file",
    response_class=StreamingResponse,
    responses={
        200: {"description": "The bytes, as a download.", "content": {"application/octet-stream": {}}},
        **refusals(AttachmentNotFound, BlobsUnavailable),
    },
)
async def download_attachment(
    attachment_id: UUID, actor: Reader, services: Services, files: Files
) -> StreamingResponse:
    """Download a file of a message that the caller may see. Customers cannot download files of notes."""
    async with services.database.transaction(actor.tenant_id) as tx:
        attachment = await find(tx, actor, AttachmentId(attachment_id))
    try:
        chunks = await files.blobs.get(attachment.storage_key)
    except BlobMissing as error:
        raise AttachmentNotFound from error
    charset = "; charset=utf-8" if attachment.media_type == "text/plain" else ""
    headers = {
        **DOWNLOAD_HEADERS,
        "Content-Type": attachment.media_type + charset,
        "Content-Disposition": disposition(attachment.name),
        "Content-Length": str(attachment.size_bytes),
    }
    return StreamingResponse(chunks, headers=headers)
