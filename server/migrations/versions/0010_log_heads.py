"""The catch-up reader beside a long transaction: what is committed is told at once, also above the oldest running one.

`is_settled` rows move the cursor; the others are told ahead of it, and again until they are settled, so none is
skipped. Of the others only those are read whose id is close to what was told before: a transaction that stays open for
an hour must not make each look read an hour's events.
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SQL = """
CREATE FUNCTION door_log_heads_v2(after_txid text, after_id bigint, told_id bigint, at_most integer)
RETURNS TABLE (txid text, id bigint, tenant_id uuid, conversation_id uuid,
               agent_position bigint, customer_position bigint, feed_position bigint, is_settled boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ (SELECT e.txid::text, e.id, e.tenant_id, e.conversation_id, e.agent_position, e.customer_position, e.feed_position,
           true
    FROM events e
    WHERE (e.txid, e.id) > (after_txid::xid8, after_id) AND e.txid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY e.txid, e.id LIMIT at_most)
   UNION ALL
   (SELECT e.txid::text, e.id, e.tenant_id, e.conversation_id, e.agent_position, e.customer_position, e.feed_position,
           false
    FROM events e
    WHERE e.id > told_id - 500 AND e.txid >= pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY e.id LIMIT at_most) $$;

CREATE FUNCTION door_log_end() RETURNS TABLE (txid text, id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT pg_snapshot_xmin(pg_current_snapshot())::text, (SELECT coalesce(max(e.id), 0) FROM events e) $$;
"""


def upgrade() -> None:
    op.execute(SQL)
