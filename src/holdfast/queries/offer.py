"""What a business offers, as it is shown to whoever changes it."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta

from holdfast.core.money import Money
from holdfast.core.refusal import NotFound
from holdfast.core.service import Caps
from holdfast.data.models import Location, Resource, ResourceSkill, Service
from holdfast.data.scope import Scope
from holdfast.queries.access import Member
from holdfast.queries.definitions import Definitions, ServiceDefinition, get_definitions
from holdfast.queries.images import ImageView


@dataclass(frozen=True, slots=True)
class OfferedView:
    """A service in the list of all: `length` is the usual one, in seconds."""

    slug: str
    name: str
    length: int
    may_vary: bool
    price: Money
    people: tuple[str, ...]
    places: tuple[str, ...]
    is_public: bool
    is_active: bool
    is_complete: bool


def list_offered(*, member: Member) -> list[OfferedView]:
    """All services in their order, also those that are hidden or given up."""
    scope = Scope(member.organisation.id)
    definitions = get_definitions(scope, at_least=member.organisation.definitions_version)
    active = dict(scope.of(Service).values_list("slug", "is_active"))
    return [_offered(definitions, one, is_active=active[one.slug]) for one in definitions.services.values()]


def _offered(definitions: Definitions, service: ServiceDefinition, *, is_active: bool) -> OfferedView:
    first = service.roles[0].parts if service.roles else ()
    return OfferedView(
        slug=service.slug,
        name=service.name,
        length=service.length,
        may_vary=service.lengths is not None,
        price=service.price,
        people=tuple(definitions.resources[one.resource_id].name for one in first),
        places=tuple(definitions.locations[one].name for one in service.location_ids),
        is_public=service.is_public,
        is_active=is_active,
        is_complete=service.is_active or not is_active,
    )


@dataclass(frozen=True, slots=True)
class ResourceView:
    """A person or thing, with the services it can be booked for; `is_active` is its own, whatever its place's.

    `skills` are slugs.
    """

    id: int
    slug: str
    name: str
    kind: str
    about: str
    location_slug: str
    location_name: str
    capacity: int
    buffer_before: timedelta
    buffer_after: timedelta
    is_active: bool
    caps: Caps
    skills: tuple[str, ...]
    photo: ImageView | None
    services: tuple[tuple[str, str], ...]


def list_resources(*, member: Member) -> list[ResourceView]:
    """All people and things in their order, also those that are not in use."""
    scope = Scope(member.organisation.id)
    definitions = get_definitions(scope, at_least=member.organisation.definitions_version)
    given, skills = _given(definitions), _skills(scope)
    return [
        ResourceView(
            id=row.id,
            slug=row.slug,
            name=row.name,
            kind=row.kind,
            about=row.about,
            location_slug=definitions.locations[row.location_id].slug,
            location_name=definitions.locations[row.location_id].name,
            capacity=row.capacity,
            buffer_before=row.buffer_before,
            buffer_after=row.buffer_after,
            is_active=row.is_active,
            caps=Caps(row.daily_cap, row.weekly_cap, row.monthly_cap),
            skills=tuple(skills[row.id]),
            photo=definitions.resources[row.id].photo,
            services=tuple(given[row.id]),
        )
        for row in scope.of(Resource).order_by("position", "id")
    ]


def get_resource(*, member: Member, slug: str) -> ResourceView:
    """One person or thing. Refuses with `NotFound`."""
    found = next((one for one in list_resources(member=member) if one.slug == slug), None)
    if found is None:
        raise NotFound
    return found


def _skills(scope: Scope) -> defaultdict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = scope.of(ResourceSkill).order_by("skill__position", "skill_id")
    for resource_id, slug in rows.values_list("resource_id", "skill__slug"):
        found[resource_id].append(slug)
    return found


def _given(definitions: Definitions) -> defaultdict[int, list[tuple[str, str]]]:
    found: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for service in definitions.services.values():
        for resource_id in {one.resource_id for role in service.roles for one in role.parts}:
            found[resource_id].append((service.slug, service.name))
    return found


@dataclass(frozen=True, slots=True)
class LocationView:
    """A place with all that can be changed of it, and how many people and things are there."""

    slug: str
    name: str
    zone: str
    address: str
    holiday_country: str
    holiday_region: str
    both_showings: bool
    is_active: bool
    resources: int


def list_places(*, member: Member) -> list[LocationView]:
    """All places in their order, also those that are given up."""
    scope = Scope(member.organisation.id)
    there = Counter(scope.of(Resource).values_list("location_id", flat=True))
    return [
        LocationView(
            row.slug,
            row.name,
            row.zone,
            row.address,
            row.holiday_country,
            row.holiday_region,
            row.both_showings,
            row.is_active,
            there[row.id],
        )
        for row in scope.of(Location).order_by("position", "id")
    ]


def get_place(*, member: Member, slug: str) -> LocationView:
    """One place. Refuses with `NotFound`."""
    found = next((one for one in list_places(member=member) if one.slug == slug), None)
    if found is None:
        raise NotFound
    return found
