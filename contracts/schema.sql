-- The schema, written by `make gen` from a database after all migrations.
-- Functions: their signatures here, their bodies in server/chorus/stores/postgres/sql/.

CREATE EXTENSION pg_trgm;
CREATE EXTENSION unaccent;

CREATE TEXT SEARCH CONFIGURATION chorus;

CREATE TABLE agent_lines (
    tenant_id uuid NOT NULL,
    user_id uuid NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    checked_at timestamp with time zone NOT NULL,
    CONSTRAINT agent_lines_pkey PRIMARY KEY (tenant_id, user_id),
    CONSTRAINT agent_lines_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE,
    CONSTRAINT agent_lines_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, id) ON DELETE CASCADE
);
ALTER TABLE agent_lines ENABLE ROW LEVEL SECURITY;
ALTER TABLE agent_lines FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON agent_lines FOR ALL TO public USING ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[]))) WITH CHECK ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON agent_lines TO chorus_app;

CREATE TABLE api_keys (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL,
    name text NOT NULL,
    secret_hash bytea NOT NULL,
    scopes text[] NOT NULL DEFAULT '{}'::text[],
    created_by uuid,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    CONSTRAINT api_keys_pkey PRIMARY KEY (id),
    CONSTRAINT api_keys_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT api_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE
);
ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY door ON api_keys FOR SELECT TO chorus_owner USING (true);
CREATE POLICY tenant_isolation ON api_keys FOR ALL TO public USING ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[]))) WITH CHECK ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON api_keys TO chorus_app;

CREATE TABLE attachments (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    message_id uuid,
    name text NOT NULL,
    media_type text NOT NULL,
    size_bytes integer NOT NULL,
    sha256 bytea NOT NULL,
    storage_key text NOT NULL,
    uploaded_by uuid NOT NULL,
    uploader_kind character varying(20) NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT attachments_pkey PRIMARY KEY (id),
    CONSTRAINT attachments_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT attachments_tenant_id_conversation_id_fkey FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations(tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT attachments_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE
);
CREATE INDEX attachments_by_message ON public.attachments USING btree (tenant_id, message_id) WHERE (message_id IS NOT NULL);
CREATE INDEX attachments_unclaimed ON public.attachments USING btree (tenant_id, created_at) WHERE (message_id IS NULL);
CREATE CONSTRAINT TRIGGER attachments_count_delete AFTER DELETE ON public.attachments DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION count_stored();
CREATE TRIGGER attachments_count_insert AFTER INSERT ON public.attachments FOR EACH ROW EXECUTE FUNCTION count_stored();
ALTER TABLE attachments ENABLE ROW LEVEL SECURITY;
ALTER TABLE attachments FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON attachments FOR ALL TO public USING ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[]))) WITH CHECK ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON attachments TO chorus_app;

CREATE TABLE canned_replies (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL,
    shortcut text NOT NULL,
    content text NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT canned_replies_pkey PRIMARY KEY (id),
    CONSTRAINT canned_replies_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT canned_replies_tenant_id_shortcut_key UNIQUE (tenant_id, shortcut),
    CONSTRAINT canned_replies_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE,
    CONSTRAINT canned_replies_shortcut_check CHECK ((shortcut ~ '^[a-z0-9][a-z0-9_-]{0,31}$'::text))
);
ALTER TABLE canned_replies ENABLE ROW LEVEL SECURITY;
ALTER TABLE canned_replies FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON canned_replies FOR ALL TO public USING ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[]))) WITH CHECK ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON canned_replies TO chorus_app;

CREATE TABLE chorus_version (
    version_num character varying(32) NOT NULL,
    CONSTRAINT chorus_version_pkc PRIMARY KEY (version_num)
);
GRANT SELECT ON chorus_version TO chorus_app;

CREATE TABLE conversations (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    channel character varying(20) NOT NULL DEFAULT 'web'::character varying,
    status character varying(20) NOT NULL DEFAULT 'bot'::character varying,
    metadata jsonb NOT NULL DEFAULT '{}'::jsonb,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    closed_at timestamp with time zone,
    inbox_id uuid,
    floor character varying(10) NOT NULL DEFAULT 'bot'::character varying,
    floor_number integer NOT NULL DEFAULT 1,
    assignee_id uuid,
    team_id uuid,
    labels text[] NOT NULL DEFAULT '{}'::text[],
    language character varying(10),
    agent_position bigint NOT NULL DEFAULT 0,
    customer_position bigint NOT NULL DEFAULT 0,
    message_position bigint NOT NULL DEFAULT 0,
    last_message_at timestamp with time zone,
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT conversations_pkey PRIMARY KEY (id),
    CONSTRAINT conversations_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT conversations_tenant_id_assignee_id_fkey FOREIGN KEY (tenant_id, assignee_id) REFERENCES users(tenant_id, id),
    CONSTRAINT conversations_tenant_id_customer_id_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customers(tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT conversations_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE,
    CONSTRAINT conversations_tenant_id_inbox_id_fkey FOREIGN KEY (tenant_id, inbox_id) REFERENCES inboxes(tenant_id, id),
    CONSTRAINT conversations_tenant_id_team_id_fkey FOREIGN KEY (tenant_id, team_id) REFERENCES teams(tenant_id, id),
    CONSTRAINT conversations_floor_check CHECK (((floor)::text = ANY ((ARRAY['bot'::character varying, 'human'::character varying, 'nobody'::character varying])::text[]))),
    CONSTRAINT conversations_status CHECK (((status)::text = ANY ((ARRAY['bot'::character varying, 'waiting'::character varying, 'active'::character varying, 'closed'::character varying])::text[])))
) WITH (fillfactor=40);
CREATE INDEX conversations_active ON public.conversations USING btree (tenant_id, assignee_id) WHERE ((status)::text = 'active'::text);
CREATE INDEX conversations_by_age ON public.conversations USING btree (tenant_id, created_at DESC, id DESC);
CREATE INDEX conversations_by_customer ON public.conversations USING btree (tenant_id, customer_id, created_at DESC);
CREATE INDEX conversations_by_label ON public.conversations USING gin (labels) WHERE (labels <> '{}'::text[]);
CREATE INDEX conversations_closed ON public.conversations USING btree (tenant_id, closed_at DESC, id DESC) WHERE ((status)::text = 'closed'::text);
CREATE UNIQUE INDEX conversations_one_open ON public.conversations USING btree (tenant_id, customer_id, inbox_id) WHERE ((status)::text <> 'closed'::text);
CREATE INDEX conversations_open_by_assignee ON public.conversations USING btree (tenant_id, assignee_id) WHERE ((status)::text <> 'closed'::text);
CREATE TRIGGER conversations_forget_events AFTER DELETE ON public.conversations FOR EACH ROW EXECUTE FUNCTION forget_events();
ALTER TABLE conversations ENABLE ROW LEVEL SECURITY;
ALTER TABLE conversations FORCE ROW LEVEL SECURITY;
CREATE POLICY door ON conversations FOR SELECT TO chorus_owner USING (true);
CREATE POLICY tenant_isolation ON conversations FOR ALL TO public USING ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[]))) WITH CHECK ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON conversations TO chorus_app;

CREATE TABLE customers (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL,
    external_id text,
    name text NOT NULL DEFAULT ''::text,
    email text,
    phone text,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    attributes jsonb NOT NULL DEFAULT '{}'::jsonb,
    language character varying(10),
    is_verified boolean NOT NULL DEFAULT false,
    blocked_at timestamp with time zone,
    last_seen_at timestamp with time zone,
    words text GENERATED ALWAYS AS (chorus_fold(((((name || ' '::text) || COALESCE(email, ''::text)) || ' '::text) || COALESCE(phone, ''::text)))) STORED,
    digits text GENERATED ALWAYS AS (regexp_replace(COALESCE(phone, ''::text), '[^0-9]'::text, ''::text, 'g'::text)) STORED,
    CONSTRAINT customers_pkey PRIMARY KEY (id),
    CONSTRAINT customers_tenant_id_external_id_key UNIQUE (tenant_id, external_id),
    CONSTRAINT customers_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT customers_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE
);
CREATE INDEX customers_by_digits ON public.customers USING gin (digits gin_trgm_ops) WHERE (digits <> ''::text);
CREATE INDEX customers_by_time ON public.customers USING btree (tenant_id, created_at DESC, id DESC);
CREATE INDEX customers_by_words ON public.customers USING gin (words gin_trgm_ops);
ALTER TABLE customers ENABLE ROW LEVEL SECURITY;
ALTER TABLE customers FORCE ROW LEVEL SECURITY;
CREATE POLICY door ON customers FOR SELECT TO chorus_owner USING (true);
CREATE POLICY tenant_isolation ON customers FOR ALL TO public USING ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[]))) WITH CHECK ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON customers TO chorus_app;

CREATE TABLE documents (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL,
    title text NOT NULL,
    file_name text NOT NULL DEFAULT ''::text,
    media_type text NOT NULL,
    language character varying(10),
    size_bytes integer NOT NULL,
    sha256 bytea NOT NULL,
    content bytea NOT NULL,
    status character varying(20) NOT NULL DEFAULT 'pending'::character varying,
    failure text,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    indexed_at timestamp with time zone,
    charset character varying(40) NOT NULL DEFAULT ''::character varying,
    warning text,
    progress smallint NOT NULL DEFAULT 0,
    CONSTRAINT documents_pkey PRIMARY KEY (id),
    CONSTRAINT documents_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT documents_tenant_id_sha256_key UNIQUE (tenant_id, sha256),
    CONSTRAINT documents_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE,
    CONSTRAINT documents_status_check CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'ready'::character varying, 'failed'::character varying])::text[])))
);
CREATE CONSTRAINT TRIGGER documents_count_delete AFTER DELETE ON public.documents DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION count_stored();
CREATE TRIGGER documents_count_insert AFTER INSERT ON public.documents FOR EACH ROW EXECUTE FUNCTION count_stored();
ALTER TABLE documents ENABLE ROW LEVEL SECURITY;
ALTER TABLE documents FORCE ROW LEVEL SECURITY;
CREATE POLICY door ON documents FOR SELECT TO chorus_owner USING (true);
CREATE POLICY tenant_isolation ON documents FOR ALL TO public USING ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[]))) WITH CHECK ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON documents TO chorus_app;

CREATE TABLE escalations (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    reason character varying(20) NOT NULL,
    detail text NOT NULL DEFAULT ''::text,
    evidence uuid[] NOT NULL DEFAULT '{}'::uuid[],
    requested_by character varying(20) NOT NULL,
    team_id uuid,
    status character varying(20) NOT NULL DEFAULT 'waiting'::character varying,
    offered_to uuid,
    offer_expires_at timestamp with time zone,
    declined_by uuid[] NOT NULL DEFAULT '{}'::uuid[],
    callback_promised_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    ended_at timestamp with time zone,
    accepted_by uuid,
    CONSTRAINT escalations_pkey PRIMARY KEY (id),
    CONSTRAINT escalations_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT escalations_tenant_id_conversation_id_fkey FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations(tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT escalations_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE,
    CONSTRAINT escalations_tenant_id_team_id_fkey FOREIGN KEY (tenant_id, team_id) REFERENCES teams(tenant_id, id),
    CONSTRAINT escalations_status_check CHECK (((status)::text = ANY ((ARRAY['waiting'::character varying, 'accepted'::character varying, 'cancelled'::character varying, 'closed'::character varying])::text[])))
);
CREATE INDEX escalations_in_order ON public.escalations USING btree (tenant_id, created_at, conversation_id) WHERE ((status)::text = 'waiting'::text);
CREATE UNIQUE INDEX escalations_one_waiting ON public.escalations USING btree (tenant_id, conversation_id) WHERE ((status)::text = 'waiting'::text);
CREATE INDEX escalations_promised ON public.escalations USING btree (tenant_id, conversation_id) WHERE (callback_promised_at IS NOT NULL);
ALTER TABLE escalations ENABLE ROW LEVEL SECURITY;
ALTER TABLE escalations FORCE ROW LEVEL SECURITY;
CREATE POLICY door ON escalations FOR SELECT TO chorus_owner USING (true);
CREATE POLICY tenant_isolation ON escalations FOR ALL TO public USING ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[]))) WITH CHECK ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON escalations TO chorus_app;

CREATE TABLE event_consumer_workers (
    id uuid NOT NULL,
    seen_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT event_consumer_workers_pkey PRIMARY KEY (id)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON event_consumer_workers TO chorus_app;

CREATE TABLE event_consumers (
    name text NOT NULL,
    shard integer NOT NULL,
    shards integer NOT NULL,
    txid xid8 NOT NULL,
    event_id bigint NOT NULL,
    last_event_id bigint NOT NULL,
    ignored_up_to bigint NOT NULL DEFAULT 0,
    lease_holder uuid,
    leased_until timestamp with time zone,
    attempts integer NOT NULL DEFAULT 0,
    last_error text NOT NULL DEFAULT ''::text,
    moved_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT event_consumers_pkey PRIMARY KEY (name, shard)
) WITH (fillfactor=50);
GRANT DELETE, INSERT, SELECT, UPDATE ON event_consumers TO chorus_app;

CREATE TABLE events (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    txid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    tenant_id uuid NOT NULL,
    conversation_id uuid,
    type character varying(50) NOT NULL,
    agent_position bigint NOT NULL,
    customer_position bigint,
    feed_position bigint,
    message_id uuid,
    payload jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT events_pkey PRIMARY KEY (id)
);
CREATE INDEX events_by_cursor ON public.events USING btree (txid, id);
CREATE UNIQUE INDEX events_of_tenant ON public.events USING btree (tenant_id, agent_position) WHERE (conversation_id IS NULL);
CREATE UNIQUE INDEX events_on_feed ON public.events USING btree (tenant_id, feed_position) WHERE (feed_position IS NOT NULL);
CREATE UNIQUE INDEX events_order ON public.events USING btree (conversation_id, agent_position);
ALTER TABLE events ENABLE ROW LEVEL SECURITY;
ALTER TABLE events FORCE ROW LEVEL SECURITY;
CREATE POLICY door ON events FOR SELECT TO chorus_owner USING (true);
CREATE POLICY settle ON events FOR UPDATE TO chorus_owner USING (true);
CREATE POLICY tenant_isolation ON events FOR ALL TO public USING ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[]))) WITH CHECK ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON events TO chorus_app;

CREATE TABLE inboxes (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL,
    channel character varying(20) NOT NULL DEFAULT 'web'::character varying,
    name text NOT NULL,
    allowed_origins text[] NOT NULL DEFAULT '{}'::text[],
    identity_secret bytea,
    requires_identity boolean NOT NULL DEFAULT false,
    settings jsonb NOT NULL DEFAULT '{}'::jsonb,
    is_enabled boolean NOT NULL DEFAULT true,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT inboxes_pkey PRIMARY KEY (id),
    CONSTRAINT inboxes_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT inboxes_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE,
    CONSTRAINT inboxes_channel_check CHECK (((channel)::text = ANY ((ARRAY['sms'::character varying, 'whatsapp'::character varying, 'messenger'::character varying, 'email'::character varying, 'web'::character varying])::text[])))
);
ALTER TABLE inboxes ENABLE ROW LEVEL SECURITY;
ALTER TABLE inboxes FORCE ROW LEVEL SECURITY;
CREATE POLICY door ON inboxes FOR SELECT TO chorus_owner USING (true);
CREATE POLICY tenant_isolation ON inboxes FOR ALL TO public USING ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[]))) WITH CHECK ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON inboxes TO chorus_app;

CREATE TABLE labels (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL,
    name text NOT NULL,
    color character varying(7) NOT NULL DEFAULT '#64748b'::character varying,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT labels_pkey PRIMARY KEY (id),
    CONSTRAINT labels_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT labels_tenant_id_name_key UNIQUE (tenant_id, name),
    CONSTRAINT labels_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE,
    CONSTRAINT labels_color_check CHECK (((color)::text ~ '^#[0-9a-f]{6}$'::text)),
    CONSTRAINT labels_name_check CHECK ((name ~ '^[[:alnum:]][[:alnum:] _-]{0,47}$'::text))
);
ALTER TABLE labels ENABLE ROW LEVEL SECURITY;
ALTER TABLE labels FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON labels FOR ALL TO public USING ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[]))) WITH CHECK ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON labels TO chorus_app;

CREATE TABLE live_chat_sessions (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    conversation_id uuid,
    tenant_id uuid NOT NULL,
    user_socket_id character varying(255),
    agent_socket_id character varying(255),
    status character varying(20) DEFAULT 'active'::character varying,
    started_at timestamp with time zone DEFAULT now(),
    ended_at timestamp with time zone,
    agent_id uuid,
    CONSTRAINT live_chat_sessions_pkey PRIMARY KEY (id),
    CONSTRAINT live_chat_sessions_tenant UNIQUE (tenant_id, id),
    CONSTRAINT live_chat_sessions_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id),
    CONSTRAINT live_chat_sessions_tenant_id_agent_id_fkey FOREIGN KEY (tenant_id, agent_id) REFERENCES users(tenant_id, id),
    CONSTRAINT live_chat_sessions_tenant_id_conversation_id_fkey FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations(tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX live_chat_sessions_active ON public.live_chat_sessions USING btree (tenant_id, conversation_id) WHERE ((status)::text = 'active'::text);
ALTER TABLE live_chat_sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE live_chat_sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON live_chat_sessions FOR ALL TO public USING ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[]))) WITH CHECK ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON live_chat_sessions TO chorus_app;

CREATE TABLE log_epoch (
    is_only boolean NOT NULL DEFAULT true,
    epoch text NOT NULL,
    generation bigint NOT NULL DEFAULT 1,
    identity text NOT NULL DEFAULT ''::text,
    written_by xid8,
    place text NOT NULL DEFAULT ''::text,
    changed_at timestamp with time zone NOT NULL DEFAULT now(),
    reason character varying(20) NOT NULL DEFAULT 'new'::character varying,
    CONSTRAINT log_epoch_pkey PRIMARY KEY (is_only),
    CONSTRAINT log_epoch_is_only_check CHECK (is_only)
);
GRANT SELECT ON log_epoch TO chorus_app;

CREATE TABLE logins (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL,
    user_id uuid NOT NULL,
    refresh_hash bytea NOT NULL,
    previous_hash bytea,
    rotated_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT logins_pkey PRIMARY KEY (id),
    CONSTRAINT logins_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE,
    CONSTRAINT logins_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX logins_user ON public.logins USING btree (tenant_id, user_id);
ALTER TABLE logins ENABLE ROW LEVEL SECURITY;
ALTER TABLE logins FORCE ROW LEVEL SECURITY;
CREATE POLICY door ON logins FOR SELECT TO chorus_owner USING (true);
CREATE POLICY tenant_isolation ON logins FOR ALL TO public USING ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[]))) WITH CHECK ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON logins TO chorus_app;

CREATE TABLE mail_messages (
    tenant_id uuid NOT NULL,
    message_id uuid NOT NULL,
    mail_id uuid NOT NULL,
    CONSTRAINT mail_messages_pkey PRIMARY KEY (tenant_id, message_id),
    CONSTRAINT mail_messages_tenant_id_mail_id_fkey FOREIGN KEY (tenant_id, mail_id) REFERENCES mails(tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT mail_messages_tenant_id_message_id_fkey FOREIGN KEY (tenant_id, message_id) REFERENCES messages(tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX mail_messages_by_mail ON public.mail_messages USING btree (tenant_id, mail_id);
ALTER TABLE mail_messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE mail_messages FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON mail_messages FOR ALL TO public USING ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[]))) WITH CHECK ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON mail_messages TO chorus_app;

CREATE TABLE mails (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    status character varying(20) NOT NULL DEFAULT 'queued'::character varying,
    failure text,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    ended_at timestamp with time zone,
    CONSTRAINT mails_pkey PRIMARY KEY (id),
    CONSTRAINT mails_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT mails_tenant_id_conversation_id_fkey FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations(tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT mails_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE,
    CONSTRAINT mails_status_check CHECK (((status)::text = ANY ((ARRAY['queued'::character varying, 'sent'::character varying, 'needless'::character varying, 'failed'::character varying])::text[])))
);
CREATE INDEX mails_by_conversation ON public.mails USING btree (tenant_id, conversation_id);
ALTER TABLE mails ENABLE ROW LEVEL SECURITY;
ALTER TABLE mails FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON mails FOR ALL TO public USING ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[]))) WITH CHECK ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON mails TO chorus_app;

CREATE TABLE message_words (
    tenant_id uuid NOT NULL,
    message_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    is_public boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    folded text NOT NULL,
    grams text[] NOT NULL,
    CONSTRAINT message_words_pkey PRIMARY KEY (tenant_id, message_id),
    CONSTRAINT message_words_tenant_id_message_id_fkey FOREIGN KEY (tenant_id, message_id) REFERENCES messages(tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX message_words_by_gram ON public.message_words USING gin (grams);
CREATE INDEX message_words_by_part ON public.message_words USING gin (replace(folded, ''::text, ''::text) gin_trgm_ops);
CREATE INDEX message_words_in_order ON public.message_words USING btree (tenant_id, created_at DESC, message_id DESC);
ALTER TABLE message_words ENABLE ROW LEVEL SECURITY;
ALTER TABLE message_words FORCE ROW LEVEL SECURITY;
CREATE POLICY door ON message_words FOR SELECT TO chorus_owner USING (true);
CREATE POLICY door_erases ON message_words FOR DELETE TO chorus_owner USING (true);
CREATE POLICY tenant_isolation ON message_words FOR ALL TO public USING ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[]))) WITH CHECK ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON message_words TO chorus_app;

CREATE TABLE messages (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    role character varying(20) NOT NULL,
    author_id uuid,
    content text NOT NULL DEFAULT ''::text,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    delivered_at timestamp with time zone,
    read_at timestamp with time zone,
    message_type character varying(50) NOT NULL DEFAULT 'text'::character varying,
    author_name text NOT NULL DEFAULT ''::text,
    sources jsonb NOT NULL DEFAULT '[]'::jsonb,
    agent_position bigint NOT NULL DEFAULT 0,
    customer_position bigint,
    CONSTRAINT messages_pkey PRIMARY KEY (id),
    CONSTRAINT messages_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT messages_tenant_id_conversation_id_fkey FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations(tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT messages_role_check CHECK (((role)::text = ANY ((ARRAY['customer'::character varying, 'agent'::character varying, 'bot'::character varying, 'system'::character varying])::text[])))
);
CREATE UNIQUE INDEX messages_order ON public.messages USING btree (conversation_id, agent_position);
CREATE TRIGGER erase_words AFTER UPDATE OF content ON public.messages FOR EACH ROW WHEN ((old.content IS DISTINCT FROM new.content)) EXECUTE FUNCTION chorus_erase_words();
ALTER TABLE messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE messages FORCE ROW LEVEL SECURITY;
CREATE POLICY door ON messages FOR SELECT TO chorus_owner USING (true);
CREATE POLICY tenant_isolation ON messages FOR ALL TO public USING ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[]))) WITH CHECK ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON messages TO chorus_app;

CREATE TABLE model_access (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    tier character varying(20) NOT NULL,
    purpose character varying(20) NOT NULL,
    model text NOT NULL,
    base_url text,
    input_price_per_million numeric(12,6) NOT NULL DEFAULT 0,
    output_price_per_million numeric(12,6) NOT NULL DEFAULT 0,
    CONSTRAINT model_access_pkey PRIMARY KEY (id),
    CONSTRAINT model_access_tier_purpose_key UNIQUE (tier, purpose),
    CONSTRAINT model_access_purpose_check CHECK (((purpose)::text = ANY ((ARRAY['bot'::character varying, 'brief'::character varying])::text[])))
);
GRANT SELECT ON model_access TO chorus_app;

CREATE TABLE parked_events (
    consumer text NOT NULL,
    event_id bigint NOT NULL,
    bucket integer NOT NULL,
    stream_id uuid NOT NULL,
    error text NOT NULL DEFAULT ''::text,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamp with time zone,
    failed_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT parked_events_pkey PRIMARY KEY (consumer, event_id)
);
CREATE INDEX parked_events_to_retry ON public.parked_events USING btree (consumer, stream_id, event_id) WHERE (next_attempt_at IS NOT NULL);
GRANT DELETE, INSERT, SELECT, UPDATE ON parked_events TO chorus_app;

CREATE TABLE passages (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL,
    document_id uuid NOT NULL,
    ordinal integer NOT NULL,
    heading text NOT NULL DEFAULT ''::text,
    content text NOT NULL,
    search tsvector GENERATED ALWAYS AS (to_tsvector('chorus'::regconfig, ((heading || ' '::text) || content))) STORED,
    CONSTRAINT passages_pkey PRIMARY KEY (id),
    CONSTRAINT passages_tenant_id_document_id_ordinal_key UNIQUE (tenant_id, document_id, ordinal),
    CONSTRAINT passages_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT passages_tenant_id_document_id_fkey FOREIGN KEY (tenant_id, document_id) REFERENCES documents(tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX passages_search ON public.passages USING gin (search);
ALTER TABLE passages ENABLE ROW LEVEL SECURITY;
ALTER TABLE passages FORCE ROW LEVEL SECURITY;
CREATE POLICY door ON passages FOR SELECT TO chorus_owner USING (true);
CREATE POLICY tenant_isolation ON passages FOR ALL TO public USING ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[]))) WITH CHECK ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON passages TO chorus_app;

CREATE TABLE ratings (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    live_chat_session_id uuid,
    score smallint NOT NULL,
    comment text NOT NULL DEFAULT ''::text,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT ratings_pkey PRIMARY KEY (id),
    CONSTRAINT ratings_tenant_id_conversation_id_key UNIQUE (tenant_id, conversation_id),
    CONSTRAINT ratings_tenant_id_conversation_id_fkey FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations(tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT ratings_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE,
    CONSTRAINT ratings_score_check CHECK (((score >= 1) AND (score <= 5)))
);
ALTER TABLE ratings ENABLE ROW LEVEL SECURITY;
ALTER TABLE ratings FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON ratings FOR ALL TO public USING ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[]))) WITH CHECK ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON ratings TO chorus_app;

CREATE TABLE search_cursor (
    is_only boolean NOT NULL DEFAULT true,
    txid xid8 NOT NULL DEFAULT '0'::xid8,
    event_id bigint NOT NULL DEFAULT 0,
    CONSTRAINT search_cursor_pkey PRIMARY KEY (is_only),
    CONSTRAINT search_cursor_is_only_check CHECK (is_only)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON search_cursor TO chorus_app;

CREATE UNLOGGED TABLE spent_nonces (
    id uuid NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT spent_nonces_pkey PRIMARY KEY (id)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON spent_nonces TO chorus_app;

CREATE TABLE sql_sources (
    is_only boolean NOT NULL DEFAULT true,
    version integer NOT NULL DEFAULT 0,
    files jsonb NOT NULL DEFAULT '{}'::jsonb,
    CONSTRAINT sql_sources_pkey PRIMARY KEY (is_only),
    CONSTRAINT sql_sources_is_only_check CHECK (is_only)
);
GRANT SELECT ON sql_sources TO chorus_app;

CREATE TABLE storage_counts (
    tenant_id uuid NOT NULL,
    kind character varying(20) NOT NULL,
    items bigint NOT NULL,
    bytes bigint NOT NULL,
    CONSTRAINT storage_counts_pkey PRIMARY KEY (tenant_id, kind),
    CONSTRAINT storage_counts_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE,
    CONSTRAINT storage_counts_kind_check CHECK (((kind)::text = ANY ((ARRAY['attachments'::character varying, 'documents'::character varying])::text[])))
);
ALTER TABLE storage_counts ENABLE ROW LEVEL SECURITY;
ALTER TABLE storage_counts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON storage_counts FOR ALL TO public USING ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[]))) WITH CHECK ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON storage_counts TO chorus_app;

CREATE TABLE team_users (
    tenant_id uuid NOT NULL,
    team_id uuid NOT NULL,
    user_id uuid NOT NULL,
    CONSTRAINT team_users_pkey PRIMARY KEY (tenant_id, team_id, user_id),
    CONSTRAINT team_users_tenant_id_team_id_fkey FOREIGN KEY (tenant_id, team_id) REFERENCES teams(tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT team_users_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users(tenant_id, id) ON DELETE CASCADE
);
ALTER TABLE team_users ENABLE ROW LEVEL SECURITY;
ALTER TABLE team_users FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON team_users FOR ALL TO public USING ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[]))) WITH CHECK ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON team_users TO chorus_app;

CREATE TABLE teams (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT teams_pkey PRIMARY KEY (id),
    CONSTRAINT teams_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT teams_tenant_id_name_key UNIQUE (tenant_id, name),
    CONSTRAINT teams_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE
);
ALTER TABLE teams ENABLE ROW LEVEL SECURITY;
ALTER TABLE teams FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON teams FOR ALL TO public USING ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[]))) WITH CHECK ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON teams TO chorus_app;

CREATE TABLE tenants (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    name text NOT NULL,
    slug text NOT NULL,
    tier character varying(20) NOT NULL DEFAULT 'free'::character varying,
    is_disabled boolean NOT NULL DEFAULT false,
    settings jsonb NOT NULL DEFAULT '{}'::jsonb,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    feed_position bigint NOT NULL DEFAULT 0,
    event_position bigint NOT NULL DEFAULT 0,
    CONSTRAINT tenants_pkey PRIMARY KEY (id),
    CONSTRAINT tenants_slug_key UNIQUE (slug),
    CONSTRAINT tenants_slug_check CHECK ((slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text))
);
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY door ON tenants FOR SELECT TO chorus_owner USING (true);
CREATE POLICY tenant_isolation ON tenants FOR ALL TO public USING ((id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON tenants TO chorus_app;

CREATE TABLE usage_ledger (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL,
    conversation_id uuid,
    purpose character varying(20) NOT NULL,
    model text NOT NULL,
    input_tokens integer NOT NULL DEFAULT 0,
    output_tokens integer NOT NULL DEFAULT 0,
    cost_usd numeric(14,8) NOT NULL DEFAULT 0,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT usage_ledger_pkey PRIMARY KEY (id),
    CONSTRAINT usage_ledger_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE
);
CREATE INDEX usage_ledger_by_time ON public.usage_ledger USING btree (tenant_id, created_at);
ALTER TABLE usage_ledger ENABLE ROW LEVEL SECURITY;
ALTER TABLE usage_ledger FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON usage_ledger FOR ALL TO public USING ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[]))) WITH CHECK ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON usage_ledger TO chorus_app;

CREATE TABLE users (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    role character varying(20) NOT NULL DEFAULT 'agent'::character varying,
    password_hash text,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    disabled_at timestamp with time zone,
    declared_status character varying(20) NOT NULL DEFAULT 'available'::character varying,
    languages text[] NOT NULL DEFAULT '{}'::text[],
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_tenant_id_email_key UNIQUE (tenant_id, email),
    CONSTRAINT users_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT users_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE,
    CONSTRAINT users_declared_status_check CHECK (((declared_status)::text = ANY ((ARRAY['available'::character varying, 'busy'::character varying, 'away'::character varying])::text[]))),
    CONSTRAINT users_email_check CHECK ((email = lower(email))),
    CONSTRAINT users_role_check CHECK (((role)::text = ANY ((ARRAY['admin'::character varying, 'supervisor'::character varying, 'agent'::character varying])::text[])))
);
CREATE INDEX users_email ON public.users USING btree (email);
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
CREATE POLICY door ON users FOR SELECT TO chorus_owner USING (true);
CREATE POLICY tenant_isolation ON users FOR ALL TO public USING ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[]))) WITH CHECK ((tenant_id = ANY (( SELECT chorus_tenants() AS chorus_tenants)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON users TO chorus_app;

-- Functions
-- append_messages_v2(p_tenants uuid[], p_conversations uuid[], p_ids uuid[], p_roles text[], p_authors uuid[], p_names text[], p_contents text[], p_types text[], p_floor_numbers integer[], p_attachments text[], p_sources text[], p_bot_task text) RETURNS TABLE(ordinal bigint, outcome text, agent_position bigint, customer_position bigint, created_at timestamp with time zone) -- EXECUTE: chorus_app
-- append_messages_v3(p_tenants uuid[], p_conversations uuid[], p_ids uuid[], p_roles text[], p_authors uuid[], p_names text[], p_contents text[], p_types text[], p_floor_numbers integer[], p_attachments text[], p_sources text[], p_jobs jsonb) RETURNS TABLE(ordinal bigint, outcome text, agent_position bigint, customer_position bigint, created_at timestamp with time zone) SET plan_cache_mode=force_generic_plan -- EXECUTE: chorus_app
-- change_log_epoch(was text, was_generation bigint, why text, new_place text) RETURNS text SECURITY DEFINER SET search_path=public, pg_temp -- EXECUTE: chorus_app
-- chorus_erase_words() RETURNS trigger SECURITY DEFINER SET search_path=public, pg_temp -- EXECUTE: chorus_app
-- chorus_fold(words text) RETURNS text IMMUTABLE -- EXECUTE: chorus_app
-- chorus_tenants() RETURNS uuid[] STABLE -- EXECUTE: chorus_app
-- conversations_by_label(wanted text, only_closed boolean, before_at timestamp with time zone, before_id uuid, at_most integer) RETURNS TABLE(id uuid, sort timestamp with time zone) STABLE SECURITY DEFINER SET search_path=public, pg_temp -- EXECUTE: chorus_app
-- count_stored() RETURNS trigger -- EXECUTE: chorus_app
-- door_change_epoch(was text, was_generation bigint, why text, new_place text) RETURNS text -- EXECUTE: chorus_app
-- door_find_messages(wanted jsonb, only_customer uuid, before_at timestamp with time zone, before_id uuid, at_most integer) RETURNS TABLE(id uuid, created_at timestamp with time zone) STABLE -- EXECUTE: chorus_app
-- door_labelled_conversations(wanted text, only_closed boolean, before_at timestamp with time zone, before_id uuid, at_most integer) RETURNS TABLE(id uuid, sort timestamp with time zone) STABLE -- EXECUTE: chorus_app
-- door_log_end() RETURNS TABLE(txid text, id bigint) STABLE -- EXECUTE: chorus_app
-- door_log_heads_v2(after_txid text, after_id bigint, told_id bigint, at_most integer) RETURNS TABLE(txid text, id bigint, tenant_id uuid, conversation_id uuid, agent_position bigint, customer_position bigint, feed_position bigint, is_settled boolean) STABLE -- EXECUTE: chorus_app
-- door_log_state() RETURNS TABLE(epoch text, generation bigint, is_original boolean, is_at_home boolean, flushed bigint, last_id bigint, place text, changed_at timestamp with time zone, reason text) STABLE -- EXECUTE: chorus_app
-- door_lost_logins(wanted uuid[]) RETURNS SETOF uuid STABLE -- EXECUTE: chorus_app
-- door_messages(wanted uuid[]) RETURNS TABLE(id uuid, tenant_id uuid, conversation_id uuid, author_id uuid, agent_position bigint, customer_position bigint, created_at timestamp with time zone) STABLE SECURITY DEFINER SET search_path=public, pg_temp -- EXECUTE: chorus_app
-- door_messages_without_words(at_most integer) RETURNS TABLE(tenant_id uuid, message_id uuid, txid text, event_id bigint) STABLE -- EXECUTE: chorus_app
-- door_search_customers(wanted text, before_at timestamp with time zone, before_id uuid, at_most integer) RETURNS TABLE(id uuid) STABLE -- EXECUTE: chorus_app
-- door_search_passages(wanted tsquery, at_most integer) RETURNS TABLE(id uuid) STABLE -- EXECUTE: chorus_app
-- door_set_place(new_place text) RETURNS void -- EXECUTE: chorus_app
-- door_tenant_of_api_key(wanted uuid) RETURNS uuid STABLE -- EXECUTE: chorus_app
-- door_tenant_of_inbox(wanted uuid) RETURNS uuid STABLE -- EXECUTE: chorus_app
-- door_tenants() RETURNS SETOF uuid STABLE -- EXECUTE: chorus_app
-- door_tenants_waiting() RETURNS SETOF uuid STABLE -- EXECUTE: chorus_app
-- door_tenants_with_agents() RETURNS SETOF uuid STABLE -- EXECUTE: chorus_app
-- door_tenants_with_promises(since timestamp with time zone) RETURNS SETOF uuid STABLE -- EXECUTE: chorus_app
-- door_users_by_email(wanted text) RETURNS TABLE(tenant_id uuid, user_id uuid, tenant_slug text) STABLE -- EXECUTE: chorus_app
-- door_words_are_in(up_to_txid text, up_to_id bigint) RETURNS void -- EXECUTE: chorus_app
-- fetch_fair_job_v1(p_only character varying[], p_except character varying[], p_worker bigint, p_share integer) RETURNS SETOF procrastinate_jobs -- EXECUTE: chorus_app
-- find_log_position(since timestamp with time zone) RETURNS TABLE(txid text, id bigint) STABLE SECURITY DEFINER SET search_path=public, pg_temp -- EXECUTE: chorus_app
-- forget_events() RETURNS trigger -- EXECUTE: chorus_app
-- log_flushed() RETURNS bigint STABLE -- EXECUTE: chorus_app
-- log_identity() RETURNS text STABLE -- EXECUTE: chorus_app
-- lookup_log_end() RETURNS TABLE(txid text, id bigint) STABLE SECURITY DEFINER SET search_path=public, pg_temp -- EXECUTE: chorus_app
-- lookup_log_heads(after_txid text, after_id bigint, told_id bigint, at_most integer) RETURNS TABLE(txid text, id bigint, tenant_id uuid, conversation_id uuid, agent_position bigint, customer_position bigint, feed_position bigint, is_settled boolean) STABLE SECURITY DEFINER SET search_path=public, pg_temp -- EXECUTE: chorus_app
-- lookup_log_state() RETURNS TABLE(epoch text, generation bigint, is_original boolean, is_at_home boolean, flushed bigint, last_id bigint, place text, changed_at timestamp with time zone, reason text) STABLE SECURITY DEFINER SET search_path=public, pg_temp -- EXECUTE: chorus_app
-- lookup_lost_logins(wanted uuid[]) RETURNS SETOF uuid STABLE SECURITY DEFINER SET search_path=public, pg_temp -- EXECUTE: chorus_app
-- lookup_messages(wanted uuid[]) RETURNS TABLE(id uuid, tenant_id uuid, conversation_id uuid, author_id uuid, agent_position bigint, customer_position bigint, created_at timestamp with time zone) STABLE SECURITY DEFINER SET search_path=public, pg_temp -- EXECUTE: chorus_app
-- lookup_messages_without_words(at_most integer) RETURNS TABLE(tenant_id uuid, message_id uuid, txid text, event_id bigint) STABLE SECURITY DEFINER SET search_path=public, pg_temp -- EXECUTE: chorus_app
-- lookup_tenant_of_api_key(wanted uuid) RETURNS uuid STABLE SECURITY DEFINER SET search_path=public, pg_temp -- EXECUTE: chorus_app
-- lookup_tenant_of_inbox(wanted uuid) RETURNS uuid STABLE SECURITY DEFINER SET search_path=public, pg_temp -- EXECUTE: chorus_app
-- lookup_tenants() RETURNS SETOF uuid STABLE SECURITY DEFINER SET search_path=public, pg_temp -- EXECUTE: chorus_app
-- lookup_tenants_waiting() RETURNS SETOF uuid STABLE SECURITY DEFINER SET search_path=public, pg_temp -- EXECUTE: chorus_app
-- lookup_tenants_with_agents() RETURNS SETOF uuid STABLE SECURITY DEFINER SET search_path=public, pg_temp -- EXECUTE: chorus_app
-- lookup_tenants_with_promises(since timestamp with time zone) RETURNS SETOF uuid STABLE SECURITY DEFINER SET search_path=public, pg_temp -- EXECUTE: chorus_app
-- lookup_users_by_email(wanted text) RETURNS TABLE(tenant_id uuid, user_id uuid, tenant_slug text) STABLE SECURITY DEFINER SET search_path=public, pg_temp -- EXECUTE: chorus_app
-- move_search_cursor(up_to_txid text, up_to_id bigint) RETURNS void SECURITY DEFINER SET search_path=public, pg_temp -- EXECUTE: chorus_app
-- read_consumer_lag(at_most integer) RETURNS TABLE(name text, shard integer, is_held boolean, attempts integer, last_error text, events bigint, oldest_at timestamp with time zone) STABLE SECURITY DEFINER SET search_path=public, pg_temp -- EXECUTE: chorus_app
-- read_events_by_id(wanted bigint[]) RETURNS TABLE(txid text, id bigint, tenant_id uuid, conversation_id uuid, type text, agent_position bigint, customer_position bigint, feed_position bigint, message_id uuid, payload jsonb, created_at timestamp with time zone) STABLE SECURITY DEFINER SET search_path=public, pg_temp -- EXECUTE: chorus_app
-- read_logs_v1(p_tenants uuid[], p_conversations uuid[], p_customers uuid[], p_for_customer boolean[], p_after bigint[], p_limits integer[]) RETURNS TABLE(ordinal bigint, epoch text, head bigint, type text, conversation_id uuid, agent_position bigint, customer_position bigint, feed_position bigint, payload jsonb, created_at timestamp with time zone, message jsonb, customer jsonb, comment text) SET plan_cache_mode=force_generic_plan -- EXECUTE: chorus_app
-- read_settled_events(after_txid text, after_id bigint, not_up_to bigint, at_most integer) RETURNS TABLE(settled_txid text, is_unsettled boolean, txid text, id bigint, tenant_id uuid, conversation_id uuid, type text, agent_position bigint, customer_position bigint, feed_position bigint, message_id uuid, payload jsonb, created_at timestamp with time zone) STABLE SECURITY DEFINER SET search_path=public, pg_temp -- EXECUTE: chorus_app
-- search_customers(wanted text, before_at timestamp with time zone, before_id uuid, at_most integer) RETURNS TABLE(id uuid) STABLE SECURITY DEFINER SET search_path=public, pg_temp -- EXECUTE: chorus_app
-- search_messages(wanted jsonb, only_customer uuid, before_at timestamp with time zone, before_id uuid, at_most integer) RETURNS TABLE(id uuid, created_at timestamp with time zone) STABLE SECURITY DEFINER SET search_path=public, pg_temp -- EXECUTE: chorus_app
-- search_passages(wanted tsquery, at_most integer) RETURNS TABLE(id uuid) STABLE SECURITY DEFINER SET search_path=public, pg_temp -- EXECUTE: chorus_app
-- set_log_place(new_place text) RETURNS void SECURITY DEFINER SET search_path=public, pg_temp -- EXECUTE: chorus_app
