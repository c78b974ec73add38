"""The tables of documents and their passages."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from chorus.core.ids import DocumentId, TenantId


@dataclass(frozen=True, slots=True)
class Document:
    """One document, without its content."""

    TABLE: ClassVar[str] = "documents"

    id: DocumentId
    tenant_id: TenantId
    title: str
    file_name: str
    media_type: str
    language: str | None
    size_bytes: int
    status: str
    failure: str | None
    warning: str | None
    progress: int
    charset: str
    created_at: datetime
    indexed_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewDocument:
    """The row of a document that was just uploaded."""

    TABLE: ClassVar[str] = "documents"

    id: DocumentId
    tenant_id: TenantId
    title: str
    file_name: str
    media_type: str
    charset: str
    size_bytes: int
    sha256: bytes
    content: bytes
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document, short enough to be quoted. `heading` is its place, or a question that it answers."""

    TABLE: ClassVar[str] = "passages"

    id: UUID
    tenant_id: TenantId
    document_id: DocumentId
    ordinal: int
    heading: str
    content: str
