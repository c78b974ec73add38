CREATE OR REPLACE FUNCTION lookup_tenants() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT id FROM tenants WHERE NOT is_disabled $$;

CREATE OR REPLACE FUNCTION lookup_tenants_waiting() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT DISTINCT tenant_id FROM escalations WHERE status = 'waiting' $$;

CREATE OR REPLACE FUNCTION lookup_tenants_with_agents() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT DISTINCT tenant_id FROM conversations WHERE status = 'active' $$;

CREATE OR REPLACE FUNCTION lookup_tenants_with_promises(since timestamptz) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT DISTINCT e.tenant_id FROM escalations e JOIN tenants t ON t.id = e.tenant_id
   WHERE e.callback_promised_at > since AND NOT t.is_disabled $$;

CREATE OR REPLACE FUNCTION lookup_tenant_of_inbox(wanted uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT i.tenant_id FROM inboxes i JOIN tenants t ON t.id = i.tenant_id
   WHERE i.id = wanted AND i.is_enabled AND NOT t.is_disabled $$;
