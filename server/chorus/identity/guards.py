"""The dependencies that stand before every endpoint: who is it, and may they."""

import ipaddress
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, cast

from fastapi import Depends, Request, Security
from fastapi.openapi.models import OAuthFlowClientCredentials, OAuthFlows
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.security import HTTPBearer, OAuth2
from starlette.routing import BaseRoute

from chorus.core.actor import Actor
from chorus.core.errors import UnauthenticatedError
from chorus.identity.api_keys import PREFIX as API_KEY_PREFIX
from chorus.identity.errors import ScopeMissing
from chorus.identity.scopes import MEANING, OF_KEYS, Scope
from chorus.identity.services import AuthServices
from chorus.identity.settings import REQUESTS_BY_ACTOR

# For the OpenAPI document; `authenticate` does the work, so that every refusal has our shape.
_SERVICE = OAuth2(
    flows=OAuthFlows(
        clientCredentials=OAuthFlowClientCredentials(
            tokenUrl="/v1/auth/token", scopes={str(scope): text for scope, text in MEANING.items() if scope in OF_KEYS}
        )
    ),
    scheme_name="service",
    description="A service with an API key: client credentials for a token, or the key itself as bearer.",
    auto_error=False,
)
_USER = HTTPBearer(
    scheme_name="user", bearerFormat="JWT", description="A user's access token from /v1/auth/login.", auto_error=False
)
_CUSTOMER = HTTPBearer(
    scheme_name="customer",
    bearerFormat="JWT",
    description="A customer's token from /v1/widget/start. It opens that customer's conversations only.",
    auto_error=False,
)
IPV6_SITE = 64

Check = Callable[..., Awaitable[Actor]]


def auth_services(request: Request) -> AuthServices:
    """Return the auth services of the process."""
    return cast("AuthServices", request.app.state.services)


Services = Annotated[AuthServices, Depends(auth_services)]


async def authenticate(request: Request) -> Actor:
    """Authenticate the request's bearer token or API key and check its log-in. Cached per request.

    Raises:
        UnauthenticatedError: If the request is not authenticated.
    """
    known = getattr(request.state, "actor", None)
    if isinstance(known, Actor):
        return known
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not credentials:
        raise UnauthenticatedError
    services = auth_services(request)
    auth = services.auth
    if credentials.startswith(API_KEY_PREFIX):
        found = await auth.api_keys.verify(credentials)
    else:
        found = (await auth.tokens.authenticate(credentials)).actor
        await auth.watch.require_good(found)
    await services.limits.hit(REQUESTS_BY_ACTOR, str(found.id))
    request.state.actor = found
    return found


async def actor(
    request: Request, _service: Annotated[Any, Security(_SERVICE)], _user: Annotated[Any, Security(_USER)]
) -> Actor:
    """Require any authenticated actor."""
    return await authenticate(request)


def require(*scopes: str) -> Check:
    """Build a dependency that requires one of these scopes. An unknown scope fails at import.

    Raises:
        ValueError: If the value has another form.
    """
    wanted = frozenset(Scope(scope) for scope in scopes)
    if not wanted:
        raise ValueError("an endpoint needs at least one scope")
    of_users = sorted(str(scope) for scope in wanted - {Scope.CUSTOMER})
    of_services = sorted(str(scope) for scope in wanted & OF_KEYS)

    async def check(request: Request) -> Actor:
        found = await authenticate(request)
        if wanted.isdisjoint(found.scopes):
            raise ScopeMissing(scopes=sorted(wanted))
        return found

    async def for_users(
        request: Request,
        _service: Annotated[Any, Security(_SERVICE, scopes=of_services)],
        _user: Annotated[Any, Security(_USER, scopes=of_users)],
    ) -> Actor:
        return await check(request)

    async def for_people(request: Request, _user: Annotated[Any, Security(_USER, scopes=of_users)]) -> Actor:
        return await check(request)

    async def for_customers(request: Request, _customer: Annotated[Any, Security(_CUSTOMER)]) -> Actor:
        return await check(request)

    async def for_both(
        request: Request,
        _service: Annotated[Any, Security(_SERVICE, scopes=of_services)],
        _user: Annotated[Any, Security(_USER, scopes=of_users)],
        _customer: Annotated[Any, Security(_CUSTOMER)],
    ) -> Actor:
        return await check(request)

    alone = for_users if of_services else for_people if of_users else for_customers
    chosen = for_both if of_users and Scope.CUSTOMER in wanted else alone
    GUARDS.add(chosen)
    return chosen


GUARDS: set[Callable[..., Any] | None] = {actor}


def unguarded(routes: Sequence[BaseRoute]) -> set[str]:
    """Return `METHOD /path` of all endpoints without a guard; the composition root lists the permitted ones."""
    found: set[str] = set()
    for context in iter_route_contexts(routes):
        if isinstance(context.original_route, APIRoute):
            dependencies = cast("APIRoute", context).dependant.dependencies
            if GUARDS.isdisjoint(dependency.call for dependency in dependencies):
                found.update(f"{method} {context.path}" for method in context.methods or ())
    return found


def address_of(request: Request) -> str:
    """Return the caller's address for limits. uvicorn has resolved it behind trusted proxies.

    An IPv6 caller owns a whole /64, so the /64 counts.
    """
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host or "local"
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or ipaddress.ip_network((address, IPV6_SITE), strict=False))
    return str(address)
