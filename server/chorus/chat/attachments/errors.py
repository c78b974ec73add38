"""Refusals about files."""

from chorus.core.errors import ChorusError, ConflictError, InvalidError, NotFoundError


class AttachmentNotFound(NotFoundError):
    """There is none, or it is in a conversation (or a note) that the actor may not see."""

    code = "attachment.not_found"
    message = "File not found."


class AttachmentTooLarge(ChorusError):
    """Reading stopped at the bound."""

    code, status = "attachment.too_large", 413
    message = "A file can have at most 25 MB."


class AttachmentEmpty(InvalidError):
    """No bytes."""

    code = "attachment.empty"
    message = "The file is empty."


class AttachmentKindRefused(ChorusError):
    """The content is of no accepted type, of several, or damaged. The message says which."""

    code, status = "attachment.kind_refused", 415
    message = "Files of this type cannot be sent."


class AttachmentKindOff(ChorusError):
    """A kind that could be sent, and that the tenant does not take."""

    code, status = "attachment.kind_off", 415
    message = "This company does not accept files of this type."


class AttachmentTooManyPixels(InvalidError):
    """Small in bytes, but it would fill the memory of whoever looks at it."""

    code = "attachment.too_many_pixels"
    message = "The image has too many pixels. Send a smaller version."


class AttachmentHarmful(InvalidError):
    """The file contains the EICAR test signature."""

    code = "attachment.harmful"
    message = "The file was recognised as malware and not stored."


class UploadMalformed(ChorusError):
    """Not multipart/form-data with one part named `file`."""

    code, status = "attachment.malformed_upload", 400
    message = "Send the file as multipart/form-data, in one part named `file`."


class AttachmentStorageFull(ConflictError):
    """The files of the tenant fill what the installation gives it."""

    code = "attachment.storage_full"
    message = "Storage limit for files reached. Contact the administrator of this service."


class TooManyUnsent(ConflictError):
    """Uploaded and not sent: a bound for each person and conversation."""

    code = "attachment.too_many_unsent"
    message = "Too many unsent files. Send them first."
