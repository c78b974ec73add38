-- As the owner, for @@ is not leakproof: under row-level security its index would not be used. At the tenants of the
-- transaction and no others, and ids alone.
CREATE OR REPLACE FUNCTION search_passages(wanted tsquery, at_most integer) RETURNS TABLE (id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT p.id FROM passages p
   WHERE p.tenant_id = ANY ((SELECT chorus_tenants())::uuid[]) AND p.search @@ wanted
   ORDER BY ts_rank(p.search, wanted, 1) DESC, p.id LIMIT at_most $$;
