"""OAuth2 client credentials (RFC 6749 section 4.4): an API key becomes a short-lived access token."""

from dataclasses import replace
from uuid import UUID

from chorus.auth.api_keys import ApiKeys
from chorus.auth.errors import ScopeUnknown, TokenRefused
from chorus.auth.tokens import Signed, Tokens
from chorus.core.actor import Actor


async def grant(keys: ApiKeys, tokens: Tokens, *, client_id: str, secret: str, scope: str = "") -> tuple[Signed, Actor]:
    """A token with the key's scopes, or with those of them that were asked for."""
    try:
        actor = await keys.prove(UUID(client_id), secret)
    except ValueError as error:
        raise TokenRefused from error
    wanted = frozenset(scope.split()) or actor.scopes
    if not actor.scopes.issuperset(wanted):
        raise ScopeUnknown
    narrowed = replace(actor, scopes=wanted)
    return tokens.sign(narrowed), narrowed
