"""Moving a booking to another time, or to someone else."""

from datetime import datetime

from holdfast.actions._booked import Confirmed, TooLate, confirmed, require_notice
from holdfast.actions._caps import Counted, LimitReached, cap_keys, claim_caps, claim_customer_caps
from holdfast.actions._counters import Net, give_back
from holdfast.actions._holding import (
    apply_net,
    lapse,
    overdue_in_counters,
    read_reason,
    seat_facts,
    wall_time,
)
from holdfast.actions._journal import Fact, record, remark
from holdfast.actions._ledger import Claims, claim, free
from holdfast.actions._seating import Line, NotOffered, Seat, Seating, SlotTaken, find_seats
from holdfast.actions._transaction import Busy, Idempotency, LostRace, action
from holdfast.core.actor import Actor
from holdfast.core.booking import MOVABLE, IllegalChange, State, require_change
from holdfast.core.contact import Contact
from holdfast.core.policy import Policy
from holdfast.core.refusal import NotFound
from holdfast.core.walltime import to_datetime
from holdfast.data.locks import LockedBooking, lock_with_baskets
from holdfast.data.models import Assignment, Booking
from holdfast.data.scope import Scope
from holdfast.queries.definitions import get_definitions

__all__ = ["Busy", "IllegalChange", "LimitReached", "NotOffered", "SlotTaken", "TooLate", "reschedule_booking"]


@action(tries=6)
def reschedule_booking(
    *,
    now: datetime,
    organisation_id: int,
    booking_id: int,
    starts_at: datetime,
    actor: Actor,
    staff: str | None = None,
    keeping: int | None = None,
    override: bool = False,
    reason: str = "",
    idempotency: Idempotency | None = None,
) -> Confirmed:
    """Moves a request or a booking to another start (and perhaps to someone else): the same booking.

    Its rows are deleted and claimed anew in one transaction, so it is never without a place. Where each booking
    is approved, one that its customer moves is a request again. With `override` staff move it to where nothing is
    offered, for a `reason`. It keeps its length as far as its service can last so long, and with `keeping` that
    resource goes on filling the roles it fills. Refuses with `NotFound` where it fills none, and with
    `SlotTaken`, `NotOffered`, `IllegalChange`, `TooLate`, `Invalid`, `LimitReached`, `Busy`. Locks the booking
    together with lapsed holds in the way.
    """
    scope, net = Scope(organisation_id), Net()
    if override and not actor.is_staff:
        raise NotFound
    why = read_reason(reason, override=override)
    line = _line(scope, booking_id, starts_at, staff, keeping)
    public = not actor.is_staff
    seating = find_seats(scope, [line], now=now, public=public, override=override, ignoring=(booking_id,))
    seat = seating.seats[0]
    booking, others = _lock_all(scope, booking_id, seating, seat)
    if booking.state not in MOVABLE:
        raise IllegalChange(state=booking.state.value, wanted="rescheduled")
    require_notice(booking, actor, now)
    lapse(scope, net, others, now=now)
    free(scope, [booking_id])
    give_back(scope, net, [booking_id])
    scope.of(Assignment).filter(booking_id=booking_id).delete()
    claim(scope, Claims.of([(booking_id, seat)]))
    claim_caps(net, booking_id, seat, override=override)
    _claim_for_customer(scope, net, booking, seat, actor)
    after = _state_after_move(booking, seat, actor)
    _write_move(scope, booking_id, seat, after, now)
    record(scope, actor, now, _facts(booking, seat, after, override=override))
    remark(scope, [booking_id], why)
    apply_net(scope, net)
    return confirmed(scope, [booking_id])[0]


def _facts(booking: LockedBooking, seat: Seat, after: State, *, override: bool) -> list[Fact]:
    moved = {"from": booking.starts_at.isoformat(), **seat_facts(seat, override=override)}
    facts = [Fact("rescheduled", booking.id, moved)]
    if after != booking.state:
        facts.append(Fact(after.value, booking.id))
    return facts


def _lock_all(
    scope: Scope, booking_id: int, seating: Seating, seat: Seat
) -> tuple[LockedBooking, list[LockedBooking]]:
    overdue = overdue_in_counters(scope, list(cap_keys(seat)))
    locked = lock_with_baskets(scope, [booking_id], {*seating.lapsed, *overdue})
    mine = [booking for booking in locked if booking.id == booking_id]
    if not mine:
        raise NotFound
    return mine[0], [booking for booking in locked if booking.id != booking_id]


def _claim_for_customer(scope: Scope, net: Net, booking: LockedBooking, seat: Seat, actor: Actor) -> None:
    """Customers who move a booking stay within what one customer may have; staff may move it past that."""
    row = scope.of(Booking).filter(id=booking.id).values_list("customer__email", "customer__phone").get()
    contact = Contact(name="", email=row[0] or "", phone=row[1] or "")
    policy = Policy.from_json(booking.policy)
    counted = Counted(booking.id, booking.service_id, booking.location_id, to_datetime(seat.at), policy)
    claim_customer_caps(scope, net, counted, contact, bound=not actor.is_staff)


def _line(scope: Scope, booking_id: int, starts_at: datetime, staff: str | None, keeping: int | None) -> Line:
    """The wish to move a booking: same service, place and length, and without a name for the new one, anyone.

    `keeping` goes on filling the roles it fills. Refuses with `NotFound` where it fills none.
    """
    row = scope.of(Booking).filter(id=booking_id).first()
    if row is None:
        raise NotFound
    definitions = get_definitions(scope)
    service = definitions.service_by_id(row.service_id)
    place = definitions.locations[row.location_id].slug
    duration = row.ends_at - row.starts_at
    kept = () if keeping is None else _roles_of(scope, booking_id, keeping)
    return Line(service.slug, starts_at, place, staff, row.quantity, duration, is_booked=True, keeping=kept)


def _roles_of(scope: Scope, booking_id: int, resource_id: int) -> tuple[tuple[int, int], ...]:
    """The roles that a resource fills in a booking, each with it. Refuses with `NotFound` where there are none."""
    rows = scope.of(Assignment).filter(booking_id=booking_id, resource_id=resource_id)
    kept = tuple((role_id, resource_id) for role_id in rows.values_list("requirement_id", flat=True))
    if not kept:
        raise NotFound
    return kept


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
