"""The engine's look at the rows: definitions and busy time made into one question for the core.

Listing and claiming both look through here (actions with the same call, inside their transaction).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from holdfast.core.interval import Instant, Span
from holdfast.core.limits import Cap, Left, period_name, period_span, periods
from holdfast.core.plan import Plan
from holdfast.core.policy import seconds
from holdfast.core.question import Question, Supply
from holdfast.core.refusal import Invalid, NotFound
from holdfast.core.walltime import day_span, local_date
from holdfast.data.scope import Scope
from holdfast.queries.busy import Busy, read_busy
from holdfast.queries.definitions import (
    Definitions,
    LocationDefinition,
    ResourceDefinition,
    ServiceDefinition,
    get_definitions,
)
from holdfast.queries.organisations import note_slug

MOST_AT_ONCE = 100


@dataclass(frozen=True)
class Wish:
    """What is wished for: a service, somewhere, perhaps with someone (slugs, as in addresses), for so many.

    Of several named in `staff`, with commas between them, each fills a role in which the customer chooses.
    `duration` where the service leaves it to the customer; without it, the usual. `is_booked`: a booking wishes
    for another time. It keeps its `duration` as far as the service can last so long, may be of a service that is
    not public, and staff may move it in one that is given up. `keeping`: roles, as ids with the id of the resource
    that is to go on filling them.
    """

    service: str
    location: str | None = None
    staff: str | None = None
    quantity: int = 1
    duration: timedelta | None = None
    is_booked: bool = False
    keeping: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Offer:
    """A wish understood: what it means at this version of the definitions."""

    definitions: Definitions
    service: ServiceDefinition
    location: LocationDefinition
    plan: Plan

    @cached_property
    def resource_ids(self) -> frozenset[int]:
        """All that could fill one of its roles."""
        return frozenset(part.resource_id for role in self.plan.roles for part in role.parts)

    @cached_property
    def caps(self) -> Mapping[str, tuple[Cap, ...]]:
        """The caps a booking may count in, of the service and of whoever could fill a role, by their subject."""
        resources = (self.definitions.resources[one] for one in sorted(self.resource_ids))
        found = {service_subject(self.service.id): self.service.policy.caps}
        found |= {resource_subject(one.id): one.caps for one in resources}
        return {subject: caps for subject, caps in found.items() if caps}


def service_subject(service_id: int) -> str:
    """The subject of a service's caps among the counters."""
    return f"service:{service_id}"


def resource_subject(resource_id: int) -> str:
    """The subject of a resource's caps among the counters."""
    return f"resource:{resource_id}"


@dataclass(frozen=True)
class Look:
    """One look: offers and what was busy, at one moment."""

    offers: Sequence[Offer]
    busy: Busy
    span: Span


def understand(definitions: Definitions, wish: Wish, *, public: bool) -> Offer:
    """The offer a wish means; without `public` as staff may book it, whatever its notice and window.

    Refuses with `NotFound` (service), `Invalid` naming what is no choice.
    """
    service = definitions.services.get(wish.service)
    if service is None or not _is_open(service, wish, public=public):
        raise NotFound
    location = _location(definitions, service, wish, public=public)
    if not 1 <= wish.quantity <= MOST_AT_ONCE:
        raise Invalid(field="quantity", reason=f"must be between 1 and {MOST_AT_ONCE}")
    plan = definitions.plan(service, location, wish.quantity, _length(service, wish))
    if wish.quantity > 1:
        _require_room(definitions, plan)
    if wish.staff is not None:
        plan = plan.with_chosen({_choosable(definitions, plan, slug).id for slug in wish.staff.split(",")})
    kept: defaultdict[int, set[int]] = defaultdict(set)
    for role_id, resource_id in wish.keeping:
        kept[role_id].add(resource_id)
    for role_id, resource_ids in kept.items():
        plan = plan.with_kept(role_id, resource_ids)
    if not public:
        plan = replace(plan, policy=plan.policy.for_staff())
    return Offer(definitions, service, location, plan)


def _understood(definitions: Definitions, wish: Wish, number: int | None, *, public: bool) -> Offer:
    try:
        return understand(definitions, wish, public=public)
    except (Invalid, NotFound) as refused:
        refused.line = number
        raise


def look(
    scope: Scope,
    wishes: Sequence[Wish],
    span: Span,
    *,
    public: bool = True,
    numbered: bool = False,
    ignoring: Collection[int] = (),
) -> Look:
    """Reads what is needed to answer for starts on the dates of a span.

    `numbered`: a refusal says which of the wishes is refused.
    Definitions kept by this process are used if the version read along with the busy rows says they are current.
    """
    definitions = get_definitions(scope)
    while True:
        offers = [
            _understood(definitions, wish, number if numbered else None, public=public)
            for number, wish in enumerate(wishes)
        ]
        busy = _read(scope, offers, span, ignoring=ignoring)
        note_slug(scope.organisation_id, busy.slug)
        if busy.version <= definitions.version:
            return Look(offers, busy, span)
        definitions = get_definitions(scope, at_least=busy.version)


def question(
    seen: Look,
    offer: Offer,
    window: Span,
    *,
    now: Instant,
    override: bool = False,
) -> Question:
    """The core's question about starts in a window of a look."""
    return Question(
        plan=offer.plan,
        supplies=supplies(seen, offer, window, override=override),
        now=now,
        window=window,
        caps=_left(seen, offer, service_subject(offer.service.id), window),
        override=override,
    )


def supplies(seen: Look, offer: Offer, window: Span, *, override: bool = False) -> Mapping[int, Supply]:
    """What each resource of an offer has to give around a window, on whole dates of the place."""
    zone = offer.location.zone
    first = local_date(window[0], zone)
    end = day_span(local_date(max(window[0], window[1] - 1), zone), zone)[1]
    last = local_date(end - 1 + offer.plan.length, zone)
    found: dict[int, Supply] = {}
    for resource_id in offer.resource_ids:
        capacity = offer.definitions.resources[resource_id].capacity
        found[resource_id] = Supply(
            capacity,
            offer.definitions.open_spans(resource_id, first, last),
            seen.busy.taken(resource_id, capacity),
            () if override else _left(seen, offer, resource_subject(resource_id), window),
        )
    return found


def dates_span(zone: ZoneInfo, first: date, last: date) -> Span:
    """The instants of dates in a zone, both dates included."""
    return day_span(first, zone)[0], day_span(last, zone)[1]


def _is_open(service: ServiceDefinition, wish: Wish, *, public: bool) -> bool:
    """Whether it can be wished for; what is booked already may move where nobody could book it anew."""
    if wish.is_booked:
        return service.is_active or not public
    return service.is_active and (service.is_public or not public)


def _location(
    definitions: Definitions, service: ServiceDefinition, wish: Wish, *, public: bool
) -> LocationDefinition:
    """The place named; else where the person named works; else the first."""
    anywhere = wish.is_booked and not public
    places = [definitions.locations[one] for one in (definitions.locations if anywhere else service.location_ids)]
    if wish.location is None:
        if not places:
            raise NotFound
        where = _places_of(definitions, service, wish.staff)
        return next((place for place in places if place.id in where), places[0])
    for place in places:
        if place.slug == wish.location:
            return place
    raise Invalid(field="location", reason="is no place where this service is given")


def _places_of(definitions: Definitions, service: ServiceDefinition, staff: str | None) -> set[int]:
    if staff is None:
        return set()
    parts = (part for role in service.roles if role.customer_chooses for part in role.parts)
    named = set(staff.split(","))
    resources = (definitions.resources[part.resource_id] for part in parts)
    return {resource.location_id for resource in resources if resource.slug in named}


def _require_room(definitions: Definitions, plan: Plan) -> None:
    """So many at once are units of one resource. Refuses with `Invalid` more than any has."""
    for role in plan.roles:
        most = max(
            (
                min(definitions.resources[part.resource_id].capacity for part in one.parts)
                for one in role.candidates
            ),
            default=0,
        )
        if most < role.units:
            raise Invalid(field="quantity", reason="is more than can be booked in one line")


def _length(service: ServiceDefinition, wish: Wish) -> int:
    """The length in seconds. Refuses with `Invalid` one that the service does not offer."""
    if wish.duration is None:
        return service.length
    length, lengths = seconds(wish.duration), service.lengths
    if length == service.length:
        return length
    if wish.is_booked:
        return length if service.can_last(length) else service.length
    if lengths is None:
        raise Invalid(field="duration", reason=f"is always {service.length // 60} minutes for this service")
    if not lengths.offers(length):
        least, most, step = (value // 60 for value in (lengths.shortest, lengths.longest, lengths.step))
        raise Invalid(field="duration", reason=f"must be from {least} to {most} minutes in steps of {step}")
    return length


def _choosable(definitions: Definitions, plan: Plan, slug: str) -> ResourceDefinition:
    for role in plan.roles:
        for part in role.parts:
            resource = definitions.resources[part.resource_id]
            if role.customer_chooses and resource.slug == slug:
                return resource
    raise Invalid(field="staff", reason="is nobody who can be chosen for this service")


def _read(scope: Scope, offers: Sequence[Offer], span: Span, *, ignoring: Collection[int]) -> Busy:
    """What is taken on the whole dates that a span touches: gaps and caps are those of a day at least."""
    zones = {one.location.zone for one in offers}
    start = min(day_span(local_date(span[0], zone), zone)[0] for zone in zones)
    end = max(day_span(local_date(max(span[0], span[1] - 1), zone), zone)[1] for zone in zones)
    reach = min(one.plan.reach[0] for one in offers), max(one.plan.reach[1] for one in offers)
    counted = [
        (subject, local_date(start, one.location.zone), local_date(end - 1, one.location.zone))
        for one in offers
        for subject in one.caps
    ]
    resource_ids = frozenset[int]().union(*(one.resource_ids for one in offers))
    reached = (start + reach[0], end + reach[1])
    return read_busy(scope, resource_ids, reached, counted=counted, ignoring=ignoring)


def _left(seen: Look, offer: Offer, subject: str, window: Span) -> tuple[Left, ...]:
    """What the caps of a subject leave in the days, weeks and months that a window touches."""
    caps = offer.caps.get(subject)
    if not caps:
        return ()
    zone = offer.location.zone
    first, last = local_date(window[0], zone), local_date(max(window[0], window[1] - 1), zone)
    return tuple(
        Left(
            period_span(cap.period, day, zone),
            cap.most - seen.busy.used.get((subject, period_name(cap.period, day)), 0),
        )
        for cap in caps
        for day in periods(cap.period, first, last)
    )
