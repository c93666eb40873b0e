"""Bookings, to whoever has their token."""

from django.http import HttpRequest
from ninja import Router

from holdfast.api.v1.schemas import BookingOut, Org, PriceOut, ProblemOut
from holdfast.api.v1.tokens import booking_bearer
from holdfast.core.refusal import NotFound
from holdfast.queries.access import Opened
from holdfast.queries.bookings import get_booking

router = Router(tags=["Bookings"])


@router.get(
    "/{ref}",
    response={200: BookingOut, 401: ProblemOut, 404: ProblemOut},
    auth=booking_bearer,
    summary="A booking",
)
def read_booking(request: HttpRequest, org: Org, ref: str) -> BookingOut:
    """A booking by its reference and token; the reference alone opens nothing."""
    opened: Opened = request.auth  # type: ignore[attr-defined] # what booking_bearer returned
    booking = get_booking(organisation_id=opened.organisation.id, booking_id=opened.id)
    if booking.ref != ref.upper() or opened.organisation.slug != org.lower():
        raise NotFound
    return BookingOut(
        ref=booking.ref,
        state=booking.state.value,
        service=booking.service_slug,
        location=booking.location_slug,
        staff=booking.staff.slug if booking.staff else None,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        zone=booking.zone,
        price=PriceOut(minor=booking.price.minor, currency=booking.price.currency),
    )
