"""The world in which `bench.availability` asks: a business of a thousand, each with ten bookings a day.

Definitions are written through the models, allocations set by set in the database: in order of days, as a calendar
fills up, under the exclusion constraint, at whole twenty minutes of a day of twelve hours. The allocations of one
person and day share a booking; nothing that is measured reads more of it than whether it is a hold.
"""

import json
import time as clock
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 - Django must be ready before its models are met

from holdfast.actions._worlds import Need, Offered, Place, Thing, World  # noqa: E402
from holdfast.data import models  # noqa: E402

SLUG = "availability"
EACH_A_DAY = 10
TEAM = 50
TEAMS_OF = (1, 2, 5, 10, 20, 50, 100, 150, 200)
LOADS = (0, 5, 15, 20, 25, 30)
IN_ALL = 1_000
PEOPLE, ROOMS, MACHINES = 30, 10, 5
_ZONE = "Europe/Lisbon"
_OPENS, _CLOSES, _MINUTES = time(8), time(20), 20
_SLOTS = (_CLOSES.hour - _OPENS.hour) * 60 // _MINUTES
_DAYS_AT_ONCE = 4

_FILL = f"""
WITH wanted AS MATERIALIZED (
    SELECT q.*, day, day - %(first)s::date AS number,
           nextval(pg_get_serial_sequence('holdfast_booking', 'id')::regclass) AS booking
    FROM generate_series(0, %(days)s::int - 1) AS after
    CROSS JOIN LATERAL (SELECT %(from)s::date + after AS day) AS dates
    CROSS JOIN unnest(%(resources)s::bigint[], %(baskets)s::bigint[], %(loads)s::int[], %(seeds)s::bigint[])
        AS q (resource, basket, load, seed)
    WHERE q.load > 0
    ORDER BY day, hashint8(q.resource)
), bookings AS (
    INSERT INTO holdfast_booking
        (id, organisation_id, public_id, ref, token_version, basket_id, position, state, service_id, location_id,
         starts_at, ends_at, zone, local_start, zone_data, quantity, price_minor, currency, policy, notes,
         sequence, created_at)
    SELECT booking, %(org)s, gen_random_uuid(), upper(lpad(to_hex(booking), 8, '0')), 1, basket, number,
           'confirmed', %(service)s, %(location)s, day + time '08:00', day + time '20:00', '{_ZONE}',
           to_char(day, 'YYYY-MM-DD') || 'T08:00:00', '', 1, 0, 'EUR', '{{}}', '', 0, %(now)s
    FROM wanted
)
INSERT INTO holdfast_allocation (organisation_id, resource_id, unit, during, booking_id)
SELECT %(org)s, resource, 0, tstzrange(at, at + interval '{_MINUTES} minutes', '[)'), booking
FROM wanted CROSS JOIN LATERAL (
    SELECT (day + time '08:00' + slot * interval '{_MINUTES} minutes') AT TIME ZONE '{_ZONE}' AS at
    FROM generate_series(0, {_SLOTS - 1}) AS slot
    ORDER BY hashint8extended(seed * 1000003 + number * 101 + slot, 7) LIMIT load
) AS slots
"""


@dataclass(frozen=True, slots=True)
class Filled:
    """What the database was filled with; kept beside it as JSON."""

    organisation_id: int
    allocations: int
    first: date
    days: int

    def write(self, note: Path) -> None:
        note.write_text(json.dumps({**asdict(self), "first": self.first.isoformat()}))

    @classmethod
    def read(cls, note: Path) -> "Filled":
        told = json.loads(note.read_text())
        return cls(**{**told, "first": date.fromisoformat(told["first"])})


def fill(wanted: int) -> Filled:
    """Fills an empty database with so many allocations or a few more, of whole days, and 32 days at least."""
    now = datetime.now(UTC)
    first = now.date() + timedelta(days=1)
    with transaction.atomic():
        world = _define(now)
        baskets = models.Basket.objects.bulk_create(
            models.Basket(organisation=world.organisation, created_at=now) for _ in world.resources
        )
    loads = [_load(slug) for slug in world.resources]
    days = max(32, -(-wanted // sum(loads)))
    parameters = {
        "org": world.organisation.id,
        "now": now,
        "first": first,
        "location": world.location.id,
        "service": models.Service.objects.filter(organisation=world.organisation).values_list("id")[0][0],
        "resources": [row.id for row in world.resources.values()],
        "baskets": [row.id for row in baskets],
        "loads": loads,
        # Who has the same seed is busy at the same minutes.
        "seeds": [1 if slug.startswith("alike") else row.id for slug, row in world.resources.items()],
    }
    _fill_days(parameters, first, days)
    return Filled(world.organisation.id, days * sum(loads), first, days)


def _fill_days(parameters: dict[str, object], first: date, days: int) -> None:
    with connection.cursor() as cursor:
        # References are checked once for all at the end; the guard against overlaps holds throughout.
        cursor.execute(
            """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
            WHERE conrelid = 'holdfast_allocation'::regclass AND contype = 'f'"""
        )
        references = cursor.fetchall()
        for name, _ in references:
            cursor.execute(f'ALTER TABLE holdfast_allocation DROP CONSTRAINT "{name}"')
        began = clock.monotonic()
        for done in range(0, days, _DAYS_AT_ONCE):
            some = min(_DAYS_AT_ONCE, days - done)
            cursor.execute(_FILL, {**parameters, "from": first + timedelta(days=done), "days": some})
            if done // _DAYS_AT_ONCE % 10 == 0:
                print(f"  day {done} of {days}, {clock.monotonic() - began:.0f} s", flush=True)
        for name, definition in references:
            cursor.execute(f'ALTER TABLE holdfast_allocation ADD CONSTRAINT "{name}" {definition}')
        cursor.execute("VACUUM (ANALYZE)")
        print(f"  filled in {clock.monotonic() - began:.0f} s", flush=True)


def _define(now: datetime) -> World:
    organisation = models.Organisation.objects.create(
        slug=SLUG, name="Availability", currency="EUR", is_demo=True, created_at=now
    )
    world = World(organisation, now)
    week = dict.fromkeys(range(7), ((_OPENS, _CLOSES),))
    world.add_place(Place("house", "The house", _ZONE, week))
    world.add_resources([Thing(slug, slug, kind) for slug, kind in _things()])
    for position, offered in enumerate(_services()):
        world.add_service(position, offered)
    return world


def _named(word: str, number: int) -> list[str]:
    return [f"{word}-{one:03}" for one in range(number)]


def _things() -> Iterator[tuple[str, str]]:
    kinds = {
        "any": (max(TEAMS_OF), "person"),
        "alike": (TEAM, "person"),
        "stylist": (PEOPLE, "person"),
        "room": (ROOMS, "room"),
        "machine": (MACHINES, "equipment"),
        **{f"load{load:02}": (TEAM, "person") for load in LOADS},
    }
    kinds["crowd"] = (IN_ALL - sum(number for number, _ in kinds.values()), "person")
    for word, (number, kind) in kinds.items():
        yield from ((slug, kind) for slug in _named(word, number))


def _load(slug: str) -> int:
    return int(slug[4:6]) if slug.startswith("load") else EACH_A_DAY


def _services() -> Iterator[Offered]:
    def visit(slug: str, candidates: list[str]) -> Offered:
        return _offered(slug, [("Visit", 30)], [Need("Specialist", candidates, customer_chooses=True)])

    for number in TEAMS_OF:
        yield visit(f"any-{number}", _named("any", number))
    yield visit("alike", _named("alike", TEAM))
    for load in LOADS:
        yield visit(f"load-{load}", _named(f"load{load:02}", TEAM))
    stylists, rooms, machines = _named("stylist", PEOPLE), _named("room", ROOMS), _named("machine", MACHINES)
    phases = [("Colour", 20), ("Wait", 20), ("Finish", 20)]
    yield _offered(
        "three-roles",
        phases,
        [
            Need("Stylist", stylists, phases=(0, 2), customer_chooses=True),
            Need("Room", rooms),
            Need("Machine", machines, phases=(1,)),
        ],
    )
    yield _offered("two-of-one-team", phases, [Need("First", stylists), Need("Second", stylists, phases=(1,))])


def _offered(slug: str, phases: list[tuple[str, int]], needs: list[Need]) -> Offered:
    return Offered(slug, slug, "", 3000, phases, needs, settings={"booking_window": timedelta(days=730)})


if __name__ == "__main__":
    import sys

    fill(int(sys.argv[1])).write(Path(sys.argv[2]))
