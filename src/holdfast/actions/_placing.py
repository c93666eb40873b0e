"""Placing a basket, as a hold or as bookings at once: the steps both share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from holdfast.actions._counters import Key, Net
from holdfast.actions._holding import (
    Beginning,
    Inserted,
    cap_claim,
    claim_seats,
    insert_bookings,
    lapse,
    overdue_in_counters,
    seat_facts,
)
from holdfast.actions._journal import Fact, record
from holdfast.actions._seating import Line, Seat, find_seats
from holdfast.core.actor import Actor
from holdfast.core.contact import Contact
from holdfast.core.refusal import Invalid, NotFound
from holdfast.data.locks import lock_with_baskets
from holdfast.data.scope import Scope

MOST_LINES = 10


@dataclass(frozen=True, slots=True)
class Placed:
    """A basket just written, with its bookings in the order of its lines."""

    public_id: UUID
    bookings: tuple[Inserted, ...]


def seat_lines(
    scope: Scope,
    net: Net,
    lines: Sequence[Line],
    *,
    now: datetime,
    actor: Actor,
    override: bool,
    limit_keys: Sequence[Key] = (),
) -> tuple[Seat, ...]:
    """Seats for all lines, with the lapsed holds in their way ended."""
    if not 1 <= len(lines) <= MOST_LINES:
        raise Invalid(field="lines", reason=f"must be between 1 and {MOST_LINES}")
    if override and not actor.is_staff:
        raise NotFound
    seating = find_seats(scope, lines, now=now, public=not actor.is_staff, override=override)
    caps = [found for seat in seating.seats if (found := cap_claim(seat))]
    overdue = overdue_in_counters(scope, [*limit_keys, *(key for key, _ in caps)])
    if seating.lapsed or overdue:
        lapse(scope, net, lock_with_baskets(scope, (), {*seating.lapsed, *overdue}), now=now)
    return seating.seats


def place_basket(
    scope: Scope,
    net: Net,
    seats: Sequence[Seat],
    beginnings: Sequence[Beginning],
    *,
    client: str,
    typed: Contact | None,
    now: datetime,
    actor: Actor,
    override: bool,
) -> Placed:
    """Writes a basket with its bookings, claims their rows and caps, and says so in the journal."""
    public_id = uuid4()
    inserted = insert_bookings(
        scope, public_id, client, typed or Contact(name="", email=""), seats, beginnings, now=now
    )
    claim_seats(scope, [booking.id for booking in inserted], seats)
    made = list(zip(inserted, seats, beginnings, strict=True))
    record(scope, actor, now, [Fact(one.state.value, booking.id, seat_facts(seat)) for booking, seat, one in made])
    for booking, seat, _ in made:
        counted = cap_claim(seat)
        if counted is not None and not override:
            net.claim(booking.id, counted[0], 1, cap=counted[1])
    return Placed(public_id, tuple(inserted))
