"""Building blocks of a demonstration: definitions written down briefly, rows made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from holdfast.data import models


@dataclass(frozen=True, slots=True)
class Need:
    """A role of a service: who can fill it, in which of its phases (all when empty), with which buffers."""

    name: str
    candidates: Sequence[str]
    phases: Sequence[int] = ()
    before: timedelta | None = None
    after: timedelta | None = None
    customer_chooses: bool = False
    units: int = 1


@dataclass(frozen=True, slots=True)
class Offered:
    """A service: its phases in minutes, its needs, its price, and how often it is booked (a weight)."""

    slug: str
    name: str
    description: str
    price_minor: int
    phases: Sequence[tuple[str, int]]
    needs: Sequence[Need]
    weight: int = 1
    needs_approval: bool = False
    settings: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Thing:
    """A resource with its week: weekday → shifts; without one it has the place's hours."""

    slug: str
    name: str
    kind: str
    about: str = ""
    week: Mapping[int, Sequence[tuple[time, time]]] = field(default_factory=dict)


@dataclass(slots=True)
class World:
    """An organisation being built, with its rows by slug."""

    organisation: models.Organisation
    location: models.Location
    now: datetime
    resources: dict[str, models.Resource] = field(default_factory=dict)

    def add_week(
        self, week: Mapping[int, Sequence[tuple[time, time]]], resource: models.Resource | None = None
    ) -> None:
        """Weekly hours of the place, or of one resource."""
        schedule = models.Schedule.objects.create(
            organisation=self.organisation,
            location=None if resource else self.location,
            resource=resource,
        )
        models.ScheduleShift.objects.bulk_create(
            models.ScheduleShift(
                organisation=self.organisation, schedule=schedule, weekday=weekday, opens=opens, closes=closes
            )
            for weekday, shifts in week.items()
            for opens, closes in shifts
        )

    def add_resources(self, things: Sequence[Thing]) -> None:
        """Resources in order, each with its own week if it has one."""
        for position, thing in enumerate(things):
            row = models.Resource.objects.create(
                organisation=self.organisation,
                location=self.location,
                slug=thing.slug,
                name=thing.name,
                kind=thing.kind,
                about=thing.about,
                position=position,
            )
            self.resources[thing.slug] = row
            if thing.week:
                self.add_week(thing.week, row)

    def add_service(self, position: int, offered: Offered) -> None:
        """A service with its phases, requirements and candidates."""
        service = models.Service.objects.create(
            organisation=self.organisation,
            slug=offered.slug,
            name=offered.name,
            description=offered.description,
            price_minor=offered.price_minor,
            currency=self.organisation.currency,
            needs_approval=offered.needs_approval,
            position=position,
            **offered.settings,
        )
        models.ServiceLocation.objects.create(
            organisation=self.organisation, service=service, location=self.location
        )
        phases = [
            models.Phase.objects.create(
                organisation=self.organisation,
                service=service,
                position=number,
                name=name,
                duration=timedelta(minutes=minutes),
            )
            for number, (name, minutes) in enumerate(offered.phases)
        ]
        for number, need in enumerate(offered.needs):
            self._add_need(service, phases, number, need)

    def add_vacation(self, slug: str, first: date, last: date, reason: str) -> None:
        """Dates on which someone is away."""
        models.Closure.objects.create(
            organisation=self.organisation,
            resource=self.resources[slug],
            first_date=first,
            last_date=last,
            reason=reason,
        )

    def add_override(self, slug: str, day: date, opens: time, closes: time, reason: str) -> None:
        """Other hours of someone on one date."""
        override = models.Override.objects.create(
            organisation=self.organisation, resource=self.resources[slug], date=day, reason=reason
        )
        models.OverrideShift.objects.create(
            organisation=self.organisation, override=override, opens=opens, closes=closes
        )

    def _add_need(
        self, service: models.Service, phases: Sequence[models.Phase], position: int, need: Need
    ) -> None:
        requirement = models.Requirement.objects.create(
            organisation=self.organisation,
            service=service,
            name=need.name,
            position=position,
            customer_chooses=need.customer_chooses,
            units=need.units,
            buffer_before=need.before,
            buffer_after=need.after,
        )
        models.RequirementPhase.objects.bulk_create(
            models.RequirementPhase(organisation=self.organisation, requirement=requirement, phase=phases[number])
            for number in need.phases
        )
        models.RequirementCandidate.objects.bulk_create(
            models.RequirementCandidate(
                organisation=self.organisation, requirement=requirement, resource=self.resources[slug]
            )
            for slug in need.candidates
        )
