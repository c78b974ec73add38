"""How much each tenant keeps, counted with every file and document, so that a bound on it costs one row to ask."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

COUNTED = ("attachments", "documents")

TABLE = """
CREATE TABLE storage_counts (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    kind      varchar(20) NOT NULL CHECK (kind IN ('attachments', 'documents')),
    items     bigint NOT NULL,
    bytes     bigint NOT NULL,
    PRIMARY KEY (tenant_id, kind)
);

-- By trigger: rows also go with their conversation, and a version that does not know of the bound counts along.
CREATE FUNCTION count_stored() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO storage_counts AS s (tenant_id, kind, items, bytes)
        VALUES (NEW.tenant_id, TG_TABLE_NAME, 1, NEW.size_bytes)
        ON CONFLICT (tenant_id, kind) DO UPDATE SET items = s.items + 1, bytes = s.bytes + excluded.bytes;
    ELSE
        UPDATE storage_counts SET items = items - 1, bytes = bytes - OLD.size_bytes
        WHERE tenant_id = OLD.tenant_id AND kind = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
"""


def upgrade() -> None:
    op.execute(TABLE)
    for table in COUNTED:
        # The owner counts what is there already; it sees no tenant's rows while it is held by the policies too.
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(
            "INSERT INTO storage_counts (tenant_id, kind, items, bytes)"
            f" SELECT tenant_id, '{table}', count(*), sum(size_bytes) FROM {table} GROUP BY tenant_id"
        )
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE TRIGGER {table}_count_insert AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION count_stored()"
        )
        # At the commit: whoever deletes many, and their bytes elsewhere, does not keep uploads waiting meanwhile.
        op.execute(
            f"CREATE CONSTRAINT TRIGGER {table}_count_delete AFTER DELETE ON {table} DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION count_stored()"
        )
    op.execute("ALTER TABLE storage_counts ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE storage_counts FORCE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY tenant_isolation ON storage_counts"
        " USING (tenant_id = ANY ((SELECT chorus_tenants())::uuid[]))"
        " WITH CHECK (tenant_id = ANY ((SELECT chorus_tenants())::uuid[]))"
    )
