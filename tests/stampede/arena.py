"""The organisation that is stampeded, and the server it stands in. As a program it makes the organisation."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import psycopg

from tests.invariants import broken
from tests.newcomer.processes import Run, environment, holdfast, serving
from tests.stampede.crowd import Answer, Ask, Caller

ROOT = Path(__file__).resolve().parents[2]
SLUG = "arena"
BICYCLES = 8
LANES = 24
# Three processes of six threads each serve.
WORKERS = "3"
BOOKINGS = f"/api/v1/orgs/{SLUG}/bookings"
CUSTOMER = {"name": "Dora Dias", "email": "dora@example.org"}


@dataclass(frozen=True)
class Arena:
    """A running server with the organisation in it."""

    run: Run
    home: Path
    owner_url: str

    @property
    def port(self) -> int:
        return self.run.port

    def rows(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.owner_url, autocommit=True) as owner:
            return owner.execute(sql, parameters).fetchall()  # type: ignore[arg-type]

    def assert_sound(self) -> None:
        """The invariants, asked of the whole database."""
        with psycopg.connect(self.owner_url, autocommit=True) as owner, owner.cursor() as cursor:
            assert broken(cursor) == {}

    def get(self, path: str, token: str = "") -> Answer:
        caller = Caller(self.port)
        try:
            return caller.ask(Ask(path, headers={"Authorization": f"Bearer {token}"} if token else {}))
        finally:
            caller.close()

    def offered(self, service: str, day: date, *, staff: str = "", quantity: int = 1) -> set[datetime]:
        """The starts that a fresh look offers on a date."""
        query = f"from={day}&to={day}&quantity={quantity}" + (f"&staff={staff}" if staff else "")
        answer = self.get(f"/api/v1/orgs/{SLUG}/services/{service}/slots?{query}")
        assert answer.status == 200, answer.body
        return {datetime.fromisoformat(slot["starts_at"]) for slot in answer.data["slots"]}


def day(number: int) -> date:
    """The date so many days from tomorrow on."""
    return datetime.now(UTC).date() + timedelta(days=1 + number)


def at(number: int, minutes: int) -> datetime:
    """So many minutes into that day."""
    return datetime.combine(day(number), time(), UTC) + timedelta(minutes=minutes)


def booking(line: dict[str, Any] | list[dict[str, Any]], **headers: str) -> Ask:
    """A request that books a line, or several at once."""
    wanted = {"lines": line} if isinstance(line, list) else line
    return Ask(BOOKINGS, {**wanted, "customer": CUSTOMER}, headers)


@contextmanager
def arena(home: Path, workers: str = WORKERS) -> Iterator[Arena]:
    """`holdfast serve` with all its limits but raised ones, on a free port of this machine."""
    with serving(home, "--empty", "--workers", workers, HOLDFAST_LIMIT_SCALE="1000000") as run:
        told = environment(home)
        owner, application = (
            holdfast("url", *more, environment=told).stdout.strip() for more in ((), ("--application",))
        )
        given = {**told, "DATABASE_URL": application, "DJANGO_SETTINGS_MODULE": "holdfast.config.settings"}
        subprocess.run([sys.executable, "-m", "tests.stampede.arena"], cwd=ROOT, env=given, check=True)
        yield Arena(run, home, owner)


def make() -> None:
    """Anna and Ben, eight bicycles, and lanes that only have themselves; open day and night."""
    from holdfast.actions._worlds import Need, Offered, Thing
    from tests.cast import ALWAYS
    from tests.cast import make as make_organisation

    people = Need("Stylist", ("anna", "ben"), customer_chooses=True)
    lanes = [f"lane-{number}" for number in range(1, LANES + 1)]
    make_organisation(
        SLUG,
        "UTC",
        ALWAYS,
        [
            Thing("anna", "Anna", "person"),
            Thing("ben", "Ben", "person"),
            Thing("bicycles", "Bicycles", "vehicle"),
            *(Thing(name, name.title(), "room") for name in lanes),
        ],
        [
            Offered("visit", "Visit", "", 3000, [("Visit", 30)], [people]),
            Offered("long", "Long visit", "", 8000, [("Visit", 90)], [people]),
            Offered("ride", "Ride", "", 1000, [("Ride", 120)], [Need("Bicycle", ("bicycles",))]),
            *(Offered(name, name.title(), "", 500, [("Game", 30)], [Need("Lane", (name,))]) for name in lanes),
        ],
        capacities={"bicycles": BICYCLES},
    )


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdfast.config.settings")
    django.setup()
    make()
