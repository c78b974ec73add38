"""Labels on the wire."""

import re
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from chorus.protocol.constraints import Constraint, broken
from chorus.protocol.model import WireModel
from chorus.protocol.texts import Line


def _plain(name: str) -> str:
    if not re.fullmatch(r"[^\W_][\w -]*", name):
        raise broken(Constraint.LABEL_NAME, "letters, digits, spaces, hyphens and underscores")
    return name


LabelName = Annotated[Line, StringConstraints(min_length=1, max_length=48), AfterValidator(_plain)]
Color = Annotated[str, StringConstraints(to_lower=True, pattern=r"^#[0-9a-fA-F]{6}$")]


class LabelCreate(WireModel):
    """A name and a colour."""

    name: LabelName = Field(examples=["delivery"])
    color: Color = "#64748b"


class LabelUpdate(WireModel):
    """The colour alone: a new name is a new label."""

    color: Color


class LabelRead(WireModel):
    """A label."""

    id: UUID
    name: str
    color: str


class LabelPage(WireModel):
    """Labels by name."""

    items: list[LabelRead]
    next_cursor: str | None
