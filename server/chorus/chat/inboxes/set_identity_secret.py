"""Give an inbox a way to know the site's own customers: a shared secret, or the site's public key."""

from typing import Literal

from chorus.chat.inboxes.errors import IdentityKeyRefused
from chorus.chat.inboxes.queries import lock
from chorus.chat.inboxes.table import Inbox
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import InboxId
from chorus.identity.errors import IdentityRefused
from chorus.identity.tokens.customers import check_identity_key, new_identity_secret
from chorus.identity.tokens.sealing import Seal
from chorus.protocol.events.event import by
from chorus.protocol.events.tenant import InboxIdentitySecretRemoved, InboxIdentitySecretSet
from chorus.stores.postgres.database import Tx


async def set_identity_secret(
    tx: Tx, actor: Actor, inbox_id: InboxId, *, seal: Seal, public_key: str | None = None
) -> str | None:
    """Replace the secret at once: what the old one signed no longer holds. The new secret is given back this once."""
    inbox = await lock(tx, actor, inbox_id)
    secret = _public(public_key) if public_key else new_identity_secret()
    await tx.update(inbox, identity_secret=seal.seal(secret, purpose=purpose_of(inbox.id)))
    kind: Literal["secret", "public_key"] = "public_key" if public_key else "secret"
    tx.record_for_tenant(InboxIdentitySecretSet(inbox_id=inbox.id, kind=kind, actor=by(actor), at=now()))
    return None if public_key else secret.decode()


async def remove_identity_secret(tx: Tx, actor: Actor, inbox_id: InboxId) -> None:
    """Remove the identity secret and the requirement of signed identities, which depends on it."""
    await tx.update(await lock(tx, actor, inbox_id), identity_secret=None, requires_identity=False)
    tx.record_for_tenant(InboxIdentitySecretRemoved(inbox_id=inbox_id, actor=by(actor), at=now()))


def identity_secret_of(inbox: Inbox, seal: Seal) -> bytes | None:
    """Return the decrypted secret or public key."""
    if inbox.identity_secret is None:
        return None
    return seal.open(inbox.identity_secret, purpose=purpose_of(inbox.id))


def purpose_of(inbox_id: InboxId) -> str:
    """Bind a sealed secret to its row, so that it cannot be opened in another inbox."""
    return f"inboxes.identity_secret:{inbox_id}"


def _public(pem: str) -> bytes:
    secret = pem.strip().encode()
    if not secret.startswith(b"-----BEGIN"):
        raise IdentityKeyRefused
    try:
        check_identity_key(secret)
    except (IdentityRefused, ValueError) as error:
        raise IdentityKeyRefused from error
    return secret
