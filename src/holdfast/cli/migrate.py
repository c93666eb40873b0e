"""`holdfast migrate`: bring the tables up to date as their owner, then say who may do what."""

import argparse

from holdfast.cli.database import Urls, database_for_command
from holdfast.cli.django_ready import database_answers, load_django
from holdfast.cli.parsers import Commands


def add(commands: Commands) -> None:
    parser = commands.add_parser(
        "migrate",
        help="bring the database up to date",
        description="Check the server, create or update the tables as their owner, and give the "
        "application's role its rights. Safe to run again.",
    )
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> None:
    with database_for_command() as urls:
        migrate(urls)


def migrate(urls: Urls) -> None:
    load_django(as_owner=True)
    app_role = _checked(urls)

    from django.core.management import call_command
    from django.db import connection

    from holdfast.cli.grants import grant_application

    with database_answers(urls.owner):
        with connection.cursor() as cursor:
            # Two starts on one database must not migrate at once; the lock ends with the session.
            cursor.execute("SELECT pg_advisory_lock(hashtext('holdfast migrate'))")
        call_command("migrate", interactive=False, verbosity=0)
        grant_application(connection, app_role)
        connection.close()


def _checked(urls: Urls) -> str:
    """Try both roles against the server; the name of the application's one."""
    import psycopg

    from holdfast.cli.preflight import check_server

    with (
        database_answers(urls.owner),
        psycopg.connect(urls.owner, autocommit=True, connect_timeout=5) as connection,
    ):
        check_server(connection)
    with (
        database_answers(urls.application),
        psycopg.connect(urls.application, autocommit=True, connect_timeout=5) as connection,
    ):
        row = connection.execute("SELECT current_user").fetchone()
    return str(row[0]) if row else ""
