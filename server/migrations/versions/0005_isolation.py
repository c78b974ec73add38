"""Row-level security on every tenant table, and the few narrow doors that look across tenants.

The application role owns nothing, so FORCE leaves it no way round. A transaction names its tenants in
`app.tenants`; without that it sees nothing. A door is a SECURITY DEFINER function that answers one question.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TENANT_TABLES = (
    "users",
    "customers",
    "conversations",
    "messages",
    "usage_ledger",
    "live_chat_sessions",
    "logins",
    "api_keys",
    "inboxes",
    "teams",
    "team_users",
    "canned_replies",
    "labels",
    "documents",
    "passages",
    "escalations",
    "attachments",
    "ratings",
    "events",
)
# The owner reads these in the doors below; FORCE would hide them from it too.
DOOR_TABLES = ("tenants", "users", "logins", "api_keys", "inboxes", "events", "documents", "escalations")

FUNCTIONS = """
-- SELECT around the call makes it an InitPlan: evaluated once a statement, not once a row.
CREATE FUNCTION chorus_tenants() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('app.tenants', true), '')::uuid[], '{}') $$;

CREATE FUNCTION door_users_by_email(wanted text)
RETURNS TABLE (tenant_id uuid, user_id uuid, tenant_slug text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT u.tenant_id, u.id, t.slug FROM users u JOIN tenants t ON t.id = u.tenant_id
   WHERE u.email = lower(wanted) AND u.disabled_at IS NULL AND NOT t.is_disabled $$;

CREATE FUNCTION door_tenant_of_api_key(wanted uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT tenant_id FROM api_keys WHERE id = wanted AND revoked_at IS NULL $$;

CREATE FUNCTION door_tenant_of_inbox(wanted uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT i.tenant_id FROM inboxes i JOIN tenants t ON t.id = i.tenant_id
   WHERE i.id = wanted AND i.is_enabled AND NOT t.is_disabled $$;

CREATE FUNCTION door_tenants() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT id FROM tenants WHERE NOT is_disabled $$;

CREATE FUNCTION door_tenants_waiting() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT DISTINCT tenant_id FROM escalations WHERE status = 'waiting' $$;

-- What a token rests on: a log-in, an API key, or (an outside issuer's token) the user itself.
CREATE FUNCTION door_lost_logins(wanted uuid[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT w.id FROM unnest(wanted) AS w (id)
   WHERE NOT EXISTS (SELECT FROM logins l JOIN users u ON u.tenant_id = l.tenant_id AND u.id = l.user_id
                     JOIN tenants t ON t.id = l.tenant_id
                     WHERE l.id = w.id AND l.revoked_at IS NULL AND u.disabled_at IS NULL AND NOT t.is_disabled)
     AND NOT EXISTS (SELECT FROM api_keys k JOIN tenants t ON t.id = k.tenant_id
                     WHERE k.id = w.id AND k.revoked_at IS NULL AND NOT t.is_disabled)
     AND NOT EXISTS (SELECT FROM users u JOIN tenants t ON t.id = u.tenant_id
                     WHERE u.id = w.id AND u.disabled_at IS NULL AND NOT t.is_disabled) $$;

-- Only positions, no content: which topics moved, below the oldest running transaction.
CREATE FUNCTION door_log_heads(after_txid text, after_id bigint, at_most integer)
RETURNS TABLE (txid text, id bigint, tenant_id uuid, conversation_id uuid,
               agent_position bigint, customer_position bigint, feed_position bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT e.txid::text, e.id, e.tenant_id, e.conversation_id, e.agent_position, e.customer_position, e.feed_position
   FROM events e
   WHERE (e.txid, e.id) > (after_txid::xid8, after_id) AND e.txid < pg_snapshot_xmin(pg_current_snapshot())
   ORDER BY e.txid, e.id LIMIT at_most $$;
"""


def upgrade() -> None:
    op.execute(FUNCTIONS)
    op.execute("ALTER TABLE tenants ENABLE ROW LEVEL SECURITY; ALTER TABLE tenants FORCE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY tenant_isolation ON tenants USING (id = ANY ((SELECT chorus_tenants())::uuid[]))")
    for table in TENANT_TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY tenant_isolation ON {table}"
            " USING (tenant_id = ANY ((SELECT chorus_tenants())::uuid[]))"
            " WITH CHECK (tenant_id = ANY ((SELECT chorus_tenants())::uuid[]))"
        )
    for table in DOOR_TABLES:
        op.execute(f"CREATE POLICY door ON {table} FOR SELECT TO CURRENT_USER USING (true)")
