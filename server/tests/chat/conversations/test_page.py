"""The page that a conversation was opened on: what is kept of it, and who sees it."""

import pytest
from pydantic import TypeAdapter, ValidationError

from chorus.chat.conversations.create import create
from chorus.chat.conversations.page import PAGE_MAX, Page
from chorus.chat.snapshot import read_state
from chorus.core.actor import Actor
from chorus.stores.postgres.database import Database
from tests import people
from tests.people import Published

PAGE: TypeAdapter[str] = TypeAdapter(Page)
RETURNS = "https://garden.example/help/returns"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        (f"{RETURNS}?order=17&token=secret#mine", RETURNS),
        ("https://bao:secret@garden.example:8443/a", "https://garden.example:8443/a"),
        ("HTTP://garden.example", "http://garden.example"),
        (f"{RETURNS}?{'q' * 3000}", RETURNS),
        ("http://[::1]:8080/caf%C3%A9", "http://[::1]:8080/caf%C3%A9"),
    ],
)
def test_what_may_hold_secrets_is_not_kept(address: str, kept: str) -> None:
    assert PAGE.validate_python(address) == kept


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//garden.example/a",
        "/help",
        "https:///a",
        "https://bao@/a",
        "https:\\\\garden.example",
        "https://garden.example\\@evil.example/",
        "https://garden.example/\x00",
        "https://garden.example/a\u202eb",
        "https://garden.example/a b",
        "https://[garden/a",
        "https://garden.example/" + "a" * PAGE_MAX,
        "",
        7,
    ],
)
def test_what_is_no_page_of_the_web_is_refused(address: object) -> None:
    with pytest.raises(ValidationError):
        PAGE.validate_python(address)


async def test_agents_see_the_page_and_the_log_does_not_have_it(
    database: Database, published: Published, bao: Actor, ada: Actor
) -> None:
    assert bao.customer_id
    async with database.transaction(bao.tenant_id) as tx:
        opened, _ = await create(tx, bao, customer_id=bao.customer_id, inbox_id=None, page=RETURNS)
    async with database.transaction(ada.tenant_id) as tx:
        of_agent = await read_state(tx, ada, opened.id)
        of_customer = await read_state(tx, bao, opened.id)
        log = await tx.records("SELECT payload FROM events WHERE conversation_id = $1", opened.id)
    assert of_agent.conversation.model_dump()["page"] == RETURNS
    assert "page" not in of_customer.conversation.model_dump()
    assert log
    assert RETURNS not in str([dict(row) for row in log])
    assert RETURNS not in str(published.envelopes)


async def test_another_tenant_does_not_find_it(database: Database, bao: Actor) -> None:
    assert bao.customer_id
    async with database.transaction(bao.tenant_id) as tx:
        await create(tx, bao, customer_id=bao.customer_id, inbox_id=None, page=RETURNS)
    globex = await people.tenant(database, "Globex")
    async with database.transaction(globex) as tx:
        assert await tx.records("SELECT id FROM conversations WHERE metadata ->> 'page' = $1", RETURNS) == []
