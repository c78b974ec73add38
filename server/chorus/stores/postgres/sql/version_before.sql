-- What the version before calls by another name, for as long as its processes run beside this one. The first migration
-- of the next version drops these. Run last, since these call what the other files make.
CREATE OR REPLACE FUNCTION door_messages(wanted uuid[])
RETURNS TABLE (id uuid, tenant_id uuid, conversation_id uuid, author_id uuid,
               agent_position bigint, customer_position bigint, created_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT * FROM lookup_messages(wanted) $$;

CREATE OR REPLACE FUNCTION door_users_by_email(wanted text)
RETURNS TABLE (tenant_id uuid, user_id uuid, tenant_slug text) LANGUAGE sql STABLE AS
$$ SELECT * FROM lookup_users_by_email(wanted) $$;

CREATE OR REPLACE FUNCTION door_tenant_of_api_key(wanted uuid) RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT lookup_tenant_of_api_key(wanted) $$;

CREATE OR REPLACE FUNCTION door_tenant_of_inbox(wanted uuid) RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT lookup_tenant_of_inbox(wanted) $$;

CREATE OR REPLACE FUNCTION door_tenants() RETURNS SETOF uuid LANGUAGE sql STABLE AS
$$ SELECT lookup_tenants() $$;

CREATE OR REPLACE FUNCTION door_tenants_waiting() RETURNS SETOF uuid LANGUAGE sql STABLE AS
$$ SELECT lookup_tenants_waiting() $$;

CREATE OR REPLACE FUNCTION door_tenants_with_agents() RETURNS SETOF uuid LANGUAGE sql STABLE AS
$$ SELECT lookup_tenants_with_agents() $$;

CREATE OR REPLACE FUNCTION door_tenants_with_promises(since timestamptz) RETURNS SETOF uuid LANGUAGE sql STABLE AS
$$ SELECT lookup_tenants_with_promises(since) $$;

CREATE OR REPLACE FUNCTION door_lost_logins(wanted uuid[]) RETURNS SETOF uuid LANGUAGE sql STABLE AS
$$ SELECT lookup_lost_logins(wanted) $$;

CREATE OR REPLACE FUNCTION door_log_heads_v2(after_txid text, after_id bigint, told_id bigint, at_most integer)
RETURNS TABLE (txid text, id bigint, tenant_id uuid, conversation_id uuid,
               agent_position bigint, customer_position bigint, feed_position bigint, is_settled boolean)
LANGUAGE sql STABLE AS $$ SELECT * FROM lookup_log_heads(after_txid, after_id, told_id, at_most) $$;

CREATE OR REPLACE FUNCTION door_log_end() RETURNS TABLE (txid text, id bigint) LANGUAGE sql STABLE AS
$$ SELECT * FROM lookup_log_end() $$;

CREATE OR REPLACE FUNCTION door_log_state()
RETURNS TABLE (epoch text, generation bigint, is_original boolean, is_at_home boolean, flushed bigint, last_id bigint,
               place text, changed_at timestamptz, reason text)
LANGUAGE sql STABLE AS $$ SELECT * FROM lookup_log_state() $$;

CREATE OR REPLACE FUNCTION door_change_epoch(was text, was_generation bigint, why text, new_place text) RETURNS text
LANGUAGE sql AS $$ SELECT change_log_epoch(was, was_generation, why, new_place) $$;

CREATE OR REPLACE FUNCTION door_set_place(new_place text) RETURNS void LANGUAGE sql AS
$$ SELECT set_log_place(new_place) $$;

CREATE OR REPLACE FUNCTION door_messages_without_words(at_most integer)
RETURNS TABLE (tenant_id uuid, message_id uuid, txid text, event_id bigint) LANGUAGE sql STABLE AS
$$ SELECT * FROM lookup_messages_without_words(at_most) $$;

CREATE OR REPLACE FUNCTION door_words_are_in(up_to_txid text, up_to_id bigint) RETURNS void LANGUAGE sql AS
$$ SELECT move_search_cursor(up_to_txid, up_to_id) $$;

CREATE OR REPLACE FUNCTION door_find_messages(
    wanted jsonb, only_customer uuid, before_at timestamptz, before_id uuid, at_most integer
) RETURNS TABLE (id uuid, created_at timestamptz) LANGUAGE sql STABLE AS
$$ SELECT * FROM search_messages(wanted, only_customer, before_at, before_id, at_most) $$;

CREATE OR REPLACE FUNCTION door_search_customers(wanted text, before_at timestamptz, before_id uuid, at_most integer)
RETURNS TABLE (id uuid) LANGUAGE sql STABLE AS
$$ SELECT * FROM search_customers(wanted, before_at, before_id, at_most) $$;

CREATE OR REPLACE FUNCTION door_search_passages(wanted tsquery, at_most integer) RETURNS TABLE (id uuid)
LANGUAGE sql STABLE AS $$ SELECT * FROM search_passages(wanted, at_most) $$;

CREATE OR REPLACE FUNCTION door_labelled_conversations(
    wanted text, only_closed boolean, before_at timestamptz, before_id uuid, at_most integer
) RETURNS TABLE (id uuid, sort timestamptz) LANGUAGE sql STABLE AS
$$ SELECT * FROM conversations_by_label(wanted, only_closed, before_at, before_id, at_most) $$;

CREATE OR REPLACE FUNCTION append_messages_v2(
    p_tenants uuid[], p_conversations uuid[], p_ids uuid[], p_roles text[], p_authors uuid[], p_names text[],
    p_contents text[], p_types text[], p_floor_numbers integer[], p_attachments text[], p_sources text[],
    p_bot_task text
)
RETURNS TABLE (ordinal bigint, outcome text, agent_position bigint, customer_position bigint, created_at timestamptz)
LANGUAGE sql AS
$$ SELECT * FROM append_messages_v3(
       p_tenants, p_conversations, p_ids, p_roles, p_authors, p_names, p_contents, p_types, p_floor_numbers,
       p_attachments, p_sources,
       CASE WHEN p_bot_task IS NULL THEN '[]'::jsonb ELSE jsonb_build_array(jsonb_build_object(
           'task', p_bot_task, 'role', 'customer', 'floor', 'bot', 'queue', 'bot', 'priority', 0, 'args', '{}'::jsonb)) END) $$;
