"""Organisations, their services, and when those can be booked."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated, TypedDict
from zoneinfo import ZoneInfo

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import BaseModel, Field

from holdfast.api.v1.requests import enter, read_duration, read_times, read_zone
from holdfast.api.v1.schemas import (
    MOST_MINUTES,
    Day,
    DaysOut,
    LengthsOut,
    LocationsOut,
    Moment,
    Org,
    OrganisationOut,
    PlaceOut,
    PriceOut,
    ServiceOut,
    ServicesOut,
    SlotsOut,
    Slug,
    StaffOut,
)
from holdfast.core.refusal import Invalid
from holdfast.queries import availability, catalogue
from holdfast.queries.engine import Wish

router = Router(tags=["Services"])


class Wished(BaseModel):
    """What is wished for, as the query of an address says it."""

    location: Slug | None = None
    staff: Slug | None = None
    quantity: Annotated[int, Field(ge=1, le=100, description="How many at once")] = 1
    duration: Annotated[
        int | None,
        Field(ge=1, le=MOST_MINUTES, description="How long, where the service leaves it to the customer"),
    ] = None

    def of(self, service: str) -> Wish:
        """The wish for a service."""
        return Wish(service, self.location, self.staff, self.quantity, read_duration(self.duration))


class WishedDates(Wished):
    """What is wished for, on which dates."""

    first: Annotated[Day, Field(alias="from", description="The first date, at the place")]
    last: Annotated[Day, Field(alias="to", description="The last date, included")]
    tz: Annotated[
        str | None, Field(max_length=100, description="Whose dates are meant (IANA name); else the place's")
    ] = None


@router.get("", response={200: OrganisationOut}, auth=None, summary="A business")
def read_organisation(request: HttpRequest, org: Org) -> OrganisationOut:
    """The business of a slug."""
    found = enter(request, org, timezone.now())
    return OrganisationOut(
        slug=found.slug,
        name=found.name,
        email=found.email,
        phone=found.phone,
        currency=found.currency,
        language=found.language,
    )


@router.get("/locations", response={200: LocationsOut}, auth=None, summary="Where it is")
def read_locations(request: HttpRequest, org: Org) -> LocationsOut:
    """The places of a business."""
    places = catalogue.list_locations(organisation_id=enter(request, org, timezone.now()).id)
    return LocationsOut(locations=[_place(place) for place in places])


@router.get("/services", response={200: ServicesOut}, auth=None, summary="What can be booked")
def read_services(request: HttpRequest, org: Org) -> ServicesOut:
    """The services customers can book, in the business's order."""
    services = catalogue.list_services(organisation_id=enter(request, org, timezone.now()).id)
    return ServicesOut(services=[_service(service) for service in services])


@router.get("/services/{service}", response={200: ServiceOut}, auth=None, summary="A service")
def read_service(request: HttpRequest, org: Org, service: str) -> ServiceOut:
    """One service, with its people and places."""
    return _service(catalogue.get_service(organisation_id=enter(request, org, timezone.now()).id, slug=service))


@router.get("/services/{service}/days", response={200: DaysOut}, auth=None, summary="Free starts a day")
def read_days(
    request: HttpRequest,
    org: Org,
    service: str,
    wished: Query[WishedDates],
) -> HttpResponse:
    """Each date from `from` to `to`, both included (at most 366), with its number of free starts."""
    now = timezone.now()
    read = partial(
        availability.list_days,
        **_asked(service, wished),
        now=now,
    )
    days = read_times(request, org, now, read)
    return _json({"days": [{"date": day.date, "free": day.free} for day in days]})


@router.get("/services/{service}/slots", response={200: SlotsOut}, auth=None, summary="Free starts")
def read_slots(
    request: HttpRequest,
    org: Org,
    service: str,
    wished: Query[WishedDates],
) -> HttpResponse:
    """The starts that can be booked on dates from `from` to `to`, both included (at most 31)."""
    if (wished.last - wished.first).days > 30:
        raise Invalid(field="to", reason="is more than 31 days from the first date")
    now = timezone.now()
    read = partial(
        availability.list_slots,
        **_asked(service, wished),
        now=now,
    )
    return _slots(read_times(request, org, now, read))


@router.get("/services/{service}/next", response={200: SlotsOut}, auth=None, summary="The next free starts")
def read_next(
    request: HttpRequest,
    org: Org,
    service: str,
    wished: Query[Wished],
    after: Moment | None = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 1,
) -> HttpResponse:
    """The first starts that can be booked at or after a moment (now, if none is given)."""
    now = timezone.now()
    read = partial(
        availability.next_slots,
        wish=wished.of(service),
        after=after or now,
        now=now,
        limit=limit,
    )
    return _slots(read_times(request, org, now, read))


def _slots(slots: Sequence[availability.SlotView]) -> HttpResponse:
    # Straight to JSON: it comes from the engine, not from outside, and there may be thousands.
    return _json(
        {
            "slots": [
                {"starts_at": slot.starts_at, "ends_at": slot.ends_at, "staff": slot.staff, "left": slot.left}
                for slot in slots
            ]
        }
    )


def _json(body: dict[str, object]) -> HttpResponse:
    return HttpResponse(
        orjson.dumps(body, option=orjson.OPT_UTC_Z), content_type="application/json; charset=utf-8"
    )


def _asked(service: str, wished: WishedDates) -> "_Asked":
    if wished.last < wished.first:
        raise Invalid(field="from", reason="is after to")
    return {
        "wish": wished.of(service),
        "first": wished.first,
        "last": wished.last,
        "zone": read_zone(wished.tz),
    }


class _Asked(TypedDict):
    wish: Wish
    first: date
    last: date
    zone: ZoneInfo | None


def _service(service: catalogue.ServiceView) -> ServiceOut:
    return ServiceOut(
        slug=service.slug,
        name=service.name,
        description=service.description,
        price=PriceOut(minor=service.price.minor, currency=service.price.currency),
        duration_minutes=service.length // 60,
        lengths=_lengths(service),
        needs_approval=service.policy.needs_approval,
        staff=[StaffOut(slug=one.slug, name=one.name, location=one.location_slug) for one in service.staff],
        locations=[_place(place) for place in service.locations],
    )


def _lengths(service: catalogue.ServiceView) -> LengthsOut | None:
    choice = service.lengths
    if choice is None:
        return None
    return LengthsOut(
        shortest_minutes=choice.shortest // 60,
        longest_minutes=choice.longest // 60,
        step_minutes=choice.step // 60,
    )


def _place(place: catalogue.PlaceView) -> PlaceOut:
    return PlaceOut(slug=place.slug, name=place.name, address=place.address, zone=place.zone.key)
