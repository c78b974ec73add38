-- SELECT around the call makes it an InitPlan: evaluated once a statement, not once a row.
CREATE OR REPLACE FUNCTION chorus_tenants() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('app.tenants', true), '')::uuid[], '{}') $$;
