"""The way back to free times from something that was held or booked."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from holdfast.actions.holds import Line
from holdfast.core.refusal import Invalid, NotFound
from holdfast.queries.availability import nearest_slots
from holdfast.queries.bookings import BookingView
from holdfast.queries.catalogue import get_service
from holdfast.queries.engine import Wish
from holdfast.queries.organisations import OrganisationView
from holdfast.queries.substitutes import Substitute, list_offers
from holdfast.web.language import PARAMETER, chosen_language
from holdfast.web.links import link
from holdfast.web.parameters import Address, write_minutes, write_start, write_start_value
from holdfast.web.public.visit import service_path


@dataclass(frozen=True, slots=True)
class Offer:
    """A free time; `value` is what a form sends to choose it."""

    starts_at: datetime
    value: str


@dataclass(frozen=True, slots=True)
class Again:
    """A free time in place of a booking's, as its own link; `is_same`: the very time, with somebody else.

    `names`: with whom and what it then is, where that is a choice.
    """

    starts_at: datetime
    names: str
    url: str
    is_same: bool


def offers_again(
    request: HttpRequest, organisation: OrganisationView, booking: BookingView, *, now: datetime
) -> list[Again]:
    """What can be booked in place of a booking that has ended, each one press from its details."""
    if booking.quantity > 1:
        # The page books one at a time: an offer for a party would lead astray.
        return []
    found = list_offers(organisation_id=organisation.id, booking=booking, now=now)
    return [
        Again(
            one.slot.starts_at,
            _names(booking, one),
            _url_again(request, organisation, booking, one),
            one.slot.starts_at == booking.starts_at,
        )
        for one in found
    ]


def _names(booking: BookingView, offer: Substitute) -> str:
    kept = (offer.kept or "").split(",")
    names = [offer.person.name] if offer.person else []
    return ", ".join([*names, *(one.name for one in booking.chosen if one.slug in kept)])


def _url_again(
    request: HttpRequest, organisation: OrganisationView, booking: BookingView, offer: Substitute
) -> str:
    wish, places = _wish(organisation, booking)
    day, clock = write_start(offer.slot.starts_at, ZoneInfo(booking.zone))
    choices = (
        ("location", wish.location if places > 1 else None),
        ("staff", offer.staff),
        ("duration", write_minutes(wish.duration) if wish.duration else None),
        ("date", day),
        ("time", clock),
        (PARAMETER, chosen_language(request)),
    )
    return Address(service_path(organisation.slug, wish.service), choices).but()


def times_again(request: HttpRequest, organisation: OrganisationView, booking: BookingView) -> str:
    """Where the times on the day of a booking are; the business's page where its service is offered no longer."""
    try:
        wish, places = _wish(organisation, booking)
    except NotFound:
        return link(request, "public:business", organisation.slug)
    choices = (
        ("location", wish.location if places > 1 else None),
        ("duration", write_minutes(wish.duration) if wish.duration else None),
        ("date", write_start(booking.starts_at, ZoneInfo(booking.zone))[0]),
        (PARAMETER, chosen_language(request)),
    )
    return Address(service_path(organisation.slug, wish.service), choices).but()


def nearest_again(organisation: OrganisationView, booking: BookingView, *, now: datetime) -> list[Offer]:
    """The free times nearest to a booking's, for the same wish; none where it is offered no longer."""
    zone = ZoneInfo(booking.zone)
    try:
        wish, _ = _wish(organisation, booking)
        slots = nearest_slots(organisation_id=organisation.id, wish=wish, around=booking.starts_at, now=now)
    except (Invalid, NotFound):
        return []
    return [Offer(slot.starts_at, write_start_value(slot.starts_at, zone)) for slot in slots]


def line_again(organisation: OrganisationView, booking: BookingView, starts_at: datetime) -> Line:
    """The same wish at another time. Refuses with `NotFound` where it is offered no longer."""
    wish, _ = _wish(organisation, booking)
    return Line(wish.service, starts_at, wish.location, wish.staff, wish.quantity, wish.duration)


def _wish(organisation: OrganisationView, booking: BookingView) -> tuple[Wish, int]:
    """What was wished for then, and at how many places it is given now."""
    service = get_service(organisation_id=organisation.id, slug=booking.service_slug)
    still = {person.slug for person in service.staff_at(booking.location_slug)}
    wish = service.wish_again(booking.location_slug, booking.named(still), booking.quantity, booking.duration)
    return wish, len(service.locations)
