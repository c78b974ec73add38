-- Events in the order of the cursor, below the oldest running transaction: none that commits late is skipped. There is
-- always a row, to say where that is, and whether there are events above it.
CREATE OR REPLACE FUNCTION read_settled_events(after_txid text, after_id bigint, not_up_to bigint, at_most integer)
RETURNS TABLE (settled_txid text, is_unsettled boolean, txid text, id bigint, tenant_id uuid, conversation_id uuid,
               type text, agent_position bigint, customer_position bigint, feed_position bigint, message_id uuid,
               payload jsonb, created_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT s.xmin::text, s.is_unsettled, e.txid::text, e.id, e.tenant_id, e.conversation_id, e.type::text,
          e.agent_position, e.customer_position, e.feed_position, e.message_id, e.payload, e.created_at
   FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS xmin,
                EXISTS (SELECT FROM events u WHERE u.txid >= pg_snapshot_xmin(pg_current_snapshot())) AS is_unsettled) s
   LEFT JOIN LATERAL (
       SELECT * FROM events v
       WHERE (v.txid, v.id) > (after_txid::xid8, after_id) AND v.txid < s.xmin AND v.id > not_up_to
       ORDER BY v.txid, v.id LIMIT at_most
   ) e ON true
   ORDER BY e.txid, e.id $$;

CREATE OR REPLACE FUNCTION read_events_by_id(wanted bigint[])
RETURNS TABLE (txid text, id bigint, tenant_id uuid, conversation_id uuid, type text, agent_position bigint,
               customer_position bigint, feed_position bigint, message_id uuid, payload jsonb, created_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT e.txid::text, e.id, e.tenant_id, e.conversation_id, e.type::text, e.agent_position, e.customer_position,
          e.feed_position, e.message_id, e.payload, e.created_at
   FROM events e WHERE e.id = ANY (wanted) $$;

-- How far each consumer is: events are counted up to `at_most`, `oldest_at` is the time of the first.
CREATE OR REPLACE FUNCTION read_consumer_lag(at_most integer)
RETURNS TABLE (name text, shard integer, is_held boolean, attempts integer, last_error text, events bigint,
               oldest_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT c.name, c.shard, coalesce(c.leased_until > now(), false), c.attempts, c.last_error,
          (SELECT count(*) FROM (
              SELECT FROM events e WHERE (e.txid, e.id) > (c.txid, c.event_id) AND e.id > c.ignored_up_to
              ORDER BY e.txid, e.id LIMIT at_most) behind),
          (SELECT e.created_at FROM events e WHERE (e.txid, e.id) > (c.txid, c.event_id) AND e.id > c.ignored_up_to
           ORDER BY e.txid, e.id LIMIT 1)
   FROM event_consumers c $$;

-- A cursor before every event since a moment: ids grow with time, so halving finds the first; one of a transaction
-- that began earlier may stand before it, so the earliest transaction of the next thousand counts. `id` is the first
-- event's. No row: nothing since.
CREATE OR REPLACE FUNCTION find_log_position(since timestamptz)
RETURNS TABLE (txid text, id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    low bigint := (SELECT min(e.id) FROM events e);
    high bigint := (SELECT max(e.id) + 1 FROM events e);
    middle bigint;
    found_at timestamptz;
BEGIN
    WHILE low < high LOOP
        middle := (low + high) / 2;
        SELECT e.created_at INTO found_at FROM events e WHERE e.id >= middle ORDER BY e.id LIMIT 1;
        IF found_at < since THEN low := middle + 1; ELSE high := middle; END IF;
    END LOOP;
    RETURN QUERY SELECT min(e.txid)::text, low
        FROM (SELECT * FROM events v WHERE v.id >= low ORDER BY v.id LIMIT 1000) e HAVING count(*) > 0;
END $$;
