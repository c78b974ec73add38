"""`contracts/schema.sql`: what a database has after all migrations, table by table, read from PostgreSQL's catalog.

For readers and for reviews; a database is made by `chorus migrate`. procrastinate's own tables are left out.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from psycopg.rows import dict_row

from chorus.stores import embedded
from chorus.stores.postgres import migrate

HEAD = """\
-- The schema, written by `make gen` from a database after all migrations.
-- Functions: their signatures here, their bodies in server/chorus/stores/postgres/sql/.
"""
TABLES = """
SELECT c.oid, c.relname AS name, c.relpersistence = 'u' AS is_unlogged, c.reloptions AS options,
       c.relrowsecurity AS has_policies, c.relforcerowsecurity AS is_forced
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname !~ '^procrastinate_'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
ORDER BY c.relname
"""
COLUMNS = """
SELECT quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
       || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
       || CASE WHEN a.attidentity = 'a' THEN ' GENERATED ALWAYS AS IDENTITY'
               WHEN a.attgenerated = 's' THEN ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ') STORED'
               WHEN d.oid IS NOT NULL THEN ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) ELSE '' END AS text
FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum
"""
CONSTRAINTS = """
SELECT 'CONSTRAINT ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid) AS text FROM pg_constraint
WHERE conrelid = %s AND contype IN ('p', 'u', 'f', 'c')
ORDER BY array_position(ARRAY['p', 'u', 'f', 'c'], contype::text), conname
"""
INDEXES = """
SELECT pg_get_indexdef(i.indexrelid) AS text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = %s AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype <> 'f')
ORDER BY c.relname
"""
TRIGGERS = (
    "SELECT pg_get_triggerdef(oid) AS text FROM pg_trigger WHERE tgrelid = %s AND NOT tgisinternal ORDER BY tgname"
)
POLICIES = """
SELECT 'CREATE POLICY ' || quote_ident(policyname) || ' ON ' || quote_ident(tablename) || ' FOR ' || cmd
       || ' TO ' || array_to_string(roles, ', ')
       || coalesce(' USING (' || qual || ')', '') || coalesce(' WITH CHECK (' || with_check || ')', '') AS text
FROM pg_policies WHERE schemaname = 'public' AND tablename = %s ORDER BY policyname
"""
GRANTS = """
SELECT 'GRANT ' || string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type) || ' ON ' || quote_ident(c.relname)
       || ' TO ' || CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END AS text
FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a
WHERE c.oid = %s AND a.grantee <> c.relowner GROUP BY c.relname, a.grantee ORDER BY text
"""
# What calls it has only to know this; who may call it follows.
FUNCTIONS = """
SELECT p.proname || '(' || pg_get_function_arguments(p.oid) || ') RETURNS ' || pg_get_function_result(p.oid)
       || CASE p.provolatile WHEN 'i' THEN ' IMMUTABLE' WHEN 's' THEN ' STABLE' ELSE '' END
       || CASE WHEN p.prosecdef THEN ' SECURITY DEFINER' ELSE '' END
       || coalesce(' SET ' || array_to_string(p.proconfig, ' SET '), '')
       || coalesce(' -- EXECUTE: ' || (
           SELECT string_agg(CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END, ', ')
           FROM aclexplode(p.proacl) a WHERE a.grantee <> p.proowner), '') AS text
FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace AND p.proname !~ '^procrastinate_'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
ORDER BY p.proname, text
"""
EXTENSIONS = (
    "SELECT 'CREATE EXTENSION ' || extname AS text FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY extname"
)
CONFIGURATIONS = """
SELECT 'CREATE TEXT SEARCH CONFIGURATION ' || c.cfgname AS text FROM pg_ts_config c
WHERE c.cfgnamespace = 'public'::regnamespace
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
ORDER BY c.cfgname
"""


def render(url: str) -> str:
    """Render the schema of a database; the URL is the owner's."""
    with psycopg.connect(url, row_factory=dict_row) as connection:
        parts = [HEAD]
        for query in (EXTENSIONS, CONFIGURATIONS):
            parts.append("".join(f"{text};\n" for text in _texts(connection, query)))
        parts.extend(_table(connection, row) for row in connection.execute(TABLES).fetchall())
        functions = "".join(f"-- {text}\n" for text in _texts(connection, FUNCTIONS))
        parts.append(f"-- Functions\n{functions}")
    return "\n".join(parts)


def generate() -> str:
    """Render the schema of a fresh database of this version, in a PostgreSQL of its own."""

    async def run(folder: Path) -> str:
        async with embedded.postgres(folder, is_durable=False) as server:
            await asyncio.to_thread(migrate.upgrade, server.owner_url)
            return await asyncio.to_thread(render, server.owner_url)

    with TemporaryDirectory(prefix="chorus-schema-") as folder:
        return asyncio.run(run(Path(folder)))


def _table(connection: psycopg.Connection[dict[str, Any]], row: dict[str, Any]) -> str:
    oid, name = row["oid"], row["name"]
    inside = [*_texts(connection, COLUMNS, oid), *_texts(connection, CONSTRAINTS, oid)]
    options = f" WITH ({', '.join(row['options'])})" if row["options"] else ""
    kind = "UNLOGGED TABLE" if row["is_unlogged"] else "TABLE"
    after = [
        *_texts(connection, INDEXES, oid),
        *_texts(connection, TRIGGERS, oid),
        *([f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"] if row["has_policies"] else ()),
        *([f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"] if row["is_forced"] else ()),
        *_texts(connection, POLICIES, name),
        *_texts(connection, GRANTS, oid),
    ]
    columns = ",\n".join(f"    {text}" for text in inside)
    return f"CREATE {kind} {name} (\n{columns}\n){options};\n" + "".join(f"{text};\n" for text in after)


def _texts(connection: psycopg.Connection[dict[str, Any]], query: str, *args: object) -> Iterator[str]:
    for row in connection.execute(query.encode(), args or None).fetchall():
        yield row["text"]
