"""Organisations, their services, and when those can be booked."""

from functools import partial
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from holdfast.api.v1.reasons import WhyOut, show_why
from holdfast.api.v1.requests import enter, read_times
from holdfast.api.v1.schemas import (
    DaysOut,
    FreeListOut,
    LengthsOut,
    LocationsOut,
    Moment,
    Org,
    OrganisationOut,
    PlaceOut,
    PriceOut,
    RoleOut,
    ServiceOut,
    ServicesOut,
    SlotsOut,
    StaffOut,
)
from holdfast.api.v1.times import (
    MOST_DAYS_OF_SLOTS,
    Wished,
    WishedAnywhere,
    WishedDates,
    show_free,
    show_json,
    show_slots,
)
from holdfast.queries import availability, catalogue, next_free, why

router = Router(tags=["Services"])


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
        wish=wished.of(service),
        **wished.asked(),
        now=now,
    )
    days = read_times(request, org, now, read)
    return show_json({"days": [{"date": day.date, "free": day.free} for day in days]})


@router.get("/services/{service}/slots", response={200: SlotsOut}, auth=None, summary="Free starts")
def read_slots(
    request: HttpRequest,
    org: Org,
    service: str,
    wished: Query[WishedDates],
) -> HttpResponse:
    """The starts that can be booked on dates from `from` to `to`, both included (at most 31)."""
    now = timezone.now()
    read = partial(
        availability.list_slots,
        wish=wished.of(service),
        **wished.asked(most_days=MOST_DAYS_OF_SLOTS),
        now=now,
    )
    return show_slots(read_times(request, org, now, read))


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
    return show_slots(read_times(request, org, now, read))


@router.get("/services/{service}/why", response={200: WhyOut}, auth=None, summary="Why a start is not free")
def read_why(
    request: HttpRequest,
    org: Org,
    service: str,
    wished: Query[Wished],
    starts_at: Moment,
) -> HttpResponse:
    """Whether the service can start at a moment, every reason why not, and the nearest starts that can be booked.

    What is said is what anybody may know: not who is busy, nor with what.
    """
    now = timezone.now()
    read = partial(why.explain_start, wish=wished.of(service), starts_at=starts_at, now=now)
    return show_why(read_times(request, org, now, read))


@router.get("/next", response={200: FreeListOut}, auth=None, summary="The next free starts of all")
def read_free(
    request: HttpRequest,
    org: Org,
    wished: Query[WishedAnywhere],
    after: Moment | None = None,
    limit: Annotated[int, Query(ge=1, le=next_free.MOST_FREE)] = 1,
) -> HttpResponse:
    """The first starts at or after a moment (now, if none is given) across services, places and people.

    What cannot be asked of a service (this place, this person, so long, so many) leaves it out; what can be asked
    of none is refused. Without `services`, the first fifty are looked at.
    """
    now = timezone.now()
    organisation = enter(request, org, now)
    return show_free(
        next_free.next_free(
            organisation_id=organisation.id, wanted=wished.wanted, after=after or now, now=now, limit=limit
        )
    )


def _service(service: catalogue.ServiceView) -> ServiceOut:
    return ServiceOut(
        slug=service.slug,
        name=service.name,
        description=service.description,
        price=PriceOut(minor=service.price.minor, currency=service.price.currency),
        duration_minutes=service.length // 60,
        lengths=_lengths(service),
        needs_approval=service.policy.needs_approval,
        roles=[
            RoleOut(name=one.name, customer_chooses=one.customer_chooses, choices=list(one.choices))
            for one in service.roles
        ],
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
