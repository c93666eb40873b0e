"""A real PostgreSQL for every test that asks for a database.

One throw-away server a run (the bundled one, or the programs in HOLDFAST_POSTGRES_BIN), migrated once as the
owner; the tests then use the application's role, as production does.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from holdfast.config import environment


@pytest.fixture(scope="session")
def server() -> Iterator[Any]:
    from tests.postgres import start_throwaway

    named = os.environ.get("HOLDFAST_POSTGRES_BIN")
    running = start_throwaway(Path(named) if named else None)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def django_db_setup(server: Any, django_db_blocker: Any) -> Iterator[None]:
    """Migrates as the owner, grants as `holdfast migrate` does, then connects as the application."""
    from django.core.management import call_command
    from django.db import connection

    from holdfast.cli.grants import grant_application

    with django_db_blocker.unblock():
        _connect(connection, server.owner_url, as_owner=True)
        call_command("migrate", verbosity=0)
        grant_application(connection, "holdfast_app")
        connection.close()
        _install_clock(server.owner_url)
        _connect(connection, server.app_url, as_owner=False)
    yield
    with django_db_blocker.unblock():
        connection.close()
        connection.close_pool()


def _connect(connection: Any, url: str, *, as_owner: bool) -> None:
    connection.close()
    if connection.settings_dict["OPTIONS"].get("pool"):
        connection.close_pool()
    connection.settings_dict.update({**environment.database(url), "OPTIONS": _options(connection, as_owner)})


def _options(connection: Any, as_owner: bool) -> dict[str, Any]:
    options = {
        key: value for key, value in connection.settings_dict["OPTIONS"].items() if key not in {"pool", "host"}
    }
    if not as_owner:
        # More than the races' threads, so that they meet in the database and not in front of the pool.
        options["pool"] = {"min_size": 1, "max_size": 80, "timeout": 20}
    return options


# Tests may set the database's clock forward, for their own session only; production's function has no offset.
_CLOCK = """
CREATE OR REPLACE FUNCTION holdfast_clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS
$$ SELECT clock_timestamp() + coalesce((SELECT moved FROM test_clock), interval '0') $$
"""


def _install_clock(owner_url: str) -> None:
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute("CREATE TABLE test_clock (moved interval NOT NULL)")
        owner.execute("GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON test_clock TO holdfast_app")
        owner.execute(_CLOCK)


@pytest.fixture
def committed(server: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database in which transactions really commit, from many connections; emptied afterwards."""
    from holdfast.queries.definitions import forget_definitions
    from holdfast.queries.organisations import forget_slugs

    forget_definitions()
    forget_slugs()
    with django_db_blocker.unblock():
        yield
    _empty(server.admin_url)


def _empty(admin_url: str) -> None:
    with psycopg.connect(admin_url, autocommit=True) as admin:
        names = admin.execute(
            "SELECT string_agg(quote_ident(tablename), ',') FROM pg_tables "
            "WHERE schemaname = 'public' AND tablename NOT IN ('django_migrations', 'django_content_type')"
        ).fetchone()
        assert names
        admin.execute(f"TRUNCATE {names[0]} RESTART IDENTITY CASCADE")


@pytest.fixture
def as_owner(server: Any, committed: None) -> Iterator[None]:
    """The connection of whoever owns the tables, as `holdfast demo remove` and `holdfast migrate` have it."""
    from django.db import connection

    _connect(connection, server.owner_url, as_owner=True)
    yield
    _connect(connection, server.app_url, as_owner=False)


@pytest.fixture(autouse=True)
def _fresh_definitions() -> Iterator[None]:
    """Ids and versions come back from test to test; what the process keeps must not."""
    from holdfast.queries.definitions import forget_definitions
    from holdfast.queries.organisations import forget_slugs

    forget_definitions()
    forget_slugs()
    yield
    forget_definitions()
    forget_slugs()
