"""What a business offers, for those who choose."""

from collections import defaultdict
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
from holdfast.queries.definitions import Definitions, LocationDefinition, ServiceDefinition, get_definitions
from holdfast.queries.engine import Wish
from holdfast.queries.images import ImageView


@dataclass(frozen=True, slots=True)
class StaffView:
    """Someone a customer can choose for a service."""

    slug: str
    name: str
    about: str
    location_slug: str
    photo: ImageView | None


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
    staff: tuple[StaffView, ...]
    locations: tuple[PlaceView, ...]
    roles: tuple[RoleView, ...]

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
        staff=tuple(person for place, plan in plans for person in people_in(definitions, plan, place.slug)),
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


def people_in(definitions: Definitions, plan: Plan, location_slug: str) -> list[StaffView]:
    """Whom a customer can choose in a plan, each once."""
    chosen = {part.resource_id: None for role in plan.roles if role.customer_chooses for part in role.parts}
    return [
        StaffView(person.slug, person.name, person.about, location_slug, person.photo)
        for person in (definitions.resources[resource_id] for resource_id in chosen)
    ]
