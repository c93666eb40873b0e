"""Whether the installation can answer."""

from django.db import connection


def check_database() -> None:
    """Returns when the database answers, and raises what it raised otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
