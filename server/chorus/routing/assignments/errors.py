"""Refusals about assignments."""

from chorus.core.errors import InvalidError


class TransferTargetMissing(InvalidError):
    """Neither an agent nor a team of this tenant was named, or both were."""

    code = "assignment.target_missing"
    message = "Specify one agent or one team to transfer to."
