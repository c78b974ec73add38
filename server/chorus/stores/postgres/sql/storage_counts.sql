-- By trigger: rows also go with their conversation, and a version that does not know of the bound counts along.
CREATE OR REPLACE FUNCTION count_stored() RETURNS trigger LANGUAGE plpgsql AS $$
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
