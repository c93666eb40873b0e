"""What a young business has so far, for whoever looks it through."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from holdfast.core.opening import Shift
from holdfast.core.refusal import NotFound
from holdfast.core.service import ServiceWish
from holdfast.core.walltime import local_date, to_instant
from holdfast.data.models import Location, Resource, Schedule, ScheduleShift, Service
from holdfast.data.scope import Scope
from holdfast.queries.wishes import get_service_wish


@dataclass(frozen=True, slots=True)
class FirstPlace:
    """The first place, with the week in force."""

    slug: str
    name: str
    address: str
    zone: str
    holiday_country: str
    holiday_region: str
    both_showings: bool
    week_id: int | None
    valid_from: date | None
    valid_until: date | None
    week: tuple[tuple[int, Shift], ...]


@dataclass(frozen=True, slots=True)
class FirstService:
    """The first service."""

    slug: str
    wish: ServiceWish


@dataclass(frozen=True, slots=True)
class FirstResource:
    """The first person or thing that can be booked."""

    slug: str
    name: str
    about: str
    kind: str
    capacity: int
    buffer_before: timedelta
    buffer_after: timedelta


def get_first_place(*, organisation_id: int, now: datetime) -> FirstPlace:
    """The first place, with the week that is in force there today. Refuses with `NotFound` where there is none."""
    scope = Scope(organisation_id)
    row = scope.of(Location).filter(is_active=True).order_by("position", "id").first()
    if row is None:
        raise NotFound
    today = local_date(to_instant(now), ZoneInfo(row.zone))
    in_force = [
        one
        for one in scope.of(Schedule).filter(location_id=row.id).order_by("id")
        if (one.valid_from or date.min) <= today <= (one.valid_until or date.max)
    ]
    week = max(in_force, key=lambda one: one.valid_from or date.min, default=None)
    shifts = scope.of(ScheduleShift).filter(schedule=week).order_by("weekday", "opens")
    return FirstPlace(
        slug=row.slug,
        name=row.name,
        address=row.address,
        zone=row.zone,
        holiday_country=row.holiday_country,
        holiday_region=row.holiday_region,
        both_showings=row.both_showings,
        week_id=None if week is None else week.id,
        valid_from=None if week is None else week.valid_from,
        valid_until=None if week is None else week.valid_until,
        week=tuple((shift.weekday, Shift(shift.opens, shift.closes)) for shift in shifts),
    )


def get_first_service(*, organisation_id: int) -> FirstService:
    """The first service. Refuses with `NotFound` where there is none."""
    services = Scope(organisation_id).of(Service).filter(is_active=True).order_by("position", "id")
    slug = services.values_list("slug", flat=True).first()
    if slug is None:
        raise NotFound
    return FirstService(slug, get_service_wish(organisation_id=organisation_id, service_slug=slug))


def get_first_resource(*, organisation_id: int) -> FirstResource:
    """The first person or thing. Refuses with `NotFound` where there is none."""
    rows = Scope(organisation_id).of(Resource).filter(is_active=True).order_by("position", "id")
    row = rows.values_list(*FirstResource.__dataclass_fields__).first()
    if row is None:
        raise NotFound
    return FirstResource(*row)
