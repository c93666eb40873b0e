"""Changing what there is to book."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom
from typing import ClassVar

from holdfast.actions._counters import Net
from holdfast.actions._definitions import raise_version
from holdfast.actions._holding import apply_net, lapse
from holdfast.actions._journal import Fact, record
from holdfast.actions._ledger import Claims, Row, claim
from holdfast.actions._transaction import LostRace, action
from holdfast.core.actor import Actor
from holdfast.core.capacity import Taken, choose_units
from holdfast.core.refusal import Invalid, NotFound, Refusal
from holdfast.data.locks import LockedBooking, lock_resource, lock_with_baskets
from holdfast.data.models import Booking, Resource
from holdfast.data.scope import Scope

MOST_UNITS = 10_000
_random = SystemRandom()


@dataclass(eq=False)
class CapacityInUse(Refusal):
    """Bookings to come need more units than would be left; move or cancel them first."""

    code: ClassVar[str] = "capacity_in_use"
    refs: list[str]


@action()
def change_capacity(
    *, now: datetime, organisation_id: int, resource_slug: str, capacity: int, actor: Actor
) -> None:
    """Changes how many units of a resource there are.

    Fewer: bookings to come are moved to the units that stay, where they fit. Refuses with `CapacityInUse`
    (naming the bookings), `Invalid`, `NotFound`. Locks the resource, which holds claims on it off.
    """
    if not 1 <= capacity <= MOST_UNITS:
        raise Invalid(field="capacity", reason=f"must be between 1 and {MOST_UNITS}")
    scope = Scope(organisation_id)
    resource_id = scope.of(Resource).filter(slug=resource_slug).values_list("id", flat=True).first()
    if resource_id is None:
        raise NotFound
    net = Net()
    locked = _lock_claimants(scope, resource_id, capacity, now)
    before = lock_resource(scope, resource_id)
    lapse(scope, net, locked, now=now)
    if capacity < before:
        _renumber(scope, resource_id, capacity, now, known={booking.id for booking in locked})
    scope.of(Resource).filter(id=resource_id).update(capacity=capacity)
    raise_version(scope)
    facts = {"resource": resource_id, "from": before, "to": capacity}
    record(scope, actor, now, [Fact("capacity_changed", None, facts)])
    apply_net(scope, net)


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
