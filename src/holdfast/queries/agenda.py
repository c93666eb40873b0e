"""Days at a place, for staff."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from holdfast.core.booking import State
from holdfast.core.interval import Span, Spans, overlaps
from holdfast.core.refusal import Invalid, NotFound
from holdfast.core.walltime import day_span, to_datetime, to_instant
from holdfast.data.models import Block, Booking
from holdfast.data.scope import Scope
from holdfast.queries.access import Member, seen_by
from holdfast.queries.bookings import BookingView, CustomerView, booking_views
from holdfast.queries.definitions import (
    Definitions,
    LocationDefinition,
    ResourceDefinition,
    get_definitions,
)
from holdfast.queries.engine import dates_span

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
_KINDS = ("person", "room", "table", "vehicle", "equipment", "other")
_MOST_SHOWN = 1_500
# What is shown may have begun before the days that are: as long ago as the longest service takes, and at least
# this long, for a service may be shorter now than when it was booked. Without a bound all that ever was is read.
_LONGEST = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class EntryView:
    """A booking with its customer, who is missing while it is only held, and what the staff noted."""

    booking: BookingView
    customer: CustomerView | None
    customer_id: int | None = None
    desk_notes: str = ""

    @property
    def span(self) -> Span:
        """From when to when, as the core counts it."""
        return to_instant(self.booking.starts_at), to_instant(self.booking.ends_at)

    @property
    def takes_time(self) -> bool:
        """Whether it is something to be there for, now or then; a cancelled booking is not."""
        return self.booking.state != State.CANCELLED


@dataclass(frozen=True, slots=True)
class BlockView:
    """A busy time that is no booking, and why."""

    span: Span
    reason: str

    @property
    def starts_at(self) -> datetime:
        """When it begins."""
        return to_datetime(self.span[0])

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return to_datetime(self.span[1])


@dataclass(frozen=True, slots=True)
class ColumnView:
    """What a resource has on some days: bookings and blocks in order of time, and when it is open."""

    slug: str
    name: str
    kind: str
    capacity: int
    entries: tuple[EntryView, ...]
    blocks: tuple[BlockView, ...]
    open: Spans

    @property
    def is_in_use(self) -> bool:
        """Whether there is anything to be shown of it."""
        return bool(self.entries or self.blocks or self.open)


@dataclass(frozen=True, slots=True)
class AgendaView:
    """What a place has on some dates, in order of time, and the requests that wait for an answer on any date.

    `columns` are the resources that have hours or bookings; `named` all there are to choose from, and
    `only` the one that is shown alone.
    """

    first: date
    last: date
    location: LocationDefinition
    locations: tuple[LocationDefinition, ...]
    entries: tuple[EntryView, ...]
    columns: tuple[ColumnView, ...]
    named: tuple[tuple[str, str], ...]
    only: str | None
    requests: tuple[EntryView, ...]


def get_agenda(
    *,
    member: Member,
    location_slug: str | None,
    first: date,
    last: date,
    now: datetime,
    resource_slug: str | None = None,
) -> AgendaView:
    """The days from `first` to `last`, both included, as far as the member may see them.

    With `resource_slug` only what that one has. Refuses with `NotFound`, `Invalid`.
    """
    scope = Scope(member.organisation.id)
    definitions = get_definitions(scope)
    locations = tuple(definitions.locations.values())
    location = _choose(locations, location_slug)
    if not date(1970, 1, 2) <= first <= last <= date(9000, 1, 1):
        raise Invalid(field="day", reason="is out of range")
    seen = _resources(definitions, location, member)
    chosen = _only(seen, resource_slug)
    span = dates_span(location.zone, first, last)
    bookings = seen_by(member, resource_id=chosen[0].id if len(chosen) == 1 else None)
    entries = entries_of(member, _rows_between(bookings, definitions, location, span, now))
    return AgendaView(
        first=first,
        last=last,
        location=location,
        locations=locations,
        entries=entries,
        columns=_columns(scope, definitions, chosen, entries, span, (first, last)),
        named=tuple((resource.slug, resource.name) for resource in seen if resource.is_active),
        only=resource_slug,
        requests=entries_of(member, _waiting(member, now)),
    )


def get_entry(*, member: Member, booking_id: int) -> EntryView:
    """One booking with its customer; its id has been granted by access. Refuses with `NotFound`."""
    scope = Scope(member.organisation.id)
    entries = entries_of(member, list(scope.of(Booking).filter(id=booking_id).select_related("customer")))
    if not entries:
        raise NotFound
    return entries[0]


def list_others(*, member: Member, entry: EntryView) -> tuple[EntryView, ...]:
    """The other bookings of the same customer, the latest first, as far as the member may see them."""
    if entry.customer_id is None:
        return ()
    rows = seen_by(member).filter(customer_id=entry.customer_id).exclude(id=entry.booking.id)
    return entries_of(member, list(rows.order_by("-starts_at", "-id").select_related("customer")[:8]))


def first_zone(*, member: Member, location_slug: str | None) -> ZoneInfo:
    """The zone in which the agenda's "today" is counted."""
    return _choose(tuple(get_definitions(Scope(member.organisation.id)).locations.values()), location_slug).zone


def _choose(locations: tuple[LocationDefinition, ...], slug: str | None) -> LocationDefinition:
    """The place named; without a name the first in use, else the first."""
    named = [location for location in locations if slug in {None, location.slug}]
    if not named:
        raise NotFound
    return next((location for location in named if location.is_active), named[0])


def _resources(definitions: Definitions, location: LocationDefinition, member: Member) -> list[ResourceDefinition]:
    """The resources of a place that a member may see: people first, then what they work with."""
    here = [
        one
        for one in definitions.resources.values()
        if one.location_id == location.id and member.only_resource_id in {None, one.id}
    ]
    return sorted(here, key=lambda one: _KINDS.index(one.kind))


def _only(seen: Sequence[ResourceDefinition], slug: str | None) -> Sequence[ResourceDefinition]:
    chosen = [one for one in seen if slug in {None, one.slug}]
    if slug is not None and not chosen:
        raise NotFound
    return chosen


def _rows_between(
    bookings: "QuerySet[Booking]",
    definitions: Definitions,
    location: LocationDefinition,
    span: Span,
    now: datetime,
) -> list[Booking]:
    longest = max((timedelta(seconds=one.longest) for one in definitions.services.values()), default=_LONGEST)
    rows = bookings.filter(
        location_id=location.id,
        starts_at__gte=to_datetime(span[0]) - max(longest, _LONGEST),
        starts_at__lt=to_datetime(span[1]),
        ends_at__gt=to_datetime(span[0]),
        state__in=_SHOWN,
    )
    rows = rows.exclude(Q(state=State.HELD, deadline_at__lte=now))
    return list(rows.order_by("starts_at", "id").select_related("customer")[:_MOST_SHOWN])


def _waiting(member: Member, now: datetime) -> list[Booking]:
    rows = seen_by(member).filter(state=State.REQUESTED, starts_at__gt=now)
    return list(rows.order_by("starts_at", "id").select_related("customer")[:100])


def _columns(
    scope: Scope,
    definitions: Definitions,
    chosen: Sequence[ResourceDefinition],
    entries: Sequence[EntryView],
    span: Span,
    days: tuple[date, date],
) -> tuple[ColumnView, ...]:
    theirs: defaultdict[str, list[EntryView]] = defaultdict(list)
    for entry in entries:
        for slug in {one.slug for one in entry.booking.assigned}:
            theirs[slug].append(entry)
    blocks = blocks_of(scope, [one.id for one in chosen], span)
    columns = (
        ColumnView(
            slug=one.slug,
            name=one.name,
            kind=one.kind,
            capacity=one.capacity,
            entries=tuple(theirs[one.slug]),
            blocks=tuple(blocks[one.id]),
            open=_open(definitions, one, span, days),
        )
        for one in chosen
    )
    return tuple(column for column in columns if column.is_in_use)


def _open(definitions: Definitions, one: ResourceDefinition, span: Span, days: tuple[date, date]) -> Spans:
    if not one.is_active:
        return ()
    hours = definitions.open_spans(one.id, *days)
    return tuple(hour for hour in hours if overlaps(hour, span))


def blocks_of(scope: Scope, resource_ids: Collection[int], span: Span) -> defaultdict[int, list[BlockView]]:
    """The blocks of resources that touch a span, in order of time."""
    rows = (
        scope.of(Block)
        .filter(resource_id__in=resource_ids, during__overlap=(to_datetime(span[0]), to_datetime(span[1])))
        .order_by("during", "id")
        .values_list("resource_id", "during", "reason")
    )
    found: defaultdict[int, list[BlockView]] = defaultdict(list)
    for resource_id, during, reason in rows:
        found[resource_id].append(BlockView((to_instant(during.lower), to_instant(during.upper)), reason))
    return found


def span_of(day: date, location: LocationDefinition) -> Span:
    """The instants of a date at a place."""
    return day_span(day, location.zone)


def entries_of(member: Member, rows: Sequence[Booking]) -> tuple[EntryView, ...]:
    """Bookings that the member may see, with the customers read beside them, as the desk shows them."""
    views = booking_views(member.organisation.id, rows)
    return tuple(
        EntryView(
            view,
            None
            if row.customer is None
            else CustomerView(row.customer.name, row.customer.email, row.customer.phone),
            row.customer_id,
            row.desk_notes,
        )
        for view, row in zip(views, rows, strict=True)
    )
