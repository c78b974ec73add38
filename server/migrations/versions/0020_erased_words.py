"""Erase what search compares together with the text of a message."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

SQL = """
-- `message_words` has a copy of the text in another form: whoever erases or replaces a text need not know of it. Only
-- `content` counts, so that receipts cost nothing. As its owner: Enkisys, too, may erase, and sets no tenant.
CREATE FUNCTION chorus_erase_words() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM message_words WHERE tenant_id = OLD.tenant_id AND message_id = OLD.id;
    RETURN NULL;
END $$;
CREATE TRIGGER erase_words AFTER UPDATE OF content ON messages
    FOR EACH ROW WHEN (OLD.content IS DISTINCT FROM NEW.content) EXECUTE FUNCTION chorus_erase_words();
CREATE POLICY door_erases ON message_words FOR DELETE TO CURRENT_USER USING (true);
"""


def upgrade() -> None:
    op.execute(SQL)
