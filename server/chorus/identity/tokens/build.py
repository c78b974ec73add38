"""Put together what verifies tokens; all of auth that a gateway loads."""

from typing import TYPE_CHECKING

from chorus.core.clock import Clock
from chorus.identity.settings import AuthSettings
from chorus.identity.tokens.keys import load_keys
from chorus.identity.tokens.tokens import Outside, Tokens

if TYPE_CHECKING:
    from chorus.identity.tokens.issuers import FetchKeys


def build_tokens(settings: AuthSettings, clock: Clock, fetch: "FetchKeys | None" = None) -> Tokens:
    """Build the token services of a gateway.

    It verifies with public keys and calls nobody except external issuers for their keys.
    """
    return Tokens(
        users=load_keys(settings.user_keys_pem),
        customers=load_keys(settings.customer_keys_pem),
        issuer=settings.public_url,
        clock=clock,
        outside=_outside(settings, clock, fetch),
        lifetime=settings.access_lifetime,
        cache_lifetime=settings.claim_lifetime,
    )


def _outside(settings: AuthSettings, clock: Clock, fetch: "FetchKeys | None") -> Outside | None:
    if not settings.outside_issuers:
        return None
    from chorus.identity.tokens.issuers import OutsideIssuers  # noqa: PLC0415 - with its HTTP client; few installations need it

    return OutsideIssuers(settings.outside_issuers, clock, fetch)
