"""What Chorus adds to a conversation: the floor, positions, escalations, attachments, ratings, and the log."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SQL = """
ALTER TABLE tenants ADD COLUMN feed_position bigint NOT NULL DEFAULT 0;

-- floor_number is the fencing token: it grows with every change of who may speak for the company.
ALTER TABLE conversations
    ADD COLUMN inbox_id           uuid,
    ADD COLUMN floor              varchar(10) NOT NULL DEFAULT 'bot' CHECK (floor IN ('bot', 'human', 'nobody')),
    ADD COLUMN floor_number       integer NOT NULL DEFAULT 1,
    ADD COLUMN assignee_id        uuid,
    ADD COLUMN team_id            uuid,
    ADD COLUMN labels             text[] NOT NULL DEFAULT '{}',
    ADD COLUMN language           varchar(10),
    ADD COLUMN agent_position     bigint NOT NULL DEFAULT 0,
    ADD COLUMN customer_position  bigint NOT NULL DEFAULT 0,
    ADD COLUMN message_position   bigint NOT NULL DEFAULT 0,
    ADD COLUMN last_message_at    timestamptz,
    ADD COLUMN updated_at         timestamptz NOT NULL DEFAULT now(),
    ADD CONSTRAINT conversations_status CHECK (status IN ('bot', 'waiting', 'active', 'closed')),
    ADD FOREIGN KEY (tenant_id, inbox_id) REFERENCES inboxes (tenant_id, id),
    ADD FOREIGN KEY (tenant_id, assignee_id) REFERENCES users (tenant_id, id),
    ADD FOREIGN KEY (tenant_id, team_id) REFERENCES teams (tenant_id, id);
-- A message moves the positions and `updated_at`: no index has these columns, so that such an update stays within its
-- page (HOT) and touches no index. Open conversations are few enough to sort when they are listed.
ALTER TABLE conversations SET (fillfactor = 70);
CREATE INDEX conversations_open ON conversations (tenant_id) WHERE status <> 'closed';
CREATE INDEX conversations_closed ON conversations (tenant_id, closed_at DESC, id DESC) WHERE status = 'closed';
CREATE INDEX conversations_by_age ON conversations (tenant_id, created_at DESC, id DESC);
CREATE INDEX conversations_by_customer ON conversations (tenant_id, customer_id, created_at DESC);
-- One open thread per customer and inbox: two tabs cannot open two.
CREATE UNIQUE INDEX conversations_one_open ON conversations (tenant_id, customer_id, inbox_id) WHERE status <> 'closed';

ALTER TABLE messages
    ADD COLUMN author_name       text NOT NULL DEFAULT '',
    ADD COLUMN sources           jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN agent_position    bigint NOT NULL DEFAULT 0,
    ADD COLUMN customer_position bigint,
    ADD COLUMN search            tsvector GENERATED ALWAYS AS (to_tsvector('simple', content)) STORED,
    ALTER COLUMN message_type SET NOT NULL;
-- What an Enkisys core brings along gets its places, in the order in which it was written; a core of ours is empty.
UPDATE messages m SET agent_position = n.place, customer_position = n.place
    FROM (SELECT id, row_number() OVER (PARTITION BY conversation_id ORDER BY created_at, id) AS place FROM messages) n
    WHERE m.id = n.id;
UPDATE conversations c
    SET agent_position = n.last, customer_position = n.last, message_position = n.last, last_message_at = n.moment
    FROM (SELECT conversation_id, max(agent_position) AS last, max(created_at) AS moment FROM messages
          GROUP BY conversation_id) n
    WHERE c.id = n.conversation_id;
UPDATE conversations SET floor = 'nobody' WHERE status = 'closed';
CREATE UNIQUE INDEX messages_order ON messages (conversation_id, agent_position);
CREATE INDEX messages_search ON messages USING gin (search);
-- The key into conversations holds the tenant too; checking it again for each message would cost as much as the insert.
ALTER TABLE messages DROP CONSTRAINT IF EXISTS messages_tenant_id_fkey;

ALTER TABLE live_chat_sessions
    ADD COLUMN agent_id uuid,
    ADD CONSTRAINT live_chat_sessions_tenant UNIQUE (tenant_id, id),
    ADD FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations (tenant_id, id) ON DELETE CASCADE,
    ADD FOREIGN KEY (tenant_id, agent_id) REFERENCES users (tenant_id, id);
-- One human at a time.
CREATE UNIQUE INDEX live_chat_sessions_active ON live_chat_sessions (tenant_id, conversation_id)
    WHERE status = 'active';

CREATE TABLE escalations (
    id               uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id        uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    conversation_id  uuid NOT NULL,
    reason           varchar(20) NOT NULL,
    detail           text NOT NULL DEFAULT '',
    evidence         uuid[] NOT NULL DEFAULT '{}',
    requested_by     varchar(20) NOT NULL,
    team_id          uuid,
    status           varchar(20) NOT NULL DEFAULT 'waiting'
        CHECK (status IN ('waiting', 'accepted', 'cancelled', 'closed')),
    offered_to       uuid,
    offer_expires_at timestamptz,
    declined_by      uuid[] NOT NULL DEFAULT '{}',
    callback_promised_at timestamptz,
    created_at       timestamptz NOT NULL DEFAULT now(),
    ended_at         timestamptz,
    accepted_by      uuid,
    UNIQUE (tenant_id, id),
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, team_id) REFERENCES teams (tenant_id, id)
);
CREATE UNIQUE INDEX escalations_one_waiting ON escalations (tenant_id, conversation_id) WHERE status = 'waiting';
CREATE INDEX escalations_queue ON escalations (tenant_id, created_at) WHERE status = 'waiting';

CREATE TABLE attachments (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id       uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    conversation_id uuid NOT NULL,
    message_id      uuid,
    name            text NOT NULL,
    media_type      text NOT NULL,
    size_bytes      integer NOT NULL,
    sha256          bytea NOT NULL,
    storage_key     text NOT NULL,
    uploaded_by     uuid NOT NULL,
    uploader_kind   varchar(20) NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant_id, id),
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX attachments_by_message ON attachments (tenant_id, message_id) WHERE message_id IS NOT NULL;

CREATE TABLE ratings (
    id                   uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id            uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    conversation_id      uuid NOT NULL,
    live_chat_session_id uuid,
    score                smallint NOT NULL CHECK (score BETWEEN 1 AND 5),
    comment              text NOT NULL DEFAULT '',
    created_at           timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant_id, conversation_id),
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations (tenant_id, id) ON DELETE CASCADE
);

-- The log. A message's text is not in `payload`: it stays in `messages` and is joined when the log is read.
-- `txid` makes a cursor over (txid, id) safe: a reader stays below the oldest running transaction.
CREATE TABLE events (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    txid              xid8 NOT NULL DEFAULT pg_current_xact_id(),
    tenant_id         uuid NOT NULL,
    conversation_id   uuid NOT NULL,
    type              varchar(50) NOT NULL,
    agent_position    bigint NOT NULL,
    customer_position bigint,
    feed_position     bigint,
    message_id        uuid,
    payload           jsonb NOT NULL,
    created_at        timestamptz NOT NULL DEFAULT now()
);
-- Serves the customer's order too: a customer's position is never above the agents'.
CREATE UNIQUE INDEX events_order ON events (conversation_id, agent_position);
CREATE UNIQUE INDEX events_on_feed ON events (tenant_id, feed_position) WHERE feed_position IS NOT NULL;
CREATE INDEX events_by_cursor ON events (txid, id);
INSERT INTO events (tenant_id, conversation_id, type, agent_position, customer_position, message_id, payload,
                    created_at)
    SELECT tenant_id, conversation_id, 'message.sent', agent_position, customer_position, id, '{}', created_at
    FROM messages ORDER BY created_at, id;

-- Instead of a foreign key: events are written by statements that hold the conversation's lock, so a check for each
-- row would find what is known, at the price of the insert.
CREATE FUNCTION forget_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM events WHERE conversation_id = OLD.id;
    RETURN OLD;
END $$;
CREATE TRIGGER conversations_forget_events AFTER DELETE ON conversations
    FOR EACH ROW EXECUTE FUNCTION forget_events();

-- One row: the epoch of the log. It changes when history may have been lost (a restored backup), so clients resync.
CREATE TABLE log_epoch (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    epoch   text NOT NULL
);
INSERT INTO log_epoch (epoch) VALUES (substr(replace(gen_random_uuid()::text, '-', ''), 1, 12));
"""


def upgrade() -> None:
    op.execute(SQL)
