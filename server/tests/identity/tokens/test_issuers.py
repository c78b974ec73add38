"""Tokens of an outside issuer."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from joserfc import jws
from joserfc.jwk import ECKey, Key, OctKey, RSAKey

from chorus.core.actor import Actor, Role
from chorus.core.clock import FrozenClock, now
from chorus.core.errors import UnavailableError
from chorus.core.ids import TenantId, new_id
from chorus.identity.errors import TokenExpired, TokenRefused
from chorus.identity.scopes import OF_ROLE
from chorus.identity.settings import OutsideIssuer
from chorus.identity.tokens.issuers import OutsideIssuers, fetch_keys
from chorus.processes.settings import Settings
from chorus.stores.postgres.database import Database
from tests.app import code_of, open_app

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
ENKISYS = OutsideIssuer(
    "https://id.example", "https://id.example/jwks", "chorus", roles={"owner": Role.ADMIN, "agent": Role.AGENT}
)
TENANT, ADA = new_id(), new_id()
RSA = RSAKey.generate_key(2048, {"kid": "rsa-1"})
EC = ECKey.generate_key("P-256", {"kid": "ec-1"})


class Provider:
    """An identity provider whose keys and reachability a test sets."""

    def __init__(self, *keys: Key) -> None:
        self.keys = [key.as_dict(private=False) for key in keys]
        self.asked = 0
        self.is_away = False

    async def __call__(self, url: str) -> dict[str, Any]:
        """Serve the key set."""
        assert url == ENKISYS.jwks_url
        self.asked += 1
        if self.is_away:
            raise httpx2.ConnectError("away")
        return {"keys": self.keys}


def issued(
    key: Key = RSA, algorithm: str = "RS256", header: dict[str, Any] | None = None, at: datetime = START, **claims: Any
) -> str:
    """A token of the provider."""
    content = {
        "iss": "https://id.example",
        "aud": ["chorus", "other"],
        "exp": int(at.timestamp()) + 3600,
        "sub": str(ADA),
        "tenant_id": str(TENANT),
        "role": ["watcher", "agent"],
        "name": "Ada",
    } | claims
    kept = {name: value for name, value in content.items() if value is not ...}
    registry = jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)
    full_header = {"alg": algorithm, "kid": key.kid} | (header or {})
    return jws.serialize_compact(full_header, json.dumps(kept), key, registry=registry)


@pytest.mark.parametrize(
    ("key", "algorithm"), [(RSA, "RS256"), (RSA, "PS256"), (EC, "ES256")], ids=["RS256", "PS256", "ES256"]
)
async def test_a_token_becomes_the_user_it_names(key: Key, algorithm: str) -> None:
    issuers = OutsideIssuers([ENKISYS], FrozenClock(START), Provider(RSA, EC))
    verified = await issuers.verify(issued(key, algorithm))

    actor = verified.actor
    assert (actor.id, actor.tenant_id, actor.role, actor.name) == (ADA, TENANT, Role.AGENT, "Ada")
    assert (actor.scopes, actor.login_id) == (OF_ROLE[Role.AGENT], ADA)
    assert verified.expires_at == START + timedelta(hours=1)


async def test_a_name_in_a_token_turns_nothing_around() -> None:
    issuers = OutsideIssuers([ENKISYS], FrozenClock(START), Provider(RSA))
    assert (await issuers.verify(issued(name="\u202eadA"))).actor.name == "adA"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"aud": "other"},
        {"aud": ...},
        {"exp": ...},
        {"exp": float("inf")},
        {"nbf": int(START.timestamp()) + 60},
        {"sub": "ada"},
        {"sub": ...},
        {"tenant_id": "acme"},
        {"tenant_id": ...},
        {"role": "watcher"},
        {"role": "admin"},
        {"role": {"agent": 1}},
        {"role": ...},
        {"name": "Ada\r\nBcc: everybody@shop.example"},
        {"name": "Ada\x00"},
        {"name": "x" * 201},
        {"name": {"first": "Ada"}},
    ],
    ids=str,
)
async def test_a_claim_that_does_not_fit_is_refused(claims: dict[str, Any]) -> None:
    issuers = OutsideIssuers([ENKISYS], FrozenClock(START), Provider(RSA))

    with pytest.raises(TokenRefused):
        await issuers.verify(issued(**claims))


async def test_an_expired_token_says_so() -> None:
    issuers = OutsideIssuers([ENKISYS], FrozenClock(START), Provider(RSA))

    with pytest.raises(TokenExpired):
        await issuers.verify(issued(exp=int(START.timestamp())))


async def test_forgeries_are_refused() -> None:
    issuers = OutsideIssuers([ENKISYS], FrozenClock(START), Provider(RSA, OctKey.generate_key(256, {"kid": "oct-1"})))
    evil = RSAKey.generate_key(2048, {"kid": "rsa-1"})
    published = OctKey.import_key({"kty": "oct", "k": Provider(RSA).keys[0]["n"]}, {"kid": "rsa-1"})
    _, claims, _ = issued().split(".")
    for token in (
        issued(evil),
        issued(published, "HS256"),
        issued(OctKey.generate_key(256, {"kid": "oct-1"}), "HS256"),
        issued(EC, "ES256", {"kid": "rsa-1"}),
        issued(evil, header={"jku": "https://evil.example/jwks"}),
        issued(header={"crit": ["kid"]}),
        issued(header={"typ": "device+jwt"}),
        issued(header={"kid": "unknown"}),
        "eyJhbGciOiJub25lIn0." + claims + ".",
    ):
        with pytest.raises(TokenRefused):
            await issuers.verify(token)


async def test_a_new_key_of_theirs_is_fetched_and_an_old_one_forgotten() -> None:
    clock, provider = FrozenClock(START), Provider(RSA)
    issuers = OutsideIssuers([ENKISYS], clock, provider)
    await issuers.verify(issued())
    provider.keys = Provider(EC).keys
    clock.advance(timedelta(seconds=31))

    await issuers.verify(issued(EC, "ES256"))
    with pytest.raises(TokenRefused):
        await issuers.verify(issued())


async def test_invented_key_ids_do_not_make_us_ask_again_and_again() -> None:
    clock, provider = FrozenClock(START), Provider(RSA)
    issuers = OutsideIssuers([ENKISYS], clock, provider)
    for number in range(50):
        clock.advance(timedelta(seconds=1))
        with pytest.raises(TokenRefused):
            await issuers.verify(issued(header={"kid": f"invented-{number}"}))

    assert provider.asked == 2


async def test_an_issuer_that_is_away_stops_nobody_for_a_day_and_everybody_after() -> None:
    clock, provider = FrozenClock(START), Provider(RSA)
    issuers = OutsideIssuers([ENKISYS], clock, provider)
    await issuers.verify(issued())
    provider.is_away = True
    clock.advance(timedelta(hours=23))
    await issuers.verify(issued(at=clock.now()))
    clock.advance(timedelta(hours=2))

    with pytest.raises(UnavailableError):
        await issuers.verify(issued(at=clock.now()))


async def test_without_any_keys_the_answer_is_that_they_are_not_reachable() -> None:
    provider = Provider(RSA)
    provider.is_away = True

    with pytest.raises(UnavailableError):
        await OutsideIssuers([ENKISYS], FrozenClock(START), provider).verify(issued())


async def test_an_outside_token_works_at_the_api_until_its_user_is_disabled(
    api_settings: Settings, database: Database, ada: Actor, globex: TenantId
) -> None:
    issuer = {
        "issuer_name": ENKISYS.issuer,
        "issuer_jwks_url": ENKISYS.jwks_url,
        "issuer_audience": ENKISYS.audience,
    }
    settings = api_settings.model_copy(update=issuer)
    async with open_app(settings, database, fetch_keys=Provider(RSA)) as app:

        def token(**claims: Any) -> str:
            whose = {"sub": str(ada.id), "tenant_id": str(ada.tenant_id)}
            return issued(at=now(), **(whose | claims))

        right = token()
        assert (await app.get("/v1/me", right)).json()["id"] == str(ada.id)
        assert (await app.post("/v1/sockets", right, json={})).status_code == 200
        assert code_of(await app.get("/v1/me", token(tenant_id=str(globex)))) == "auth.login_lost"
        assert code_of(await app.get("/v1/me", token(sub=str(UUID(int=1))))) == "auth.login_lost"
        assert code_of(await app.get("/v1/me", token(iss="https://evil.example"))) == "auth.token_refused"
        own = await app.token_of(ada)
        assert (await app.get("/v1/me", own)).status_code == 200

        async with database.transaction(ada.tenant_id) as tx:
            await tx.execute("UPDATE users SET disabled_at = now() WHERE id = $1", ada.id)
        app.recheck_logins()
        assert code_of(await app.get("/v1/me", right)) == "auth.login_lost"


@pytest.mark.parametrize(
    ("status", "body", "is_good"),
    [
        ("200 OK", b'{"keys": []}', True),
        ("200 OK", b'["keys"]', False),
        ("200 OK", b"<html>", False),
        ("200 OK", b'{"keys": "' + b"x" * 300_000 + b'"}', False),
        ("404 Not Found", b'{"keys": []}', False),
        ("302 Found\r\nLocation: http://127.0.0.1:9/", b"", False),
    ],
    ids=["good", "no object", "no JSON", "too large", "not there", "redirect"],
)
async def test_a_key_set_is_fetched_plainly_or_not_at_all(status: str, body: bytes, is_good: bool) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/jwks"
        if is_good:
            assert await fetch_keys(url) == {"keys": []}
            return
        with pytest.raises((httpx2.HTTPError, ValueError)):
            await fetch_keys(url)
