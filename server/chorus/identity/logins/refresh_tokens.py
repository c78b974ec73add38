"""Refresh tokens: they name their tenant and log-in, and carry a signature that tells a token of ours from a guess.

The next token follows from the one before and the installation's secret. So a client whose answer was lost gets the
same successor again within the grace, and no second branch comes to be: whoever uses a token after its successor was
used is found out, be it the thief or the owner.
"""

import secrets
from dataclasses import dataclass
from uuid import UUID

from chorus.core.ids import TenantId
from chorus.identity.errors import RefreshRefused
from chorus.identity.tokens.sealing import Signer, bytes_of, sha256, text_of

PREFIX = "chr_"
_ID, _RANDOM, _SIGNATURE = 16, 24, 16
_LENGTH = _ID + _ID + _RANDOM + _SIGNATURE


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A refresh token that was once ours; whether it still holds, the log-in's row says."""

    tenant_id: TenantId
    login_id: UUID
    random: bytes
    text: str

    @property
    def hash(self) -> bytes:
        """What is stored of it."""
        return sha256(self.text)


class RefreshTokens:
    """Makes and reads them, without I/O."""

    def __init__(self, secret_keys: tuple[str, ...]) -> None:
        self._signers = [Signer([secret], "refresh") for secret in secret_keys]

    def first(self, tenant_id: TenantId, login_id: UUID) -> RefreshToken:
        """Return the first token of a log-in."""
        return _make(self._signers[0], tenant_id, login_id, secrets.token_bytes(_RANDOM))

    def next(self, token: RefreshToken) -> RefreshToken:
        """Return the next token."""
        return _successor(self._signers[0], token)

    def next_with(self, token: RefreshToken, stored_hash: bytes) -> RefreshToken | None:
        """Return the successor with this hash, including one made under an older secret."""
        successors = (_successor(signer, token) for signer in self._signers)
        return next((found for found in successors if secrets.compare_digest(found.hash, stored_hash)), None)

    def read(self, text: str) -> RefreshToken:
        """Parse a token that was ever ours.

        Raises:
            RefreshRefused: If the refresh token is not valid or was reused.
        """
        try:
            raw = bytes_of(text.removeprefix(PREFIX))
        except ValueError as error:
            raise RefreshRefused from error
        content, signature = raw[:-_SIGNATURE], raw[-_SIGNATURE:]
        if len(raw) != _LENGTH or not text.startswith(PREFIX):
            raise RefreshRefused
        if not any(secrets.compare_digest(signer.sign(content)[:_SIGNATURE], signature) for signer in self._signers):
            raise RefreshRefused
        tenant_id, login_id = UUID(bytes=raw[:_ID]), UUID(bytes=raw[_ID : 2 * _ID])
        return RefreshToken(TenantId(tenant_id), login_id, content[2 * _ID :], text)


def _make(signer: Signer, tenant_id: TenantId, login_id: UUID, random: bytes) -> RefreshToken:
    content = tenant_id.bytes + login_id.bytes + random
    text = PREFIX + text_of(content + signer.sign(content)[:_SIGNATURE])
    return RefreshToken(tenant_id, login_id, random, text)


def _successor(signer: Signer, token: RefreshToken) -> RefreshToken:
    random = signer.sign(b"next" + token.login_id.bytes + token.random)[:_RANDOM]
    return _make(signer, token.tenant_id, token.login_id, random)
