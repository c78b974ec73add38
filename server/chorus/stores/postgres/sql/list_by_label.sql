-- Under row-level security an index is not used with an operator that is not leakproof, such as @>. So this looks as the
-- owner, at the one tenant of the transaction, and gives back ids alone. It is planned anew each time: a rare label is
-- found by the index of labels, a common one among the newest.
CREATE OR REPLACE FUNCTION conversations_by_label(
    wanted text, only_closed boolean, before_at timestamptz, before_id uuid, at_most integer
) RETURNS TABLE (id uuid, sort timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    sort text := CASE WHEN only_closed THEN 'c.closed_at' ELSE 'c.created_at' END;
BEGIN
    RETURN QUERY EXECUTE 'SELECT c.id, ' || sort || ' FROM conversations c'
        || ' WHERE c.tenant_id = $1 AND c.labels @> ARRAY[$2] AND c.labels <> ''{}'''
        || CASE WHEN only_closed THEN ' AND c.status = ''closed''' ELSE '' END
        || CASE WHEN before_at IS NULL THEN '' ELSE ' AND (' || sort || ', c.id) < ($3, $4)' END
        || ' ORDER BY ' || sort || ' DESC, c.id DESC LIMIT $5'
        USING (chorus_tenants())[1], wanted, before_at, before_id, at_most;
END $$;
