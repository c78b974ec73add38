"""Inboxes over HTTP: the list of sites, the look, the secret, the snippet."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chorus.chat.inboxes.embed import frame_ancestors, sites_of
from chorus.chat.inboxes.queries import find
from chorus.chat.inboxes.set_identity_secret import identity_secret_of
from chorus.core.actor import Actor
from chorus.core.ids import InboxId, TenantId, new_id
from chorus.identity.tokens.sealing import Unsealable
from tests import people
from tests.app import App, code_of

WEAK = 1024
SHOP = {"name": "Shop", "allowedOrigins": ["https://shop.example/", "https://SHOP.example", "http://localhost:3000"]}


async def created(app: App, ines: Actor, **fields: Any) -> dict[str, Any]:
    """A new inbox."""
    answer = await app.post("/v1/inboxes", ines, json={**SHOP, **fields})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_new_inbox_has_exact_origins_defaults_and_a_snippet(app: App, ines: Actor) -> None:
    inbox = await created(app, ines)

    assert inbox["allowedOrigins"] == ["https://shop.example", "http://localhost:3000"]
    assert inbox["settings"]["color"] == "#2563eb"
    assert inbox["settings"]["languages"] == ["en", "fr", "es", "pt", "de"]
    assert (inbox["hasIdentitySecret"], inbox["requiresIdentity"], inbox["isEnabled"]) == (False, False, True)
    assert inbox["snippet"] == (
        f'<script src="https://chat.example.com/widget/chorus.js" data-inbox="{inbox["id"]}" async></script>'
    )
    assert (await app.get(f"/v1/inboxes/{inbox['id']}", ines)).json() == inbox


async def test_only_what_is_named_changes(app: App, ines: Actor) -> None:
    settings = {"greeting": {"en": "Hi", "fr": "Salut"}, "color": "#AA00BB", "botName": "Rosa"}
    inbox = await created(app, ines, settings=settings)

    answer = await app.patch(f"/v1/inboxes/{inbox['id']}", ines, json={"settings": {"companyName": "Acme & Sons"}})

    expected = {**inbox["settings"], "companyName": "Acme & Sons"}
    assert answer.json() == {**inbox, "settings": expected}
    assert expected["color"] == "#aa00bb"
    assert expected["greeting"] == {"en": "Hi", "fr": "Salut"}
    renamed = await app.patch(f"/v1/inboxes/{inbox['id']}", ines, json={"name": "Store", "isEnabled": False})
    assert (renamed.json()["name"], renamed.json()["isEnabled"]) == ("Store", False)
    assert renamed.json()["settings"] == expected


@pytest.mark.parametrize(
    "fields",
    [
        {"allowedOrigins": ["https://*.shop.example"]},
        {"allowedOrigins": ["null"]},
        {"allowedOrigins": ["https://shop.example; script-src *"]},
        {"settings": {"color": "red"}},
        {"settings": {"color": "#12345"}},
        {"settings": {"color": "#123456; background: url(x)"}},
        {"settings": {"languages": []}},
        {"settings": {"languages": ["english"]}},
        {"settings": {"greeting": {"en": "x" * 501}}},
        {"settings": {"unknown": 1}},
        {"name": ""},
        {"name": "a\x00b"},
        {"tenantId": str(new_id())},
        {"identitySecret": "mine"},
        {"channel": "sms"},
    ],
)
async def test_what_breaks_a_rule_is_refused(app: App, ines: Actor, fields: dict[str, Any]) -> None:
    refused = await app.post("/v1/inboxes", ines, json={**SHOP, **fields})
    assert (refused.status_code, code_of(refused)) == (422, "request.invalid")


async def test_the_list_is_paged_by_name(app: App, ines: Actor, globex: TenantId) -> None:
    await people.inbox(app.database, globex)
    for name in ("Delta", "Alpha", "Charlie", "Bravo", "Alpha"):
        await created(app, ines, name=name)

    found = await app.all_pages("/v1/inboxes", ines, limit=2)

    assert [inbox["name"] for inbox in found] == ["Alpha", "Alpha", "Bravo", "Charlie", "Delta"]
    assert len({inbox["id"] for inbox in found}) == 5


@pytest.mark.parametrize("cursor", ["x", "e30", "WzEsMl0", "WyJhIiwgImIiXQ", "WyJhXHUwMDAwIiwgImIiXQ", "\u00e9"])
async def test_a_cursor_that_we_did_not_make_is_refused(app: App, ines: Actor, cursor: str) -> None:
    refused = await app.get("/v1/inboxes", ines, params={"cursor": cursor})
    assert (refused.status_code, code_of(refused)) == (400, "paging.bad_cursor")


async def test_an_inbox_with_conversations_stays(app: App, ines: Actor, bao: Actor) -> None:
    used, unused = await created(app, ines), await created(app, ines)
    await people.conversation_with(app.database, bao, InboxId(used["id"]))

    refused = await app.delete(f"/v1/inboxes/{used['id']}", ines)
    assert (refused.status_code, code_of(refused)) == (409, "inbox.in_use")
    assert (await app.delete(f"/v1/inboxes/{unused['id']}", ines)).status_code == 204
    assert (await app.get(f"/v1/inboxes/{unused['id']}", ines)).status_code == 404


async def test_the_secret_is_shown_once_and_stored_sealed(app: App, ines: Actor) -> None:
    inbox = await created(app, ines)
    path = f"/v1/inboxes/{inbox['id']}"
    first = (await app.post(f"{path}/identity-secret", ines, json={})).json()["secret"]
    second = (await app.post(f"{path}/identity-secret", ines, json={})).json()["secret"]

    assert len(first) >= 32
    assert first != second
    read = await app.get(path, ines)
    assert read.json()["hasIdentitySecret"]
    assert second not in read.text
    async with app.database.transaction(ines.tenant_id) as tx:
        row = await find(tx, ines, InboxId(inbox["id"]))
        other = await find(tx, ines, InboxId((await created(app, ines))["id"]))
    assert row.identity_secret is not None
    assert second.encode() not in row.identity_secret
    assert identity_secret_of(row, app.auth.seal) == second.encode()
    # Moved to another row it does not open.
    moved = other.changed(identity_secret=row.identity_secret)
    with pytest.raises(Unsealable):
        identity_secret_of(moved, app.auth.seal)


async def test_a_site_may_sign_with_a_key_of_its_own(app: App, ines: Actor) -> None:
    inbox = await created(app, ines)
    pem = (
        ec.generate_private_key(ec.SECP256R1())
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    short = (
        rsa.generate_private_key(65537, WEAK).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    path = f"/v1/inboxes/{inbox['id']}/identity-secret"

    assert (await app.post(path, ines, json={"publicKey": pem.decode()})).json() == {"secret": None}
    for bad in (short.decode(), "password", "-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----"):
        refused = await app.post(path, ines, json={"publicKey": bad})
        assert (refused.status_code, code_of(refused)) == (422, "inbox.identity_key_refused")


async def test_identity_is_demanded_only_where_it_can_be_verified(app: App, ines: Actor) -> None:
    path = f"/v1/inboxes/{(await created(app, ines))['id']}"
    refused = await app.patch(path, ines, json={"requiresIdentity": True})
    assert (refused.status_code, code_of(refused)) == (422, "inbox.identity_secret_missing")

    await app.post(f"{path}/identity-secret", ines, json={})
    assert (await app.patch(path, ines, json={"requiresIdentity": True})).json()["requiresIdentity"]
    assert (await app.delete(f"{path}/identity-secret", ines)).status_code == 204
    after = (await app.get(path, ines)).json()
    assert (after["hasIdentitySecret"], after["requiresIdentity"]) == (False, False)


async def test_who_may(app: App, ines: Actor, sam: Actor, ada: Actor, bao: Actor, globex: TenantId) -> None:
    inbox = await created(app, ines)
    path = f"/v1/inboxes/{inbox['id']}"
    stranger = await people.admin_ines(app.database, globex)

    assert (await app.get(path, ada)).status_code == 200
    for actor in (ada, sam):
        for attempt in (
            app.post("/v1/inboxes", actor, json=SHOP),
            app.patch(path, actor, json={}),
            app.delete(path, actor),
        ):
            assert (await attempt).status_code == 403
    for attempt in (
        app.get(path, stranger),
        app.patch(path, stranger, json={"name": "Mine"}),
        app.delete(path, stranger),
        app.post(f"{path}/identity-secret", stranger, json={}),
        app.delete(f"{path}/identity-secret", stranger),
    ):
        refused = await attempt
        assert (refused.status_code, code_of(refused)) == (404, "inbox.not_found")
    assert (await app.get(path, bao)).status_code == 403
    assert (await app.get(path)).status_code == 401


async def test_only_the_inboxes_sites_may_frame_the_widget(app: App, ines: Actor) -> None:
    inbox, silent = await created(app, ines), await created(app, ines, allowedOrigins=[])

    assert frame_ancestors(await sites_of(app.database, inbox["id"])) == (
        "frame-ancestors https://shop.example http://localhost:3000"
    )
    for nothing in (None, "", "x", str(new_id()), silent["id"], f"{inbox['id']} *"):
        assert frame_ancestors(await sites_of(app.database, nothing)) == "frame-ancestors 'none'"
    await app.patch(f"/v1/inboxes/{inbox['id']}", ines, json={"isEnabled": False})
    assert frame_ancestors(await sites_of(app.database, inbox["id"])) == "frame-ancestors 'none'"
