"""An Enkisys database stays Enkisys': its roles see what they saw, and what they write gets its place in the log.

Row-level security would hide every row from who names no tenant, and a message without a position could stand in a
conversation only once (docs/decisions/0015).
"""

import sqlalchemy
from sqlalchemy import text

from chorus.stores.postgres.schema_version import AppRoleUnfit

CORE = ("tenants", "users", "customers", "conversations", "messages", "usage_ledger")
# Their owner, and whoever was given something; not those that have it as PUBLIC, for that is our application too.
ROLES = """
SELECT DISTINCT r.rolname, quote_ident(r.rolname) AS quoted, pg_has_role(:app_role, r.oid, 'MEMBER') AS has_app
FROM unnest(CAST(:core AS text[])) AS core (name)
JOIN pg_class c ON c.oid = to_regclass(core.name)
CROSS JOIN LATERAL aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) AS a
JOIN pg_roles r ON r.oid = a.grantee OR r.oid = c.relowner
WHERE r.rolname <> :app_role
ORDER BY r.rolname
"""


def require_apart(connection: sqlalchemy.Connection, app_role: str) -> None:
    """Refuse an application that would have the rights of a role of Enkisys.

    Raises:
        AppRoleUnfit: If row-level security would not apply to the role.
    """
    shared = [role.rolname for role in _roles(connection, app_role) if role.has_app]
    connection.commit()
    if shared:
        raise AppRoleUnfit(
            f"The role {app_role} of CHORUS_DATABASE_URL is a member of {', '.join(shared)}, which can see every tenant"
            " of Enkisys. Use a role that is not a member of them."
        )


def share(connection: sqlalchemy.Connection, app_role: str) -> None:
    """Grant Enkisys' current roles the access they had. Repeat it for new roles."""
    roles = ", ".join(role.quoted for role in _roles(connection, app_role))
    for table in CORE:
        connection.execute(text(f"DROP POLICY IF EXISTS enkisys ON {table}"))
        connection.execute(text(f"CREATE POLICY enkisys ON {table} TO {roles} USING (true) WITH CHECK (true)"))
    # Policies and a generated column call these, as whoever reads or writes the core.
    connection.execute(text(f"GRANT EXECUTE ON FUNCTION chorus_tenants(), chorus_fold(text) TO {roles}"))


def _roles(connection: sqlalchemy.Connection, app_role: str) -> list[sqlalchemy.Row[tuple[str, str, bool]]]:
    return list(connection.execute(text(ROLES), {"core": list(CORE), "app_role": app_role}))
