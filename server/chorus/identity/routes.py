"""Log-in, refresh, log-out, tokens of services, and the key set, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request, Response

from chorus.core.actor import Actor
from chorus.core.errors import BusyError, ForbiddenError, TooManyRequestsError, UnauthenticatedError
from chorus.identity import client_credentials
from chorus.identity.errors import BadCredentials, RefreshRefused, ScopeMissing, ScopeUnknown, TenantRequired
from chorus.identity.guards import Services, address_of, authenticate, require
from chorus.identity.logins.login import log_in
from chorus.identity.logins.logout import log_out
from chorus.identity.logins.refresh import refresh
from chorus.identity.oauth import BasicOrForm, OAuthRefused, ServiceTokenForm, answer_refused
from chorus.identity.schemas import (
    LoginCreate,
    LoginRead,
    LogoutCreate,
    RefreshCreate,
    RefreshRead,
    ServiceTokenRead,
    SocketCreate,
    SocketRead,
    login_read,
    refresh_read,
)
from chorus.identity.scopes import Scope
from chorus.identity.services import Auth
from chorus.identity.settings import (
    LOGIN_BY_ACCOUNT,
    LOGIN_BY_ADDRESS,
    LOGIN_BY_DEVICE,
    REFRESH_BY_ADDRESS,
    SOCKETS_BY_ACTOR,
    TOKEN_BY_ADDRESS,
)
from chorus.identity.tokens.nonces import Bearer
from chorus.protocol.http_errors import refusals

router = APIRouter(tags=["auth"])

# Open to all: each proves who asks.
PUBLIC = {
    "POST /v1/auth/login",
    "POST /v1/auth/refresh",
    "POST /v1/auth/logout",
    "POST /v1/auth/token",
    "GET /.well-known/jwks.json",
}


@router.post(
    "/v1/auth/login",
    summary="Log in with e-mail and password",
    responses=refusals(BadCredentials, TenantRequired, TooManyRequestsError, BusyError),
)
async def login(body: LoginCreate, request: Request, response: Response, services: Services) -> LoginRead:
    """Log in with e-mail and password.

    Failures are limited: five in five minutes per address, a hundred in fifteen minutes per e-mail.

    A browser in which this e-mail has logged in before, told by a cookie, has ten in fifteen minutes of its own
    instead: no stranger's wrong passwords lock it out.
    """
    account, devices = body.email.strip().lower(), services.auth.devices
    device = devices.recognise(request, account)
    counted = (
        {LOGIN_BY_ADDRESS: address_of(request), LOGIN_BY_ACCOUNT: account}
        if device is None
        else {LOGIN_BY_DEVICE: f"{account} {device}"}
    )
    # Counted before the password is looked at, so that a thousand at once are limited too; a success is given back.
    for limit, key in counted.items():
        await services.limits.hit(limit, key)
    found = await log_in(
        services.database, services.auth.login_tools, email=account, password=body.password, tenant=body.tenant
    )
    for limit, key in counted.items():
        await services.limits.give_back(limit, key)
    if device is None:
        devices.remember(response, account)
    return login_read(found)


@router.post(
    "/v1/auth/refresh",
    summary="Exchange a refresh token",
    responses=refusals(RefreshRefused, TooManyRequestsError),
)
async def refresh_tokens(body: RefreshCreate, request: Request, services: Services) -> RefreshRead:
    """Exchange a refresh token, which is valid once.

    A second use revokes the log-in, except within ten seconds, when it gets the same answer.
    """
    await services.limits.hit(REFRESH_BY_ADDRESS, address_of(request))
    return refresh_read(await refresh(services.database, services.auth.login_tools, body.refresh_token))


@router.post("/v1/auth/logout", status_code=204, summary="Log out", responses=refusals(UnauthenticatedError))
async def logout(request: Request, services: Services, body: LogoutCreate | None = None) -> None:
    """Revoke the log-in of the access or refresh token. Its sockets are closed within five seconds."""
    actor: Actor | None = None
    try:
        actor = await authenticate(request)
    except UnauthenticatedError:
        if body is None or body.refresh_token is None:
            raise
    ended = await log_out(
        services.database,
        services.auth.login_tools,
        actor=actor if actor and actor.is_user else None,
        refresh_token=body.refresh_token if body else None,
    )
    if ended:
        services.auth.watch.forget(ended)


@router.post(
    "/v1/auth/token",
    summary="Get a token for a service (OAuth2 client credentials)",
    response_model=ServiceTokenRead,
    responses={400: {"description": "As RFC 6749 section 5.2 says"}, 401: {"description": "`invalid_client`"}},
)
async def token(
    form: Annotated[ServiceTokenForm, Depends()],
    request: Request,
    response: Response,
    services: Services,
    authorization: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> ServiceTokenRead | Response:
    """Issue a token to an API key, given as form fields or HTTP Basic."""
    await services.limits.hit(TOKEN_BY_ADDRESS, address_of(request))
    response.headers["Cache-Control"] = "no-store"
    try:
        return await _service_token(form, authorization, services.auth)
    except OAuthRefused as error:
        return answer_refused(error)


async def _service_token(form: ServiceTokenForm, authorization: str | None, auth: Auth) -> ServiceTokenRead:
    if form.grant_type != "client_credentials":
        raise OAuthRefused("unsupported_grant_type")
    client = BasicOrForm.of(form, authorization)
    try:
        signed, actor = await client_credentials.grant(
            auth.api_keys, auth.tokens, client_id=client.id, secret=client.secret, scope=form.scope
        )
    except UnauthenticatedError as error:
        raise OAuthRefused("invalid_client", status=401) from error
    except ScopeUnknown as error:
        raise OAuthRefused("invalid_scope") from error
    scope = " ".join(sorted(actor.scopes))
    return ServiceTokenRead(access_token=signed.token, expires_in=signed.expires_in, scope=scope)


@router.get("/.well-known/jwks.json", summary="Get the public keys of users' tokens")
async def jwks(services: Services, response: Response) -> dict[str, list[dict[str, str]]]:
    """Return the JSON Web Key Set (RFC 7517)."""
    response.headers["Cache-Control"] = "public, max-age=300"
    return services.auth.tokens.jwks()


@router.post(
    "/v1/sockets",
    summary="Create a nonce for a socket",
    responses=refusals(UnauthenticatedError, ForbiddenError, TooManyRequestsError),
)
async def open_socket(
    body: SocketCreate,
    request: Request,
    services: Services,
    actor: Annotated[Actor, Depends(require(Scope.CONVERSATIONS_WRITE, Scope.CUSTOMER))],
) -> SocketRead:
    """Create a nonce that is valid once within 30 seconds, for this actor, this conversation and, in a browser, this
    origin.
    """
    # Both scopes, since a socket goes both ways and scopes do not cross it.
    if actor.is_user and Scope.CONVERSATIONS_READ not in actor.scopes:
        raise ScopeMissing(scopes=[Scope.CONVERSATIONS_READ])
    if actor.is_customer and body.conversation_id is None:
        raise ForbiddenError("A customer's socket needs a conversation id.")
    if actor.conversation_id not in (None, body.conversation_id):
        raise ForbiddenError
    await services.limits.hit(SOCKETS_BY_ACTOR, str(actor.id))
    bearer = Bearer(actor.tenant_id, actor.id, request.headers.get("origin"), body.conversation_id)
    nonce, expires_at = services.auth.nonces.issue(bearer)
    path = f"conversations/{body.conversation_id}" if body.conversation_id else "agent"
    url = f"{services.auth.settings.gateway_public_url.rstrip('/')}/ws/v1/{path}"
    return SocketRead(nonce=nonce, url=url, expires_at=expires_at)
