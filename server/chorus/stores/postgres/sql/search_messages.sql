-- Ids alone: what is not in yet, and how far the cursor may go once it is. The newest come first whatever the cursor
-- says, so that a long transaction, or the long way of a first filling, hides no new message.
CREATE OR REPLACE FUNCTION lookup_messages_without_words(at_most integer)
RETURNS TABLE (tenant_id uuid, message_id uuid, txid text, event_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ WITH next AS (
       -- Scalar subqueries: joined, the cursor would be no bound of the index, and every event compared with it.
       SELECT e.* FROM events e
       WHERE (e.txid, e.id) > ((SELECT c.txid FROM search_cursor c), (SELECT c.event_id FROM search_cursor c))
         AND e.txid < pg_snapshot_xmin(pg_current_snapshot())
       ORDER BY e.txid, e.id LIMIT at_most
   ), found AS (
       SELECT e.tenant_id, e.message_id, e.txid, e.id FROM next e
       UNION ALL
       (SELECT e.tenant_id, e.message_id, NULL, NULL FROM events e WHERE e.message_id IS NOT NULL
        ORDER BY e.id DESC LIMIT 200)
   )
   SELECT f.tenant_id,
          CASE WHEN f.message_id IS NOT NULL AND NOT EXISTS (
              SELECT FROM message_words w WHERE w.tenant_id = f.tenant_id AND w.message_id = f.message_id)
          THEN f.message_id END, f.txid::text, f.id
   FROM found f $$;

CREATE OR REPLACE FUNCTION move_search_cursor(up_to_txid text, up_to_id bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ UPDATE search_cursor SET txid = up_to_txid::xid8, event_id = up_to_id
   WHERE (txid, event_id) < (up_to_txid::xid8, up_to_id) $$;

-- `wanted` is one of several groups, each all of its terms, each any of its atoms: JSON that words.py makes. The
-- statement is made anew each time, so that the planner knows how rare each is. Looks at the tenant of the transaction.
CREATE OR REPLACE FUNCTION search_messages(
    wanted jsonb, only_customer uuid, before_at timestamptz, before_id uuid, at_most integer
) RETURNS TABLE (id uuid, created_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    condition text;
    before text;
    found integer;
BEGIN
    SELECT string_agg(alternative, ' OR ') INTO condition FROM (
        SELECT '(' || string_agg(CASE WHEN (term ->> 'not')::boolean THEN 'NOT (' ELSE '(' END || atoms || ')', ' AND ')
               || ')' AS alternative
        FROM jsonb_array_elements(wanted) WITH ORDINALITY AS g (terms, number)
        CROSS JOIN LATERAL jsonb_array_elements(g.terms) AS t (term)
        CROSS JOIN LATERAL (
            SELECT string_agg(concat_ws(' AND ',
                CASE WHEN jsonb_array_length(atom -> 'grams') > 0 THEN format('w.grams @> %L',
                    (SELECT array_agg(gram) FROM jsonb_array_elements_text(atom -> 'grams') AS gram)) END,
                CASE WHEN atom ->> 'like' IS NOT NULL THEN
                    format('replace(w.folded, E''\x1f'', '''') LIKE %L', atom ->> 'like') END,
                CASE WHEN atom ->> 'whole' IS NOT NULL THEN
                    format(''' '' || translate(w.folded, E''\x1f'', '' '') || '' '' LIKE %L', atom ->> 'whole') END
            ), ' OR ') AS atoms FROM jsonb_array_elements(term -> 'any') AS a (atom)
        ) a
        GROUP BY g.number
    ) groups;
    IF only_customer IS NOT NULL THEN
        RETURN QUERY EXECUTE 'SELECT w.message_id, w.created_at FROM conversations c'
            || ' JOIN messages m ON m.conversation_id = c.id'
            || ' JOIN message_words w ON w.tenant_id = c.tenant_id AND w.message_id = m.id'
            || ' WHERE c.tenant_id = $1 AND c.customer_id = $2 AND w.is_public AND (' || condition || ')'
            || ' AND ($3 IS NULL OR (w.created_at, w.message_id) < ($3, $4))'
            || ' ORDER BY w.created_at DESC, w.message_id DESC LIMIT ' || at_most
            USING (chorus_tenants())[1], only_customer, before_at, before_id;
        RETURN;
    END IF;
    before := CASE WHEN before_at IS NULL THEN '' ELSE ' AND (w.created_at, w.message_id) < ($2, $3)' END;
    -- What is common is among the newest. What is not is rare, and found by its index; policies keep the planner from
    -- knowing which it is, and the sum in the order keeps it from the newest. The caller drops what comes twice.
    RETURN QUERY EXECUTE 'SELECT w.message_id, w.created_at FROM (SELECT * FROM message_words w WHERE w.tenant_id = $1'
        || before || ' ORDER BY w.created_at DESC, w.message_id DESC LIMIT 20000) w WHERE ' || condition
        || ' ORDER BY w.created_at DESC, w.message_id DESC LIMIT ' || at_most
        USING (chorus_tenants())[1], before_at, before_id;
    GET DIAGNOSTICS found = ROW_COUNT;
    IF found < at_most THEN
        RETURN QUERY EXECUTE 'SELECT w.message_id, w.created_at FROM message_words w WHERE w.tenant_id = $1 AND ('
            || condition || ')' || before || ' ORDER BY w.created_at + interval ''0'' DESC, w.message_id DESC LIMIT '
            || at_most
            USING (chorus_tenants())[1], before_at, before_id;
    END IF;
END $$;

-- `message_words` has a copy of the text in another form: whoever erases or replaces a text need not know of it. Only
-- `content` counts, so that receipts cost nothing. As its owner: Enkisys, too, may erase, and sets no tenant.
CREATE OR REPLACE FUNCTION chorus_erase_words() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM message_words WHERE tenant_id = OLD.tenant_id AND message_id = OLD.id;
    RETURN NULL;
END $$;
