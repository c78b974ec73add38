"""Lists of conversations by index: an agent's own open ones, the queue in its order, and by label."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SQL = """
-- Serves "mine" and all open ones. Neither column moves with a message: such an update still touches no index.
CREATE INDEX conversations_open_by_assignee ON conversations (tenant_id, assignee_id) WHERE status <> 'closed';
DROP INDEX conversations_open;

CREATE INDEX escalations_in_order ON escalations (tenant_id, created_at, conversation_id) WHERE status = 'waiting';
DROP INDEX escalations_queue;

CREATE INDEX conversations_by_label ON conversations USING gin (labels) WHERE labels <> '{}';

-- Under row-level security an index is not used with an operator that is not leakproof, such as @> (see 0008). So this
-- looks as the owner, at the one tenant of the transaction, and gives back ids alone. It is planned anew each time:
-- a rare label is found by the index of labels, a common one among the newest.
CREATE POLICY door ON conversations FOR SELECT TO CURRENT_USER USING (true);
CREATE FUNCTION door_labelled_conversations(
    wanted text, only_closed boolean, before_at timestamptz, before_id uuid, at_most integer
) RETURNS TABLE (id uuid, sort timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    sort text := CASE WHEN only_closed THEN 'c.closed_at' ELSE 'c.created_at' END;
BEGIN
    RETURN QUERY EXECUTE 'SELECT c.id, ' || sort || ' FROM conversations c'
        || ' WHERE c.tenant_id = $1 AND c.labels @> ARRAY[$2] AND c.labels <> ''{}'''
        || CASE WHEN only_closed THEN ' AND c.status = ''closed''' ELSE '' END
        || CASE WHEN before_at IS NULL THEN '' ELSE ' AND (' || sort || ', c.id) < ($3, $4)' END
        || ' ORDER BY ' || sort || ' DESC, c.id DESC LIMIT $5'
        USING (chorus_tenants())[1], wanted, before_at, before_id, at_most;
END $$;
"""


def upgrade() -> None:
    op.execute(SQL)
