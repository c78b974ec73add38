"""What the routes of the chat service need from their process."""

from typing import TYPE_CHECKING, Annotated, Protocol, cast

from fastapi import Depends, Request

from chorus.stores.database import Database

if TYPE_CHECKING:  # every noun's routes import this file, those of messages too
    from chorus.chat.escalations.tend import OfferRules
    from chorus.chat.messages.append import MessageWriter


class ChatServices(Protocol):
    """The part of `processes.services.Services` that chat knows."""

    @property
    def database(self) -> Database:
        """The application role's pool."""
        ...

    @property
    def writer(self) -> "MessageWriter":
        """The batch writer of this process."""
        ...

    @property
    def offer_rules(self) -> "OfferRules":
        """How long an agent is asked, and who is asked at all."""
        ...


def chat_services(request: Request) -> ChatServices:
    """The services of the process that serves this request."""
    return cast("ChatServices", request.app.state.services)


Chat = Annotated[ChatServices, Depends(chat_services)]
