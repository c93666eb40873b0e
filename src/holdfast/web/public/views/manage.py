"""A booking at its secret address: see it, put it into a calendar, cancel it."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation

from holdfast.actions.bookings import IllegalChange, TooLate, cancel_booking
from holdfast.core.actor import CUSTOMER
from holdfast.core.booking import MOVABLE
from holdfast.queries.access import Opened, open_booking
from holdfast.queries.bookings import get_booking
from holdfast.queries.moving import find_move
from holdfast.queries.substitutes import was_ended_by_business
from holdfast.web.access import secret_link
from holdfast.web.language import language_of
from holdfast.web.links import absolute, go
from holdfast.web.public.again import offers_again, times_again
from holdfast.web.public.calendarfile import calendar_file, google_url, outlook_url
from holdfast.web.rendering import page


@secret_link(open_booking, "GET")
def booking(request: HttpRequest, opened: Opened, token: str) -> HttpResponse:
    """The booking as its customer sees it; it names nobody who booked."""
    return _show(request, opened, token)


@secret_link(open_booking, "GET")
def calendar(request: HttpRequest, opened: Opened, token: str) -> HttpResponse:
    """The booking as a calendar file."""
    found = get_booking(organisation_id=opened.organisation.id, booking_id=opened.id)
    address = absolute(request, reverse("public:booking", args=[token]))
    with translation.override(language_of(request, opened.organisation)):
        content = calendar_file(opened.organisation, found, address=address, now=timezone.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.ref}.ics"'
    return response


@secret_link(open_booking, "GET", "POST")
def cancel(request: HttpRequest, opened: Opened, token: str) -> HttpResponse:
    """Asks, and by POST cancels. Sent twice, it stays cancelled."""
    now, organisation = timezone.now(), opened.organisation
    if request.method == "POST":
        # Refused: the booking's page shows its state, and why.
        with suppress(IllegalChange, TooLate):
            cancel_booking(now=now, organisation_id=organisation.id, booking_id=opened.id, actor=CUSTOMER)
        return go(request, "public:booking", token)
    found = get_booking(organisation_id=organisation.id, booking_id=opened.id)
    if not found.may_change(now):
        return _show(request, opened, token, status=409)
    context = {"booking": found, "token": token}
    return page(request, "public/booking_cancel.html", context, organisation=organisation)


def _show(request: HttpRequest, opened: Opened, token: str, *, status: int = 200) -> HttpResponse:
    organisation, now = opened.organisation, timezone.now()
    found = get_booking(organisation_id=organisation.id, booking_id=opened.id)
    was_ended_by_us = was_ended_by_business(organisation_id=organisation.id, booking=found)
    with translation.override(language_of(request, organisation)):
        calendars = google_url(organisation, found), outlook_url(organisation, found)
    context = {
        "google_url": calendars[0],
        "outlook_url": calendars[1],
        "has_moved": "moved" in request.GET,
        "booking": found,
        "token": token,
        "may_change": found.may_change(now),
        "may_move": find_move(organisation_id=organisation.id, booking=found) is not None,
        "too_late": found.state in MOVABLE and not found.may_change(now),
        "is_over": found.ends_at <= now,
        "times_url": times_again(request, organisation, found),
        "was_ended_by_us": was_ended_by_us,
        "offers": offers_again(request, organisation, found, now=now) if was_ended_by_us else (),
        "address": absolute(request, reverse("public:booking", args=[token])),
    }
    return page(request, "public/booking.html", context, organisation=organisation, status=status)
