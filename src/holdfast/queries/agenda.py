"""A day at a place, for staff."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from holdfast.core.booking import State
from holdfast.core.refusal import Invalid, NotFound
from holdfast.core.walltime import day_span, to_datetime
from holdfast.data.models import Assignment, Booking
from holdfast.data.scope import Scope
from holdfast.queries.access import Member
from holdfast.queries.bookings import BookingView, CustomerView, booking_views
from holdfast.queries.definitions import LocationDefinition, get_definitions

_SHOWN = [
    State.HELD,
    State.REQUESTED,
    State.AWAITING_PAYMENT,
    State.CONFIRMED,
    State.CHECKED_IN,
    State.COMPLETED,
    State.NO_SHOW,
    State.CANCELLED,
]


@dataclass(frozen=True, slots=True)
class EntryView:
    """A booking with its customer; `customer` is missing while it is only held."""

    booking: BookingView
    customer: CustomerView | None


@dataclass(frozen=True, slots=True)
class AgendaView:
    """What a place has on a date, in order of time, and the requests that wait for an answer on any date."""

    day: date
    location: LocationDefinition
    locations: tuple[LocationDefinition, ...]
    entries: tuple[EntryView, ...]
    requests: tuple[EntryView, ...]


def get_agenda(*, member: Member, location_slug: str | None, day: date, now: datetime) -> AgendaView:
    """A day's bookings as far as the member may see them. Refuses with `NotFound`, `Invalid`."""
    scope = Scope(member.organisation.id)
    locations = tuple(get_definitions(scope).locations.values())
    location = _choose(locations, location_slug)
    if not date(1970, 1, 2) <= day <= date(9000, 1, 1):
        raise Invalid(field="day", reason="is out of range")
    start, end = day_span(day, location.zone)
    on_day = scope.of(Booking).filter(
        location_id=location.id,
        starts_at__lt=to_datetime(end),
        ends_at__gt=to_datetime(start),
        state__in=_SHOWN,
    )
    waiting = scope.of(Booking).filter(state=State.REQUESTED, starts_at__gt=now)
    if member.only_resource_id is not None:
        mine = scope.of(Assignment).filter(resource_id=member.only_resource_id).values("booking_id")
        on_day, waiting = on_day.filter(id__in=mine), waiting.filter(id__in=mine)
    return AgendaView(
        day=day,
        location=location,
        locations=locations,
        entries=_entries(scope, list(on_day.order_by("starts_at", "id").select_related("customer")[:1000])),
        requests=_entries(scope, list(waiting.order_by("starts_at", "id").select_related("customer")[:100])),
    )


def get_entry(*, member: Member, booking_id: int) -> EntryView:
    """One booking with its customer; its id has been granted by access. Refuses with `NotFound`."""
    scope = Scope(member.organisation.id)
    entries = _entries(scope, list(scope.of(Booking).filter(id=booking_id).select_related("customer")))
    if not entries:
        raise NotFound
    return entries[0]


def first_zone(*, member: Member, location_slug: str | None) -> ZoneInfo:
    """The zone in which the agenda's "today" is counted."""
    return _choose(tuple(get_definitions(Scope(member.organisation.id)).locations.values()), location_slug).zone


def _choose(locations: tuple[LocationDefinition, ...], slug: str | None) -> LocationDefinition:
    for location in locations:
        if slug is None or location.slug == slug:
            return location
    raise NotFound


def _entries(scope: Scope, rows: list[Booking]) -> tuple[EntryView, ...]:
    views = booking_views(scope.organisation_id, rows)
    customers = [
        None if row.customer is None else CustomerView(row.customer.name, row.customer.email, row.customer.phone)
        for row in rows
    ]
    return tuple(EntryView(view, customer) for view, customer in zip(views, customers, strict=True))
