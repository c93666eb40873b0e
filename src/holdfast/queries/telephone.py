"""What somebody at the telephone reads out: which services, and the next free times."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice

from holdfast.core.walltime import local_date, to_instant
from holdfast.data.scope import Scope
from holdfast.queries.access import Member
from holdfast.queries.availability import SlotView, list_slots, next_slots
from holdfast.queries.catalogue import GroupView, PlaceView, ServiceView, StaffView, list_services
from holdfast.queries.definitions import get_definitions
from holdfast.queries.engine import Wish

_AHEAD = timedelta(days=13)


@dataclass(frozen=True, slots=True)
class DayOfSlots:
    """A date with free times."""

    date: date
    slots: tuple[SlotView, ...]


def list_bookable(*, member: Member) -> list[ServiceView]:
    """What a member of staff may book; a specialist what they give themselves."""
    services = list_services(organisation_id=member.organisation.id, public=False)
    return [one for one in services if one.locations and (member.only_resource_id is None or _own(member, one))]


def people_for(*, member: Member, service: ServiceView, place: PlaceView) -> Sequence[StaffView]:
    """With whom a member of staff may book a service at a place; a specialist only with themselves."""
    if member.only_resource_id is None:
        return service.staff_at(place.slug)
    return [person for person in _own(member, service) if person.location_slug == place.slug]


def groups_for(*, member: Member, service: ServiceView, place: PlaceView) -> list[GroupView]:
    """Of whom a member of staff has to choose at a place, by requirement; a specialist not of colleagues."""
    groups = service.groups_at(place.slug)
    own = {person.slug for person in _own(member, service)} if member.only_resource_id is not None else set()
    return [
        replace(group, people=tuple(one for one in group.people if one.slug in own))
        if any(one.slug in own for one in group.people)
        else group
        for group in groups
    ]


def next_days(
    *, organisation_id: int, wish: Wish, place: PlaceView, first: date, now: datetime, most: int
) -> list[DayOfSlots]:
    """The first dates from one on that have free times, with those; as many statements however far off."""
    slots = _between(organisation_id, wish, first, now)
    if not slots:
        midnight = datetime(first.year, first.month, first.day, tzinfo=place.zone)
        later = next_slots(organisation_id=organisation_id, wish=wish, after=midnight, now=now, public=False)
        if not later:
            return []
        slots = _between(organisation_id, wish, local_date(to_instant(later[0].starts_at), place.zone), now)
    found: defaultdict[date, list[SlotView]] = defaultdict(list)
    for slot in slots:
        found[local_date(to_instant(slot.starts_at), place.zone)].append(slot)
    return [DayOfSlots(day, tuple(of_day)) for day, of_day in islice(found.items(), most)]


def _between(organisation_id: int, wish: Wish, first: date, now: datetime) -> list[SlotView]:
    return list_slots(
        organisation_id=organisation_id, wish=wish, first=first, last=first + _AHEAD, now=now, public=False
    )


def _own(member: Member, service: ServiceView) -> list[StaffView]:
    own = get_definitions(Scope(member.organisation.id)).resources.get(member.only_resource_id or 0)
    return [] if own is None else [person for person in service.staff if person.slug == own.slug]
