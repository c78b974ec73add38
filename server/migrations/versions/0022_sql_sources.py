"""Which SQL functions a database has (chorus/stores/postgres/sql), and an end to those that nobody calls any more."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

SQL = """
-- One row: the number of the sources, and the SHA-256 of each file. Written by the migration step alone.
CREATE TABLE sql_sources (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    version integer NOT NULL DEFAULT 0,
    files   jsonb NOT NULL DEFAULT '{}'
);
INSERT INTO sql_sources DEFAULT VALUES;

-- Replaced in 0010, 0011, 0012 and 0019. The version that was released before this one does not call them.
DROP FUNCTION door_log_heads(text, bigint, integer);
DROP FUNCTION append_messages_v1(
    uuid[], uuid[], uuid[], text[], uuid[], text[], text[], text[], integer[], text[], text[], text);
DROP FUNCTION read_log_v1(uuid, uuid, uuid, bigint, integer);
DROP FUNCTION door_search_messages(tsquery, uuid, timestamptz, uuid, integer);
"""


def upgrade() -> None:
    op.execute(SQL)
