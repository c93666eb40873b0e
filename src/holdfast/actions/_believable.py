"""A quarter of believable bookings for a demonstration, found by the engine itself, the same every time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from holdfast.actions._caps import caps_at
from holdfast.actions._counters import Key
from holdfast.actions._worlds import Crowd
from holdfast.core.allocation import assign, choose_rows
from holdfast.core.availability import find_starts
from holdfast.core.booking import State
from holdfast.core.capacity import Taken
from holdfast.core.interval import Instant
from holdfast.core.plan import Plan, demands
from holdfast.core.question import Question, Supply
from holdfast.core.walltime import day_span, to_instant
from holdfast.queries.definitions import Definitions, LocationDefinition, ServiceDefinition

WEEKS_BEFORE, WEEKS_AFTER = 4, 9


@dataclass(frozen=True, slots=True)
class Person:
    """An invented customer."""

    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Bustle:
    """How busy a place is: so many a day wish for its services, each as often as its weight says."""

    location: LocationDefinition
    wishes: int
    weights: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Imagined:
    """A booking that could have been made."""

    service: ServiceDefinition
    location: LocationDefinition
    at: Instant
    person: int
    state: State
    roles: tuple[tuple[int, int], ...]
    rows: tuple[tuple[int, Taken], ...]


def imagine_people(crowd: Crowd, random: Random, count: int) -> list[Person]:
    """Customers with names of the country, and addresses and telephone numbers that reach nobody."""
    people: list[Person] = []
    for number in range(count):
        name = f"{random.choice(crowd.first_names)} {random.choice(crowd.last_names)}"
        phone = crowd.phones[number % len(crowd.phones)]
        people.append(Person(name, f"customer{number + 1}@mail.example", phone))
    return people


def imagine_bookings(
    definitions: Definitions, bustles: Sequence[Bustle], random: Random, *, now: datetime, people: int
) -> list[Imagined]:
    """Bookings from some weeks ago to some weeks ahead: full lately and soon, thin further on."""
    taken: dict[int, list[Taken]] = {resource_id: [] for resource_id in definitions.resources}
    found: list[Imagined] = []
    counted: Counter[Key] = Counter()
    for offset in range(-7 * WEEKS_BEFORE, 7 * WEEKS_AFTER):
        day = now.date() + timedelta(days=offset)
        for bustle in bustles:
            for service in _wishes(definitions, bustle, offset, random):
                if not _has_room(counted, caps_at(definitions, service, (), day)):
                    continue
                made = _book(definitions, bustle.location, service, day, taken, random)
                if made is not None:
                    at, roles, rows = made
                    caps = caps_at(definitions, service, roles, day)
                    if not _has_room(counted, caps):
                        continue
                    state = _state(service, at, now, random)
                    if state != State.CANCELLED:
                        counted.update(list(caps))
                        for resource_id, row in rows:
                            taken[resource_id].append(row)
                    person = random.randrange(people)
                    found.append(Imagined(service, bustle.location, at, person, state, roles, rows))
    return found


def _has_room(counted: Counter[Key], caps: dict[Key, int]) -> bool:
    return all(counted[key] < most for key, most in caps.items())


def _wishes(definitions: Definitions, bustle: Bustle, offset: int, random: Random) -> list[ServiceDefinition]:
    """What is wished for on a day so many days from now."""
    most = bustle.wishes
    busy = most if offset <= 7 else max(2, most - most * offset // 80)
    slugs = [slug for slug, _ in bustle.weights]
    chances = [weight for _, weight in bustle.weights]
    chosen = random.choices(slugs, chances, k=random.randint(busy * 2 // 3, busy))
    return [definitions.services[slug] for slug in chosen]


def _state(service: ServiceDefinition, at: Instant, now: datetime, random: Random) -> State:
    draw = random.random()
    if draw < 0.05:
        return State.CANCELLED
    if at + service.length < to_instant(now):
        return State.NO_SHOW if draw < 0.08 else State.COMPLETED
    if service.policy.needs_approval and draw < 0.3 and at - to_instant(now) > 3 * 86_400:
        return State.REQUESTED
    return State.CONFIRMED


def _book(
    definitions: Definitions,
    location: LocationDefinition,
    service: ServiceDefinition,
    day: date,
    taken: dict[int, list[Taken]],
    random: Random,
) -> tuple[Instant, tuple[tuple[int, int], ...], tuple[tuple[int, Taken], ...]] | None:
    plan = definitions.plan(service, location)
    window = day_span(day, location.zone)
    supplies = _supplies(definitions, plan, day, taken)
    starts = find_starts(Question(plan=plan, supplies=supplies, now=window[0] - 7 * 86_400, window=window))
    if not starts:
        return None
    start = random.choice(starts)
    options = [random.sample(choice, len(choice)) for choice in start.options]
    choices = assign(demands(plan, start.at, options), supplies)
    rows = None if choices is None else choose_rows(choices, supplies, random)
    if choices is None or rows is None:
        return None
    roles = tuple((one.demand.role_id, resource_id) for one in choices for resource_id in one.resource_ids)
    return start.at, roles, tuple((resource_id, row) for _, resource_id, row in rows)


def _supplies(definitions: Definitions, plan: Plan, day: date, taken: dict[int, list[Taken]]) -> dict[int, Supply]:
    edges = day_span(day, plan.zone)
    return {
        part.resource_id: Supply(
            definitions.resources[part.resource_id].capacity,
            definitions.open_spans(part.resource_id, day, day),
            tuple(
                row
                for row in taken[part.resource_id]
                if row.end > edges[0] - 86_400 and row.start < edges[1] + 86_400
            ),
        )
        for role in plan.roles
        for part in role.parts
    }
