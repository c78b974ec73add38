"""OAuth2 client credentials (RFC 6749 section 4.4): an API key becomes a short-lived access token."""

from dataclasses import replace
from uuid import UUID

from chorus.core.actor import Actor
from chorus.identity.api_keys import ApiKeys
from chorus.identity.errors import ScopeUnknown, TokenRefused
from chorus.identity.tokens.tokens import Signed, Tokens


async def grant(keys: ApiKeys, tokens: Tokens, *, client_id: str, secret: str, scope: str = "") -> tuple[Signed, Actor]:
    """Issue a token with the key's scopes or a requested subset.

    Raises:
        ScopeUnknown: If a scope does not exist or cannot be granted to an API key.
        TokenRefused: If the token is not valid.
    """
    try:
        actor = await keys.prove(UUID(client_id), secret)
    except ValueError as error:
        raise TokenRefused from error
    wanted = frozenset(scope.split()) or actor.scopes
    if not actor.scopes.issuperset(wanted):
        raise ScopeUnknown
    narrowed = replace(actor, scopes=wanted)
    return tokens.sign(narrowed), narrowed
