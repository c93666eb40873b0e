"""The life of a booking after its hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from holdfast.actions._counters import Net, give_back
from holdfast.actions._customers import CUSTOMER, customer_parameters
from holdfast.actions._holding import (
    FIRST_VERSION,
    AlreadyConfirmed,
    HoldLapsed,
    apply_net,
    cap_claim,
    lapse,
    overdue_in_counters,
    require_held,
    seat_facts,
    wall_time,
)
from holdfast.actions._journal import Fact, record
from holdfast.actions._ledger import Claims, archive, change_state, claim, end_claims, free
from holdfast.actions._placing import Beginning, place_basket, seat_lines
from holdfast.actions._seating import Line, NotOffered, Seat, Seating, SlotTaken, find_seats
from holdfast.actions._transaction import Busy, Idempotency, LostRace, action
from holdfast.core.actor import Actor
from holdfast.core.booking import MOVABLE, IllegalChange, State, require_change
from holdfast.core.contact import Contact
from holdfast.core.policy import Policy
from holdfast.core.refusal import NotFound, Refusal
from holdfast.core.walltime import to_datetime, to_instant
from holdfast.data.locks import LockedBooking, lock_basket, lock_bookings, lock_with_baskets
from holdfast.data.models import Assignment, Booking
from holdfast.data.scope import Scope, listed
from holdfast.queries.definitions import get_definitions

__all__ = [
    "AlreadyConfirmed",
    "Busy",
    "Confirmed",
    "HoldLapsed",
    "IllegalChange",
    "NotOffered",
    "SlotTaken",
    "TooEarly",
    "TooLate",
    "approve_booking",
    "book",
    "cancel_booking",
    "check_in_booking",
    "complete_booking",
    "confirm_hold",
    "decline_booking",
    "mark_no_show",
    "reschedule_booking",
]

CHECK_IN_BEFORE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A booking as it was just made: what its link is made of, and what to tell the customer."""

    ref: str
    public_id: UUID
    token_version: int
    state: str
    starts_at: datetime
    ends_at: datetime


@dataclass(eq=False)
class TooEarly(Refusal):
    """This can be said of a booking only when its time has come."""

    code: ClassVar[str] = "too_early"


@dataclass(eq=False)
class TooLate(Refusal):
    """It is too close to the start to change this booking online; please call."""

    code: ClassVar[str] = "too_late"


@action()
def confirm_hold(
    *,
    now: datetime,
    organisation_id: int,
    basket_id: int,
    contact: Contact,
    actor: Actor,
    idempotency: Idempotency | None = None,
) -> tuple[Confirmed, ...]:
    """Makes bookings of a hold: confirmed, or requested where the service needs approval.

    A hold whose time has passed but which nobody took may still be confirmed. Capacity is not touched. Refuses
    with `HoldLapsed`, `AlreadyConfirmed`. Locks the basket's bookings.
    """
    scope, net = Scope(organisation_id), Net()
    locked = require_held(lock_basket(scope, basket_id))
    afterwards = [_confirmed_as(Policy.from_json(booking.policy), booking.starts_at, now) for booking in locked]
    for booking, after in zip(locked, afterwards, strict=True):
        require_change(booking.state, after.state)
    rows = scope.rows(
        _CONFIRM,
        **customer_parameters(contact, now),
        basket=basket_id,
        notes=contact.notes,
        ids=listed(booking.id for booking in locked),
        states=[after.state.value for after in afterwards],
        deadlines=[after.deadline_at for after in afterwards],
        actor=actor.kind,
        user=actor.user_id,
    )
    if len(rows) < len(locked):
        raise LostRace
    give_back(scope, net, [booking.id for booking in locked], holds_only=True)
    apply_net(scope, net)
    return tuple(Confirmed(*row) for row in rows)


_CONFIRM = f"""
WITH {CUSTOMER},
basket AS (
    UPDATE holdfast_basket
    SET customer_id = (SELECT id FROM customer),
        typed_name = '', typed_email = '', typed_phone = '', typed_notes = ''
    WHERE organisation_id = %(org)s::bigint AND id = %(basket)s::bigint
), changed AS (
    UPDATE holdfast_booking b
    SET state = q.state, customer_id = (SELECT id FROM customer), notes = %(notes)s, deadline_at = q.deadline,
        confirmed_at = CASE WHEN q.state = 'confirmed' THEN %(now)s::timestamptz END
    FROM unnest(%(ids)s::bigint[], %(states)s::text[], %(deadlines)s::timestamptz[]) AS q (id, state, deadline)
    WHERE b.organisation_id = %(org)s::bigint AND b.id = q.id AND b.state = 'held'
    RETURNING b.id, b.position, b.ref, b.public_id, b.token_version, b.state, b.starts_at, b.ends_at
), recorded AS (
    INSERT INTO holdfast_journal (organisation_id, at, kind, booking_id, actor_kind, actor_id, facts)
    SELECT %(org)s::bigint, %(now)s, state, id, %(actor)s, %(user)s::bigint, '{{}}' FROM changed ORDER BY position
)
SELECT ref, public_id, token_version, state, starts_at, ends_at FROM changed ORDER BY position
"""  # noqa: S608 - put together from constants


@action(tries=6)
def book(
    *,
    now: datetime,
    organisation_id: int,
    lines: Sequence[Line],
    contact: Contact,
    actor: Actor,
    client: str,
    override: bool = False,
    idempotency: Idempotency | None = None,
) -> tuple[Confirmed, ...]:
    """Books all lines at once, without a hold before: confirmed, or requested where a service needs approval.

    Refuses as `place_hold` does, but for the limits of holds. Locks lapsed holds in the way; claims allocations
    and counters.
    """
    scope, net = Scope(organisation_id), Net()
    seats = seat_lines(scope, net, lines, now=now, actor=actor, override=override)
    beginnings = [_confirmed_as(seat.offer.service.policy, to_datetime(seat.at), now) for seat in seats]
    placed = place_basket(
        scope, net, seats, beginnings, client=client, contact=contact, now=now, actor=actor, override=override
    )
    apply_net(scope, net)
    return tuple(
        Confirmed(
            one.ref,
            one.public_id,
            FIRST_VERSION,
            beginning.state.value,
            to_datetime(seat.at),
            to_datetime(seat.at + seat.offer.plan.length),
        )
        for one, beginning, seat in zip(placed.bookings, beginnings, seats, strict=True)
    )


@action()
def approve_booking(*, now: datetime, organisation_id: int, booking_id: int, actor: Actor) -> None:
    """Confirms a request. Refuses with `IllegalChange`. Locks the booking."""
    scope = Scope(organisation_id)
    booking = _lock(scope, booking_id)
    require_change(booking.state, State.CONFIRMED)
    if booking.state != State.REQUESTED:
        raise IllegalChange(state=booking.state.value, wanted=State.CONFIRMED.value)
    change_state(scope, [booking_id], State.REQUESTED, State.CONFIRMED)
    scope.of(Booking).filter(id=booking_id).update(confirmed_at=now)
    record(scope, actor, now, [Fact("confirmed", booking_id)])


@action()
def decline_booking(*, now: datetime, organisation_id: int, booking_id: int, actor: Actor) -> None:
    """Declines a request and gives its time back. Refuses with `IllegalChange`. Locks the booking."""
    _end(now, organisation_id, booking_id, actor, State.DECLINED)


@action()
def cancel_booking(
    *,
    now: datetime,
    organisation_id: int,
    booking_id: int,
    actor: Actor,
    idempotency: Idempotency | None = None,
) -> None:
    """Cancels a request or a booking and gives its time back.

    A customer may do so until the service's notice before the start, staff at any time. Refuses with
    `IllegalChange`, `TooLate`. Locks the booking.
    """
    _end(now, organisation_id, booking_id, actor, State.CANCELLED)


@action()
def check_in_booking(*, now: datetime, organisation_id: int, booking_id: int, actor: Actor) -> None:
    """The customer has come, at most half a day early.

    Refuses with `IllegalChange`, `TooEarly`. Locks the booking.
    """
    scope = Scope(organisation_id)
    booking = _lock(scope, booking_id)
    require_change(booking.state, State.CHECKED_IN)
    if now < booking.starts_at - CHECK_IN_BEFORE:
        raise TooEarly
    change_state(scope, [booking_id], booking.state, State.CHECKED_IN)
    record(scope, actor, now, [Fact("checked_in", booking_id)])


@action()
def complete_booking(*, now: datetime, organisation_id: int, booking_id: int, actor: Actor) -> None:
    """The booking is over; its rows move to the history, its place under a cap per day stays taken.

    Refuses with `IllegalChange`, `TooEarly`. Locks the booking.
    """
    _archive(now, organisation_id, booking_id, actor, State.COMPLETED)


@action()
def mark_no_show(*, now: datetime, organisation_id: int, booking_id: int, actor: Actor) -> None:
    """The customer did not come; else as `complete_booking`."""
    _archive(now, organisation_id, booking_id, actor, State.NO_SHOW)


@action(tries=6)
def reschedule_booking(
    *,
    now: datetime,
    organisation_id: int,
    booking_id: int,
    starts_at: datetime,
    actor: Actor,
    staff: str | None = None,
    override: bool = False,
    idempotency: Idempotency | None = None,
) -> Confirmed:
    """Moves a request or a booking to another start (and perhaps to someone else): the same booking.

    Its rows are deleted and claimed anew in one transaction, so it is never without a place. Where each booking
    is approved, one that its customer moves is a request again. Refuses with
    `SlotTaken`, `NotOffered`, `IllegalChange`, `TooLate`, `Invalid`, `Busy`. Locks the booking together with
    lapsed holds in the way.
    """
    scope, net = Scope(organisation_id), Net()
    if override and not actor.is_staff:
        raise NotFound
    line = _line(scope, booking_id, starts_at, staff)
    public = not actor.is_staff
    seating = find_seats(scope, [line], now=now, public=public, override=override, ignoring=(booking_id,))
    seat = seating.seats[0]
    booking, others = _lock_all(scope, booking_id, seating, seat)
    if booking.state not in MOVABLE:
        raise IllegalChange(state=booking.state.value, wanted="rescheduled")
    _require_notice(booking, actor, now)
    lapse(scope, net, others, now=now)
    free(scope, [booking_id])
    give_back(scope, net, [booking_id])
    scope.of(Assignment).filter(booking_id=booking_id).delete()
    claim(scope, Claims.of([(booking_id, seat)]))
    after = _state_after_move(booking, seat, actor)
    _write_move(scope, booking_id, seat, after, now)
    facts = [Fact("rescheduled", booking_id, {"from": booking.starts_at.isoformat(), **seat_facts(seat)})]
    if after != booking.state:
        facts.append(Fact(after.value, booking_id))
    record(scope, actor, now, facts)
    counted = cap_claim(seat)
    if counted is not None and not override:
        net.claim(booking_id, counted[0], 1, cap=counted[1])
    apply_net(scope, net)
    return _confirmed(scope, [booking_id])[0]


def _confirmed_as(policy: Policy, starts_at: datetime, now: datetime) -> Beginning:
    """What a booking is when its customer has said yes: confirmed, or a request that staff answer in time."""
    if policy.needs_approval:
        return Beginning(State.REQUESTED, deadline_at=min(now + policy.approval_within, starts_at))
    return Beginning(State.CONFIRMED, confirmed_at=now)


def _lock(scope: Scope, booking_id: int) -> LockedBooking:
    locked = lock_bookings(scope, [booking_id])
    if not locked:
        raise NotFound
    return locked[0]


def _lock_all(
    scope: Scope, booking_id: int, seating: Seating, seat: Seat
) -> tuple[LockedBooking, list[LockedBooking]]:
    counted = cap_claim(seat)
    overdue = overdue_in_counters(scope, [counted[0]] if counted else [])
    locked = lock_with_baskets(scope, [booking_id], {*seating.lapsed, *overdue})
    mine = [booking for booking in locked if booking.id == booking_id]
    if not mine:
        raise NotFound
    return mine[0], [booking for booking in locked if booking.id != booking_id]


def _require_notice(booking: LockedBooking, actor: Actor, now: datetime) -> None:
    policy = Policy.from_json(booking.policy)
    starts_at = to_instant(booking.starts_at)
    if not actor.is_staff and not policy.may_change(starts_at=starts_at, now=to_instant(now)):
        raise TooLate


def _end(now: datetime, organisation_id: int, booking_id: int, actor: Actor, after: State) -> None:
    scope, net = Scope(organisation_id), Net()
    booking = _lock(scope, booking_id)
    require_change(booking.state, after)
    _require_notice(booking, actor, now)
    end_claims(scope, net, [booking], after)
    _raise_sequence(scope, booking_id)
    record(scope, actor, now, [Fact(after.value, booking_id)])
    apply_net(scope, net)


def _archive(now: datetime, organisation_id: int, booking_id: int, actor: Actor, after: State) -> None:
    scope = Scope(organisation_id)
    booking = _lock(scope, booking_id)
    require_change(booking.state, after)
    if now < booking.starts_at:
        raise TooEarly
    change_state(scope, [booking_id], booking.state, after)
    archive(scope, [booking_id])
    record(scope, actor, now, [Fact(after.value, booking_id)])


def _raise_sequence(scope: Scope, booking_id: int) -> None:
    scope.rows(
        """UPDATE holdfast_booking SET sequence = sequence + 1
        WHERE organisation_id = %(org)s::bigint AND id = %(id)s::bigint""",
        id=booking_id,
    )


def _line(scope: Scope, booking_id: int, starts_at: datetime, staff: str | None) -> Line:
    """The wish to move a booking: same service, place and length, and without a name for the new one, anyone."""
    row = scope.of(Booking).filter(id=booking_id).first()
    if row is None:
        raise NotFound
    definitions = get_definitions(scope)
    service = definitions.service_by_id(row.service_id)
    place = definitions.locations[row.location_id].slug
    duration = service.lengths.kept(row.ends_at - row.starts_at) if service.lengths else None
    return Line(service.slug, starts_at, place, staff, row.quantity, duration)


def _state_after_move(booking: LockedBooking, seat: Seat, actor: Actor) -> State:
    """What staff moved they agree to; what a customer moves they have not seen yet."""
    if not seat.offer.service.policy.needs_approval or actor.is_staff:
        return booking.state
    if booking.state != State.REQUESTED:
        require_change(booking.state, State.REQUESTED)
    return State.REQUESTED


def _write_move(scope: Scope, booking_id: int, seat: Seat, after: State, now: datetime) -> None:
    wall = wall_time(seat)
    deadline = None
    if after == State.REQUESTED:
        deadline = min(now + seat.offer.service.policy.approval_within, to_datetime(seat.at))
    rows = scope.rows(
        """UPDATE holdfast_booking
        SET starts_at = to_timestamp(%(a)s::bigint), ends_at = to_timestamp(%(z)s::bigint), zone = %(zone)s,
            local_start = %(wall)s, zone_data = %(zone_data)s, sequence = sequence + 1,
            state = %(after)s, deadline_at = %(deadline)s
        WHERE organisation_id = %(org)s::bigint AND id = %(id)s::bigint AND state IN ('requested', 'confirmed')
        RETURNING id""",
        id=booking_id,
        after=after.value,
        deadline=deadline,
        a=seat.at,
        z=seat.at + seat.offer.plan.length,
        zone=wall.zone,
        wall=wall.local,
        zone_data=wall.zone_data,
    )
    if not rows:
        raise LostRace


def _confirmed(scope: Scope, booking_ids: Sequence[int]) -> tuple[Confirmed, ...]:
    rows = (
        scope.of(Booking)
        .filter(id__in=booking_ids)
        .order_by("position")
        .values_list("ref", "public_id", "token_version", "state", "starts_at", "ends_at")
    )
    return tuple(Confirmed(*row) for row in rows)
