"""Search: what is found, in which order, by whom, and that nothing in the words is a command."""

import asyncio
from typing import Any

import pytest

from chorus.chat.conversations.table import Conversation
from chorus.chat.messages.append import MessageWriter
from chorus.chat.messages.say import say
from chorus.chat.search.fill import fill
from chorus.core.actor import Actor
from chorus.core.ids import MessageId, TenantId, new_id
from chorus.stores.postgres.database import Database
from tests import people
from tests.app import App, code_of


async def hits(app: App, actor: Actor, q: str, **params: Any) -> list[dict[str, Any]]:
    """Everything found, page by page."""
    return await app.all_pages("/v1/search", actor, q=q, **params)


async def snippets(app: App, actor: Actor, q: str) -> list[str]:
    """What the list shows."""
    return [hit["snippet"] for hit in await hits(app, actor, q)]


async def note(writer: MessageWriter, actor: Actor, conversation: Conversation, content: str) -> None:
    """Something that only agents see."""
    await say(writer, actor, conversation.id, message_id=MessageId(new_id()), content=content, message_type="note")


async def test_a_message_is_found_by_its_words(app: App, writer: MessageWriter, ada: Actor, bao: Actor) -> None:
    conversation = await people.conversation_with(app.database, bao)
    await people.says(writer, bao, conversation, "Good morning")
    sent = await people.says(writer, bao, conversation, "Where is my order 4711? It should be here.")

    (hit,) = await hits(app, ada, "order")

    assert hit["conversationId"] == str(conversation.id)
    assert hit["customerId"] == str(bao.customer_id)
    assert (hit["customerName"], hit["status"], hit["position"]) == ("Bao", "bot", sent.agent_position)
    assert hit["snippet"] == "Where is my <mark>order</mark> 4711? It should be here."


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("livraison", 1),
        ("LIVRAISON", 1),
        ("deja", 1),
        ("déjà", 1),
        ("commande livraison", 1),
        ("commande demain", 0),
        ("command", 1),
        ("comm", 1),
        ('"ma commande"', 1),
        ('"commande ma"', 0),
        ('"comm"', 0),
        ("commande -livraison", 0),
        ("commande or demain", 1),
        ("4711", 1),
        ("471", 1),
        ("71", 0),
        ("注文", 0),
    ],
)
async def test_words_phrases_and_exclusions(
    app: App, writer: MessageWriter, ada: Actor, bao: Actor, words: str, found: int
) -> None:
    conversation = await people.conversation_with(app.database, bao)
    await people.says(writer, bao, conversation, "J'ai déjà payé ma commande 4711, où est la livraison ?")

    assert len(await hits(app, ada, words)) == found


async def test_the_marks_follow_the_accents(app: App, writer: MessageWriter, ada: Actor, bao: Actor) -> None:
    conversation = await people.conversation_with(app.database, bao)
    await people.says(writer, bao, conversation, "Le colis est déjà là")

    assert await snippets(app, ada, "deja") == ["Le colis est <mark>déjà</mark> là"]


async def test_pages_are_newest_first_and_none_is_lost(app: App, writer: MessageWriter, ada: Actor, bao: Actor) -> None:
    conversation = await people.conversation_with(app.database, bao)
    for number in range(11):
        await people.says(writer, bao, conversation, f"parcel {number}")

    found = await hits(app, ada, "parcel", limit=3)

    assert [hit["snippet"] for hit in found] == [f"<mark>parcel</mark> {number}" for number in reversed(range(11))]


async def test_agents_find_notes_and_customers_do_not(
    app: App, writer: MessageWriter, ada: Actor, ben: Actor, bao: Actor
) -> None:
    conversation = await people.active_conversation(app.database, bao, ada)
    await note(writer, ada, conversation, "suspected fraud, refund refused")
    await people.says(writer, ada, conversation, "About the refund: wait")

    assert len(await hits(app, ben, "refund")) == 2
    (mine,) = await hits(app, bao, "refund")
    assert mine["snippet"] == "About the <mark>refund</mark>: wait"
    assert await hits(app, bao, "fraud") == []
    assert mine["position"] < (await hits(app, ben, "refund"))[0]["position"]


async def test_a_customer_finds_in_their_own_conversations_only(
    app: App, writer: MessageWriter, acme: TenantId, bao: Actor
) -> None:
    cai = await people.customer_bao(app.database, acme, "Cai")
    first = await people.conversation_with(app.database, bao)
    second = await people.conversation_with(app.database, bao, await people.inbox(app.database, acme))
    for actor, conversation in ((bao, first), (bao, second), (cai, await people.conversation_with(app.database, cai))):
        await people.says(writer, actor, conversation, "my parcel")

    assert len(await hits(app, bao, "parcel")) == 2
    assert len(await hits(app, cai, "parcel")) == 1
    assert await hits(app, cai, "Bao") == []
    narrowed = Actor(bao.kind, bao.tenant_id, bao.id, scopes=bao.scopes, conversation_id=first.id)
    assert [hit["conversationId"] for hit in await hits(app, narrowed, "parcel")] == [str(first.id)]


async def test_nothing_of_another_tenant_is_found(
    app: App, writer: MessageWriter, globex: TenantId, ada: Actor, bao: Actor
) -> None:
    theirs = await people.customer_bao(app.database, globex, "Bao")
    conversation = await people.conversation_with(app.database, theirs)
    await people.says(writer, theirs, conversation, "my parcel")

    assert await hits(app, ada, "parcel") == []
    assert await hits(app, ada, "Bao") == []
    assert len(await hits(app, await people.agent_ada(app.database, globex), "parcel")) == 1


async def test_the_doors_show_the_tenants_of_the_transaction_and_no_others(
    database: Database, writer: MessageWriter, bao: Actor, globex: TenantId
) -> None:
    await people.says(writer, bao, await people.conversation_with(database, bao), "parcel")
    await fill(database)
    parcel = '[[{"any": [{"grams": [], "like": "%parcel%"}], "not": false}]]'
    messages = f"SELECT count(DISTINCT id) FROM search_messages('{parcel}', NULL, NULL, NULL, 9)"
    customers = "SELECT count(DISTINCT id) FROM search_customers('Bao', NULL, NULL, 9)"

    for tenant_id, found in ((bao.tenant_id, 1), (globex, 0)):
        async with database.transaction(tenant_id) as tx:
            assert (await tx.value(messages), await tx.value(customers)) == (found, found)
    for sql in (messages, customers):
        assert (await database.unscoped(sql))[0][0] == 0


async def test_a_conversation_is_found_by_its_customers_name_and_address(
    app: App, writer: MessageWriter, ada: Actor, acme: TenantId
) -> None:
    renee = await people.customer_bao(app.database, acme, "Renée Dubois")
    async with app.database.transaction(acme) as tx:
        await tx.execute("UPDATE customers SET email = 'renee@maison.example' WHERE id = $1", renee.id)
    conversation = await people.conversation_with(app.database, renee)
    await people.says(writer, renee, conversation, "first")
    await people.says(writer, renee, conversation, "the newest message")

    for words in ("renee", "dubois", "maison.example", "Duboix"):
        (hit,) = await hits(app, ada, words)
        assert (hit["customerName"], hit["snippet"]) == ("Renée Dubois", "the newest message")


@pytest.mark.parametrize(
    "words",
    [
        "'; DROP TABLE messages; --",
        "a' | b:*",
        "!!!",
        "()&|!<->",
        '"unclosed',
        "--",
        "\\\\",
        "%%",
        "':*",
        "or or or",
        "a" * 200,
        "x:*&y:A",
        "''''",
        "\ue000\ue001",
    ],
)
async def test_no_words_break_it(app: App, writer: MessageWriter, ada: Actor, bao: Actor, words: str) -> None:
    conversation = await people.conversation_with(app.database, bao)
    await people.says(writer, bao, conversation, "a quiet message")

    assert (await app.get("/v1/search", ada, params={"q": words})).status_code == 200
    assert len(await hits(app, ada, "quiet")) == 1


@pytest.mark.parametrize("words", ["", "x" * 201, "a\x00b"])
async def test_words_have_bounds(app: App, ada: Actor, words: str) -> None:
    refused = await app.get("/v1/search", ada, params={"q": words})
    assert (refused.status_code, code_of(refused)) == (422, "request.invalid")


async def test_marks_that_somebody_typed_are_not_ours(app: App, writer: MessageWriter, ada: Actor, bao: Actor) -> None:
    conversation = await people.conversation_with(app.database, bao)
    await people.says(writer, bao, conversation, "<mark>not</mark> a hit but <b>parcel</b>")

    (snippet,) = await snippets(app, ada, "parcel")

    assert snippet == "[mark]not[/mark] a hit but [b]<mark>parcel</mark>[/b]"


async def test_parts_of_codes_and_scripts_without_spaces_are_found_in_the_database(
    app: App, writer: MessageWriter, ada: Actor, bao: Actor
) -> None:
    conversation = await people.conversation_with(app.database, bao)
    for text in ("Zahlung zu RE-88215-K bitte", "我想去北京出差 🎉", "+33 6 12 34 56 78", "100% of file_1\\x"):
        await people.says(writer, bao, conversation, text)

    for typed in ("8821", "re", "北京", "京", "🎉", "0612345678", '"re 88215"', "100%", "file_1\\x", "8821 or !"):
        assert len(await hits(app, ada, typed)) == 1, typed
    assert await snippets(app, ada, "京") == ["我想去北<mark>京</mark>出差 🎉"]
    for typed in ("fileX1", "-zahlung", '"8821"', "???"):
        assert await hits(app, ada, typed) == [], typed


async def test_a_message_is_found_while_a_long_transaction_runs(
    app: App, writer: MessageWriter, ada: Actor, bao: Actor, globex: TenantId
) -> None:
    conversation = await people.conversation_with(app.database, bao)
    async with app.database.transaction(globex) as tx:
        await tx.value("SELECT pg_current_xact_id()")
        await people.says(writer, bao, conversation, "meanwhile")
        assert len(await hits(app, ada, "meanwhile")) == 1


async def test_all_is_filled_in_once_by_many_at_once_and_goes_with_its_message(
    database: Database, writer: MessageWriter, bao: Actor
) -> None:
    conversation = await people.conversation_with(database, bao)
    for number in range(30):
        await people.says(writer, bao, conversation, f"parcel {number}")

    await asyncio.gather(*(fill(database, batches=100) for _ in range(4)))

    async with database.transaction(bao.tenant_id) as tx:
        assert await tx.value("SELECT count(*) FROM message_words") == 30
        await tx.execute("DELETE FROM messages WHERE tenant_id = $1", bao.tenant_id)
        assert await tx.value("SELECT count(*) FROM message_words") == 0


async def test_a_text_that_is_erased_leaves_nothing_to_search_in(
    app: App, writer: MessageWriter, ada: Actor, bao: Actor
) -> None:
    conversation = await people.conversation_with(app.database, bao)
    await people.says(writer, bao, conversation, "My card ends in 4711")
    assert await snippets(app, ada, "4711") == ["My card ends in <mark>4711</mark>"]

    async with app.database.across({ada.tenant_id}) as connection:
        await connection.execute("UPDATE messages SET content = '' WHERE conversation_id = $1", conversation.id)
        kept = await connection.fetchval(
            "SELECT count(*) FROM message_words WHERE conversation_id = $1", conversation.id
        )

    assert kept == 0
    assert await snippets(app, ada, "4711") == []
