"""Sets of ES256 keys from PEM text: the first signs, all verify.

To rotate without refusing anybody: add the new public key at the end everywhere, then put its private key first,
then, when the last old token has expired, take the old key away.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from chorus.identity.errors import BadKeys

_BLOCK = re.compile(r"-----BEGIN ([A-Z ]*KEY)-----.+?-----END \1-----", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """Keys by id. A gateway holds public ones only and cannot sign."""

    keys: Mapping[str, ECKey]
    signing_id: str | None

    def find(self, kid: str) -> ECKey | None:
        """Return the key of that id, from this set and nowhere else."""
        return self.keys.get(kid)

    def signing(self) -> tuple[str, ECKey]:
        """Return the newest key and its id.

        Raises:
            BadKeys: If no usable key is configured.
        """
        if self.signing_id is None:
            raise BadKeys("The first of these keys is not a private one, so nothing can be signed.")
        return self.signing_id, self.keys[self.signing_id]

    def public(self) -> list[dict[str, Any]]:
        """Return the public halves, for a JWKS document."""
        return [
            {**key.as_dict(private=False), "kid": kid, "use": "sig", "alg": "ES256"} for kid, key in self.keys.items()
        ]


def load_keys(pem: str) -> SigningKeys:
    """Load all keys of a PEM text, newest first. Ids are RFC 7638 thumbprints.

    Raises:
        BadKeys: If no usable key is configured.
    """
    keys: dict[str, ECKey] = {}
    signing_id: str | None = None
    for number, block in enumerate(_BLOCK.finditer(pem.replace("\\n", "\n"))):
        key = _import(block.group(0))
        kid = key.thumbprint()
        keys[kid] = key
        if number == 0 and key.is_private:
            signing_id = kid
    if not keys:
        raise BadKeys("No PEM key was found in the settings.")
    return SigningKeys(keys, signing_id)


def new_key_pem() -> str:
    """Create a private key as PEM."""
    return ECKey.generate_key("P-256", private=True).as_pem(private=True).decode()


def public_pem(pem: str) -> str:
    """Return the public halves of the keys in a PEM text, for a process that only verifies."""
    return "".join(key.as_pem(private=False).decode() for key in load_keys(pem).keys.values())


def _import(block: str) -> ECKey:
    try:
        key = ECKey.import_key(block)
    except (JoseError, ValueError, TypeError) as error:
        raise BadKeys from error
    if key.curve_name != "P-256":
        raise BadKeys("Only P-256 keys (ES256) are used.")
    return key
