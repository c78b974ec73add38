-- What several readers missed: of a conversation, or, without one, of the tenant's feed. `for_customer` names the order;
-- with p_customers the conversation has to be that customer's. A reader without a row may not read, or there is nothing
-- of that name; a row without a type: nothing missed. The text of a message, the name of a customer and the comment of a
-- rating come from the only place they are stored.
-- Every table is read LATERAL and with a LIMIT: a plan is made once a connection, perhaps while the tables are small,
-- and one that joins whole tables takes seconds when they have grown.
CREATE OR REPLACE FUNCTION read_logs_v1(
    p_tenants uuid[], p_conversations uuid[], p_customers uuid[], p_for_customer boolean[], p_after bigint[],
    p_limits integer[]
)
RETURNS TABLE (ordinal bigint, epoch text, head bigint, type text, conversation_id uuid, agent_position bigint,
               customer_position bigint, feed_position bigint, payload jsonb, created_at timestamptz, message jsonb,
               customer jsonb, comment text)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    PERFORM set_config('app.tenants', (SELECT array_agg(DISTINCT t) FROM unnest(p_tenants) t)::text, true);
    RETURN QUERY
    WITH reader AS (
        SELECT q.*, CASE WHEN q.conversation_id IS NULL THEN t.feed_position
                         WHEN q.for_customer THEN c.customer_position ELSE c.agent_position END AS head
        FROM unnest(p_tenants, p_conversations, p_customers, p_for_customer, p_after, p_limits)
            WITH ORDINALITY AS q (tenant_id, conversation_id, customer_id, for_customer, after, at_most, ordinal)
        LEFT JOIN LATERAL (
            SELECT * FROM tenants WHERE q.conversation_id IS NULL AND id = q.tenant_id LIMIT 1) t ON true
        LEFT JOIN LATERAL (
            SELECT * FROM conversations WHERE tenant_id = q.tenant_id AND id = q.conversation_id
              AND (q.customer_id IS NULL OR customer_id = q.customer_id) LIMIT 1) c ON true
        WHERE t.id IS NOT NULL OR c.id IS NOT NULL
    )
    SELECT r.ordinal, (SELECT epoch FROM log_epoch), r.head, e.type::text, e.conversation_id, e.agent_position,
           e.customer_position, e.feed_position, e.payload, e.created_at,
           CASE WHEN m.id IS NOT NULL THEN jsonb_build_object(
               'id', m.id, 'role', m.role, 'messageType', m.message_type, 'authorId', m.author_id,
               'authorName', m.author_name, 'content', m.content, 'sources', m.sources, 'createdAt', m.created_at,
               'attachments', coalesce((
                   SELECT jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'mediaType', a.media_type,
                                                       'sizeBytes', a.size_bytes) ORDER BY a.created_at, a.id)
                   FROM attachments a WHERE a.tenant_id = r.tenant_id AND a.message_id = m.id), '[]')
           ) END,
           CASE WHEN e.type IN ('conversation.created', 'customer.updated') THEN (
               SELECT jsonb_build_object('id', u.id, 'name', u.name, 'email', u.email, 'isVerified', u.is_verified)
               FROM conversations c JOIN customers u ON u.tenant_id = c.tenant_id AND u.id = c.customer_id
               WHERE c.tenant_id = r.tenant_id AND c.id = e.conversation_id
           ) END,
           CASE WHEN e.type = 'conversation.rated' THEN (
               SELECT t.comment FROM ratings t
               WHERE t.tenant_id = r.tenant_id AND t.conversation_id = e.conversation_id
           ) END
    FROM reader r
    LEFT JOIN LATERAL (
        (SELECT * FROM events v WHERE r.conversation_id IS NULL AND v.tenant_id = r.tenant_id
           AND v.feed_position > r.after ORDER BY v.feed_position LIMIT r.at_most)
        UNION ALL
        (SELECT * FROM events v WHERE NOT r.for_customer AND v.conversation_id = r.conversation_id
           AND v.tenant_id = r.tenant_id AND v.agent_position > r.after ORDER BY v.agent_position LIMIT r.at_most)
        UNION ALL
        (SELECT * FROM events v WHERE r.for_customer AND v.conversation_id = r.conversation_id
           AND v.tenant_id = r.tenant_id AND v.agent_position > r.after AND v.customer_position > r.after
         ORDER BY v.agent_position LIMIT r.at_most)
    ) e ON r.after < r.head
    LEFT JOIN LATERAL (
        SELECT * FROM messages WHERE tenant_id = r.tenant_id AND id = e.message_id LIMIT 1) m ON true
    ORDER BY r.ordinal, CASE WHEN r.conversation_id IS NULL THEN e.feed_position ELSE e.agent_position END;
END $$;

-- Positions without content, for the catch-up reader. `is_settled` rows are below the oldest running transaction and move
-- the cursor; the others are told ahead of it, and again until they are settled, so none is skipped. Of the others only
-- those are read whose id is close to what was told before: a transaction that stays open for an hour must not make each
-- look read an hour's events.
CREATE OR REPLACE FUNCTION lookup_log_heads(after_txid text, after_id bigint, told_id bigint, at_most integer)
RETURNS TABLE (txid text, id bigint, tenant_id uuid, conversation_id uuid,
               agent_position bigint, customer_position bigint, feed_position bigint, is_settled boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ (SELECT e.txid::text, e.id, e.tenant_id, e.conversation_id, e.agent_position, e.customer_position, e.feed_position,
           true
    FROM events e
    WHERE (e.txid, e.id) > (after_txid::xid8, after_id) AND e.txid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY e.txid, e.id LIMIT at_most)
   UNION ALL
   (SELECT e.txid::text, e.id, e.tenant_id, e.conversation_id, e.agent_position, e.customer_position, e.feed_position,
           false
    FROM events e
    WHERE e.id > told_id - 500 AND e.txid >= pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY e.id LIMIT at_most) $$;

-- Where a reader that has no cursor yet begins.
CREATE OR REPLACE FUNCTION lookup_log_end() RETURNS TABLE (txid text, id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT pg_snapshot_xmin(pg_current_snapshot())::text, (SELECT coalesce(max(e.id), 0) FROM events e) $$;

-- Instead of a foreign key: events are written by statements that hold the conversation's lock, so a check for each
-- row would find what is known, at the price of the insert.
CREATE OR REPLACE FUNCTION forget_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM events WHERE conversation_id = OLD.id;
    RETURN OLD;
END $$;
