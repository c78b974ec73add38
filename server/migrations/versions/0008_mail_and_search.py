"""Mails to customers, each message at most once; search that ignores accents and can use its indexes."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MAIL = """
-- A mail that tells a customer of answers. Its text is made from the messages when it is sent: nothing is stored twice.
CREATE TABLE mails (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id       uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    conversation_id uuid NOT NULL,
    status          varchar(20) NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sent', 'needless', 'failed')),
    failure         text,
    created_at      timestamptz NOT NULL DEFAULT now(),
    ended_at        timestamptz,
    UNIQUE (tenant_id, id),
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX mails_by_conversation ON mails (tenant_id, conversation_id);

-- The primary key is the promise: no message is mailed twice.
CREATE TABLE mail_messages (
    tenant_id  uuid NOT NULL,
    message_id uuid NOT NULL,
    mail_id    uuid NOT NULL,
    PRIMARY KEY (tenant_id, message_id),
    FOREIGN KEY (tenant_id, message_id) REFERENCES messages (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, mail_id) REFERENCES mails (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX mail_messages_by_mail ON mail_messages (tenant_id, mail_id);

CREATE INDEX escalations_promised ON escalations (tenant_id, conversation_id) WHERE callback_promised_at IS NOT NULL;

CREATE FUNCTION door_tenants_with_promises(since timestamptz) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT DISTINCT e.tenant_id FROM escalations e JOIN tenants t ON t.id = e.tenant_id
   WHERE e.callback_promised_at > since AND NOT t.is_disabled $$;

CREATE INDEX attachments_unclaimed ON attachments (tenant_id, created_at) WHERE message_id IS NULL;
"""

# Row-level security keeps an index from being used with an operator that is not leakproof, such as @@ and LIKE.
# So these two look as the owner, at the tenants of the transaction and no others, and give back ids alone.
SEARCH = """
CREATE TEXT SEARCH CONFIGURATION chorus (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION chorus ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;

ALTER TABLE messages
    DROP COLUMN search,
    ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('public.chorus', content)) STORED;
CREATE INDEX messages_search ON messages USING gin (search);

CREATE FUNCTION chorus_fold(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS
$$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, words)) $$;

-- Stored, because each row that the index proposes is compared again.
ALTER TABLE customers ADD COLUMN words text GENERATED ALWAYS AS (
    public.chorus_fold(name || ' ' || coalesce(email, '') || ' ' || coalesce(phone, ''))) STORED;
CREATE INDEX customers_by_words ON customers USING gin (words gin_trgm_ops);
CREATE INDEX customers_by_time ON customers (tenant_id, created_at DESC, id DESC);

CREATE POLICY door ON customers FOR SELECT TO CURRENT_USER USING (true);

CREATE FUNCTION door_search_messages(
    wanted tsquery, only_customer uuid, before_at timestamptz, before_id uuid, at_most integer
) RETURNS TABLE (id uuid, created_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT m.id, m.created_at FROM messages m
   WHERE m.tenant_id = ANY ((SELECT chorus_tenants())::uuid[]) AND m.search @@ wanted
     AND (only_customer IS NULL OR m.customer_position IS NOT NULL AND EXISTS (
         SELECT FROM conversations c
         WHERE c.tenant_id = m.tenant_id AND c.id = m.conversation_id AND c.customer_id = only_customer))
     AND (before_at IS NULL OR (m.created_at, m.id) < (before_at, before_id))
   ORDER BY m.created_at DESC, m.id DESC LIMIT at_most $$;

CREATE FUNCTION door_search_customers(wanted text, before_at timestamptz, before_id uuid, at_most integer)
RETURNS TABLE (id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT u.id FROM customers u
   WHERE u.tenant_id = ANY ((SELECT chorus_tenants())::uuid[])
     AND (u.words LIKE (SELECT '%' || regexp_replace(chorus_fold(wanted), '([\\\\%_])', '\\\\\\1', 'g') || '%')
          -- A misspelt name is found too; an address or a number is meant as it stands.
          OR wanted !~ '[@.0-9]' AND (SELECT chorus_fold(wanted)) <% u.words)
     AND (before_at IS NULL OR (u.created_at, u.id) < (before_at, before_id))
   ORDER BY u.created_at DESC, u.id DESC LIMIT at_most $$;
"""


def upgrade() -> None:
    op.execute(MAIL)
    for table in ("mails", "mail_messages"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY tenant_isolation ON {table}"
            " USING (tenant_id = ANY ((SELECT chorus_tenants())::uuid[]))"
            " WITH CHECK (tenant_id = ANY ((SELECT chorus_tenants())::uuid[]))"
        )
    op.execute(SEARCH)
