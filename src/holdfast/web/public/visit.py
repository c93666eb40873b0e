"""What a visitor of a service's page has chosen so far, as its address says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.urls import reverse

from holdfast.core.money import Money
from holdfast.core.policy import seconds
from holdfast.core.refusal import Invalid
from holdfast.queries.catalogue import PlaceView, ServiceView, StaffView, get_service
from holdfast.queries.engine import Wish
from holdfast.queries.organisations import OrganisationView, get_organisation
from holdfast.web.parameters import (
    Address,
    read_date,
    read_minutes,
    read_month,
    read_start,
    write_minutes,
    write_start,
)


@dataclass(frozen=True, slots=True)
class Visit:
    """Choices at a service, each understood; `fixed_staff` when the path itself names a specialist."""

    organisation: OrganisationView
    service: ServiceView
    place: PlaceView
    staff: StaffView | None
    duration: timedelta | None
    fixed_staff: bool
    month: date | None
    day: date | None
    starts_at: datetime | None
    address: Address

    @property
    def wish(self) -> Wish:
        """What is wished for, as queries take it."""
        staff = self.staff.slug if self.staff else None
        return Wish(self.service.slug, self.place.slug, staff, duration=self.duration)

    @property
    def length(self) -> int:
        """How long it takes, in seconds: as chosen, else the usual."""
        return self.service.length if self.duration is None else seconds(self.duration)

    @property
    def price(self) -> Money:
        """What it costs at that length."""
        return self.service.price_of(self.length)

    @property
    def lengths(self) -> list[tuple[int, str]]:
        """The choice of how long, in seconds, as links; nothing where the length is fixed."""
        if self.service.lengths is None:
            return []
        usual = self.service.length
        minutes = {length: None if length == usual else str(length // 60) for length in self.service.lengths.all}
        return [(length, self.address.but(duration=chosen, time=None)) for length, chosen in minutes.items()]

    @property
    def colleagues(self) -> tuple[StaffView, ...]:
        """Those to choose from here; nobody when there is no choice to make."""
        people = tuple(self.service.staff_at(self.place.slug))
        return people if len(people) > 1 and not self.fixed_staff else ()

    @property
    def people(self) -> list[tuple[StaffView | None, str]]:
        """The choice of who, as links; first anyone."""
        links: list[tuple[StaffView | None, str]] = [(None, self.address.but(staff=None, time=None))]
        links += [(one, self.address.but(staff=one.slug, time=None)) for one in self.colleagues]
        return links if self.colleagues else []

    @property
    def places(self) -> list[tuple[PlaceView, str]]:
        """The choice of where, as links; nothing when there is one place."""
        places = self.service.locations
        links = [(one, self.address.but(location=one.slug, staff=None, time=None)) for one in places]
        return links if len(places) > 1 and not self.fixed_staff else []

    @property
    def times_url(self) -> str:
        """Back to the times of the chosen day."""
        return self.address.but(time=None)

    @property
    def sending_query(self) -> str:
        """The query of the address that the form is sent to."""
        return self.address.but(sent="1").partition("?")[2]

    def at(self, starts_at: datetime) -> "Visit":
        """The same visit with another start chosen."""
        day, clock = write_start(starts_at, self.place.zone)
        choices = {**dict(self.address.choices), "month": None, "date": day, "time": clock}
        address = Address(self.address.path, tuple(choices.items()))
        return replace(self, day=date.fromisoformat(day), starts_at=starts_at, address=address)


def read_visit(query: Mapping[str, str], *, organisation: str, service: str, staff: str | None) -> Visit:
    """The visit an address describes. Refuses with `NotFound`, and `Invalid` for a choice that is none."""
    business = get_organisation(organisation)
    offered = get_service(organisation_id=business.id, slug=service)
    wanted_staff = staff or query.get("staff")
    place = _place(offered, query.get("location"), wanted_staff)
    person = _person(offered, place, wanted_staff)
    duration = _duration(offered, query.get("duration"))
    day = read_date(query["date"]) if query.get("date") else None
    clock = query.get("time") or None
    return Visit(
        organisation=business,
        service=offered,
        place=place,
        staff=person,
        duration=duration,
        fixed_staff=staff is not None,
        month=read_month(query["month"]) if query.get("month") else None,
        day=day,
        starts_at=read_start(day, clock, place.zone) if day and clock else None,
        address=Address(
            service_path(business.slug, offered.slug, staff),
            (
                ("location", place.slug if len(offered.locations) > 1 else None),
                ("staff", person.slug if person and not staff else None),
                ("duration", write_minutes(duration) if duration else None),
                ("month", query.get("month") or None),
                ("date", day.isoformat() if day else None),
                ("time", clock),
            ),
        ),
    )


def _duration(service: ServiceView, minutes: str | None) -> timedelta | None:
    """The chosen length; nothing chosen is the usual one, under one address."""
    if not minutes:
        return None
    wanted = read_minutes(minutes)
    if seconds(wanted) == service.length:
        return None
    if service.lengths is None or not service.lengths.offers(seconds(wanted)):
        raise Invalid(field="duration", reason="is no length of this service")
    return wanted


def service_path(organisation: str, service: str, staff: str | None = None) -> str:
    """The path of a service's page, for one specialist or for all."""
    if staff is None:
        return reverse("public:service", args=[organisation, service])
    return reverse("public:service_with", args=[organisation, service, staff])


def _place(service: ServiceView, slug: str | None, staff: str | None) -> PlaceView:
    """The named place; else where the named specialist is; else the first."""
    slug = slug or next((one.location_slug for one in service.staff if one.slug == staff), None)
    for place in service.locations:
        if not slug or place.slug == slug:
            return place
    raise Invalid(field="location", reason="is no place where this service is given")


def _person(service: ServiceView, place: PlaceView, slug: str | None) -> StaffView | None:
    if not slug:
        return None
    for person in service.staff_at(place.slug):
        if person.slug == slug:
            return person
    raise Invalid(field="staff", reason="is nobody who can be chosen for this service")
