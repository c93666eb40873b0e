"""The application may do everything with rows but rewrite the journal."""

from collections.abc import Iterator

import psycopg
import pytest

from holdfast.cli.grants import grant_application
from holdfast.cli.postgres.server import Server
from tests.postgres import start_throwaway

TABLES = """
CREATE TABLE holdfast_journal (id bigserial PRIMARY KEY, fact text);
CREATE TABLE holdfast_thing (id bigserial PRIMARY KEY, name text);
CREATE FUNCTION holdfast_clock() RETURNS int LANGUAGE sql AS 'SELECT 1';
"""
FORBIDDEN = (
    "UPDATE holdfast_journal SET fact = ''",
    "DELETE FROM holdfast_journal",
    "TRUNCATE holdfast_journal",
)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    started = start_throwaway()
    with psycopg.connect(started.admin_url) as admin:
        # Another's table in our schema, as PostGIS leaves one: granting on it would fail.
        admin.execute("CREATE TABLE public.of_another (id int)")
    with psycopg.connect(started.owner_url) as owner:
        owner.execute(TABLES)
        for _ in range(2):
            grant_application(owner, "holdfast_app")
    yield started
    started.stop()


def test_rows_can_be_read_and_written(server: Server) -> None:
    with psycopg.connect(server.app_url) as application:
        application.execute("INSERT INTO holdfast_thing (name) VALUES ('a')")
        application.execute("UPDATE holdfast_thing SET name = 'b'")
        application.execute("DELETE FROM holdfast_thing")
        application.execute("INSERT INTO holdfast_journal (fact) VALUES ('it happened')")
        assert application.execute("SELECT fact, holdfast_clock() FROM holdfast_journal").fetchone() == (
            "it happened",
            1,
        )


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_journal_cannot_be_rewritten(server: Server, statement: str) -> None:
    with (
        psycopg.connect(server.app_url) as application,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="holdfast_journal"),
    ):
        application.execute(statement.encode())


@pytest.mark.parametrize("statement", ["DROP TABLE holdfast_thing", "TRUNCATE holdfast_thing"])
def test_tables_are_not_the_applications(server: Server, statement: str) -> None:
    with psycopg.connect(server.app_url) as application, pytest.raises(psycopg.errors.InsufficientPrivilege):
        application.execute(statement.encode())


def test_an_owner_who_is_the_application_loses_the_same_rights(server: Server) -> None:
    with psycopg.connect(server.owner_url) as owner:
        grant_application(owner, "holdfast_owner")
        owner.execute("INSERT INTO holdfast_journal (fact) VALUES ('more')")
        owner.commit()
        for statement in FORBIDDEN:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                owner.execute(statement.encode())
            owner.rollback()
