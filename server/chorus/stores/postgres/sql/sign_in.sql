CREATE OR REPLACE FUNCTION lookup_users_by_email(wanted text)
RETURNS TABLE (tenant_id uuid, user_id uuid, tenant_slug text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT u.tenant_id, u.id, t.slug FROM users u JOIN tenants t ON t.id = u.tenant_id
   WHERE u.email = lower(wanted) AND u.disabled_at IS NULL AND NOT t.is_disabled $$;

CREATE OR REPLACE FUNCTION lookup_tenant_of_api_key(wanted uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT tenant_id FROM api_keys WHERE id = wanted AND revoked_at IS NULL $$;

-- What a token rests on: a log-in, an API key, or (an outside issuer's token) the user itself.
CREATE OR REPLACE FUNCTION lookup_lost_logins(wanted uuid[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT w.id FROM unnest(wanted) AS w (id)
   WHERE NOT EXISTS (SELECT FROM logins l JOIN users u ON u.tenant_id = l.tenant_id AND u.id = l.user_id
                     JOIN tenants t ON t.id = l.tenant_id
                     WHERE l.id = w.id AND l.revoked_at IS NULL AND u.disabled_at IS NULL AND NOT t.is_disabled)
     AND NOT EXISTS (SELECT FROM api_keys k JOIN tenants t ON t.id = k.tenant_id
                     WHERE k.id = w.id AND k.revoked_at IS NULL AND NOT t.is_disabled)
     AND NOT EXISTS (SELECT FROM users u JOIN tenants t ON t.id = u.tenant_id
                     WHERE u.id = w.id AND u.disabled_at IS NULL AND NOT t.is_disabled) $$;
