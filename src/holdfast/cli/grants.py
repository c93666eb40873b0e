"""What the application's role may do: everything with rows, nothing with tables, and the journal only grows."""

from typing import Any, Protocol

JOURNAL = "holdfast_journal"

# A server of the user's own may hold objects of others in the same schema, so only ours are named.
# Functions of extensions are everybody's by themselves.
_OURS = """
SELECT CASE WHEN relkind = 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, oid::regclass::text
  FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
   AND pg_has_role(relowner, 'USAGE')
UNION ALL
SELECT 'ROUTINE', oid::regprocedure::text
  FROM pg_proc
 WHERE pronamespace = 'public'::regnamespace AND pg_has_role(proowner, 'USAGE')
   AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
"""
_RIGHTS = {
    "TABLE": "SELECT, INSERT, UPDATE, DELETE",
    "SEQUENCE": "USAGE",
    "ROUTINE": "EXECUTE",
}


class HasCursor(Protocol):
    """Django's connection, or psycopg's."""

    def cursor(self) -> Any: ...


def grant_application(connection: HasCursor, app_role: str) -> None:
    """Give the role its rights on all present tables; run as their owner, after every migration.

    Where the role owns the tables itself it loses UPDATE and DELETE on the journal all the same:
    an owner can be without a privilege.
    """
    role = '"' + app_role.replace('"', '""') + '"'
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute(_OURS)
        names: dict[str, list[str]] = {}
        for kind, name in cursor.fetchall():
            names.setdefault(kind, []).append(name)
        for kind, found in names.items():
            cursor.execute(f"GRANT {_RIGHTS[kind]} ON {kind} {', '.join(found)} TO {role}")
        if JOURNAL in names.get("TABLE", ()):
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON TABLE {JOURNAL} FROM {role}, PUBLIC")
