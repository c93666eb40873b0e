"""Asking for times: what travels, and how starts are told."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, TypedDict
from zoneinfo import ZoneInfo

import orjson
from django.http import HttpResponse
from pydantic import BaseModel, Field

from holdfast.api.v1.requests import read_duration, read_zone
from holdfast.api.v1.schemas import MOST_MINUTES, Day, Named, Slug
from holdfast.core.refusal import Invalid
from holdfast.core.slug import LONGEST, PATTERN
from holdfast.queries.availability import SlotView
from holdfast.queries.engine import Wish
from holdfast.queries.next_free import MOST_SERVICES, FreeView, Wanted

MOST_DAYS_OF_SLOTS = 31


class Asked(TypedDict):
    """Dates as queries take them."""

    first: date
    last: date
    zone: ZoneInfo | None


class Wished(BaseModel):
    """What is wished for, as the query of an address says it."""

    location: Slug | None = None
    staff: Named | None = None
    quantity: Annotated[int, Field(ge=1, le=100, description="How many at once")] = 1
    duration: Annotated[
        int | None,
        Field(ge=1, le=MOST_MINUTES, description="How long, where the service leaves it to the customer"),
    ] = None

    def of(self, service: str) -> Wish:
        """The wish for a service."""
        return Wish(service, self.location, self.staff, self.quantity, read_duration(self.duration))


class WishedAnywhere(Wished):
    """What would do, of any service: as the query of an address says it."""

    services: Annotated[
        str | None,
        Field(
            pattern=f"^{PATTERN}(,{PATTERN}){{0,{MOST_SERVICES - 1}}}$",
            max_length=MOST_SERVICES * (LONGEST + 1),
            description="Any of these (slugs, with commas between); else any that can be booked",
        ),
    ] = None

    @property
    def wanted(self) -> Wanted:
        """What would do, as queries take it."""
        services = tuple(self.services.split(",")) if self.services else ()
        return Wanted(services, self.location, self.staff, self.quantity, read_duration(self.duration))


class Dates(BaseModel):
    """From one date to another."""

    first: Annotated[Day, Field(alias="from", description="The first date, at the place")]
    last: Annotated[Day, Field(alias="to", description="The last date, included")]
    tz: Annotated[
        str | None, Field(max_length=100, description="Whose dates are meant (IANA name); else the place's")
    ] = None

    def asked(self, *, most_days: int | None = None) -> Asked:
        """The dates as queries take them. Refuses with `Invalid` what is out of order, too long, or no zone."""
        if most_days is not None and (self.last - self.first).days >= most_days:
            raise Invalid(field="to", reason=f"is more than {most_days} days from the first date")
        if self.last < self.first:
            raise Invalid(field="from", reason="is after to")
        return {"first": self.first, "last": self.last, "zone": read_zone(self.tz)}


class WishedDates(Wished, Dates):
    """What is wished for, on which dates."""


def show_slots(slots: Sequence[SlotView]) -> HttpResponse:
    """Starts in order of time."""
    # Straight to JSON: it comes from the engine, not from outside, and there may be thousands.
    return show_json({"slots": [slot_body(slot) for slot in slots]})


def show_free(found: Sequence[FreeView]) -> HttpResponse:
    """Starts of several services and places, in order of time."""
    return show_json(
        {"slots": [{"service": one.service, "location": one.location, **slot_body(one.slot)} for one in found]}
    )


def slot_body(slot: SlotView) -> dict[str, object]:
    """A start as it travels."""
    return {"starts_at": slot.starts_at, "ends_at": slot.ends_at, "staff": slot.staff, "left": slot.left}


def show_json(body: dict[str, object]) -> HttpResponse:
    """An answer of our own making, without a look at its shape."""
    return HttpResponse(
        orjson.dumps(body, option=orjson.OPT_UTC_Z), content_type="application/json; charset=utf-8"
    )
