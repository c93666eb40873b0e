"""`make bench`: requests a second at a million bookings, beside what the machine could do at most.

    python -m bench.http [--home FOLDER] [--scale 500 --days 200] [--seconds 5] [--rounds 3] [--only WORDS]

Starts a `holdfast serve` of its own, as `make run` does; only the limits of live holds are raised. Server,
database and load share the machine. With --home the filled database is kept there for the next time.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import psycopg
from tests.newcomer.processes import Run, environment, holdfast, serving
from tests.stampede.crowd import Ask, Caller

from bench import memory
from bench.limits import bare_statement, constant_server
from bench.load import Figures, has_wrk, read, write
from bench.workloads import WORKLOADS, Workload, World

_CONNECTIONS = 16


@dataclass
class Row:
    """A name with the figures of its runs."""

    name: str
    runs: list[Figures] = field(default_factory=list)
    workload: Workload | None = None

    @property
    def rate(self) -> float:
        return statistics.median(run.rate for run in self.runs)

    def show(self) -> str:
        rates = [run.rate for run in self.runs]
        p50, p95, p99 = (
            statistics.median(getattr(run, name) for run in self.runs) for name in ("p50", "p95", "p99")
        )
        bad = sum(run.bad for run in self.runs)
        line = f"{self.name:<40}{self.rate:>9,.0f} ({min(rates):,.0f}–{max(rates):,.0f})".ljust(68)
        line += f"{p50:>8.1f}{p95:>8.1f}{p99:>8.1f}  "
        return line + self._compared() + (f"  {bad} FAILED" if bad else "")

    def _compared(self) -> str:
        wanted = self.workload
        if wanted is None:
            return ""
        told = [f"{self.rate / wanted.peer:.1f} × best peer"] if wanted.peer else []
        told += [f"{self.rate / wanted.aim:.0%} of the aim {wanted.aim:,.0f}"] if wanted.aim else []
        told += [wanted.note] if wanted.note else []
        return ", ".join(told)


def main() -> None:
    chosen = _arguments()
    if not has_wrk():
        print(
            "wrk is not installed (Debian: apt-get install wrk), so clients in Python read too: they take more of"
        )
        print("the two cores, and the figures of quick answers are lower than they are.")
    print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start; best read with nothing else running."
    )
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as folder:
        Path(folder).chmod(0o755)
        if not chosen.no_memory:
            show_memory(Path(folder) / "fresh")
        home = Path(chosen.home) if chosen.home else Path(folder) / "home"
        world = fill(home, chosen.scale, chosen.days)
        with serving(home, "--empty", HOLDFAST_LIMIT_SCALE="1000000") as run:
            owner_url = holdfast("url", environment=environment(home)).stdout.strip()
            show_size(owner_url)
            done = int((home / "bench-filled").read_text())
            # Times that an earlier run with this home took are not free again.
            (home / "bench-filled").write_text(str(done + chosen.rounds))
            measure(run, owner_url, world, chosen, done)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Requests a second at a million bookings.")
    parser.add_argument("--home", help="keep the filled database in this folder")
    parser.add_argument("--scale", type=int, default=500, help="specialists (default 500)")
    parser.add_argument("--days", type=int, default=200, help="days with ten bookings each (default 200)")
    parser.add_argument("--seconds", type=float, default=5, help="of each run (default 5)")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each row (default 3)")
    parser.add_argument("--only", default="", help="rows whose name holds these words")
    parser.add_argument("--no-limits", action="store_true", help="leave out what is measured for comparison")
    parser.add_argument("--no-memory", action="store_true", help="leave out the memory")
    return parser.parse_args()


def fill(home: Path, specialists: int, days: int) -> World:
    """The scale demonstration in a new home, or what an earlier run put there."""
    note = home / "bench-filled"
    if not note.exists():
        home.mkdir(parents=True, exist_ok=True)
        print(f"Filling {specialists * days * 10:,} bookings, which takes some minutes.", flush=True)
        for words in (["migrate"], ["demo", "seed", "--scale", str(specialists), "--days", str(days)]):
            subprocess.run([sys.executable, "-m", "holdfast", *words], env=environment(home), check=True)
        note.write_text("0")
    with serving(home, "--empty"):
        url = holdfast("url", environment=environment(home)).stdout.strip()
        with psycopg.connect(url, autocommit=True) as owner:
            # What autovacuum would do in the minutes after, in the middle of the measuring.
            owner.execute("VACUUM (ANALYZE)")
            row = owner.execute(
                """SELECT (SELECT count(*) FROM holdfast_resource r WHERE r.organisation_id = o.id),
                    min(b.starts_at AT TIME ZONE b.zone)::date, max(b.starts_at AT TIME ZONE b.zone)::date
                FROM holdfast_organisation o JOIN holdfast_booking b ON b.organisation_id = o.id
                WHERE o.slug = 'scale' GROUP BY o.id"""
            ).fetchone()
    assert row is not None
    first = max(row[1], date.today() + timedelta(days=1))  # noqa: DTZ011 - a day more or less does not matter
    return World(row[0], first, (row[2] - first).days + 1)


def show_memory(home: Path) -> None:
    """PSS at rest of what `make run` starts: the demo salon, two web processes, nobody there."""
    with serving(home, "--workers", "2") as run:
        for name, prepare in (("at rest", lambda: None), ("at rest after 400 requests", lambda: _use(run))):
            prepare()
            time.sleep(10)
            found = memory.parts(run)
            print(f"\nMemory {name}, PSS in MB: {sum(found.values()):.0f} together")
            for part, megabytes in sorted(found.items()):
                print(f"  {part:<32}{megabytes:>6.0f}")


def _use(run: Run) -> None:
    """A few hundred requests, each by a new connection, so that every process gets some."""
    day = date.today()  # noqa: DTZ011 - any day will do
    paths = ("/salon", "/salon/cut", f"/api/v1/orgs/salon/services/cut/days?from={day}&to={day}", "/api/v1/docs")
    for number in range(400):
        caller = Caller(run.port)
        caller.ask(Ask(paths[number % 4]))
        caller.close()


def show_size(owner_url: str) -> None:
    with psycopg.connect(owner_url) as owner:
        row = owner.execute(
            "SELECT count(*), pg_total_relation_size('holdfast_allocation') / 1048576,"
            " pg_database_size(current_database()) / 1048576, current_setting('server_version')"
            " FROM holdfast_allocation"
        ).fetchone()
    assert row is not None
    print(f"\nPostgreSQL {row[3]}; {row[0]:,} allocations in {row[1]:,} MB with indexes, of {row[2]:,} MB in all")


def measure(run: Run, owner_url: str, world: World, chosen: argparse.Namespace, done: int) -> None:
    """All rows in turn, and again: what disturbs for a while then disturbs no row alone."""
    rows = [Row(one.name, workload=one) for one in WORKLOADS if chosen.only in one.name]
    limits = [] if chosen.no_limits else list(_limits(run, owner_url, world, chosen.seconds))
    beside = {name: Row(name) for name, _ in limits}
    for number in range(done, done + chosen.rounds):
        for name, ask in limits:
            figures = ask()
            if figures is not None:
                beside[name].runs.append(figures)
        for row in rows:
            assert row.workload is not None
            row.runs.append(_run(run.port, world, row.workload, number, chosen.seconds))
    head = f"{'':<40}{'a second, median (range)':<28}{'p50':>8}{'p95':>8}{'p99':>8}  ms"
    print(f"\n{head}")
    for row in [*(row for row in beside.values() if row.runs), *rows]:
        print(row.show())
    if any(not row.runs for row in beside.values()):
        print("pgbench is not installed, so the bare statements were left out.")


def _run(port: int, world: World, workload: Workload, number: int, seconds: float) -> Figures:
    if workload.paths is not None:
        paths = workload.paths(world)
        read(port, paths, connections=workload.connections, seconds=1)
        return read(port, paths, connections=workload.connections, seconds=seconds)
    assert workload.asks is not None
    asked = list(islice(workload.asks(world, number), workload.count))
    return write(port, asked, connections=workload.connections, then=workload.then)


def _limits(
    run: Run, owner_url: str, world: World, seconds: float
) -> Iterator[tuple[str, Callable[[], Figures | None]]]:
    def constant(kind: str) -> Figures:
        with constant_server(kind) as port:
            read(port, ["/constant"], connections=_CONNECTIONS, seconds=1)
            return read(port, ["/constant"], connections=_CONNECTIONS, seconds=seconds)

    def statement(kind: str) -> Figures | None:
        return bare_statement(kind, owner_url, world, seconds=seconds, clients=_CONNECTIONS)

    yield "limit: bare WSGI, constant", lambda: constant("bare")
    yield "limit: Django with our middleware", lambda: constant("django")
    yield (
        "limit: /healthz (one SELECT 1)",
        lambda: read(run.port, ["/healthz"], connections=_CONNECTIONS, seconds=seconds),
    )
    yield "limit: pgbench, busy time of a day", lambda: statement("day")
    yield "limit: pgbench, busy time of a month", lambda: statement("month")
    yield "limit: pgbench, the claim alone", lambda: statement("claim")


if __name__ == "__main__":
    main()
