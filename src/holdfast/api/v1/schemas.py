"""What travels: requests are read strictly (unknown fields are refused), answers are what they say."""

import re
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import Path, Schema
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field, WithJsonSchema

from holdfast.actions.holds import MOST_LINES
from holdfast.core.booking import State
from holdfast.core.slug import LONGEST, PATTERN

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _written_as_moment(value: Any) -> Any:
    """Pydantic alone would take numbers too, and times without seconds."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise ValueError("must be a time with seconds and an offset (RFC 3339), such as 2026-12-04T11:30:00Z")
    return value


def _written_as_day(value: Any) -> Any:
    """Pydantic alone would take a number of seconds too."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("must be a date such as 2026-12-04")
    return value


def _whole(value: Any) -> Any:
    """JSON has one kind of number: 2.0 is an integer there (JSON Schema 2020-12)."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _in_range(moment: AwareDatetime) -> AwareDatetime:
    if not 1971 <= moment.year <= 9000:
        raise ValueError("is out of range")
    return moment


Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_written_as_moment),
    AfterValidator(_in_range),
    WithJsonSchema(
        {
            "type": "string",
            "format": "date-time",
            "description": "RFC 3339 with an offset, from 1971 to 9000",
            "examples": ["2026-12-04T11:30:00Z"],
        }
    ),
]
Day = Annotated[date, BeforeValidator(_written_as_day)]
# Named here because it stands in the prefix under which the routers hang.
Org = Annotated[str, Path(description="The business's slug")]
Quantity = Annotated[int, BeforeValidator(_whole), Field(ge=1, le=100, strict=True)]
MOST_MINUTES = 527_040
Minutes = Annotated[int, BeforeValidator(_whole), Field(ge=1, le=MOST_MINUTES, strict=True)]
Slug = Annotated[str, Field(max_length=LONGEST, pattern=f"^{PATTERN}$")]
MOST_NAMED = 6
Named = Annotated[
    str,
    Field(
        max_length=(LONGEST + 1) * MOST_NAMED,
        pattern=f"^{PATTERN}(,{PATTERN}){{0,{MOST_NAMED - 1}}}$",
        description="Who or what the customer wants (a slug); of several, with commas, each where it can be",
    ),
]
StateName = Annotated[str, Field(json_schema_extra={"enum": [state.value for state in State]})]


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


class RoleOut(Schema):
    """What a service needs; `choices` are those whom a customer may choose for it."""

    name: str
    customer_chooses: bool
    choices: list[str]


class ServiceOut(Schema):
    """What can be booked; `duration_minutes` is the usual length, `lengths` the others that may be asked for."""

    slug: str
    name: str
    description: str
    price: PriceOut
    duration_minutes: int
    lengths: LengthsOut | None
    needs_approval: bool
    roles: list[RoleOut]
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


class FreeOut(SlotOut):
    """A start that can be booked, of a service at a place."""

    service: str
    location: str


class FreeListOut(Schema):
    """Starts of any services and places, in order of time."""

    slots: list[FreeOut]


class LineIn(Request):
    """What to hold or book.

    Without `staff` anyone, without `location` the service's first place, without `duration` (minutes) the usual.
    """

    service: Slug
    starts_at: Moment
    location: Slug | None = None
    staff: Named | None = None
    quantity: Quantity = 1
    duration: Minutes | None = None


# With `lines`, what belongs into a line may stand beside them only as null.
_BESIDE_LINES: dict[str, Any] = {
    "lines": {"type": "array"},
    **{name: {"type": "null"} for name in LineIn.model_fields},
}


class HoldIn(Request):
    """One line, or several under `lines`: all of them or none."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                {"required": ["service", "starts_at"], "properties": {"lines": {"type": "null"}}},
                {"required": ["lines"], "properties": _BESIDE_LINES},
            ]
        }
    )

    service: Slug | None = None
    starts_at: Moment | None = None
    location: Slug | None = None
    staff: Named | None = None
    quantity: Quantity | None = None
    duration: Minutes | None = None
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=MOST_LINES)] | None = None


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
    state: StateName
    expires_at: AwareDatetime | None
    lines: list[HeldLineOut]


class ExtendedOut(Schema):
    """Until when a hold now stands."""

    expires_at: AwareDatetime


class CustomerIn(Request):
    """Who books."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    email: Annotated[str, Field(min_length=3, max_length=254, json_schema_extra={"format": "email"})]
    phone: Annotated[str, Field(max_length=40)] | None = None


class ConfirmIn(Request):
    """Makes bookings of a hold."""

    customer: CustomerIn
    notes: Annotated[str, Field(max_length=2000)] | None = None


class BookIn(HoldIn, ConfirmIn):
    """What to book at once, and for whom."""


class RescheduleIn(Request):
    """The new start; without `staff` those the customer chose stay, with `null` it may be anyone."""

    starts_at: Moment
    staff: Named | None = None


class BookedOut(Schema):
    """A booking just made; `token` opens it, `manage_url` is for the customer."""

    ref: str
    state: StateName
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    manage_url: str
    token: str


class ConfirmedOut(Schema):
    """The bookings of a hold."""

    bookings: list[BookedOut]


class SubstituteOut(Schema):
    """A free start in place of a booking, of the same length and for as many; `staff`: with whom, as one asks."""

    service: str
    location: str
    staff: str | None
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class SubstitutesOut(Schema):
    """What is offered in place of a booking, at most four: the same time first."""

    substitutes: list[SubstituteOut]


class BookingOut(Schema):
    """A booking, to whoever has its token; with `substitutes` where the business ended it."""

    ref: str
    state: StateName
    service: str
    location: str
    staff: str | None
    quantity: int
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    zone: str
    price: PriceOut
    substitutes: list[SubstituteOut]


class NothingIn(Request):
    """An empty object; the body may as well be left out."""


class FieldProblemOut(Schema):
    """A field that cannot be used, as it stands in what was sent, and why."""

    field: str
    reason: str


class ProblemOut(Schema):
    """RFC 9457; decide by `code`, which is stable. `title` is a sentence for developers.

    `field` and `reason` name what cannot be used (`errors` where there are several), `line` the line of a request
    with several, `state` and `wanted` a change that is not possible.
    """

    type: str
    title: str
    status: int
    code: str
    field: str | None = None
    reason: str | None = None
    errors: list[FieldProblemOut] | None = None
    line: int | None = None
    state: str | None = None
    wanted: str | None = None
