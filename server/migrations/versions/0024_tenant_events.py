"""Events of a tenant: administrative changes without a conversation, in an order of their own."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

SQL = """
-- Of such an event `agent_position` is the place among those of its tenant, and it has no other position.
ALTER TABLE events ALTER COLUMN conversation_id DROP NOT NULL;
ALTER TABLE tenants ADD COLUMN event_position bigint NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX events_of_tenant ON events (tenant_id, agent_position) WHERE conversation_id IS NULL;
"""


def upgrade() -> None:
    op.execute(SQL)
