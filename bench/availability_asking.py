"""What `bench.availability` runs beside the filled database: one process, one connection."""

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as wall_time
from pathlib import Path
from typing import Any

from django.db import connection

# The application as the web server loads it: with its settings, and its thresholds of the garbage collector.
import holdfast.config.wsgi  # noqa: F401
from bench.availability_profile import show_profile
from bench.availability_world import EACH_A_DAY, LOADS, TEAM, TEAMS_OF, Filled
from bench.curve import Series, draw
from bench.watch import STARTS, Ask, Row, Watch, measure
from holdfast.queries.availability import list_days, list_slots, next_slots, read_month
from holdfast.queries.engine import Wish

MONTH = 31
_DAYS = (1, 7, 14, 31, 62, 92, 183, 366)


class World:
    """The queries, asked of the filled organisation at its frozen moment."""

    def __init__(self, filled: Filled) -> None:
        self.filled = filled
        self.now = datetime.combine(filled.first - timedelta(days=1), wall_time(12), UTC)

    def days(self, service: str, days: int = MONTH) -> Ask:
        return lambda start: list_days(**self._asked(service, start, days))

    def slots(self, service: str, days: int = MONTH) -> Ask:
        return lambda start: list_slots(**self._asked(service, start, days))

    def month(self, service: str) -> Ask:
        return lambda start: read_month(**self._asked(service, start, MONTH), day=None)

    def next(self, service: str) -> Ask:
        def ask(start: int) -> Any:
            after = self.now + timedelta(days=self._offset(start, MONTH))
            return next_slots(
                organisation_id=self.filled.organisation_id, wish=Wish(service), after=after, now=self.now, limit=4
            )

        return ask

    def _asked(self, service: str, start: int, days: int) -> dict[str, Any]:
        first = self.filled.first + timedelta(days=self._offset(start, days))
        return {
            "organisation_id": self.filled.organisation_id,
            "wish": Wish(service),
            "first": first,
            "last": first + timedelta(days=days - 1),
            "now": self.now,
        }

    def _offset(self, start: int, days: int) -> int:
        return start * 7 % (self.filled.days - days + 1)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("note", type=Path)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--only", default="")
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--profile", action="store_true")
    chosen = parser.parse_args()
    filled = Filled.read(chosen.note)
    world = World(filled)
    print(
        f"\nPython {sys.version.split()[0]}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; "
        f"{filled.allocations:,} live allocations, {EACH_A_DAY} a day each; one process, one connection, "
        f"{chosen.rounds} of each; definitions are warm"
    )
    rows = [row for row in _rows(world) if chosen.only in row.name]
    measure(rows, chosen.rounds)
    print(
        f"\n{'ms':<46}{'p50':>8}{'p95':>8}{'processor':>11}{'waiting':>9}{'rows':>8}{'compute':>9}{'statements':>12}"
    )
    for row in rows:
        print(row.show())
    _show_limits(world)
    if chosen.profile:
        for row in (row for row in rows if row.taken):
            show_profile(row.name, row.ask, times=STARTS)
    if chosen.picture:
        draw(chosen.picture, _curves(world, chosen.rounds // 4 + 1))


def _rows(world: World) -> list[Row]:
    return [
        Row("days of a month, one person", world.days("any-1")),
        Row("days of a month, any of 50", world.days("any-50"), aim=60),
        Row("days of a month, any of 50 busy alike", world.days("alike"), aim=60),
        Row("month and day of a page, any of 50", world.month("any-50"), aim=60),
        Row("all starts of a month, any of 50", world.slots("any-50"), aim=60),
        Row("next four starts, any of 50", world.next("any-50")),
        Row("days of a month, three roles", world.days("three-roles"), aim=150),
        Row("month and day of a page, three roles", world.month("three-roles"), aim=150),
        Row("all starts of a month, three roles", world.slots("three-roles"), aim=150),
        Row("next four starts, three roles", world.next("three-roles")),
        Row("days of a month, two roles of one team of 30", world.days("two-of-one-team")),
        Row("all starts of a day, two roles of one team", world.slots("two-of-one-team", 1)),
        Row("next four starts, two roles of one team", world.next("two-of-one-team")),
    ]


def _show_limits(world: World, times: int = 40) -> None:
    """What stands beside: the round trip, the statement alone, and reading its rows in a bare loop."""
    watch = Watch()
    watch.time(lambda: world.days("any-50")(0))
    sql, parameters = watch.statement
    with connection.cursor() as cursor:

        def ask(statement: str, given: Any) -> Any:
            cursor.execute(statement, given)
            return cursor.fetchall()

        found = ask(sql, parameters)
        # Lists of starts and ends, one of each a resource.
        pairs = [pair for row in found if row[0] == "a" for pair in zip(row[3], row[4], strict=True)]
        in_database = ask(f"EXPLAIN (ANALYZE, TIMING OFF, SUMMARY, FORMAT JSON) {sql}", parameters)[0][0][0]
        beside = {
            "SELECT 1": lambda: ask("SELECT 1", None),
            "the statement of any of 50, and its rows": lambda: ask(sql, parameters),
            f"a bare loop over {len(pairs):,} pairs": lambda: _bare_loop(pairs),
            f"sorting {len(pairs):,} pairs, shuffled": lambda: sorted(random.sample(pairs, len(pairs))),
        }
        print(f"\n{'beside it, in the same run: ms':<46}{'p50':>8}")
        for name, one in beside.items():
            print(f"{name:<46}{statistics.median(_time(one) for _ in range(times)):>8.2f}")
        print(f"{'the statement inside PostgreSQL':<46}{in_database['Execution Time']:>8.2f}")


def _time(ask: Callable[[], Any]) -> float:
    began = time.perf_counter()
    ask()
    return (time.perf_counter() - began) * 1000


def _bare_loop(pairs: list[tuple[int, int]]) -> int:
    until = 0
    for start, end in pairs:
        if start >= until:
            until = end
    return until


def _curves(world: World, rounds: int) -> list[Series]:
    lengths = [days for days in _DAYS if days <= world.filled.days]
    loads = sorted({*LOADS, EACH_A_DAY})
    asked = {
        "people who could be booked": [(number, world.days(f"any-{number}")) for number in TEAMS_OF],
        "bookings a day of each": [
            (load, world.days(f"any-{TEAM}" if load == EACH_A_DAY else f"load-{load}")) for load in loads
        ],
        "days asked about": [(days, world.days(f"any-{TEAM}", days)) for days in lengths],
    }
    series = []
    for name, points in asked.items():
        rows = [Row(str(at), ask) for at, ask in points]
        measure(rows, rounds)
        whole = [(at, row.median("processor")) for (at, _), row in zip(points, rows, strict=True)]
        database = [(at, row.median("database")) for (at, _), row in zip(points, rows, strict=True)]
        series.append(Series(name, whole, database))
        print(f"\n{name}: " + ", ".join(f"{at}: {value:.1f}" for at, value in whole))
    return series


if __name__ == "__main__":
    main()
