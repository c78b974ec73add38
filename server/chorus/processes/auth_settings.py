"""The part of the settings that auth is told."""

from datetime import timedelta

from chorus.auth.settings import AuthSettings, OutsideIssuer
from chorus.processes.settings import Settings


def auth_settings(settings: Settings) -> AuthSettings:
    """What auth needs of the settings."""
    outside: tuple[OutsideIssuer, ...] = ()
    if settings.issuer_name and settings.issuer_jwks_url and settings.issuer_audience:  # all of them, or none
        outside = (OutsideIssuer(settings.issuer_name, settings.issuer_jwks_url, settings.issuer_audience),)
    return AuthSettings(
        public_url=settings.public_url,
        gateway_public_url=settings.gateway_public_url,
        secret_keys=settings.secret_keys,
        user_keys_pem=settings.agent_signing_key.get_secret_value(),
        customer_keys_pem=settings.customer_signing_key.get_secret_value(),
        outside_issuers=outside,
        access_lifetime=timedelta(seconds=settings.access_token_seconds),
        claim_lifetime=timedelta(seconds=settings.tenant_claim_seconds),
        login_idle=timedelta(seconds=settings.login_idle_seconds),
        login_lifetime=timedelta(seconds=settings.login_lifetime_seconds),
    )
