"""Bookings and holds as people and programs see them."""

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from holdfast.core.booking import LIVE, MOVABLE, State
from holdfast.core.contact import Contact
from holdfast.core.interval import Instant
from holdfast.core.money import Money
from holdfast.core.policy import Policy
from holdfast.core.refusal import NotFound
from holdfast.core.walltime import to_instant
from holdfast.data.models import Assignment, Basket, Booking
from holdfast.data.scope import Scope
from holdfast.queries.definitions import Definitions, get_definitions


@dataclass(frozen=True, slots=True)
class AssignedView:
    """A resource that fills a role of a booking."""

    role_id: int
    resource_id: int
    role: str
    slug: str
    name: str
    kind: str
    is_customers_choice: bool


@dataclass(frozen=True, slots=True)
class BookingView:
    """One booking, without its customer."""

    id: int
    public_id: UUID
    token_version: int
    ref: str
    state: State
    service_slug: str
    service_name: str
    location_slug: str
    location_name: str
    address: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    quantity: int
    price: Money
    policy: Policy
    notes: str
    deadline_at: datetime | None
    sequence: int
    created_at: datetime
    assigned: tuple[AssignedView, ...]

    @property
    def staff(self) -> AssignedView | None:
        """Whom the customer meets: the role they may choose, else the first person."""
        return next(iter(self.party), None)

    @property
    def party(self) -> tuple[AssignedView, ...]:
        """All whom, and all that, the customer may choose; else the first person."""
        people = (one for one in self.assigned if one.kind == "person")
        return self.chosen or tuple(islice(people, 1))

    @property
    def chosen(self) -> tuple[AssignedView, ...]:
        """Who and what fills the roles in which the customer may choose, each once."""
        found = {one.resource_id: one for one in self.assigned if one.is_customers_choice}
        return tuple(found.values())

    def named(self, among: Container[str], *, besides: int | None = None) -> str | None:
        """Those of the chosen who are among some slugs, as a wish names them; `besides`: but not of a role."""
        slugs = [one.slug for one in self.chosen if one.slug in among and one.role_id != besides]
        return ",".join(slugs) or None

    @property
    def duration(self) -> timedelta:
        """How long the customer is there."""
        return self.ends_at - self.starts_at

    @property
    def is_live(self) -> bool:
        """Whether it takes its time."""
        return self.state in LIVE

    def may_change(self, now: datetime) -> bool:
        """Whether its customer may still cancel or move it."""
        moment: Instant = to_instant(now)
        return self.state in MOVABLE and self.policy.may_change(starts_at=to_instant(self.starts_at), now=moment)


@dataclass(frozen=True, slots=True)
class HoldView:
    """A hold with its lines; `typed` is for the customer who typed it, and for nobody else."""

    public_id: UUID
    token_version: int
    extensions: int
    bookings: tuple[BookingView, ...]
    expires_at: datetime | None
    typed: Contact

    @property
    def state(self) -> State:
        """The state its lines share."""
        return self.bookings[0].state

    @property
    def has_details(self) -> bool:
        """Whether a name and an address are kept on it."""
        return bool(self.typed.name and self.typed.email)

    @property
    def total(self) -> Money:
        """What all lines cost together."""
        total = self.bookings[0].price
        for booking in self.bookings[1:]:
            total += booking.price
        return total


@dataclass(frozen=True, slots=True)
class CustomerView:
    """Who booked."""

    name: str
    email: str
    phone: str


def get_booking(*, organisation_id: int, booking_id: int) -> BookingView:
    """A booking whose id access has granted. Refuses with `NotFound`."""
    views = booking_views(organisation_id, Scope(organisation_id).of(Booking).filter(id=booking_id))
    if not views:
        raise NotFound
    return views[0]


def get_hold(*, organisation_id: int, basket_id: int) -> HoldView:
    """A hold whose id access has granted. Refuses with `NotFound`."""
    scope = Scope(organisation_id)
    basket = scope.of(Basket).filter(id=basket_id).first()
    bookings = booking_views(organisation_id, scope.of(Booking).filter(basket_id=basket_id).order_by("position"))
    if basket is None or not bookings:
        raise NotFound
    return HoldView(
        public_id=basket.public_id,
        token_version=basket.token_version,
        extensions=basket.extensions,
        bookings=tuple(bookings),
        expires_at=bookings[0].deadline_at if bookings[0].state == State.HELD else None,
        typed=Contact(basket.typed_name, basket.typed_email, basket.typed_phone, basket.typed_notes),
    )


def booking_views(organisation_id: int, rows: Iterable[Booking]) -> list[BookingView]:
    """Rows as values, in their order; three statements however many."""
    scope, bookings = Scope(organisation_id), list(rows)
    if not bookings:
        return []
    definitions = get_definitions(scope)
    services = {service.id: service for service in definitions.services.values()}
    assigned = _assigned(scope, definitions, [booking.id for booking in bookings])
    return [
        _view(row, services[row.service_id], definitions.locations[row.location_id], assigned[row.id])
        for row in bookings
    ]


def _view(row: Booking, service: Any, location: Any, assigned: Sequence[AssignedView]) -> BookingView:
    return BookingView(
        id=row.id,
        public_id=row.public_id,
        token_version=row.token_version,
        ref=row.ref,
        state=State(row.state),
        service_slug=service.slug,
        service_name=service.name,
        location_slug=location.slug,
        location_name=location.name,
        address=location.address,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        zone=row.zone,
        quantity=row.quantity,
        price=Money(row.price_minor, row.currency),
        policy=Policy.from_json(row.policy),
        notes=row.notes,
        deadline_at=row.deadline_at,
        sequence=row.sequence,
        created_at=row.created_at,
        assigned=tuple(assigned),
    )


def _assigned(
    scope: Scope, definitions: Definitions, booking_ids: Sequence[int]
) -> defaultdict[int, list[AssignedView]]:
    rows = (
        scope.of(Assignment)
        .filter(booking_id__in=booking_ids)
        .order_by("requirement__position", "requirement_id")
        .values_list(
            "booking_id", "requirement_id", "resource_id", "requirement__name", "requirement__customer_chooses"
        )
    )
    found: defaultdict[int, list[AssignedView]] = defaultdict(list)
    for booking_id, role_id, resource_id, role, is_choice in rows:
        one = definitions.resources[resource_id]
        found[booking_id].append(AssignedView(role_id, resource_id, role, one.slug, one.name, one.kind, is_choice))
    return found
