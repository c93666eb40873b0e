"""Building blocks of a demonstration: definitions written down briefly, rows made of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from holdfast.actions._images import put_image
from holdfast.actions._pictures import read_logo, read_photo
from holdfast.core.slug import make_slug
from holdfast.data import models
from holdfast.data.scope import Scope

_PICTURES = Path(__file__).parent / "pictures"


@dataclass(frozen=True, slots=True)
class Need:
    """A role of a service: who can fill it, in which of its phases (all when empty), with which buffers.

    Without candidates it is whoever is of the kind and has the skills (names).
    """

    name: str
    candidates: Sequence[str] = ()
    phases: Sequence[int] = ()
    before: timedelta | None = None
    after: timedelta | None = None
    customer_chooses: bool = False
    units: int = 1
    kind: str = ""
    skills: Sequence[str] = ()
    how_many: int = 1
    takes_all: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The minutes a phase may take by the customer's choice."""

    shortest: int
    longest: int
    step: int
    phase: int = 0


@dataclass(frozen=True, slots=True)
class Offered:
    """A service: its phases in minutes, its needs, its price, and how often it is booked (a weight).

    Given at the named places, at all when none is named; of a fixed length, unless there is a `choice`.
    """

    slug: str
    name: str
    description: str
    price_minor: int
    phases: Sequence[tuple[str, int]]
    needs: Sequence[Need]
    weight: int = 1
    needs_approval: bool = False
    settings: Mapping[str, object] = field(default_factory=dict)
    places: Sequence[str] = ()
    choice: Choice | None = None


Week = Mapping[int, Sequence[tuple[time, time]]]


@dataclass(frozen=True, slots=True)
class Place:
    """A location with its week (weekday → shifts), and how many a day wish to book there when it is busy."""

    slug: str
    name: str
    zone: str
    week: Week
    address: str = ""
    holiday_country: str = ""
    holiday_region: str = ""
    wishes: int = 20


@dataclass(frozen=True, slots=True)
class Thing:
    """A resource with its week; without one it has the hours of its place, the first unless another is named."""

    slug: str
    name: str
    kind: str
    about: str = ""
    week: Week = field(default_factory=dict)
    place: str = ""
    skills: Sequence[str] = ()


@dataclass(slots=True)
class World:
    """An organisation being built, with its rows by slug."""

    organisation: models.Organisation
    now: datetime
    locations: dict[str, models.Location] = field(default_factory=dict)
    resources: dict[str, models.Resource] = field(default_factory=dict)
    skills: dict[str, models.Skill] = field(default_factory=dict)

    @property
    def location(self) -> models.Location:
        """The first place: the one meant where none is named."""
        return next(iter(self.locations.values()))

    def add_place(self, place: Place) -> None:
        """A location with its weekly hours."""
        self.locations[place.slug] = models.Location.objects.create(
            organisation=self.organisation,
            slug=place.slug,
            name=place.name,
            zone=place.zone,
            address=place.address,
            holiday_country=place.holiday_country,
            holiday_region=place.holiday_region,
            position=len(self.locations),
        )
        self._add_week(place.week, location=self.locations[place.slug])

    def add_resources(self, things: Sequence[Thing]) -> None:
        """Resources in order, each with its own week if it has one."""
        for position, thing in enumerate(things):
            row = models.Resource.objects.create(
                organisation=self.organisation,
                location=self.locations[thing.place] if thing.place else self.location,
                slug=thing.slug,
                name=thing.name,
                kind=thing.kind,
                about=thing.about,
                position=position,
            )
            self.resources[thing.slug] = row
            if thing.week:
                self._add_week(thing.week, resource=row)
            models.ResourceSkill.objects.bulk_create(
                models.ResourceSkill(organisation=self.organisation, resource=row, skill=self._skill(name))
                for name in thing.skills
            )

    def add_pictures(self, folder: Path) -> None:
        """The logo, and a photo of each resource that has one in the folder."""
        scope = Scope(self.organisation.id)
        put_image(scope, read_logo((folder / "logo.webp").read_bytes()))
        for slug, resource in self.resources.items():
            photo = folder / f"{slug}.webp"
            if photo.exists():
                put_image(scope, read_photo(photo.read_bytes()), resource_id=resource.id)

    def add_service(self, position: int, offered: Offered) -> None:
        """A service with its places, phases, requirements and candidates; of these each place has its own."""
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
        models.ServiceLocation.objects.bulk_create(
            models.ServiceLocation(organisation=self.organisation, service=service, location=self.locations[slug])
            for slug in offered.places or self.locations
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
        if offered.choice is not None:
            _open_choice(phases[offered.choice.phase], offered.choice)
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

    def _add_week(
        self, week: Week, *, location: models.Location | None = None, resource: models.Resource | None = None
    ) -> None:
        schedule = models.Schedule.objects.create(
            organisation=self.organisation, location=location, resource=resource
        )
        models.ScheduleShift.objects.bulk_create(
            models.ScheduleShift(
                organisation=self.organisation, schedule=schedule, weekday=weekday, opens=opens, closes=closes
            )
            for weekday, shifts in week.items()
            for opens, closes in shifts
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
            kind=need.kind,
            how_many=need.how_many,
            takes_all=need.takes_all,
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
        models.RequirementSkill.objects.bulk_create(
            models.RequirementSkill(
                organisation=self.organisation, requirement=requirement, skill=self._skill(name)
            )
            for name in need.skills
        )

    def _skill(self, name: str) -> models.Skill:
        """The skill of a name, made where it is first named."""
        if name not in self.skills:
            self.skills[name] = models.Skill.objects.create(
                organisation=self.organisation, slug=make_slug(name, ()), name=name, position=len(self.skills)
            )
        return self.skills[name]


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who comes: what people there are called, and telephone numbers that reach nobody."""

    first_names: Sequence[str]
    last_names: Sequence[str]
    phones: Sequence[str]


@dataclass(frozen=True, slots=True)
class Example:
    """A demonstration written down; of the `staff`, who can all log in, the first is the owner.

    `exceptions` adds the dates that differ.
    """

    slug: str
    name: str
    about: str
    phone: str
    accent: str
    currency: str
    password: str
    places: Sequence[Place]
    things: Sequence[Thing]
    services: Sequence[Offered]
    staff: Sequence[str]
    crowd: Crowd
    exceptions: Callable[[World], None]

    def email(self, person: str) -> str:
        """An address that does not exist: the domain is reserved (RFC 2606)."""
        return f"{person}@{self.slug}.example"


def build(example: Example, now: datetime) -> World:
    """The definitions of an example, around a moment."""
    organisation = models.Organisation.objects.create(
        slug=example.slug,
        name=example.name,
        about=example.about,
        email=example.email("hello"),
        phone=example.phone,
        accent=example.accent,
        currency=example.currency,
        is_demo=True,
        created_at=now,
    )
    world = World(organisation, now)
    for place in example.places:
        world.add_place(place)
    world.add_resources(example.things)
    world.add_pictures(_PICTURES / example.slug)
    for position, offered in enumerate(example.services):
        world.add_service(position, offered)
    example.exceptions(world)
    return world


def _open_choice(phase: models.Phase, choice: Choice) -> None:
    phase.shortest = timedelta(minutes=choice.shortest)
    phase.longest = timedelta(minutes=choice.longest)
    phase.step = timedelta(minutes=choice.step)
    phase.save(update_fields=["shortest", "longest", "step"])


def next_weekday(day: date, weekday: int) -> date:
    """The first such weekday at least three days on."""
    return day + timedelta(days=3 + (weekday - day.weekday() - 3) % 7)


def monday_after(day: date, weeks: int) -> date:
    """The Monday of the week that is so many weeks on."""
    return day + timedelta(days=7 * weeks - day.weekday())
