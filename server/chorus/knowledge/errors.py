"""Refusals about documents."""

from chorus.core.errors import ChorusError, ConflictError, InvalidError, NotFoundError


class DocumentNotFound(NotFoundError):
    """There is none, or it is another tenant's."""

    code = "document.not_found"
    message = "Document not found."


class DocumentTooLarge(ChorusError):
    """More than the bound."""

    code, status = "document.too_large", 413
    message = "A document can have at most 10 MB."


class DocumentEmpty(InvalidError):
    """No file, or nothing in it."""

    code = "document.empty"
    message = "The document is empty."


class DocumentUnsupported(ChorusError):
    """The content is of a type that is not read."""

    code, status = "document.unsupported", 415
    message = "This file type is not supported. Use Markdown, HTML, PDF, plain text, or CSV with questions and answers."


class DocumentKnown(ConflictError):
    """The very same content is in the knowledge base."""

    code = "document.known"
    message = "This document is already in the knowledge base."


class TooManyDocuments(ConflictError):
    """The tenant has reached its limit of documents."""

    code = "document.too_many"
    message = "Document limit reached. Delete documents to add others."


class DocumentStorageFull(ConflictError):
    """All documents together have as many bytes as those of a tenant may have."""

    code = "document.storage_full"
    message = "Storage limit for documents reached. Delete documents to add others."


class DocumentMalformed(InvalidError):
    """Neither a file nor a JSON object with a title and content."""

    code = "document.malformed"
    message = "Send a file as multipart form data in the field `file`, or JSON with `title` and `content`."


class Unreadable(Exception):
    """Indexing cannot make passages of it; the text is for the person who uploaded it."""
