"""Who else could take a booking at its time."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from holdfast.core.availability import iterate_starts
from holdfast.core.booking import MOVABLE
from holdfast.core.refusal import Invalid, NotFound
from holdfast.core.walltime import to_instant
from holdfast.data.scope import Scope
from holdfast.queries.access import Member, Right
from holdfast.queries.availability import list_slots, slot_views
from holdfast.queries.bookings import BookingView
from holdfast.queries.catalogue import StaffView
from holdfast.queries.engine import Look, Offer, look, question
from holdfast.queries.moving import MoveView, find_move


def list_replacements(*, member: Member, booking: BookingView, now: datetime) -> tuple[StaffView, ...]:
    """The others who give its service and are free then; a specialist hands nothing to colleagues."""
    if member.only_resource_id is not None or booking.starts_at < now:
        return ()
    organisation_id = member.organisation.id
    offered = find_move(organisation_id=organisation_id, booking=booking, public=False)
    if offered is None:
        return ()
    try:
        day = booking.starts_at.astimezone(ZoneInfo(booking.zone)).date()
        slots = list_slots(
            organisation_id=organisation_id,
            wish=offered.wish(offered.kept(booking)),
            first=day,
            last=day,
            now=now,
            public=False,
            moving=booking.id,
        )
    except (Invalid, NotFound):
        return ()
    free = next((slot.staff for slot in slots if slot.starts_at == booking.starts_at), ())
    with_now = booking.staff.slug if booking.staff else None
    return tuple(person for person in offered.people if person.slug in free and person.slug != with_now)


def list_stand_ins(
    *, member: Member, bookings: Sequence[BookingView], away: str, now: datetime
) -> dict[int, tuple[StaffView, ...]]:
    """Who else could take which of the bookings of somebody who is to be away, each at its time, by its id.

    One statement for all of them. A specialist hands nothing to colleagues.
    """
    if member.only_resource_id is not None or not member.may(Right.CHANGE_BOOKINGS):
        return {}
    moves = [
        (booking, offered)
        for booking in bookings
        if booking.state in MOVABLE and booking.starts_at >= now and booking.staff and booking.staff.slug == away
        if (offered := find_move(organisation_id=member.organisation.id, booking=booking, public=False))
    ]
    try:
        seen = _look(Scope(member.organisation.id), moves) if moves else None
    except (Invalid, NotFound):
        return {}
    return (
        {}
        if seen is None
        else {
            booking.id: _free(seen, offer, move, booking, [one for one, _ in moves], now)
            for (booking, move), offer in zip(moves, seen.offers, strict=True)
        }
    )


def _look(scope: Scope, moves: Sequence[tuple[BookingView, MoveView]]) -> Look:
    """What is taken while any of them lasts; none is in its own way."""
    first = min(booking.starts_at for booking, _ in moves)
    last = max(booking.ends_at for booking, _ in moves)
    wishes = [move.wish(move.kept(booking)) for booking, move in moves]
    ids = [booking.id for booking, _ in moves]
    return look(scope, wishes, (to_instant(first), to_instant(last)), public=False, ignoring=ids)


def _free(
    seen: Look,
    offer: Offer,
    move: MoveView,
    booking: BookingView,
    all_of_them: Sequence[BookingView],
    now: datetime,
) -> tuple[StaffView, ...]:
    at = to_instant(booking.starts_at)
    starts = iterate_starts(question(seen, offer, (at, at + 1), now=to_instant(now)))
    slot = next(slot_views(offer, starts), None)
    # The others are not in the way of this one, but whoever helps in them is not free.
    helping = {
        one.slug
        for other in all_of_them
        if other.starts_at < booking.ends_at and booking.starts_at < other.ends_at
        for one in other.assigned
    }
    return tuple(
        one for one in move.people if slot is not None and one.slug in slot.staff and one.slug not in helping
    )
