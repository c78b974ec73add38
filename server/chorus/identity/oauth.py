"""The token endpoint's own manners: form fields or HTTP Basic in, errors as RFC 6749 section 5.2 spells them."""

import base64
import binascii
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import unquote_plus

from fastapi import Form
from fastapi.responses import JSONResponse

FIELD_MAX = 500


class OAuthRefused(Exception):
    """Answered with the RFC's word, not with our error model: OAuth2 libraries look for it."""

    def __init__(self, word: str, *, status: int = 400) -> None:
        super().__init__(word)
        self.word = word
        self.status = status


def answer_refused(error: OAuthRefused) -> JSONResponse:
    """Build the error response of RFC 6749."""
    headers = {"Cache-Control": "no-store"}
    if error.status == 401:
        headers["WWW-Authenticate"] = "Basic"
    return JSONResponse({"error": error.word}, status_code=error.status, headers=headers)


class ServiceTokenForm:
    """The form of a client credentials request."""

    def __init__(
        self,
        grant_type: Annotated[str, Form(max_length=FIELD_MAX, examples=["client_credentials"])] = "",
        client_id: Annotated[str, Form(max_length=FIELD_MAX)] = "",
        client_secret: Annotated[str, Form(max_length=FIELD_MAX)] = "",
        scope: Annotated[str, Form(max_length=FIELD_MAX)] = "",
    ) -> None:
        self.grant_type = grant_type
        self.client_id = client_id
        self.client_secret = client_secret
        self.scope = scope


@dataclass(frozen=True, slots=True)
class BasicOrForm:
    """The client's credentials, from wherever they came."""

    id: str
    secret: str

    @classmethod
    def of(cls, form: ServiceTokenForm, authorization: str | None) -> "BasicOrForm":
        """Read the credentials from HTTP Basic if present, else from the form.

        Raises:
            OAuthRefused: If the client credentials are not valid.
        """
        scheme, _, encoded = (authorization or "").partition(" ")
        if scheme.lower() != "basic":
            return cls(form.client_id, form.client_secret)
        try:
            client_id, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise OAuthRefused("invalid_client", status=401) from error
        return cls(unquote_plus(client_id), unquote_plus(secret))
