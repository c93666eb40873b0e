"""A demonstration of any size: many specialists, each with ten bookings a day, written set by set."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import orjson
import tzdata
from django.db import connection

from holdfast.actions._definitions import raise_version
from holdfast.actions._transaction import action
from holdfast.actions._worlds import Need, Offered, Place, Thing, World
from holdfast.actions.demo import AlreadySeeded
from holdfast.core.booking import REF_ALPHABET, REF_LENGTH
from holdfast.core.contact import found_by
from holdfast.core.walltime import local_date, resolve, to_instant
from holdfast.data import models
from holdfast.data.scope import Scope
from holdfast.queries.definitions import get_definitions

SLUG = "scale"
ZONE = "Europe/Lisbon"
A_DAY = 10
TEAM = 50
ALONE = 40
# So many rows of each table are one transaction, well within the time a statement may take.
CHUNK = 10_000
_OPENS, _CLOSES, _MINUTES = time(9), time(9 + A_DAY), 30
_BOOKINGS_EACH = 5
# First names, and the beginnings, middles and endings of surnames: 20 of each.
_NAMES = (
    "Ana Bruno Clara Diogo Elena Felix Greta Hugo Inês Jonas Katja Luís Maria Nuno Olga Pedro Rita Sílvia Tim Zoë",
    "Al Bar Car Dia Es Fer Gon Hof Iva Jun Kel Lo Mar Nei Oli Pe Rei Schmi Tei Wal",
    "a be cha da e go ha ki la man na o pi ra sa te u va wi zo",
    "bach cor des feld gues ho kin les mann nes reira rez sen ski ström tos ves wald xeira zinho",
)
_REFS = len(REF_ALPHABET) ** REF_LENGTH
# Shares no factor with the number of references, so that different numbers have different ones.
_STRIDE = 40_503_101_891

_WRITE = """
WITH wanted AS MATERIALIZED (
    SELECT q.*, nextval(pg_get_serial_sequence('holdfast_basket', 'id')::regclass) AS basket,
           nextval(pg_get_serial_sequence('holdfast_booking', 'id')::regclass) AS booking
    FROM unnest(%(refs)s::text[], %(services)s::bigint[], %(roles)s::bigint[], %(resources)s::bigint[],
                %(customers)s::bigint[], %(starts)s::bigint[], %(walls)s::text[])
        AS q (ref, service, role, resource, customer, at, wall)
), baskets AS (
    INSERT INTO holdfast_basket
        (id, organisation_id, public_id, token_version, extensions, client, customer_id,
         typed_name, typed_email, typed_phone, typed_notes, created_at)
    SELECT basket, %(org)s::bigint, gen_random_uuid(), 1, 0, '', customer, '', '', '', '', %(now)s FROM wanted
), bookings AS (
    INSERT INTO holdfast_booking
        (id, organisation_id, public_id, ref, token_version, basket_id, position, state, service_id, location_id,
         customer_id, starts_at, ends_at, zone, local_start, zone_data, price_minor, currency, policy, notes,
         quantity, sequence, created_at, confirmed_at)
    SELECT booking, %(org)s::bigint, gen_random_uuid(), ref, 1, basket, 0, 'confirmed', service,
           %(location)s::bigint, customer, to_timestamp(at), to_timestamp(at + %(length)s::bigint), %(zone)s, wall,
           %(zone_data)s, %(price)s::bigint, %(currency)s, %(policy)s::jsonb, '', 1, 0, %(now)s, %(now)s
    FROM wanted
), assignments AS (
    INSERT INTO holdfast_assignment (organisation_id, booking_id, requirement_id, resource_id)
    SELECT %(org)s::bigint, booking, role, resource FROM wanted
), allocations AS (
    INSERT INTO holdfast_allocation (organisation_id, resource_id, unit, during, booking_id)
    SELECT %(org)s::bigint, resource, 0,
           tstzrange(to_timestamp(at), to_timestamp(at + %(length)s::bigint), '[)'), booking
    FROM wanted
), facts AS (
    INSERT INTO holdfast_journal (organisation_id, at, kind, booking_id, actor_kind, facts)
    SELECT %(org)s::bigint, %(now)s, 'confirmed', booking, 'system', '{"demo": true}'::jsonb FROM wanted
)
SELECT count(*) FROM wanted
"""


@dataclass(frozen=True, slots=True)
class Scale:
    """How big: from the first date on, each specialist has his bookings on so many days."""

    organisation_id: int
    specialists: int
    first: date
    days: int

    @property
    def bookings(self) -> int:
        """All that are to be written."""
        return self.specialists * self.days * A_DAY


@action()
def seed_scale(*, now: datetime, specialists: int, days: int) -> Scale:
    """Puts in an organisation with specialists in teams of fifty, and no booking yet.

    Of a team a customer takes anyone or names one; the first forty also have a service that only they give.
    Refuses with `AlreadySeeded`.
    """
    if models.Organisation.objects.filter(slug=SLUG).exists():
        raise AlreadySeeded
    organisation = models.Organisation.objects.create(
        slug=SLUG, name="Scale", currency="EUR", is_demo=True, created_at=now
    )
    world = World(organisation, now)
    week = dict.fromkeys(range(7), ((_OPENS, _CLOSES),))
    world.add_place(Place("house", "The house", ZONE, week, "Rua Longa 1, Lisboa"))
    names = [f"specialist-{number:04}" for number in range(1, specialists + 1)]
    world.add_resources([Thing(name, name.replace("-", " ").title(), "person") for name in names])
    for position, offered in enumerate(_services(names, window=timedelta(days=days + 90))):
        world.add_service(position, offered)
    raise_version(Scope(organisation.id))
    tomorrow = local_date(to_instant(now), ZoneInfo(ZONE)) + timedelta(days=1)
    return Scale(organisation.id, specialists, tomorrow, days)


@action()
def write_chunk(*, now: datetime, scale: Scale, done: int) -> int:
    """Writes the next confirmed bookings, one at each full hour, after so many; how many there are then."""
    with connection.cursor() as cursor:
        # The checks of references may have been planned when the tables were empty: each would read all of them.
        cursor.execute("DISCARD PLANS")
        cursor.execute("SET LOCAL enable_seqscan = off")
        # A chunk is no request: nobody waits for it.
        cursor.execute("SET LOCAL statement_timeout = '10min'")
    scope = Scope(scale.organisation_id)
    numbers = range(done, min(done + CHUNK, scale.bookings))
    definitions = get_definitions(scope)
    (location,) = definitions.locations.values()
    resources = list(definitions.resources)
    teams = [service for slug, service in definitions.services.items() if slug.startswith("team-")]
    first, last = numbers.start // _BOOKINGS_EACH, (numbers.stop - 1) // _BOOKINGS_EACH
    customers = _write_people(scope, range(first, last + 1), now)
    hours = [_hour(scale, number) for number in numbers]
    # The specialists of one hour follow each other, so that a day is full before the next begins.
    who = [number // A_DAY % scale.specialists for number in numbers]
    scope.rows(
        _WRITE,
        now=now,
        location=location.id,
        zone=location.zone.key,
        zone_data=tzdata.IANA_VERSION,
        length=_MINUTES * 60,
        price=teams[0].price.minor,
        currency=teams[0].price.currency,
        policy=orjson.dumps(teams[0].policy.to_json()).decode(),
        refs=[_ref(number) for number in numbers],
        services=[teams[one // TEAM].id for one in who],
        roles=[teams[one // TEAM].roles[0].role_id for one in who],
        resources=[resources[one] for one in who],
        customers=[customers[number // _BOOKINGS_EACH - first] for number in numbers],
        starts=[resolve(hour, location.zone) for hour in hours],
        walls=[hour.isoformat() for hour in hours],
    )
    return numbers.stop


def _write_people(scope: Scope, numbers: range, now: datetime) -> list[int]:
    """Customers by their numbers, each with a name that others nearly have."""
    rows = [(*_person(number), f"+3519{number:08}") for number in numbers]
    made = models.Customer.objects.bulk_create(
        models.Customer(
            organisation_id=scope.organisation_id,
            name=name,
            email=email,
            phone=phone,
            found_by=found_by(name=name, email=email, phone=phone),
            created_at=now,
        )
        for name, email, phone in rows
    )
    return [row.id for row in made]


def _person(number: int) -> tuple[str, str]:
    """Name and address: 160,000 names, then the first again."""
    left, parts = number * 7919 % 160_000, []
    for words in _NAMES:
        left, place = divmod(left, 20)
        parts.append(words.split()[place])
    first, *syllables = parts
    last = "".join(syllables)
    return f"{first} {last}", f"{last.casefold()}.{number}@example.org"


def _services(names: list[str], *, window: timedelta) -> Iterator[Offered]:
    def visit(slug: str, candidates: list[str]) -> Offered:
        need = Need("Specialist", candidates, customer_chooses=True)
        title = slug.replace("-", " ").title()
        settings = {"booking_window": window}
        return Offered(slug, title, "", 3000, [("Visit", _MINUTES)], [need], settings=settings)

    for number, first in enumerate(range(0, len(names), TEAM), start=1):
        yield visit(f"team-{number:02}", names[first : first + TEAM])
    for number, name in enumerate(names[:ALONE], start=1):
        yield visit(f"solo-{number:02}", [name])


def _hour(scale: Scale, number: int) -> datetime:
    """The wall time at which a booking starts."""
    day = scale.first + timedelta(days=number // (A_DAY * scale.specialists))
    return datetime.combine(day, time(_OPENS.hour + number % A_DAY))


def _ref(number: int) -> str:
    """A reference like any other, but never the same for two numbers, so that no chunk meets another's."""
    left = number * _STRIDE % _REFS
    letters = []
    for _ in range(REF_LENGTH):
        left, digit = divmod(left, len(REF_ALPHABET))
        letters.append(REF_ALPHABET[digit])
    return "".join(letters)
