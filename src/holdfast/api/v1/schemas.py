"""What travels: requests are read strictly (unknown fields are refused), answers are what they say."""

from datetime import date
from typing import Annotated
from uuid import UUID

from ninja import Path, Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field


def _in_range(moment: AwareDatetime) -> AwareDatetime:
    if not 1971 <= moment.year <= 9000:
        raise ValueError("is out of range")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_in_range)]
# Named here because it stands in the prefix under which the routers hang.
Org = Annotated[str, Path(description="The business's slug")]
Quantity = Annotated[int, Field(ge=1, le=100, strict=True)]
MOST_MINUTES = 527_040
Minutes = Annotated[int, Field(ge=1, le=MOST_MINUTES, strict=True)]
Slug = Annotated[str, Field(max_length=60)]


class Request(Schema):
    """A body: what it does not know it refuses, rather than swallowing it."""

    model_config = ConfigDict(extra="forbid", str_max_length=4000)


class PriceOut(Schema):
    """An amount in minor units of a currency (ISO 4217)."""

    minor: int
    currency: str


class PlaceOut(Schema):
    """Where services are given; `zone` is an IANA name."""

    slug: str
    name: str
    address: str
    zone: str


class StaffOut(Schema):
    """Someone who can be chosen for a service."""

    slug: str
    name: str
    location: str


class OrganisationOut(Schema):
    """A business."""

    slug: str
    name: str
    email: str
    phone: str
    currency: str
    language: str


class LengthsOut(Schema):
    """The lengths to choose from, in minutes; the price is in proportion."""

    shortest_minutes: int
    longest_minutes: int
    step_minutes: int


class ServiceOut(Schema):
    """What can be booked; `duration_minutes` is the usual length, `lengths` the others that may be asked for."""

    slug: str
    name: str
    description: str
    price: PriceOut
    duration_minutes: int
    lengths: LengthsOut | None
    needs_approval: bool
    staff: list[StaffOut]
    locations: list[PlaceOut]


class LocationsOut(Schema):
    """All places of a business."""

    locations: list[PlaceOut]


class ServicesOut(Schema):
    """All services customers can book."""

    services: list[ServiceOut]


class DayOut(Schema):
    """A date at the place, and how many starts are free on it."""

    date: date
    free: int


class DaysOut(Schema):
    """Each date asked for."""

    days: list[DayOut]


class SlotOut(Schema):
    """A start that can be booked; `staff` are those who could be chosen, `left` how many could still book it."""

    starts_at: AwareDatetime
    ends_at: AwareDatetime
    staff: list[str]
    left: int


class SlotsOut(Schema):
    """Starts in order of time."""

    slots: list[SlotOut]


class LineIn(Request):
    """What to hold or book.

    Without `staff` anyone, without `location` the service's first place, without `duration` (minutes) the usual.
    """

    service: Slug
    starts_at: Moment
    location: Slug | None = None
    staff: Slug | None = None
    quantity: Quantity = 1
    duration: Minutes | None = None


class HoldIn(Request):
    """One line, or several under `lines`: all of them or none."""

    service: Slug | None = None
    starts_at: Moment | None = None
    location: Slug | None = None
    staff: Slug | None = None
    quantity: Quantity | None = None
    duration: Minutes | None = None
    lines: list[LineIn] | None = None


class HeldLineOut(Schema):
    """What is held."""

    service: str
    location: str
    staff: str | None
    quantity: int
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    zone: str
    price: PriceOut


class HoldOut(Schema):
    """A hold; `token` opens it and is shown to nobody else."""

    id: UUID
    token: str
    expires_at: AwareDatetime
    lines: list[HeldLineOut]


class HoldStateOut(Schema):
    """A hold as it is now; `expires_at` is empty once it has ended."""

    id: UUID
    state: str
    expires_at: AwareDatetime | None
    lines: list[HeldLineOut]


class ExtendedOut(Schema):
    """Until when a hold now stands."""

    expires_at: AwareDatetime


class CustomerIn(Request):
    """Who books."""

    name: str
    email: str
    phone: str | None = None


class ConfirmIn(Request):
    """Makes bookings of a hold."""

    customer: CustomerIn
    notes: str | None = None


class BookIn(HoldIn, ConfirmIn):
    """What to book at once, and for whom."""


class RescheduleIn(Request):
    """The new start; without `staff` the person stays."""

    starts_at: Moment
    staff: Slug | None = None


class BookedOut(Schema):
    """A booking just made; `token` opens it, `manage_url` is for the customer."""

    ref: str
    state: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    manage_url: str
    token: str


class ConfirmedOut(Schema):
    """The bookings of a hold."""

    bookings: list[BookedOut]


class BookingOut(Schema):
    """A booking, to whoever has its token."""

    ref: str
    state: str
    service: str
    location: str
    staff: str | None
    quantity: int
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    zone: str
    price: PriceOut


class ProblemOut(Schema):
    """RFC 9457; `code` is stable, `title` a sentence for developers, `field` names what cannot be used."""

    type: str
    title: str
    status: int
    code: str
    field: str | None = None
    reason: str | None = None
