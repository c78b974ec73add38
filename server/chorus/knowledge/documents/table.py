"""The tables of documents and their passages."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID as Id

from chorus.core.ids import DocumentId, TenantId
from chorus.stores.postgres.columns import (
    DEFERRED_BYTES,
    GENERATED_WORDS,
    INTEGER,
    KEY,
    SMALLINT,
    TEXT,
    TIMESTAMP,
    UUID,
    varchar,
)
from chorus.stores.postgres.table import Table


class DocumentStatus(StrEnum):
    """Whether its passages can be found."""

    PENDING = "pending"
    READY = "ready"
    FAILED = "failed"


class Document(Table, table=True):
    """One document. Its content is read only where a statement names it."""

    __tablename__ = "documents"

    id: Annotated[DocumentId, KEY]
    tenant_id: Annotated[TenantId, UUID]
    title: Annotated[str, TEXT]
    file_name: Annotated[str, TEXT]
    media_type: Annotated[str, TEXT]
    language: Annotated[str | None, varchar(10)] = None
    size_bytes: Annotated[int, INTEGER]
    sha256: Annotated[bytes, DEFERRED_BYTES] = b""
    content: Annotated[bytes, DEFERRED_BYTES] = b""
    status: Annotated[DocumentStatus, varchar(20)] = DocumentStatus.PENDING
    failure: Annotated[str | None, TEXT] = None
    warning: Annotated[str | None, TEXT] = None
    progress: Annotated[int, SMALLINT] = 0
    charset: Annotated[str, varchar(40)]
    created_at: Annotated[datetime, TIMESTAMP]
    indexed_at: Annotated[datetime | None, TIMESTAMP] = None


class Passage(Table, table=True):
    """A piece of a document, short enough to be quoted. `heading` is its place, or a question that it answers."""

    __tablename__ = "passages"

    id: Annotated[Id, KEY]
    tenant_id: Annotated[TenantId, UUID]
    document_id: Annotated[DocumentId, UUID]
    ordinal: Annotated[int, INTEGER]
    heading: Annotated[str, TEXT]
    content: Annotated[str, TEXT]
    search: Annotated[str | None, GENERATED_WORDS] = None
