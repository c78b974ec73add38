"""Search by parts of words, codes and numbers, and in scripts without spaces; off the way of a message."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

SQL = r"""
-- What is compared (chorus/chat/search/fold.py says how it is made), filled soon after a message by whoever searches or
-- by the worker. Beside `messages`, so that to append one costs none of it.
CREATE TABLE message_words (
    tenant_id       uuid NOT NULL,
    message_id      uuid NOT NULL,
    conversation_id uuid NOT NULL,
    is_public       boolean NOT NULL,
    created_at      timestamptz NOT NULL,
    folded          text NOT NULL,
    grams           text[] NOT NULL,
    PRIMARY KEY (tenant_id, message_id),
    FOREIGN KEY (tenant_id, message_id) REFERENCES messages (tenant_id, id) ON DELETE CASCADE
);
-- A rare word is found by the two of grams; of a common one the newest are found in their order.
CREATE INDEX message_words_in_order ON message_words (tenant_id, created_at DESC, message_id DESC);
CREATE INDEX message_words_by_gram ON message_words USING gin (grams);
CREATE INDEX message_words_by_part ON message_words USING gin (replace(folded, E'\x1f', '') gin_trgm_ops);
ALTER INDEX message_words_by_part ALTER COLUMN 1 SET STATISTICS 500;
ALTER TABLE message_words ALTER COLUMN grams SET STATISTICS 500;

-- Up to which event messages are in. Moved by the doors alone.
CREATE TABLE search_cursor (
    is_only  boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    txid     xid8 NOT NULL DEFAULT '0',
    event_id bigint NOT NULL DEFAULT 0
);
INSERT INTO search_cursor DEFAULT VALUES;

-- Ids alone: what is not in yet, and how far the cursor may go once it is. The newest come first whatever the cursor
-- says, so that a long transaction, or the long way of a first filling, hides no new message.
CREATE FUNCTION door_messages_without_words(at_most integer)
RETURNS TABLE (tenant_id uuid, message_id uuid, txid text, event_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ WITH next AS (
       SELECT e.* FROM events e, search_cursor c
       WHERE (e.txid, e.id) > (c.txid, c.event_id) AND e.txid < pg_snapshot_xmin(pg_current_snapshot())
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

CREATE FUNCTION door_words_are_in(up_to_txid text, up_to_id bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ UPDATE search_cursor SET txid = up_to_txid::xid8, event_id = up_to_id
   WHERE (txid, event_id) < (up_to_txid::xid8, up_to_id) $$;

-- `wanted` is one of several groups, each all of its terms, each any of its atoms: JSON that words.py makes. The
-- statement is made anew each time, so that the planner knows how rare each is. Looks at the tenant of the transaction.
CREATE FUNCTION door_find_messages(
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

-- As in 0008, and by the digits of a number however it is written. Only a name of some letters may be misspelt: to
-- compare each name with two signs took most of a search.
ALTER TABLE customers ADD COLUMN digits text GENERATED ALWAYS AS (
    regexp_replace(coalesce(phone, ''), '[^0-9]', '', 'g')) STORED;
CREATE INDEX customers_by_digits ON customers USING gin (digits gin_trgm_ops) WHERE digits <> '';
CREATE OR REPLACE FUNCTION door_search_customers(wanted text, before_at timestamptz, before_id uuid, at_most integer)
RETURNS TABLE (id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    fold text := chorus_fold(wanted);
    numbers text := ltrim(regexp_replace(wanted, '[^0-9]', '', 'g'), '0');
    before text := CASE WHEN before_at IS NULL THEN '' ELSE ' AND (u.created_at, u.id) < ($2, $3)' END;
    condition text := 'u.words LIKE '
        || quote_literal('%' || regexp_replace(fold, '([\\%_])', '\\\1', 'g') || '%')
        || CASE WHEN length(fold) > 3 AND fold !~ '[@.0-9]|[^\u0001-\u04ff]'
           THEN ' OR ' || quote_literal(fold) || ' <% u.words' ELSE '' END
        || CASE WHEN length(numbers) > 3 AND wanted !~ '[[:alpha:]@]'
           THEN ' OR u.digits <> '''' AND u.digits LIKE ' || quote_literal('%' || numbers || '%') ELSE '' END;
    found integer;
BEGIN
    -- Those who were here of late, then by index, as with messages.
    RETURN QUERY EXECUTE 'SELECT u.id FROM (SELECT * FROM customers u WHERE u.tenant_id = $1' || before
        || ' ORDER BY u.created_at DESC, u.id DESC LIMIT 1000) u WHERE ' || condition
        || ' ORDER BY u.created_at DESC, u.id DESC LIMIT ' || at_most
        USING (chorus_tenants())[1], before_at, before_id;
    GET DIAGNOSTICS found = ROW_COUNT;
    IF found < at_most THEN
        RETURN QUERY EXECUTE 'SELECT u.id FROM customers u WHERE u.tenant_id = $1 AND (' || condition || ')' || before
            || ' ORDER BY u.created_at + interval ''0'' DESC, u.id DESC LIMIT ' || at_most
            USING (chorus_tenants())[1], before_at, before_id;
    END IF;
END $$;

ALTER TABLE message_words ENABLE ROW LEVEL SECURITY;
ALTER TABLE message_words FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON message_words
    USING (tenant_id = ANY ((SELECT chorus_tenants())::uuid[]))
    WITH CHECK (tenant_id = ANY ((SELECT chorus_tenants())::uuid[]));
CREATE POLICY door ON message_words FOR SELECT TO CURRENT_USER USING (true);

-- As in 0016. Behind a dump the cursor of search is a number of another cluster too; what is in already is passed over.
CREATE OR REPLACE FUNCTION door_change_epoch(was text, was_generation bigint, why text, new_place text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE log_epoch SET epoch = substr(replace(gen_random_uuid()::text, '-', ''), 1, 12),
        generation = greatest(generation, was_generation) + 1, identity = log_identity(),
        written_by = pg_current_xact_id(), place = coalesce(new_place, place), changed_at = now(), reason = why
    WHERE epoch = was;
    IF FOUND THEN
        UPDATE events SET txid = '3' WHERE txid >= pg_current_xact_id()
            AND id > (SELECT last_value - 2000 FROM events_id_seq);
        UPDATE search_cursor SET txid = '0', event_id = 0 WHERE txid >= pg_current_xact_id();
    END IF;
    RETURN (SELECT epoch FROM log_epoch);
END $$;

-- Appending made these, at each message. A chat service of the version before finds no messages until it is replaced.
CREATE OR REPLACE FUNCTION door_search_messages(
    wanted tsquery, only_customer uuid, before_at timestamptz, before_id uuid, at_most integer
) RETURNS TABLE (id uuid, created_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT NULL::uuid, NULL::timestamptz WHERE false $$;
DROP INDEX messages_search;
ALTER TABLE messages DROP COLUMN search;
"""


def upgrade() -> None:
    op.execute(SQL)
