"""Loading Django inside a command, and saying plainly what it cannot work with."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from holdfast.cli.database import bad_url, described
from holdfast.cli.failure import CommandFailure, Exit, disk_full

# Classes of SQLSTATE: no connection, no such login, no such database, too many sessions, shutting down.
_AWAY = ("08", "28", "3D", "53", "57P")


def load_django(*, as_owner: bool = False) -> None:
    """Settings are read here, so the environment must be complete by now."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdfast.config.settings")
    os.environ["HOLDFAST_AS_OWNER"] = "1" if as_owner else "0"

    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise CommandFailure(str(error), Exit.BAD_SETTING) from error


@contextmanager
def database_answers(url: str) -> Iterator[None]:
    """Turn what a server refuses into sentences; mistakes of ours stay loud."""
    import psycopg
    from django.db.utils import Error

    if not url.startswith(("postgresql://", "postgres://")):
        raise bad_url("it must begin with postgresql://")
    where = described(url)
    try:
        yield
    except (psycopg.OperationalError, Error) as error:
        cause = error if isinstance(error, psycopg.Error) else error.__cause__
        if isinstance(cause, psycopg.errors.UndefinedTable):
            raise CommandFailure(
                f"The database {where} has no tables of Holdfast yet: run holdfast migrate first.",
                Exit.DATABASE_UNREACHABLE,
            ) from error
        if isinstance(cause, psycopg.errors.DiskFull):
            raise disk_full(f"the database {where}") from error
        if not isinstance(cause, psycopg.OperationalError) or not (cause.sqlstate or "08").startswith(_AWAY):
            raise
        raise unreachable(where, cause) from error


def demand_answer(url: str) -> None:
    """One quick try, before a pool of connections tries much longer."""
    import psycopg

    with database_answers(url):
        psycopg.connect(url, connect_timeout=5).close()


def unreachable(where: str, error: Exception) -> CommandFailure:
    # libpq tells which address it tried first, and advice of its own in further lines.
    first_line = next((line.strip() for line in str(error).splitlines() if line.strip()), "no answer")
    reason = first_line.rpartition(" failed: ")[2]
    return CommandFailure(
        f"The database {where} cannot be reached ({reason.rstrip('.:')}): check that it is running and that "
        "DATABASE_URL is right, or unset DATABASE_URL to use the bundled database.",
        Exit.DATABASE_UNREACHABLE,
    )
