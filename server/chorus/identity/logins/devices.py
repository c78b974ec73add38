"""Devices that somebody has logged in on before: their wrong passwords count apart from a stranger's.

Otherwise a stranger who guesses at a user's password would lock the user out. The mark is a cookie, one for each user
of a browser. It proves nothing but that this browser has known the password once, and saves nobody the password.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from chorus.core.clock import Clock
from chorus.identity.tokens.sealing import Signer, bytes_of, text_of

if TYPE_CHECKING:  # workers have auth too, and no HTTP
    from fastapi import Request, Response

LIFETIME = timedelta(days=180)
_RANDOM, _DAY, _SIGNATURE = 12, 4, 16
_SECONDS_PER_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Devices:
    """Signs and reads the marks. `public_url` decides for which path, and whether over HTTPS alone."""

    signer: Signer
    clock: Clock
    public_url: str

    def recognise(self, request: "Request", account: str) -> str | None:
        """Return the known device of this log-in name, or None if nobody has logged in on it within `LIFETIME`."""
        return self.read(request.cookies.get(_name_of(account), ""), account)

    def remember(self, response: "Response", account: str) -> None:
        """Mark the browser that logs in."""
        url = urlsplit(self.public_url)
        response.set_cookie(
            _name_of(account),
            self.issue(account),
            max_age=int(LIFETIME.total_seconds()),
            path=f"{url.path.rstrip('/')}/v1/auth/login",
            secure=url.scheme == "https",
            httponly=True,
            samesite="strict",
        )

    def issue(self, account: str) -> str:
        """Issue a device cookie."""
        content = secrets.token_bytes(_RANDOM) + self._today().to_bytes(_DAY, "big")
        return text_of(content + self._signature(content, account))

    def read(self, text: str, account: str) -> str | None:
        """Return the device of a cookie if it belongs to this log-in name and is recent enough."""
        try:
            raw = bytes_of(text)
        except ValueError:
            return None
        content, signature = raw[: _RANDOM + _DAY], raw[_RANDOM + _DAY :]
        known = [found[:_SIGNATURE] for found in self.signer.all(_signed(content, account))]
        if not any(secrets.compare_digest(found, signature) for found in known):
            return None
        age = self._today() - int.from_bytes(content[_RANDOM:], "big")
        return content[:_RANDOM].hex() if 0 <= age <= LIFETIME.days else None

    def _signature(self, content: bytes, account: str) -> bytes:
        return self.signer.sign(_signed(content, account))[:_SIGNATURE]

    def _today(self) -> int:
        return int(self.clock.now().timestamp()) // _SECONDS_PER_DAY


def _signed(content: bytes, account: str) -> bytes:
    return content + hashlib.sha256(account.encode()).digest()


def _name_of(account: str) -> str:
    # By account: several people may use one browser. A hash, since the address has no business in a cookie's name.
    return f"chorus_device_{hashlib.sha256(account.encode()).hexdigest()[:12]}"
