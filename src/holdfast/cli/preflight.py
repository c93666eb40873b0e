"""Whether a PostgreSQL can carry Holdfast at all, asked before anything is changed in it."""

from typing import Any

import psycopg

from holdfast.cli.failure import CommandFailure, Exit

OLDEST_VERSION = 150000
EXTENSIONS = ("btree_gist", "btree_gin", "pg_trgm", "unaccent")


def check_server(connection: psycopg.Connection[Any]) -> None:
    """The version, and the extensions: there, or created now."""
    version = connection.info.server_version
    if version < OLDEST_VERSION:
        raise CommandFailure(
            f"The database server is PostgreSQL {version // 10000}; Holdfast needs 15 or newer: "
            "upgrade it, or unset DATABASE_URL to use the bundled one.",
            Exit.DATABASE_TOO_OLD,
        )
    for name in EXTENSIONS:
        _have_extension(connection, name)


def missing_extensions(connection: psycopg.Connection[Any]) -> list[str]:
    """Those that are not created in this database."""
    rows = connection.execute(
        "SELECT name FROM unnest(%s::text[]) name WHERE name NOT IN (SELECT extname FROM pg_extension)",
        [list(EXTENSIONS)],
    )
    return [str(row[0]) for row in rows]


def _have_extension(connection: psycopg.Connection[Any], name: str) -> None:
    if name not in missing_extensions(connection):
        return
    try:
        # Named from the constant above, never from outside.
        connection.execute(f"CREATE EXTENSION IF NOT EXISTS {name}".encode())
    except psycopg.errors.InsufficientPrivilege as error:
        raise CommandFailure(
            f"The extension {name} is not in this database and this role may not create it: "
            f"have an administrator run CREATE EXTENSION {name}; in the database, then start again.",
            Exit.EXTENSION_MISSING,
        ) from error
    except (psycopg.errors.UndefinedFile, psycopg.errors.FeatureNotSupported) as error:
        raise CommandFailure(
            f"The database server does not have the extension {name}, which Holdfast needs: install "
            "PostgreSQL's contrib package on it, or unset DATABASE_URL to use the bundled database.",
            Exit.EXTENSION_MISSING,
        ) from error
