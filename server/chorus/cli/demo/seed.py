"""Make the demo tenant, once; a second run finds it and changes nothing."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid5

from chorus.chat.inboxes.origins import origin_of
from chorus.cli.demo.people import GREETING, LABELS, REPLIES, TENANT_NAME, TENANT_SLUG, USERS, DemoUser
from chorus.cli.standalone_database import database_alone
from chorus.core.actor import Role, system_of
from chorus.core.errors import ChorusError
from chorus.core.ids import InboxId, TenantId
from chorus.identity.logins.passwords import Passwords
from chorus.knowledge.documents.add import add_document
from chorus.processes.settings import Settings
from chorus.stores.postgres.database import Database, Tx

KNOWLEDGE = Path(__file__).parent / "knowledge"
MEDIA_TYPES = {".md": "text/markdown", ".csv": "text/csv"}
# Fixed ids, so that the demo page can name its inbox and a second run finds everything.
DEMO = UUID("d0000000-0000-5000-8000-00000000c0de")
DEMO_TENANT = TenantId(uuid5(DEMO, "tenant"))
DEMO_INBOX = InboxId(uuid5(DEMO, "inbox"))


class NotInProduction(ChorusError):
    """The passwords of the demo are public."""

    code, status = "demo.not_in_production", 403
    message = "The demo tenant has public passwords and is not created in production."


async def seed(settings: Settings) -> Sequence[DemoUser]:
    """Make the demo tenant where it is missing; who can log in.

    Raises:
        NotInProduction: If the environment is production.
    """
    if settings.is_production:
        raise NotInProduction
    async with database_alone(settings) as database:
        await make_demo(database, public_url=settings.public_url)
    return USERS


async def make_demo(database: Database, *, public_url: str) -> bool:
    """Make tenant, users, inbox, replies, labels and knowledge; whether it was new."""
    async with database.transaction(DEMO_TENANT) as tx:
        if await tx.value("SELECT true FROM tenants WHERE id = $1", DEMO_TENANT):
            return False
        await tx.execute(
            "INSERT INTO tenants (id, name, slug, tier) VALUES ($1, $2, $3, 'free')",
            DEMO_TENANT,
            TENANT_NAME,
            TENANT_SLUG,
        )
        await _users(tx)
        await _inbox(tx, public_url)
        await _words(tx)
        for path in sorted(KNOWLEDGE.iterdir()):
            await add_document(
                tx,
                system_of(DEMO_TENANT),
                title=path.stem.replace("-", " ").capitalize(),
                file_name=path.name,
                media_type=MEDIA_TYPES[path.suffix],
                content=path.read_bytes(),
            )
    return True


async def _users(tx: Tx) -> None:
    passwords = Passwords()
    for user in USERS:
        await tx.execute(
            "INSERT INTO users (id, tenant_id, email, name, role, password_hash, declared_status)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)",
            uuid5(DEMO, user.email),
            DEMO_TENANT,
            user.email,
            user.name,
            str(user.role),
            await passwords.hash(user.password),
            "available" if user.role is Role.AGENT else "away",
        )
    passwords.close()


async def _inbox(tx: Tx, public_url: str) -> None:
    settings = {
        "greeting": GREETING,
        "color": "#2f6f4f",
        "languages": list(GREETING),
        "botName": "Juni",
        "companyName": TENANT_NAME,
    }
    await tx.execute(
        "INSERT INTO inboxes (id, tenant_id, channel, name, allowed_origins, settings)"
        " VALUES ($1, $2, 'web', 'Online shop', $3, $4)",
        DEMO_INBOX,
        DEMO_TENANT,
        [origin_of(public_url)],
        settings,
    )


async def _words(tx: Tx) -> None:
    for shortcut, content in REPLIES.items():
        await tx.execute(
            "INSERT INTO canned_replies (tenant_id, shortcut, content) VALUES ($1, $2, $3)",
            DEMO_TENANT,
            shortcut,
            content,
        )
    for name, color in LABELS.items():
        await tx.execute("INSERT INTO labels (tenant_id, name, color) VALUES ($1, $2, $3)", DEMO_TENANT, name, color)
