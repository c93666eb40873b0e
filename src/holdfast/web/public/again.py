"""The way back to free times from something that was held or booked."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse

from holdfast.core.refusal import Invalid, NotFound
from holdfast.queries.availability import nearest_slots
from holdfast.queries.bookings import BookingView
from holdfast.queries.catalogue import get_service
from holdfast.queries.engine import Wish
from holdfast.queries.organisations import OrganisationView
from holdfast.web.parameters import Address, read_minutes, write_minutes, write_start
from holdfast.web.public.picker import Time
from holdfast.web.public.visit import service_path


@dataclass(frozen=True, slots=True)
class Again:
    """Where to choose anew, and the nearest free times, each as its link."""

    url: str
    nearest: tuple[Time, ...] = ()


def times_again(organisation: OrganisationView, booking: BookingView) -> Again:
    """The times on the day of a booking; the business's page where its service is offered no longer."""
    address = _address(organisation, booking)
    if address is None:
        return Again(reverse("public:business", args=[organisation.slug]))
    return Again(address.but(date=write_start(booking.starts_at, ZoneInfo(booking.zone))[0]))


def nearest_again(organisation: OrganisationView, booking: BookingView, *, now: datetime) -> Again:
    """The same, with the free times nearest to the booking's."""
    again, address = times_again(organisation, booking), _address(organisation, booking)
    if address is None:
        return again
    zone, minutes = ZoneInfo(booking.zone), dict(address.choices)["duration"]
    duration = read_minutes(minutes) if minutes else None
    wish = Wish(booking.service_slug, booking.location_slug, None, booking.quantity, duration)
    try:
        slots = nearest_slots(organisation_id=organisation.id, wish=wish, around=booking.starts_at, now=now)
    except (Invalid, NotFound):
        return again
    times = []
    for slot in slots:
        day, clock = write_start(slot.starts_at, zone)
        times.append(Time(slot.starts_at, address.but(date=day, time=clock)))
    return Again(again.url, tuple(times))


def _address(organisation: OrganisationView, booking: BookingView) -> Address | None:
    try:
        service = get_service(organisation_id=organisation.id, slug=booking.service_slug)
    except NotFound:
        return None
    location = booking.location_slug if len(service.locations) > 1 else None
    kept = service.lengths.kept(booking.duration) if service.lengths else None
    minutes = write_minutes(kept) if kept else None
    choices = (("location", location), ("duration", minutes))
    return Address(service_path(organisation.slug, service.slug), choices)
