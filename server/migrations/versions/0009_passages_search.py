"""Passages found by their words: where no vectors are, and for numbers and codes, which vectors do not tell apart."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SQL = """
ALTER TABLE passages
    ADD COLUMN search tsvector
        GENERATED ALWAYS AS (to_tsvector('public.chorus', heading || ' ' || content)) STORED;
CREATE INDEX passages_search ON passages USING gin (search);

-- As in 0008: @@ is not leakproof, so under row-level security the index is used by a door alone.
CREATE POLICY door ON passages FOR SELECT TO CURRENT_USER USING (true);
CREATE FUNCTION door_search_passages(wanted tsquery, at_most integer) RETURNS TABLE (id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT p.id FROM passages p
   WHERE p.tenant_id = ANY ((SELECT chorus_tenants())::uuid[]) AND p.search @@ wanted
   ORDER BY ts_rank(p.search, wanted, 1) DESC, p.id LIMIT at_most $$;
"""


def upgrade() -> None:
    op.execute(SQL)
