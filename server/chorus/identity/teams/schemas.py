"""Teams on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from chorus.protocol.model import WireModel
from chorus.protocol.texts import Line

Name = Annotated[Line, StringConstraints(min_length=1, max_length=100), Field(examples=["Returns"])]


class TeamCreate(WireModel):
    """A new team."""

    name: Name


class TeamUpdate(WireModel):
    """Another name."""

    name: Name


class TeamUsersUpdate(WireModel):
    """The complete list of the team's users."""

    user_ids: list[UUID] = Field(max_length=1000)


class TeamRead(WireModel):
    """A team and who is in it."""

    id: UUID
    name: str
    user_ids: list[UUID]


class TeamList(WireModel):
    """All teams by name."""

    items: list[TeamRead]
