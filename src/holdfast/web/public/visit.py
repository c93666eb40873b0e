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
from holdfast.queries.catalogue import PlaceView, ServiceView, get_service
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
from holdfast.web.public.choices import Choice, Option
from holdfast.web.public.party import Party, read_party

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Visit:
    """Choices at a service, each understood; `party` with whom, some of it perhaps by the path itself.

    `mistakes` names what the address says and nobody can choose; it is left out of the choices.
    """

    organisation: OrganisationView
    service: ServiceView
    place: PlaceView
    party: Party
    duration: timedelta | None
    month: date | None
    day: date | None
    starts_at: datetime | None
    address: Address
    mistakes: tuple[str, ...] = ()

    @property
    def wish(self) -> Wish:
        """What is wished for, as queries take it."""
        return Wish(self.service.slug, self.place.slug, self.party.slugs, duration=self.duration)

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
    def has_places(self) -> bool:
        """Whether there was a choice of where."""
        return len(self.service.locations) > 1

    @property
    def choices(self) -> list[Choice]:
        """What there is to choose before a time."""
        who = self.party.choices(lambda written: self.address.but(staff=written, time=None))
        return [choice for choice in (self._where, self._how_long, *who) if len(choice.options) > 1]

    @property
    def _where(self) -> Choice:
        places = () if self.party.fixed else self.service.locations
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
            key="where",
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
            key="how-long",
        )

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
    named = staff or query.get("staff")
    place = understood(mistakes, lambda: _place(offered, query.get("location"), named))
    place = place or _place(offered, None, named)
    groups = offered.groups_at(place.slug)
    party = understood(mistakes, lambda: read_party(groups, query.get("staff"), fixed=staff)) or Party(groups)
    duration = understood(mistakes, lambda: _duration(offered, query.get("duration")))
    month = understood(mistakes, lambda: read_month(query["month"]) if query.get("month") else None)
    day = understood(mistakes, lambda: read_date(query["date"]) if query.get("date") else None)
    clock = query.get("time")
    start = understood(mistakes, lambda: read_start(day, clock, place.zone) if day and clock else None)
    return Visit(
        organisation=business,
        service=offered,
        place=place,
        party=party,
        duration=duration,
        month=month,
        day=day,
        starts_at=start,
        address=Address(
            service_path(business.slug, offered.slug, party.fixed.slug if party.fixed else None),
            (
                ("location", place.slug if len(offered.locations) > 1 else None),
                ("staff", party.written),
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
    """The named place; else where one of those named is; else the first."""
    named = (staff or "").split(",")
    slug = slug or next((one.location_slug for one in service.staff if one.slug in named), None)
    for place in service.locations:
        if not slug or place.slug == slug:
            return place
    raise Invalid(field="location", reason="is no place where this service is given")
