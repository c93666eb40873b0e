"""What can be booked and when: read rarely, kept per process under the organisation's version number.

The version is read again in the same statement as the busy rows (`queries/busy.py`), so what is kept is never
older than what it is combined with.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from zoneinfo import ZoneInfo

from holdfast.core.interval import Span, Spans
from holdfast.core.lengths import Lengths
from holdfast.core.limits import Cap, caps_of
from holdfast.core.money import Money
from holdfast.core.opening import Hours, open_spans, spans_of
from holdfast.core.plan import Plan, Role
from holdfast.core.policy import Policy, seconds
from holdfast.data import models
from holdfast.data.scope import Scope
from holdfast.queries.holidays import HolidayDates
from holdfast.queries.images import ImageView
from holdfast.queries.opening_rows import read_closures, read_overrides, read_weeks
from holdfast.queries.requirements import read_roles, role_at

_MOST_KEPT_SPANS = 4_000
_MOST_KEPT_DATES = 40_000
# Quantities and lengths come from outside: what is kept of them is bounded.
_MOST_KEPT_PLANS = 2_000
_MOST_KEPT_ORGANISATIONS = 500
_SHORTEST_PHASE = 60


@dataclass(frozen=True, slots=True)
class LocationDefinition:
    """A place."""

    id: int
    slug: str
    name: str
    address: str
    zone: ZoneInfo
    both_showings: bool
    is_active: bool


@dataclass(frozen=True, slots=True)
class ResourceDefinition:
    """A resource with all that decides when it is open.

    `plain_hours` leave out its own absences and exceptions: its week, and what is true of the whole place.
    """

    id: int
    slug: str
    name: str
    kind: str
    about: str
    location_id: int
    capacity: int
    is_active: bool
    hours: Hours
    plain_hours: Hours
    photo: ImageView | None
    caps: tuple[Cap, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceDefinition:
    """A service, its policy, and the roles it needs at each of its locations.

    `length` is the usual one, in seconds; `lengths` says which others may be chosen, if any. `stretch` is the
    phase that gives way where it lasts longer or shorter, if there is one of which that can be said.
    """

    id: int
    slug: str
    name: str
    description: str
    price: Money
    policy: Policy
    length: int
    lengths: Lengths | None
    stretch: Span | None
    is_public: bool
    is_active: bool
    roles: tuple[Role, ...]
    location_ids: tuple[int, ...]

    def price_of(self, length: int) -> Money:
        """The price of one at a length in seconds."""
        return self.price.in_proportion(length, self.length)

    @property
    def longest(self) -> int:
        """The longest it may take, in seconds."""
        return max(self.length, self.lengths.longest) if self.lengths else self.length

    def can_last(self, length: int) -> bool:
        """Whether it could be given at a length in seconds, be it offered or not."""
        if self.stretch is None:
            return length == self.length
        start, end = self.stretch
        return end - start + length - self.length >= _SHORTEST_PHASE


@dataclass(frozen=True)
class Definitions:
    """One organisation's definitions at one version."""

    version: int
    services: Mapping[str, ServiceDefinition]
    locations: Mapping[int, LocationDefinition]
    resources: Mapping[int, ResourceDefinition]
    customer_caps: tuple[Cap, ...] = ()
    _spans: dict[tuple[int, date, date], Spans] = field(default_factory=dict, repr=False, compare=False)
    _spans_of: dict[tuple[int, date], tuple[Span, ...]] = field(default_factory=dict, repr=False, compare=False)
    _plans: dict[tuple[int, int, int, int], Plan] = field(default_factory=dict, repr=False, compare=False)

    def plan(
        self,
        service: ServiceDefinition,
        location: LocationDefinition,
        quantity: int = 1,
        length: int | None = None,
    ) -> Plan:
        """The service as given at a location: its roles with the candidates that stand there.

        `length` in seconds, one that the service can last; without one, the usual.
        """
        length = length or service.length
        key = (service.id, location.id, quantity, length)
        plan = self._plans.get(key)
        if plan is None:
            if len(self._plans) >= _MOST_KEPT_PLANS:
                self._plans.clear()
            here, active = self._at(location.id)
            usual = Plan(
                length=service.length,
                roles=tuple(role_at(role, here, active) for role in service.roles),
                policy=service.policy,
                zone=location.zone,
                both_showings=location.both_showings,
            )
            stretched = usual.lasting(length, service.stretch[1]) if service.stretch else usual
            plan = self._plans[key] = stretched.times(quantity)
        return plan

    def open_spans(self, resource_id: int, first: date, last: date, *, plain: bool = False) -> Spans:
        """When a resource is open on the dates from `first` to `last`; `plain`: by its plain hours."""
        resource = self.resources[resource_id]
        hours = resource.plain_hours if plain else resource.hours
        # Many resources have the same hours, which these definitions keep alive: their address names them.
        key = (id(hours), first, last)
        spans = self._spans.get(key)
        if spans is None:
            if len(self._spans) >= _MOST_KEPT_SPANS:
                self._spans.clear()
            spans = self._spans[key] = open_spans(hours, first, last, self._opening_on)
        return spans

    def _opening_on(self, hours: Hours, day: date) -> tuple[Span, ...]:
        key = (id(hours), day)
        spans = self._spans_of.get(key)
        if spans is None:
            if len(self._spans_of) >= _MOST_KEPT_DATES:
                self._spans_of.clear()
            spans = self._spans_of[key] = spans_of(hours, day)
        return spans

    def service_by_id(self, service_id: int) -> ServiceDefinition:
        """A service whose id a booking names."""
        return next(service for service in self.services.values() if service.id == service_id)

    def _at(self, location_id: int) -> tuple[frozenset[int], frozenset[int]]:
        """The resources of a place, and those of them that are in use."""
        here = [one for one in self.resources.values() if one.location_id == location_id]
        return frozenset(one.id for one in here), frozenset(one.id for one in here if one.is_active)


_kept: dict[int, Definitions] = {}
_seen: dict[int, int] = {}


def note_version(organisation_id: int, version: int) -> None:
    """Says that a version exists, as reading an organisation shows; what is kept from before is read anew."""
    _seen[organisation_id] = max(version, _seen.get(organisation_id, 0))


def get_definitions(scope: Scope, *, at_least: int = 0) -> Definitions:
    """The organisation's definitions, not older than a version the caller or this process has seen."""
    at_least = max(at_least, _seen.get(scope.organisation_id, 0))
    kept = _kept.get(scope.organisation_id)
    if kept is None or kept.version < at_least:
        kept = read_definitions(scope)
        if len(_kept) >= _MOST_KEPT_ORGANISATIONS:
            _kept.clear()
        _kept[scope.organisation_id] = kept
    return kept


def forget_definitions() -> None:
    """Empties what this process keeps; for tests, in which ids and versions come back."""
    _kept.clear()
    _seen.clear()


def read_definitions(scope: Scope) -> Definitions:
    """The definitions as their rows are now, with what this transaction has changed; kept nowhere."""
    # The version first: rows that change meanwhile are then newer than it says, never older.
    version, *caps = scope.rows(
        """SELECT definitions_version, customer_daily_cap, customer_weekly_cap, customer_monthly_cap
        FROM holdfast_organisation WHERE id = %(org)s::bigint"""
    )[0]
    locations, holidays = _locations(scope)
    resources = _resources(scope, locations, holidays)
    return Definitions(version, _services(scope, locations), locations, resources, caps_of(*caps))


def _locations(scope: Scope) -> tuple[dict[int, LocationDefinition], dict[int, HolidayDates]]:
    found: dict[int, LocationDefinition] = {}
    holidays: dict[int, HolidayDates] = {}
    for row in scope.of(models.Location).order_by("position", "id"):
        found[row.id] = LocationDefinition(
            row.id, row.slug, row.name, row.address, ZoneInfo(row.zone), row.both_showings, row.is_active
        )
        holidays[row.id] = HolidayDates(row.holiday_country, row.holiday_region)
    return found, holidays


def _resources(
    scope: Scope, locations: Mapping[int, LocationDefinition], holidays: Mapping[int, HolidayDates]
) -> dict[int, ResourceDefinition]:
    weeks, overrides, closures = read_weeks(scope), read_overrides(scope), read_closures(scope)
    photos = _photos(scope)
    found: dict[int, ResourceDefinition] = {}
    shared: dict[Hours, Hours] = {}
    for row in scope.of(models.Resource).order_by("position", "id"):
        own, place = ("resource", row.id), ("location", row.location_id)
        location = locations[row.location_id]
        own_overrides = overrides[own]
        overridden = {override.day for override in own_overrides}
        plain = Hours(
            zone=location.zone,
            weeks=tuple(weeks[own] or weeks[place]),
            overrides=tuple(overrides[place]),
            closures=tuple(closures[place]),
            holidays=holidays[row.location_id],
            both_showings=location.both_showings,
        )
        hours = replace(
            plain,
            overrides=(*own_overrides, *(one for one in overrides[place] if one.day not in overridden)),
            closures=(*closures[own], *closures[place]),
        )
        plain, hours = (shared.setdefault(one, one) for one in (plain, hours))
        found[row.id] = ResourceDefinition(
            id=row.id,
            slug=row.slug,
            name=row.name,
            kind=row.kind,
            about=row.about,
            location_id=row.location_id,
            capacity=row.capacity,
            is_active=row.is_active and location.is_active,
            hours=hours,
            plain_hours=plain,
            photo=photos.get(row.id),
            caps=caps_of(row.daily_cap, row.weekly_cap, row.monthly_cap),
        )
    return found


def _photos(scope: Scope) -> dict[int, ImageView]:
    rows = scope.rows(
        """SELECT resource_id, digest, width, height FROM holdfast_image
        WHERE organisation_id = %(org)s::bigint AND resource_id IS NOT NULL"""
    )
    return {resource_id: ImageView(*view) for resource_id, *view in rows}


def _services(scope: Scope, locations: Mapping[int, LocationDefinition]) -> dict[str, ServiceDefinition]:
    (phases, choices), places = _phases(scope), defaultdict(list)
    roles = read_roles(scope, phases)
    for given in scope.of(models.ServiceLocation).order_by("id"):
        if locations[given.location_id].is_active:
            places[given.service_id].append(given.location_id)
    found: dict[str, ServiceDefinition] = {}
    for row in scope.of(models.Service).order_by("position", "id"):
        spans = phases[row.id]
        found[row.slug] = ServiceDefinition(
            id=row.id,
            slug=row.slug,
            name=row.name,
            description=row.description,
            price=Money(row.price_minor, row.currency),
            policy=row.rules(),
            length=max((end for _, end in spans.values()), default=0),
            lengths=choices.get(row.id),
            stretch=_stretch(list(spans.values()), choices.get(row.id)),
            is_public=row.is_public,
            is_active=row.is_active and bool(spans) and bool(roles[row.id]) and bool(places[row.id]),
            roles=roles[row.id],
            location_ids=tuple(places[row.id]),
        )
    return found


def _phases(scope: Scope) -> tuple[defaultdict[int, dict[int, Span]], dict[int, Lengths]]:
    """For each service its phases by id, as seconds from the start, and the lengths it may have."""
    found: defaultdict[int, dict[int, Span]] = defaultdict(dict)
    ends: defaultdict[int, int] = defaultdict(int)
    chosen: dict[int, models.Phase] = {}
    for row in scope.of(models.Phase).order_by("service_id", "position"):
        start = ends[row.service_id]
        ends[row.service_id] = start + seconds(row.duration)
        found[row.service_id][row.id] = (start, ends[row.service_id])
        if row.step is not None:
            chosen[row.service_id] = row
    choices = {
        service_id: _lengths(phase, found[service_id][phase.id][1], ends[service_id])
        for service_id, phase in chosen.items()
    }
    return found, choices


def _lengths(phase: models.Phase, bend: int, usual: int) -> Lengths:
    """The lengths of a service, of whose phases one may be chosen."""
    assert phase.shortest is not None and phase.longest is not None and phase.step is not None  # noqa: S101, PT018
    rest = usual - seconds(phase.duration)
    return Lengths(bend, rest + seconds(phase.shortest), rest + seconds(phase.longest), seconds(phase.step))


def _stretch(phases: Sequence[Span], lengths: Lengths | None) -> Span | None:
    """The phase whose length is chosen, else the only one; of several that are fixed, none gives way."""
    if lengths is not None:
        return next(phase for phase in phases if phase[1] == lengths.bend)
    return phases[0] if len(phases) == 1 else None
