"""Between what travels and what actions take and give."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest

from holdfast.actions.bookings import Confirmed
from holdfast.actions.holds import HeldLine, Line
from holdfast.api.v1.requests import absolute, read_duration
from holdfast.api.v1.schemas import BookedOut, ConfirmIn, HeldLineOut, HoldIn, LineIn, PriceOut
from holdfast.core.contact import Contact, read_contact
from holdfast.core.refusal import Invalid, NotFound
from holdfast.queries.access import manage_token
from holdfast.queries.bookings import BookingView
from holdfast.queries.organisations import OrganisationView


def read_lines(body: HoldIn) -> list[Line]:
    """The lines of a body, given one by one or as a list. Refuses with `Invalid` naming what is missing."""
    if body.lines is not None:
        for name in ("service", "starts_at", "location", "staff", "quantity", "duration"):
            if getattr(body, name) is not None:
                raise Invalid(field=name, reason="stands beside lines; put it into a line")
        return [_line(line) for line in body.lines]
    if body.service is None:
        raise Invalid(field="service", reason="required")
    if body.starts_at is None:
        raise Invalid(field="starts_at", reason="required")
    duration = read_duration(body.duration)
    return [Line(body.service, body.starts_at, body.location, body.staff, body.quantity or 1, duration)]


@contextmanager
def naming_lines(body: HoldIn) -> Iterator[None]:
    """A refusal of a line names the field as it stands in the body."""
    try:
        yield
    except NotFound as refused:
        raise NotFound(line=None if body.lines is None else refused.line) from None
    except Invalid as refused:
        is_in_lines = refused.line is not None and body.lines is not None
        field = f"lines.{refused.line}.{refused.field}" if is_in_lines else refused.field
        raise Invalid(field=field, reason=refused.reason) from None


def read_details(body: ConfirmIn) -> Contact:
    """The customer's details; a refusal names the field as it stands in the body."""
    typed = body.customer
    try:
        return read_contact(name=typed.name, email=typed.email, phone=typed.phone or "", notes=body.notes or "")
    except Invalid as refused:
        field = refused.field if refused.field == "notes" else f"customer.{refused.field}"
        raise Invalid(field=field, reason=refused.reason) from None


def show_booked(request: HttpRequest, organisation: OrganisationView, booked: Confirmed) -> BookedOut:
    """A booking just made or moved, with its links."""
    token = manage_token(organisation, booked.public_id, booked.token_version)
    return BookedOut(
        ref=booked.ref,
        state=booked.state,
        starts_at=booked.starts_at,
        ends_at=booked.ends_at,
        manage_url=absolute(request, f"/b/{token}"),
        token=token,
    )


def show_line(line: HeldLine) -> HeldLineOut:
    """A line as it was held."""
    return HeldLineOut(
        service=line.service,
        location=line.location,
        staff=line.staff,
        quantity=line.quantity,
        starts_at=line.starts_at,
        ends_at=line.ends_at,
        zone=line.zone,
        price=PriceOut(minor=line.price_minor, currency=line.currency),
    )


def show_booking_line(booking: BookingView) -> HeldLineOut:
    """A line as it stands now."""
    return HeldLineOut(
        service=booking.service_slug,
        location=booking.location_slug,
        staff=booking.staff.slug if booking.staff else None,
        quantity=booking.quantity,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        zone=booking.zone,
        price=PriceOut(minor=booking.price.minor, currency=booking.price.currency),
    )


def _line(line: LineIn) -> Line:
    return Line(
        line.service, line.starts_at, line.location, line.staff, line.quantity, read_duration(line.duration)
    )
