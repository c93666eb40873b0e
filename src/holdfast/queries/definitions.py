"""What can be booked and when: read rarely, kept per process under the organisation's version number.

The version is read again in the same statement as the busy rows (`queries/busy.py`), so what is kept is never
older than what it is combined with.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from holdfast.core.availability import Candidate, Plan, Role
from holdfast.core.interval import Span, Spans, normalise
from holdfast.core.lengths import Lengths
from holdfast.core.money import Money
from holdfast.core.opening import Hours, open_spans, spans_of
from holdfast.core.policy import Policy, seconds
from holdfast.data import models
from holdfast.data.scope import Scope
from holdfast.queries.holidays import HolidayDates
from holdfast.queries.images import ImageView
from holdfast.queries.opening_rows import read_closures, read_overrides, read_weeks

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
    """A resource with all that decides when it is open."""

    id: int
    slug: str
    name: str
    kind: str
    about: str
    location_id: int
    capacity: int
    is_active: bool
    hours: Hours
    photo: ImageView | None


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
            usual = Plan(
                length=service.length,
                roles=tuple(self._at(role, location.id) for role in service.roles),
                policy=service.policy,
                zone=location.zone,
                both_showings=location.both_showings,
            )
            stretched = usual.lasting(length, service.stretch[1]) if service.stretch else usual
            plan = self._plans[key] = stretched.times(quantity)
        return plan

    def open_spans(self, resource_id: int, first: date, last: date) -> Spans:
        """When a resource is open on the dates from `first` to `last`."""
        hours = self.resources[resource_id].hours
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

    def _at(self, role: Role, location_id: int) -> Role:
        here = tuple(
            candidate
            for candidate in role.candidates
            if (resource := self.resources[candidate.resource_id]).location_id == location_id
            and resource.is_active
        )
        return Role(role.role_id, role.name, role.runs, here, role.units, role.customer_chooses)


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
    version = scope.rows("SELECT definitions_version FROM holdfast_organisation WHERE id = %(org)s::bigint")[0][0]
    locations, holidays = _locations(scope)
    resources = _resources(scope, locations, holidays)
    return Definitions(version, _services(scope, locations), locations, resources)


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
        hours = Hours(
            zone=location.zone,
            weeks=tuple(weeks[own] or weeks[place]),
            overrides=(*own_overrides, *(one for one in overrides[place] if one.day not in overridden)),
            closures=(*closures[own], *closures[place]),
            holidays=holidays[row.location_id],
            both_showings=location.both_showings,
        )
        hours = shared.setdefault(hours, hours)
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
            photo=photos.get(row.id),
        )
    return found


def _photos(scope: Scope) -> dict[int, ImageView]:
    rows = scope.rows(
        """SELECT resource_id, digest, width, height FROM holdfast_image
        WHERE organisation_id = %(org)s::bigint AND resource_id IS NOT NULL"""
    )
    return {resource_id: ImageView(*view) for resource_id, *view in rows}


def _services(scope: Scope, locations: Mapping[int, LocationDefinition]) -> dict[str, ServiceDefinition]:
    (phases, choices), roles, places = _phases(scope), _roles(scope), defaultdict(list)
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
            policy=_policy(row),
            length=max((end for _, end in spans.values()), default=0),
            lengths=choices.get(row.id),
            stretch=_stretch(list(spans.values()), choices.get(row.id)),
            is_public=row.is_public,
            is_active=row.is_active and bool(spans) and bool(roles[row.id]) and bool(places[row.id]),
            roles=tuple(_role(need, named, buffers, spans) for need, named, buffers in roles[row.id]),
            location_ids=tuple(places[row.id]),
        )
    return found


def _policy(row: models.Service) -> Policy:
    return Policy(
        slot_step=row.slot_step,
        slot_anchor=row.slot_anchor,
        minimum_notice=row.minimum_notice,
        booking_window=row.booking_window,
        hold_for=row.hold_for,
        change_notice=row.change_notice,
        needs_approval=row.needs_approval,
        approval_within=row.approval_within,
        daily_cap=row.daily_cap,
    )


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


Buffers = list[Candidate]


def _roles(
    scope: Scope,
) -> defaultdict[int, list[tuple[models.Requirement, list[int], Buffers]]]:
    named: defaultdict[int, list[int]] = defaultdict(list)
    for link in scope.of(models.RequirementPhase).order_by("id"):
        named[link.requirement_id].append(link.phase_id)
    found: defaultdict[int, list[tuple[models.Requirement, list[int], Buffers]]] = defaultdict(list)
    candidates = _candidates(scope)
    for row in scope.of(models.Requirement).filter(is_retired=False).order_by("service_id", "position", "id"):
        found[row.service_id].append((row, named[row.id], candidates[row.id]))
    return found


def _candidates(scope: Scope) -> defaultdict[int, list[Candidate]]:
    rows = scope.rows(
        """SELECT c.requirement_id, c.resource_id,
               extract(epoch from coalesce(q.buffer_before, r.buffer_before))::bigint,
               extract(epoch from coalesce(q.buffer_after, r.buffer_after))::bigint
        FROM holdfast_requirementcandidate c
        JOIN holdfast_requirement q ON q.organisation_id = c.organisation_id AND q.id = c.requirement_id
        JOIN holdfast_resource r ON r.organisation_id = c.organisation_id AND r.id = c.resource_id
        WHERE c.organisation_id = %(org)s::bigint ORDER BY r.position, r.id"""
    )
    found: defaultdict[int, list[Candidate]] = defaultdict(list)
    for requirement_id, resource_id, before, after in rows:
        found[requirement_id].append(Candidate(resource_id, before, after))
    return found


def _role(
    need: models.Requirement, named: Iterable[int], candidates: Iterable[Candidate], spans: Mapping[int, Span]
) -> Role:
    phase_ids = list(named) or list(spans)
    return Role(
        role_id=need.id,
        name=need.name,
        runs=normalise(spans[phase_id] for phase_id in phase_ids),
        candidates=tuple(candidates),
        units=need.units,
        customer_chooses=need.customer_chooses,
    )
