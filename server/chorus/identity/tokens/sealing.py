"""Keys derived from the installation's secret: to encrypt what is stored, and to sign what only we read."""

import base64
import hashlib
import hmac
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from chorus.identity.errors import BadKeys

SECRET_MIN = 32
_VERSION = b"\x01"
_NONCE_BYTES = 12


class Unsealable(BadKeys):
    """Stored under a secret that this installation no longer has, or tampered with."""

    code = "auth.unsealable"
    message = "A stored secret cannot be decrypted with SECRET_KEY."


def derive(secret: str, purpose: str) -> bytes:
    """Derive a key for one purpose. A derived key reveals nothing about the others.

    Raises:
        BadKeys: If no usable key is configured.
    """
    if len(secret) < SECRET_MIN:
        raise BadKeys(f"The installation's secret has fewer than {SECRET_MIN} characters.")
    return HKDF(hashes.SHA256(), 32, salt=b"chorus", info=purpose.encode()).derive(secret.encode())


class Seal:
    """AES-256-GCM for secrets at rest. The newest secret seals; older ones still open."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._ciphers = [AESGCM(derive(secret, "seal")) for secret in secrets]

    def seal(self, content: bytes, *, purpose: str) -> bytes:
        """Encrypt. `purpose` (say, table, column and row id) is bound in: a value moved elsewhere does not open."""
        nonce = os.urandom(_NONCE_BYTES)
        return _VERSION + nonce + self._ciphers[0].encrypt(nonce, content, purpose.encode())

    def open(self, sealed: bytes, *, purpose: str) -> bytes:
        """Decrypt.

        Raises:
            Unsealable: If the secret cannot be decrypted.
        """
        if sealed[:1] != _VERSION:
            raise Unsealable
        nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(nonce, body, purpose.encode())
            except (InvalidTag, ValueError):
                continue
        raise Unsealable


class Signer:
    """HMAC-SHA256 over what we hand out and get back. The newest secret signs; older ones still verify."""

    def __init__(self, secrets: Sequence[str], purpose: str) -> None:
        self._keys = [derive(secret, purpose) for secret in secrets]

    def sign(self, content: bytes) -> bytes:
        """Return the 32-byte signature."""
        return hmac.digest(self._keys[0], content, "sha256")

    def holds(self, content: bytes, signature: bytes) -> bool:
        """Verify a signature in constant time."""
        return any(hmac.compare_digest(hmac.digest(key, content, "sha256"), signature) for key in self._keys)

    def all(self, content: bytes) -> list[bytes]:
        """Return the signatures under each secret, newest first."""
        return [hmac.digest(key, content, "sha256") for key in self._keys]


def text_of(content: bytes) -> str:
    """Encode as URL-safe base64 without padding, which fits a header, a URL and a WebSocket subprotocol."""
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def bytes_of(text: str) -> bytes:
    """Decode. Only the canonical spelling of `text_of` is accepted.

    Raises:
        ValueError: If the value has another form.
    """
    content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if text_of(content) != text:
        raise ValueError("not the canonical spelling")
    return content


def sha256(text: str) -> bytes:
    """Hash a random secret for storage."""
    return hashlib.sha256(text.encode()).digest()
