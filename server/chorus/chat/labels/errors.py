"""Refusals about the definitions of labels."""

from chorus.core.errors import ConflictError, NotFoundError


class LabelNotFound(NotFoundError):
    """There is none, or it is another tenant's."""

    code = "label.not_found"
    message = "Label not found."


class LabelNameTaken(ConflictError):
    """Names are unique within a tenant."""

    code = "label.name_taken"
    message = "A label with this name already exists."
