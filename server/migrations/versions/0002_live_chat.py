"""The extension that an Enkisys database gets: receipts, message types, live chat sessions."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQL = """
ALTER TABLE messages
    ADD COLUMN delivered_at timestamptz NULL,
    ADD COLUMN read_at      timestamptz NULL,
    ADD COLUMN message_type varchar(50) DEFAULT 'text';

CREATE TABLE live_chat_sessions (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    conversation_id uuid REFERENCES conversations,
    tenant_id       uuid NOT NULL,
    user_socket_id  varchar(255),
    agent_socket_id varchar(255),
    status          varchar(20) DEFAULT 'active',
    started_at      timestamptz DEFAULT now(),
    ended_at        timestamptz
);
"""


def upgrade() -> None:
    op.execute(SQL)
