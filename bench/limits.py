"""What the machine, the server and the database could do at most, measured beside our own figures."""

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
from tests.newcomer.processes import free_port
from tests.stampede.crowd import Ask, Caller

from bench.load import Figures
from bench.workloads import World
from holdfast.cli.commands import web_command

ROOT = Path(__file__).resolve().parent.parent
_FAR = "2031-01-01"

# The busy time of one specialist, as `queries/busy.py` reads it, without the rest of the statement.
_READ = """
\\set r random({low}, {high})
\\set d random(0, {latest})
SELECT unit, extract(epoch FROM lower(during))::bigint, extract(epoch FROM upper(during))::bigint, booking_id
FROM holdfast_allocation WHERE organisation_id = {org}::bigint AND resource_id = :r::bigint
 AND during && tstzrange(timestamptz '{first}' + :d * interval '1 day',
                         timestamptz '{first}' + (:d + {days}) * interval '1 day', '[)');
"""
# The claim alone: one row under the constraint, in a transaction of its own, years behind all others.
_CLAIM = """
\\set r random({low}, {high})
\\set s random(0, 500000)
INSERT INTO holdfast_allocation (organisation_id, resource_id, unit, during, booking_id)
VALUES ({org}, :r, 0, tstzrange(timestamptz '{far}' + :s * interval '30 minutes',
        timestamptz '{far}' + (:s + 1) * interval '30 minutes', '[)'), {booking})
ON CONFLICT DO NOTHING;
"""


@contextmanager
def constant_server(kind: str) -> Iterator[int]:
    """granian with the settings that `serve` gives it, and a constant application; its port."""
    port = free_port()
    command = web_command("127.0.0.1", port, 2)
    name = "bench.constant_django:application" if kind == "django" else "bench.constant:application"
    command[command.index("holdfast.config.wsgi:application")] = name
    given = {**os.environ, "PYTHONPATH": str(ROOT), "MALLOC_ARENA_MAX": "2"}
    given.pop("DJANGO_SETTINGS_MODULE", None)
    if kind == "django":
        given["DJANGO_SETTINGS_MODULE"] = "bench.constant_settings"
    process = subprocess.Popen(command, env=given)
    try:
        for _ in range(200):
            with suppress(OSError):
                assert Caller(port).ask(Ask("/constant")).status == 200
                break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def bare_statement(kind: str, owner_url: str, world: World, *, seconds: float, clients: int) -> Figures | None:
    """pgbench with that one statement, prepared; `None` where there is no pgbench."""
    program = shutil.which("pgbench")
    if program is None:
        return None
    with psycopg.connect(owner_url, autocommit=True) as owner:
        row = owner.execute(
            """SELECT o.id, min(r.id), max(r.id),
                (SELECT id FROM holdfast_booking WHERE organisation_id = o.id LIMIT 1)
            FROM holdfast_organisation o JOIN holdfast_resource r ON r.organisation_id = o.id
            WHERE o.slug = 'scale' GROUP BY o.id"""
        ).fetchone()
        assert row is not None
        org, low, high, booking = row
        days = {"day": 1, "month": 31}.get(kind, 0)
        script = (_READ if days else _CLAIM).format(
            org=org,
            low=low,
            high=high,
            booking=booking,
            far=_FAR,
            first=world.first,
            days=days,
            latest=world.days - days,
        )
        figures = _pgbench(program, script, owner_url, seconds, clients)
        owner.execute("DELETE FROM holdfast_allocation WHERE during && tstzrange(%s, null)", [_FAR])
    return figures


def _pgbench(program: str, script: str, owner_url: str, seconds: float, clients: int) -> Figures:
    parts = urlsplit(owner_url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "script.sql"
        file.write_text(script)
        ended = subprocess.run(
            [
                *(program, "--no-vacuum", "--protocol", "prepared", "--client", str(clients), "--jobs", "1"),
                *("--time", str(max(1, round(seconds))), "--file", str(file), "--log"),
                *("--log-prefix", f"{folder}/log"),
                *(
                    "-h",
                    query.get("host") or parts.hostname or "",
                    "-p",
                    query.get("port") or str(parts.port or 5432),
                ),
                *("-U", parts.username or "", parts.path.lstrip("/")),
            ],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, **({"PGPASSWORD": parts.password} if parts.password else {})},
        )
        took = sorted(
            int(line.split()[2]) / 1000
            for log in Path(folder).glob("log.*")
            for line in log.read_text().splitlines()
        )
    found = re.search(r"tps = ([\d.]+)", ended.stdout)
    assert found is not None
    p50, p95, p99 = (took[int(share * (len(took) - 1))] for share in (0.5, 0.95, 0.99))
    return Figures(float(found[1]), p50, p95, p99, 0)
