"""Documents on the wire."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from chorus.knowledge.documents.table import Document, Passage
from chorus.protocol.model import WireModel
from chorus.protocol.texts import Line

TITLE_MAX = 200


class DocumentCreate(WireModel):
    """A document as text. The type is judged by the content; `mediaType` and `fileName` help where it is not clear."""

    title: Annotated[Line, StringConstraints(min_length=1, max_length=TITLE_MAX)] = Field(examples=["Returns"])
    content: str = Field(min_length=1, examples=["# Returns\n\nYou may return an item within 30 days."])
    media_type: str = Field("text/markdown", max_length=100)
    file_name: Annotated[Line, StringConstraints(max_length=255)] = ""


class DocumentRead(WireModel):
    """A document and how far it is: `pending` until its passages can be found, `failed` with the reason in `error`."""

    id: UUID
    title: str
    file_name: str
    media_type: str
    language: str | None
    size_bytes: int
    status: Literal["pending", "ready", "failed"]
    error: str | None
    warning: str | None = Field(description="what was left out of the document or may be wrong")
    progress: int = Field(ge=0, le=100, description="indexing progress in percent")
    passage_count: int
    created_at: datetime
    indexed_at: datetime | None


class PassageRead(WireModel):
    """A piece of a document."""

    id: UUID
    heading: str
    text: str


class DocumentDetail(DocumentRead):
    """A document with the first of its passages."""

    passages: list[PassageRead]


class DocumentPage(WireModel):
    """Documents, newest first."""

    items: list[DocumentRead]
    next_cursor: str | None


class SearchCreate(WireModel):
    """A question as a customer would ask it."""

    query: str = Field(min_length=1, max_length=1000, examples=["How long do I have to return something?"])


class FoundRead(WireModel):
    """A passage that was found, and how well it fits: above 0.5 it is given as the answer."""

    document_id: UUID
    title: str
    heading: str
    text: str
    score: float


class SearchRead(WireModel):
    """The passages that the bot would find, best first, and its answer."""

    items: list[FoundRead]
    fit: Literal["sure", "maybe", "none"]
    method: Literal["meaning", "words"]
    answer: str | None = Field(description="what the bot would quote; null when it would say that it does not know")


def document_read(document: Document, passage_count: int) -> DocumentRead:
    """Build the response for a document."""
    return DocumentRead(**_fields(document, passage_count))


def document_detail(document: Document, passage_count: int, passages: list[Passage]) -> DocumentDetail:
    """Build the response with passages."""
    read = [PassageRead(id=passage.id, heading=passage.heading, text=passage.content) for passage in passages]
    return DocumentDetail(**_fields(document, passage_count), passages=read)


def _fields(document: Document, passage_count: int) -> dict[str, Any]:
    return {
        "id": document.id,
        "title": document.title,
        "file_name": document.file_name,
        "media_type": document.media_type,
        "language": document.language,
        "size_bytes": document.size_bytes,
        "status": document.status,
        "error": document.failure,
        "warning": document.warning,
        "progress": 100 if document.status == "ready" else document.progress,
        "passage_count": passage_count,
        "created_at": document.created_at,
        "indexed_at": document.indexed_at,
    }
