"""Lets the search find those who booked before there was one."""

from typing import Any

from django.db import migrations

from holdfast.core.contact import found_by

_SLICE = 5_000


def _fill(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        last = 0
        while True:
            cursor.execute(
                """SELECT id, name, email, phone FROM holdfast_customer
                WHERE id > %s::bigint AND found_by = '' ORDER BY id LIMIT %s::int""",
                [last, _SLICE],
            )
            rows = cursor.fetchall()
            if not rows:
                return
            last = rows[-1][0]
            cursor.execute(
                """UPDATE holdfast_customer c SET found_by = q.found_by
                FROM unnest(%s::bigint[], %s::text[]) AS q (id, found_by) WHERE c.id = q.id""",
                [
                    [row[0] for row in rows],
                    [found_by(name=row[1], email=row[2], phone=row[3]) for row in rows],
                ],
            )


class Migration(migrations.Migration):
    # Each slice is a transaction of its own: nobody waits for all of them.
    atomic = False

    dependencies = [
        ("holdfast", "0009_search"),
    ]

    operations = [migrations.RunPython(_fill, migrations.RunPython.noop, atomic=False)]
