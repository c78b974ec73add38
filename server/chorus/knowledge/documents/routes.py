"""The knowledge base over HTTP."""

from dataclasses import dataclass
from typing import Annotated, Protocol, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import ValidationError
from starlette.datastructures import UploadFile

from chorus.core.actor import Actor
from chorus.core.ids import DocumentId
from chorus.core.paging import PAGE_DEFAULT, PAGE_MAX, BadCursor
from chorus.identity.guards import require
from chorus.knowledge.deps import KnowledgeDeps
from chorus.knowledge.documents.add import SIZE_MAX, DocumentQuota, add_document
from chorus.knowledge.documents.queries import find, page, passage_count, passages_of
from chorus.knowledge.documents.remove import remove_document
from chorus.knowledge.documents.schemas import (
    DocumentCreate,
    DocumentDetail,
    DocumentPage,
    DocumentRead,
    document_detail,
    document_read,
)
from chorus.knowledge.errors import (
    DocumentEmpty,
    DocumentKnown,
    DocumentMalformed,
    DocumentNotFound,
    DocumentStorageFull,
    DocumentTooLarge,
    DocumentUnsupported,
    TooManyDocuments,
)
from chorus.protocol.http_errors import refusals
from chorus.protocol.texts import has_control_characters


class DocumentServices(KnowledgeDeps, Protocol):
    """The part of `processes.services.Services` that documents need."""

    @property
    def shelf(self) -> DocumentQuota:
        """How much a tenant may have."""
        ...


def knowledge_services(request: Request) -> DocumentServices:
    """Return the services of the process."""
    return cast("DocumentServices", request.app.state.services)


router = APIRouter(prefix="/v1/documents", tags=["knowledge base"])

Reader = Annotated[Actor, Depends(require("kb:read"))]
Writer = Annotated[Actor, Depends(require("kb:write"))]
Services = Annotated[DocumentServices, Depends(knowledge_services)]

PASSAGES_SHOWN = 200
# What a multipart body has around its file.
OVERHEAD_MAX = 64 * 1024
# Text in JSON may take six bytes a character.
JSON_MAX = 6 * SIZE_MAX + OVERHEAD_MAX
UPLOAD = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "at most 10 MB"},
                        "title": {"type": "string", "maxLength": 200},
                    },
                }
            },
            "application/json": {"schema": DocumentCreate.model_json_schema(by_alias=True)},
        },
    }
}


@router.get("", summary="List documents", responses=refusals(BadCursor))
async def list_documents(
    actor: Reader,
    services: Services,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = PAGE_DEFAULT,
) -> DocumentPage:
    """List documents with their state and number of passages, newest first."""
    async with services.database.transaction(actor.tenant_id) as tx:
        found = await page(tx, actor, cursor=cursor, limit=limit)
    items = [document_read(document, count) for document, count in found.items]
    return DocumentPage(items=items, next_cursor=found.next_cursor)


@router.post(
    "",
    status_code=201,
    summary="Add a document",
    openapi_extra=UPLOAD,
    responses=refusals(
        DocumentEmpty,
        DocumentKnown,
        DocumentMalformed,
        TooManyDocuments,
        DocumentStorageFull,
        DocumentTooLarge,
        DocumentUnsupported,
    ),
)
async def create_document(request: Request, actor: Writer, services: Services) -> DocumentRead:
    """Add Markdown, HTML, PDF, plain text, or CSV with questions and answers.

    The document is `pending` until it is indexed.
    """
    is_json = request.headers.get("content-type", "").startswith("application/json")
    _refuse_large(request, JSON_MAX if is_json else SIZE_MAX + OVERHEAD_MAX)
    upload = await (_from_json(request) if is_json else _from_form(request))
    async with services.database.transaction(actor.tenant_id) as tx:
        document = await add_document(
            tx,
            actor,
            content=upload.content,
            title=upload.title,
            file_name=upload.file_name,
            media_type=upload.media_type,
            shelf=services.shelf,
        )
    return document_read(document, 0)


@router.get("/{document_id}", summary="Get a document and its passages", responses=refusals(DocumentNotFound))
async def read_document(document_id: UUID, actor: Reader, services: Services) -> DocumentDetail:
    """Return a document with its first 200 passages."""
    found_id = DocumentId(document_id)
    async with services.database.transaction(actor.tenant_id) as tx:
        document = await find(tx, actor, found_id)
        count = await passage_count(tx, found_id)
        passages = await passages_of(tx, found_id, limit=PASSAGES_SHOWN)
    return document_detail(document, count, passages)


@router.delete("/{document_id}", status_code=204, summary="Delete a document", responses=refusals(DocumentNotFound))
async def delete_document(document_id: UUID, actor: Writer, services: Services) -> None:
    """Delete a document. The bot stops using it immediately."""
    async with services.database.transaction(actor.tenant_id) as tx:
        await remove_document(tx, actor, DocumentId(document_id))


def _refuse_large(request: Request, limit: int) -> None:
    declared = request.headers.get("content-length", "")
    if not declared.isdigit() or int(declared) > limit:
        raise DocumentTooLarge(maxBytes=SIZE_MAX)


@dataclass(frozen=True, slots=True)
class _Upload:
    content: bytes
    title: str
    file_name: str
    media_type: str


async def _from_json(request: Request) -> _Upload:
    try:
        body = DocumentCreate.model_validate_json(await request.body())
    except ValidationError as error:
        raise DocumentMalformed from error
    # JSON is UTF-8, whatever a page that stands in it says of itself.
    media_type = body.media_type.partition(";")[0] + "; charset=utf-8"
    return _Upload(body.content.encode(), body.title, body.file_name, media_type)


async def _from_form(request: Request) -> _Upload:
    # The form closes its spooled files at the end of the block.
    async with request.form(max_files=1, max_fields=5) as form:
        file, title = form.get("file"), form.get("title")
        if not isinstance(file, UploadFile):
            raise DocumentMalformed
        content = await file.read(SIZE_MAX + 1)
        named = title if isinstance(title, str) else ""
        if has_control_characters(named + (file.filename or "")):
            raise DocumentMalformed
        return _Upload(content, named, file.filename or "", file.content_type or "")
