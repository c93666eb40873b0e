"""What a business offers, for those who choose."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from holdfast.core.lengths import Lengths
from holdfast.core.money import Money
from holdfast.core.plan import Plan
from holdfast.core.policy import Policy
from holdfast.core.refusal import NotFound
from holdfast.data.scope import Scope
from holdfast.queries.definitions import (
    Definitions,
    LocationDefinition,
    ResourceDefinition,
    ServiceDefinition,
    get_definitions,
)
from holdfast.queries.engine import Wish
from holdfast.queries.images import ImageView


@dataclass(frozen=True, slots=True)
class StaffView:
    """Someone, or something, a customer can choose for a service; `kind` as of resources."""

    slug: str
    name: str
    about: str
    location_slug: str
    photo: ImageView | None
    kind: str = "person"


@dataclass(frozen=True, slots=True)
class GroupView:
    """Those from whom a customer can choose for one requirement at one place, and how many of them are needed.

    Whoever could be chosen for two requirements stands with the first.
    """

    role_id: int
    name: str
    location_slug: str
    people: tuple[StaffView, ...]
    how_many: int

    @property
    def is_of_people(self) -> bool:
        """Whether one would ask for whom, and not for what."""
        return any(one.kind == "person" for one in self.people)


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place where a service is given."""

    slug: str
    name: str
    address: str
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class RoleView:
    """What a service needs, and who (slugs) may be chosen for it; nobody where customers do not choose."""

    name: str
    customer_chooses: bool
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A service as customers see it.

    `length` in seconds, the usual one; `lengths` the others to choose from, if any.
    """

    slug: str
    name: str
    description: str
    price: Money
    length: int
    lengths: Lengths | None
    policy: Policy
    groups: tuple[GroupView, ...]
    locations: tuple[PlaceView, ...]
    roles: tuple[RoleView, ...]

    @property
    def staff(self) -> tuple[StaffView, ...]:
        """All who can be chosen for it, place by place."""
        return tuple(person for group in self.groups for person in group.people)

    def price_of(self, length: int) -> Money:
        """The price of one at a length in seconds."""
        return self.price.in_proportion(length, self.length)

    def wish_again(self, location: str, staff: str | None, quantity: int, duration: timedelta) -> Wish:
        """The same as was booked before: its length, if that was chosen and is still offered."""
        kept = self.lengths.kept(duration) if self.lengths else None
        return Wish(self.slug, location, staff, quantity, kept)

    def staff_at(self, location_slug: str) -> Sequence[StaffView]:
        """Those who give it at a place."""
        return [person for person in self.staff if person.location_slug == location_slug]

    def groups_at(self, location_slug: str) -> tuple[GroupView, ...]:
        """Of whom there is to choose at a place, one group for each requirement."""
        return tuple(group for group in self.groups if group.location_slug == location_slug)


def list_services(*, organisation_id: int, public: bool = True) -> list[ServiceView]:
    """The services customers can book, or without `public` staff, in the business's order."""
    definitions = get_definitions(Scope(organisation_id))
    return [
        _view(definitions, one)
        for one in definitions.services.values()
        if one.is_active and (one.is_public or not public)
    ]


def list_locations(*, organisation_id: int) -> list[PlaceView]:
    """The places of a business, in its order."""
    locations = get_definitions(Scope(organisation_id)).locations.values()
    return [_place(location) for location in locations if location.is_active]


def get_service(*, organisation_id: int, slug: str, public: bool = True) -> ServiceView:
    """A service customers can book, or without `public` staff. Refuses with `NotFound`."""
    definitions = get_definitions(Scope(organisation_id))
    service = definitions.services.get(slug)
    if service is None or not service.is_active or (public and not service.is_public):
        raise NotFound
    return _view(definitions, service)


def offers_one_service(*, organisation_id: int) -> bool:
    """Whether there is no choice of what to book."""
    services = get_definitions(Scope(organisation_id)).services.values()
    return sum(one.is_public and one.is_active for one in services) == 1


def _view(definitions: Definitions, service: ServiceDefinition) -> ServiceView:
    places = [definitions.locations[location_id] for location_id in service.location_ids]
    plans = [(place, definitions.plan(service, place)) for place in places]
    return ServiceView(
        slug=service.slug,
        name=service.name,
        description=service.description,
        price=service.price,
        length=service.length,
        lengths=service.lengths,
        policy=service.policy,
        groups=tuple(group for place, plan in plans for group in groups_in(definitions, plan, place.slug)),
        locations=tuple(_place(place) for place in places),
        roles=_roles(definitions, [plan for _, plan in plans]),
    )


def _roles(definitions: Definitions, plans: Sequence[Plan]) -> tuple[RoleView, ...]:
    """A requirement is one, however many roles it stands for, and at however many places."""
    roles = {role.role_id: role for plan in plans for role in plan.roles}
    choices: defaultdict[int, dict[str, None]] = defaultdict(dict)
    for plan in plans:
        for role in plan.roles:
            if role.customer_chooses:
                choices[role.role_id] |= {
                    definitions.resources[part.resource_id].slug: None for part in role.parts
                }
    return tuple(RoleView(role.name, role.customer_chooses, tuple(choices[key])) for key, role in roles.items())


def _place(location: LocationDefinition) -> PlaceView:
    return PlaceView(location.slug, location.name, location.address, location.zone)


def groups_in(definitions: Definitions, plan: Plan, location_slug: str) -> list[GroupView]:
    """Whom a customer can choose in a plan, each once, by requirement."""
    alike = Counter((role.role_id, role.runs) for role in plan.roles if role.customer_chooses)
    names = {role.role_id: role.name for role in plan.roles if role.customer_chooses}
    its: defaultdict[int, list[StaffView]] = defaultdict(list)
    known = set[int]()
    for role in plan.roles:
        for part in role.parts if role.customer_chooses else ():
            if part.resource_id not in known:
                known.add(part.resource_id)
                its[role.role_id].append(_one_of(definitions.resources[part.resource_id], location_slug))
    return [
        GroupView(
            role_id,
            names[role_id],
            location_slug,
            tuple(people),
            max(number for (of, _), number in alike.items() if of == role_id),
        )
        for role_id, people in its.items()
    ]


def _one_of(one: ResourceDefinition, location_slug: str) -> StaffView:
    return StaffView(one.slug, one.name, one.about, location_slug, one.photo, one.kind)
