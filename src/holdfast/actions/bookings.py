"""The life of a booking after its hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from holdfast.actions._booked import Confirmed, TooLate, require_notice
from holdfast.actions._caps import Counted, LimitReached, claim_customer_caps
from holdfast.actions._counters import Net, give_back
from holdfast.actions._customers import CUSTOMER, customer_parameters
from holdfast.actions._holding import (
    FIRST_VERSION,
    AlreadyConfirmed,
    HoldLapsed,
    apply_net,
    read_reason,
    require_held,
)
from holdfast.actions._journal import Fact, record, remark
from holdfast.actions._ledger import archive, change_state, end_claims
from holdfast.actions._placing import Beginning, place_basket, seat_lines
from holdfast.actions._seating import Line, NotOffered, SlotTaken
from holdfast.actions._transaction import Busy, Idempotency, LostRace, action
from holdfast.core.actor import Actor
from holdfast.core.booking import IllegalChange, State, require_change
from holdfast.core.contact import Contact
from holdfast.core.policy import Policy
from holdfast.core.refusal import NotFound, Refusal
from holdfast.core.walltime import to_datetime
from holdfast.data.locks import LockedBooking, lock_basket, lock_bookings
from holdfast.data.models import Booking
from holdfast.data.scope import Scope, listed

__all__ = [
    "AlreadyConfirmed",
    "Busy",
    "Confirmed",
    "HoldLapsed",
    "IllegalChange",
    "LimitReached",
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
]

CHECK_IN_BEFORE = timedelta(hours=12)


@dataclass(eq=False)
class TooEarly(Refusal):
    """This can be said of a booking only when its time has come."""

    code: ClassVar[str] = "too_early"


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
    with `HoldLapsed`, `AlreadyConfirmed`, `LimitReached`. Locks the basket's bookings; claims counters.
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
    for one in locked:
        policy = Policy.from_json(one.policy)
        counted = Counted(one.id, one.service_id, one.location_id, one.starts_at, policy)
        claim_customer_caps(scope, net, counted, contact, bound=True)
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
    reason: str = "",
    idempotency: Idempotency | None = None,
) -> tuple[Confirmed, ...]:
    """Books all lines at once, without a hold before: confirmed, or requested where a service needs approval.

    What staff book they agree to; with `override` also what is not offered, for a `reason`. Refuses as
    `place_hold`, but for limits of holds, and with `LimitReached`. Locks and claims as it does.
    """
    scope, net = Scope(organisation_id), Net()
    why = read_reason(reason, override=override)
    seats = seat_lines(scope, net, lines, now=now, actor=actor, override=override)
    beginnings = [
        Beginning(State.CONFIRMED, confirmed_at=now)
        if actor.kind == "staff"
        else _confirmed_as(seat.offer.service.policy, to_datetime(seat.at), now)
        for seat in seats
    ]
    placed = place_basket(
        scope,
        net,
        seats,
        beginnings,
        client=client,
        contact=contact,
        now=now,
        actor=actor,
        override=override,
    )
    remark(scope, [one.id for one in placed.bookings], why)
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


def _end(now: datetime, organisation_id: int, booking_id: int, actor: Actor, after: State) -> None:
    scope, net = Scope(organisation_id), Net()
    booking = _lock(scope, booking_id)
    require_change(booking.state, after)
    require_notice(booking, actor, now)
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
