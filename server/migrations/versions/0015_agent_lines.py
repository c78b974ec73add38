"""When an agent's line was last seen, so that what an absent agent has can go back to the queue."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

SQL = """
-- Presence is a lease in Redis and forgets; this outlives the worker that looks. Only agents who have conversations.
CREATE TABLE agent_lines (
    tenant_id  uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    user_id    uuid NOT NULL,
    seen_at    timestamptz NOT NULL,
    checked_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, user_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
ALTER TABLE agent_lines ENABLE ROW LEVEL SECURITY;
ALTER TABLE agent_lines FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON agent_lines
    USING (tenant_id = ANY ((SELECT chorus_tenants())::uuid[]))
    WITH CHECK (tenant_id = ANY ((SELECT chorus_tenants())::uuid[]));

CREATE INDEX conversations_active ON conversations (tenant_id, assignee_id) WHERE status = 'active';
CREATE FUNCTION door_tenants_with_agents() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT DISTINCT tenant_id FROM conversations WHERE status = 'active' $$;
"""


def upgrade() -> None:
    op.execute(SQL)
