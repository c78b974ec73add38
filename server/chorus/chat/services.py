"""Dependencies of the chat service's routes."""

from typing import Annotated, Protocol, cast

from fastapi import Depends, Request

from chorus.stores.postgres.database import Database


class ChatServices(Protocol):
    """The part of `processes.services.Services` that chat knows."""

    @property
    def database(self) -> Database:
        """The application role's pool."""
        ...


def chat_services(request: Request) -> ChatServices:
    """Return the services of the process."""
    return cast("ChatServices", request.app.state.services)


Chat = Annotated[ChatServices, Depends(chat_services)]
