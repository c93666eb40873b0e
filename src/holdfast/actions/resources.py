"""Changing what there is to book."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Any, ClassVar

from holdfast.actions._counters import Net
from holdfast.actions._definitions import raise_version
from holdfast.actions._holding import apply_net, lapse
from holdfast.actions._hurting import WouldHurt, hurting_nobody
from holdfast.actions._journal import Fact, record
from holdfast.actions._ledger import Claims, Row, claim
from holdfast.actions._owners import location_id, resource_id
from holdfast.actions._positions import move, next_position
from holdfast.actions._skills import put_skills
from holdfast.actions._transaction import LostRace, action
from holdfast.core.actor import Actor
from holdfast.core.capacity import Taken, choose_units
from holdfast.core.possible import cap_columns
from holdfast.core.refusal import Invalid, Refusal
from holdfast.core.service import Caps
from holdfast.core.slug import make_slug
from holdfast.core.text import clean_line
from holdfast.data.locks import LockedBooking, lock_resource, lock_with_baskets
from holdfast.data.models import Booking, Resource
from holdfast.data.scope import Scope

__all__ = ["CapacityInUse", "WouldHurt", "add_resource", "change_capacity", "change_resource", "move_resource"]

MOST_UNITS = 10_000
LONGEST_NAME = 120
LONGEST_ABOUT = 300
LONGEST_BUFFER = timedelta(days=7)
_random = SystemRandom()


@dataclass(eq=False)
class CapacityInUse(Refusal):
    """Bookings to come need more units than would be left; move or cancel them first."""

    code: ClassVar[str] = "capacity_in_use"
    refs: list[str]


@action()
def add_resource(
    *,
    now: datetime,
    organisation_id: int,
    name: str,
    kind: str,
    location_slug: str,
    actor: Actor,
    about: str = "",
    capacity: int = 1,
    buffer_before: timedelta = timedelta(),
    buffer_after: timedelta = timedelta(),
    caps: Caps = Caps(),  # noqa: B008 - a frozen value
    skills: Collection[str] = (),
) -> str:
    """A new person or thing at a place, the last in order, with the hours of the place; its slug.

    Refuses with `NotFound` (the place), `Invalid`.
    """
    _require_capacity(capacity)
    said = _read(name, kind, about, buffer_before, buffer_after)
    scope = Scope(organisation_id)
    raise_version(scope)
    taken = {"new", *scope.of(Resource).values_list("slug", flat=True)}
    row = Resource.objects.create(
        organisation_id=organisation_id,
        location_id=location_id(scope, location_slug),
        slug=make_slug(said["name"], taken, fallback=kind),
        capacity=capacity,
        position=next_position(scope, Resource),
        **said,
        **cap_columns(caps),
    )
    put_skills(scope, row.id, skills)
    record(scope, actor, now, [Fact("resource_added", None, {"resource": row.id})])
    return row.slug


@action()
def change_resource(
    *,
    now: datetime,
    organisation_id: int,
    resource_slug: str,
    name: str,
    kind: str,
    actor: Actor,
    about: str = "",
    buffer_before: timedelta = timedelta(),
    buffer_after: timedelta = timedelta(),
    caps: Caps | None = None,
    skills: Collection[str] | None = None,
    is_active: bool = True,
    anyway: bool = False,
) -> None:
    """Changes all that is said of a person or thing but how many there are. Buffers hold for what is booked next.

    Caps and skills that are `None` stay as they are.
    Refuses with `NotFound`, `Invalid`, and with `WouldHurt`, unless it is to be done `anyway`.
    """
    said = _read(name, kind, about, buffer_before, buffer_after)
    if caps is not None:
        said |= cap_columns(caps)
    scope = Scope(organisation_id)
    raise_version(scope)
    changed = resource_id(scope, resource_slug)
    with hurting_nobody(scope, now, anyway=anyway, resource_ids=[changed], empties=True):
        scope.of(Resource).filter(id=changed).update(is_active=is_active, **said)
        if skills is not None:
            put_skills(scope, changed, skills)
    record(scope, actor, now, [Fact("resource_changed", None, {"resource": changed})])


@action()
def move_resource(*, now: datetime, organisation_id: int, resource_slug: str, earlier: bool, actor: Actor) -> None:
    """Shows a person or thing one further up or down. Refuses with `NotFound`."""
    scope = Scope(organisation_id)
    raise_version(scope)
    moved = move(scope, Resource, resource_slug, earlier=earlier)
    record(scope, actor, now, [Fact("resource_moved", None, {"resource": moved})])


def _read(name: str, kind: str, about: str, buffer_before: timedelta, buffer_after: timedelta) -> dict[str, Any]:
    if kind not in Resource.Kind.values:
        raise Invalid(field="kind", reason="is not a kind of resource")
    for field, buffer in (("buffer_before", buffer_before), ("buffer_after", buffer_after)):
        if not timedelta() <= buffer <= LONGEST_BUFFER:
            raise Invalid(field=field, reason="must be between nothing and a week")
    return {
        "name": clean_line(name, field="name", longest=LONGEST_NAME),
        "kind": kind,
        "about": clean_line(about, field="about", longest=LONGEST_ABOUT, required=False),
        "buffer_before": buffer_before,
        "buffer_after": buffer_after,
    }


@action()
def change_capacity(
    *,
    now: datetime,
    organisation_id: int,
    resource_slug: str,
    capacity: int,
    actor: Actor,
    anyway: bool = False,
) -> None:
    """Changes how many units of a resource there are.

    Fewer: bookings to come are moved to the units that stay, where they fit. Refuses with `CapacityInUse`
    (naming the bookings), `Invalid`, `NotFound`, and with `WouldHurt` (a service needs more at once), unless it is
    to be done `anyway`. Locks the resource, which holds claims on it off.
    """
    _require_capacity(capacity)
    scope = Scope(organisation_id)
    # The organisation's row first, as every change of definitions: two that wait for each other would deadlock.
    raise_version(scope)
    changed = resource_id(scope, resource_slug)
    net = Net()
    locked = _lock_claimants(scope, changed, capacity, now)
    before = lock_resource(scope, changed)
    lapse(scope, net, locked, now=now)
    if capacity < before:
        _renumber(scope, changed, capacity, now, known={booking.id for booking in locked})
    with hurting_nobody(scope, now, anyway=anyway or capacity >= before, resource_ids=(), empties=True):
        scope.of(Resource).filter(id=changed).update(capacity=capacity)
    facts = {"resource": changed, "from": before, "to": capacity}
    record(scope, actor, now, [Fact("capacity_changed", None, facts)])
    apply_net(scope, net)


def _require_capacity(capacity: int) -> None:
    if not 1 <= capacity <= MOST_UNITS:
        raise Invalid(field="capacity", reason=f"must be between 1 and {MOST_UNITS}")


def _lock_claimants(scope: Scope, resource_id: int, capacity: int, now: datetime) -> list[LockedBooking]:
    """Locks the bookings on units that go away, before the resource: nobody cancels them meanwhile.

    With them the holds on any unit whose time has passed, which are to keep nobody out.
    """
    rows = scope.rows(
        """SELECT DISTINCT a.booking_id FROM holdfast_allocation a
        JOIN holdfast_booking b ON b.organisation_id = a.organisation_id AND b.id = a.booking_id
        WHERE a.organisation_id = %(org)s::bigint AND a.resource_id = %(resource)s::bigint
          AND upper(a.during) > %(now)s
          AND (a.unit >= %(capacity)s::int
               OR b.state = 'held' AND b.deadline_at <= (SELECT holdfast_clock()))""",
        resource=resource_id,
        capacity=capacity,
        now=now,
    )
    ids = [booking_id for (booking_id,) in rows]
    return lock_with_baskets(scope, ids, ids)


def _renumber(scope: Scope, resource_id: int, capacity: int, now: datetime, *, known: Collection[int]) -> None:
    """Moves claims on units that go away to units that stay: deleted and claimed, never updated."""
    rows = [
        Row(booking_id, resource_id, Taken(unit, start, end))
        for booking_id, unit, start, end in scope.rows(
            """SELECT booking_id, unit, extract(epoch FROM lower(during))::bigint,
                   extract(epoch FROM upper(during))::bigint
            FROM holdfast_allocation
            WHERE organisation_id = %(org)s::bigint AND resource_id = %(resource)s::bigint
              AND upper(during) > %(now)s
            ORDER BY lower(during), unit""",
            resource=resource_id,
            now=now,
        )
    ]
    taken = [row.taken for row in rows if row.taken.unit < capacity]
    moving = [row for row in rows if row.taken.unit >= capacity]
    if any(row.owner not in known for row in moving):
        raise LostRace
    moved: list[Row] = []
    stuck: set[int] = set()
    for row in moving:
        pieces = choose_units(capacity, 1, (row.taken.start, row.taken.end), taken, _random)
        if pieces is None:
            stuck.add(row.owner)
            continue
        taken += pieces
        moved += (Row(row.owner, resource_id, piece) for piece in pieces)
    if stuck:
        refs = scope.of(Booking).filter(id__in=stuck).order_by("starts_at").values_list("ref", flat=True)
        raise CapacityInUse(refs=list(refs))
    scope.rows(
        """DELETE FROM holdfast_allocation
        WHERE organisation_id = %(org)s::bigint AND resource_id = %(resource)s::bigint
          AND unit >= %(capacity)s::int AND upper(during) > %(now)s""",
        resource=resource_id,
        capacity=capacity,
        now=now,
    )
    claim(scope, Claims(moved))
