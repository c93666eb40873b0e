"""A service on the business's page: what it is, and when it is free next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from holdfast.queries.catalogue import PlaceView, ServiceView, StaffView
from holdfast.queries.next_free import FreeView


@dataclass(frozen=True, slots=True)
class NextFree:
    """The next free time of a service; with its place where there are several, and whom where only one is free."""

    starts_at: datetime
    zone: ZoneInfo
    place: PlaceView | None
    person: StaffView | None


@dataclass(frozen=True, slots=True)
class ServiceCard:
    """A service as a card. `next_free` is told where it was looked for (`is_known`); none, where none is near."""

    service: ServiceView
    url: str
    is_known: bool
    next_free: NextFree | None


def make_card(
    service: ServiceView, url: str, free: Mapping[str, FreeView | None], place: PlaceView | None
) -> ServiceCard:
    """The card of a service, shown for one place or for all."""
    first = free.get(service.slug)
    return ServiceCard(service, url, service.slug in free, None if first is None else _next(service, first, place))


def _next(service: ServiceView, free: FreeView, chosen: PlaceView | None) -> NextFree:
    place = next(one for one in service.locations if one.slug == free.location)
    groups = service.groups_at(place.slug)
    people = groups[0].people if groups else ()
    could = [person for person in people if person.slug in free.slot.staff]
    return NextFree(
        free.slot.starts_at,
        place.zone,
        None if chosen or len(service.locations) == 1 else place,
        could[0] if len(could) == 1 and len(people) > 1 else None,
    )
