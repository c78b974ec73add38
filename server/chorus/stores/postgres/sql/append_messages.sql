-- Message ids are made by clients, so an id may stand in a conversation that the caller cannot see.
CREATE OR REPLACE FUNCTION lookup_messages(wanted uuid[])
RETURNS TABLE (id uuid, tenant_id uuid, conversation_id uuid, author_id uuid,
               agent_position bigint, customer_position bigint, created_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT m.id, m.tenant_id, m.conversation_id, m.author_id, m.agent_position, m.customer_position, m.created_at
   FROM messages m WHERE m.id = ANY (wanted) $$;

-- One call is one transaction is one fsync. The rows of all conversations are locked first, in one order, so that
-- writers cannot deadlock and the second statement's snapshot sees every message committed before.
-- Outcomes: new, known (a retry: the first answer again), and the refusals not_found, id_taken, closed,
-- not_assigned, floor_lost, attachment_missing.
-- `p_jobs`: which job each new message causes, by its role and by who has the floor (stores/jobs/job.py, MessageJob).
CREATE OR REPLACE FUNCTION append_messages_v3(
    p_tenants uuid[], p_conversations uuid[], p_ids uuid[], p_roles text[], p_authors uuid[], p_names text[],
    p_contents text[], p_types text[], p_floor_numbers integer[], p_attachments text[], p_sources text[],
    p_jobs jsonb
)
RETURNS TABLE (ordinal bigint, outcome text, agent_position bigint, customer_position bigint, created_at timestamptz)
-- Planned once a connection: the planner would rather plan anew each time, which takes three times as long as to run.
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    moment timestamptz := clock_timestamp();
BEGIN
    PERFORM set_config('app.tenants', (SELECT array_agg(DISTINCT t) FROM unnest(p_tenants) t)::text, true);
    PERFORM 1 FROM conversations WHERE id = ANY (p_conversations) ORDER BY id FOR UPDATE;
    RETURN QUERY
    WITH input AS (
        SELECT * FROM unnest(p_tenants, p_conversations, p_ids, p_roles, p_authors, p_names, p_contents, p_types,
                             p_floor_numbers, p_attachments::jsonb[], p_sources::jsonb[])
            WITH ORDINALITY AS i (tenant_id, conversation_id, id, role, author_id, author_name, content, message_type,
                                  floor_number, attachments, sources, ordinal)
    ), judged AS (
        SELECT i.*, c.agent_position AS agent_head, c.customer_position AS customer_head, c.floor,
               k.agent_position AS known_agent, k.customer_position AS known_customer, k.created_at AS known_at,
               CASE
                   WHEN c.id IS NULL OR (i.role = 'customer' AND c.customer_id <> i.author_id) THEN 'not_found'
                   WHEN k.id IS NOT NULL AND k.conversation_id = i.conversation_id
                        AND k.author_id IS NOT DISTINCT FROM i.author_id THEN 'known'
                   WHEN k.id IS NOT NULL THEN 'id_taken'
                   WHEN i.message_type = 'note' THEN 'new'
                   WHEN c.status = 'closed' THEN 'closed'
                   WHEN i.role = 'agent' AND c.assignee_id IS DISTINCT FROM i.author_id THEN 'not_assigned'
                   WHEN i.role = 'bot' AND (c.floor <> 'bot' OR c.floor_number <> i.floor_number) THEN 'floor_lost'
                   WHEN i.attachments <> '[]' AND jsonb_array_length(i.attachments) <> (
                       SELECT count(*) FROM attachments a
                       WHERE a.tenant_id = i.tenant_id AND a.conversation_id = i.conversation_id
                         AND a.message_id IS NULL AND a.uploaded_by = i.author_id
                         AND a.id IN (SELECT e::uuid FROM jsonb_array_elements_text(i.attachments) e)
                   ) THEN 'attachment_missing'
                   ELSE 'new'
               END AS outcome
        FROM input i
        LEFT JOIN conversations c ON c.tenant_id = i.tenant_id AND c.id = i.conversation_id
        LEFT JOIN lookup_messages(p_ids) k ON k.id = i.id
    ), numbered AS (
        SELECT j.*,
               agent_head + row_number() OVER w AS new_agent,
               CASE WHEN message_type <> 'note'
                    THEN customer_head + count(*) FILTER (WHERE message_type <> 'note') OVER w END AS new_customer
        FROM judged j WHERE j.outcome = 'new'
        WINDOW w AS (PARTITION BY conversation_id ORDER BY ordinal)
    ), inserted AS (
        INSERT INTO messages (id, tenant_id, conversation_id, role, author_id, author_name, content, message_type,
                              sources, agent_position, customer_position, created_at)
        SELECT id, tenant_id, conversation_id, role, author_id, author_name, content, message_type,
               sources, new_agent, new_customer, moment FROM numbered
    ), logged AS (
        INSERT INTO events (tenant_id, conversation_id, type, agent_position, customer_position, message_id,
                            payload, created_at)
        SELECT tenant_id, conversation_id, CASE message_type WHEN 'note' THEN 'note.added' ELSE 'message.sent' END,
               new_agent, new_customer, id, '{}', moment FROM numbered
    ), moved AS (
        UPDATE conversations c
        SET agent_position = n.agent_position, customer_position = coalesce(n.customer_position, c.customer_position),
            message_position = n.agent_position, last_message_at = moment, updated_at = moment
        FROM (SELECT conversation_id, max(new_agent) AS agent_position, max(new_customer) AS customer_position
              FROM numbered GROUP BY conversation_id) n
        WHERE c.id = n.conversation_id
    ), caused AS (
        SELECT procrastinate_defer_jobs_v1(array_agg(ROW(
            p.queue, p.task, p.priority, n.conversation_id::text, NULL,
            p.args || jsonb_build_object('tenant_id', n.tenant_id, 'conversation_id', n.conversation_id,
                                         'message_id', n.id),
            NULL)::procrastinate_job_to_defer_v1 ORDER BY n.ordinal))
        FROM numbered n
        JOIN jsonb_to_recordset(p_jobs)
             AS p (task text, role text, floor text, queue text, priority integer, args jsonb)
          ON p.role = n.role AND p.floor = n.floor
        HAVING count(*) > 0
    )
    SELECT j.ordinal, j.outcome, coalesce(n.new_agent, j.known_agent), coalesce(n.new_customer, j.known_customer),
           coalesce(j.known_at, moment)
    FROM judged j LEFT JOIN numbered n USING (ordinal) LEFT JOIN caused ON true
    ORDER BY j.ordinal;

    IF '[]' <> ANY (p_attachments) THEN
        UPDATE attachments a SET message_id = m.id
        FROM unnest(p_ids, p_attachments::jsonb[]) i (id, attachments)
        JOIN messages m ON m.id = i.id AND m.created_at = moment
        CROSS JOIN LATERAL jsonb_array_elements_text(i.attachments) e
        WHERE a.tenant_id = m.tenant_id AND a.conversation_id = m.conversation_id AND a.id = e::uuid;
    END IF;
END $$;
