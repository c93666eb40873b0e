"""What a visitor of a service's page has chosen so far, as its address says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.urls import reverse

from holdfast.actions.holds import Line
from holdfast.core.money import Money
from holdfast.core.policy import seconds
from holdfast.core.refusal import Invalid
from holdfast.queries.catalogue import PlaceView, ServiceView, StaffView, get_service
from holdfast.queries.engine import Wish
from holdfast.queries.organisations import OrganisationView, get_organisation
from holdfast.web.language import PARAMETER
from holdfast.web.parameters import (
    Address,
    read_date,
    read_minutes,
    read_month,
    read_start,
    write_minutes,
    write_start,
)
from holdfast.web.public.choices import Choice, Option, choose_who

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Visit:
    """Choices at a service, each understood; `fixed_staff` when the path itself names a specialist.

    `mistakes` names what the address says and nobody can choose; it is left out of the choices.
    """

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
    mistakes: tuple[str, ...] = ()

    @property
    def wish(self) -> Wish:
        """What is wished for, as queries take it."""
        staff = self.staff.slug if self.staff else None
        return Wish(self.service.slug, self.place.slug, staff, duration=self.duration)

    @property
    def line(self) -> Line:
        """The wish at the chosen time, as actions take it."""
        assert self.starts_at is not None  # noqa: S101 - asked for when there is one
        wish = self.wish
        return Line(wish.service, self.starts_at, wish.location, wish.staff, duration=wish.duration)

    @property
    def length(self) -> int:
        """How long it takes, in seconds: as chosen, else the usual."""
        return self.service.length if self.duration is None else seconds(self.duration)

    @property
    def price(self) -> Money:
        """What it costs at that length."""
        return self.service.price_of(self.length)

    @property
    def colleagues(self) -> tuple[StaffView, ...]:
        """Those to choose from here; nobody when there is no choice to make."""
        people = tuple(self.service.staff_at(self.place.slug))
        return people if len(people) > 1 and not self.fixed_staff else ()

    @property
    def person(self) -> StaffView | None:
        """Whom it is with: as chosen, else the only one there is."""
        people = self.service.staff_at(self.place.slug)
        return self.staff or (people[0] if len(people) == 1 else None)

    @property
    def has_places(self) -> bool:
        """Whether there was a choice of where."""
        return len(self.service.locations) > 1

    @property
    def choices(self) -> list[Choice]:
        """What there is to choose before a time."""
        return [choice for choice in (self._where, self._how_long, self._who) if len(choice.options) > 1]

    @property
    def _where(self) -> Choice:
        places = () if self.fixed_staff else self.service.locations
        return Choice(
            "where",
            tuple(
                Option(
                    place.slug,
                    self.address.but(location=place.slug, staff=None, time=None),
                    place == self.place,
                    place=place,
                )
                for place in places
            ),
        )

    @property
    def _how_long(self) -> Choice:
        lengths = self.service.lengths.all if self.service.lengths else ()
        usual = self.service.length
        return Choice(
            "how-long",
            tuple(
                Option(
                    str(length // 60),
                    self.address.but(duration=None if length == usual else str(length // 60), time=None),
                    length == self.length,
                    length=length,
                )
                for length in lengths
            ),
        )

    @property
    def _who(self) -> Choice:
        links = [
            self.address.but(staff=slug, time=None) for slug in (None, *(one.slug for one in self.colleagues))
        ]
        return choose_who(self.colleagues, self.staff, links)

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


def read_visit(
    query: Mapping[str, str], *, organisation: str, service: str, staff: str | None, language: str | None = None
) -> Visit:
    """The visit an address describes. Refuses with `NotFound`; a choice that is none is a mistake of the visit."""
    business = get_organisation(organisation)
    offered = get_service(organisation_id=business.id, slug=service)
    mistakes: list[str] = []
    wanted_staff = staff or query.get("staff")
    place = understood(mistakes, lambda: _place(offered, query.get("location"), wanted_staff))
    place = place or _place(offered, None, wanted_staff)
    person = understood(mistakes, lambda: _person(offered, place, wanted_staff))
    duration = understood(mistakes, lambda: _duration(offered, query.get("duration")))
    month = understood(mistakes, lambda: read_month(query["month"]) if query.get("month") else None)
    day = understood(mistakes, lambda: read_date(query["date"]) if query.get("date") else None)
    clock = query.get("time")
    start = understood(mistakes, lambda: read_start(day, clock, place.zone) if day and clock else None)
    fixed = person if staff else None
    return Visit(
        organisation=business,
        service=offered,
        place=place,
        staff=person,
        duration=duration,
        fixed_staff=fixed is not None,
        month=month,
        day=day,
        starts_at=start,
        address=Address(
            service_path(business.slug, offered.slug, fixed.slug if fixed else None),
            (
                ("location", place.slug if len(offered.locations) > 1 else None),
                ("staff", person.slug if person and not fixed else None),
                ("duration", write_minutes(duration) if duration else None),
                ("month", f"{month:%Y-%m}" if month else None),
                ("date", day.isoformat() if day else None),
                ("time", clock if start else None),
                (PARAMETER, language),
            ),
        ),
        mistakes=tuple(mistakes),
    )


def understood(mistakes: list[str], read: Callable[[], T | None]) -> T | None:
    """What is read; nothing where it is refused, and then the field is noted as a mistake."""
    try:
        return read()
    except Invalid as refusal:
        mistakes.append(refusal.field)
        return None


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
