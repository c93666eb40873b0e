"""Who else could take a booking at its time."""

from datetime import datetime
from zoneinfo import ZoneInfo

from holdfast.core.refusal import Invalid, NotFound
from holdfast.queries.access import Member
from holdfast.queries.availability import list_slots
from holdfast.queries.bookings import BookingView
from holdfast.queries.catalogue import StaffView
from holdfast.queries.moving import find_move


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
            wish=offered.wish(None),
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
