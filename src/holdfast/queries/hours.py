"""When a place, a person or a thing is open, and why; as far as the member may see it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from holdfast.core.opening import Closure, Hours, Override, Owner, Rule, Shift, Week, rule_on, shifts_on
from holdfast.core.refusal import NotFound
from holdfast.core.walltime import day_span, local_date, to_datetime, to_instant
from holdfast.data import models
from holdfast.data.scope import Scope
from holdfast.queries.access import Member
from holdfast.queries.holidays import HolidayDates


@dataclass(frozen=True, slots=True)
class OwnerView:
    """Whose hours there are to look at; `own_weeks`: it has weekly hours of its own."""

    kind: str
    slug: str
    name: str
    location_name: str
    is_active: bool
    own_weeks: bool


@dataclass(frozen=True, slots=True)
class WeekView:
    """Weekly hours with their dates; `days` has the shifts of each weekday, Monday first."""

    id: int
    valid_from: date | None
    valid_until: date | None
    days: tuple[tuple[Shift, ...], ...]
    is_now: bool
    is_over: bool

    @property
    def shifts(self) -> list[tuple[int, Shift]]:
        """The shifts with their weekdays."""
        return [(weekday, shift) for weekday, shifts in enumerate(self.days) for shift in shifts]


@dataclass(frozen=True, slots=True)
class OverrideView:
    """Other hours on a date; of the place, where `is_own` is false."""

    id: int
    day: date
    shifts: tuple[Shift, ...]
    reason: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class ClosureView:
    """Dates on which nothing opens; of the place, where `is_own` is false."""

    id: int
    first_date: date
    last_date: date
    reason: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class BlockView:
    """A time in which somebody or something is busy without a booking."""

    id: int
    starts_at: datetime
    ends_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class DayView:
    """What comes of it all on a date: the shifts that open, which rule decides, what it is called, and blocks."""

    day: date
    shifts: tuple[Shift, ...]
    rule: Rule
    reason: str
    blocks: tuple[BlockView, ...]


@dataclass(frozen=True, slots=True)
class HoursView:
    """All that decides when an owner is open. Dates that are over are left out."""

    owner: Owner
    name: str
    zone: ZoneInfo
    location_slug: str
    location_name: str
    weeks: tuple[WeekView, ...]
    shares: bool
    overrides: tuple[OverrideView, ...]
    closures: tuple[ClosureView, ...]
    blocks: tuple[BlockView, ...]
    holidays: HolidayDates
    preview: tuple[DayView, ...]

    @property
    def resource_slug(self) -> str | None:
        """Whose they are, if they are a person's or a thing's and not a place's."""
        return self.owner.slug if self.owner.kind == "resource" else None

    def week(self, week_id: int) -> WeekView:
        """One of its own weeks. Refuses with `NotFound`."""
        found = next((week for week in self.weeks if week.id == week_id and not self.shares), None)
        if found is None:
            raise NotFound
        return found


def list_owners(*, member: Member) -> list[OwnerView]:
    """The places with their people and things; of a specialist only themselves."""
    scope = Scope(member.organisation.id)
    own = set(scope.of(models.Schedule).exclude(resource=None).values_list("resource_id", flat=True))
    places = {row.id: row for row in scope.of(models.Location).order_by("position", "id")}
    rows = scope.of(models.Resource).order_by("location__position", "location_id", "position", "id")
    if member.only_resource_id is not None:
        rows = rows.filter(id=member.only_resource_id)
    people = [
        OwnerView("resource", row.slug, row.name, places[row.location_id].name, row.is_active, row.id in own)
        for row in rows
    ]
    if member.only_resource_id is not None:
        return people
    return [
        OwnerView("location", one.slug, one.name, one.name, one.is_active, True) for one in places.values()
    ] + people


def get_hours(*, member: Member, owner: Owner, monday: date, now: datetime) -> HoursView:
    """The hours of an owner, and the week from a date. Refuses with `NotFound` what is not the member's to see."""
    scope = Scope(member.organisation.id)
    resource, place = _rows(scope, member, owner)
    zone = ZoneInfo(place.zone)
    today = local_date(to_instant(now), zone)
    mine = {"resource_id": resource.id} if resource else {"location_id": place.id}
    both: list[dict[str, Any]] = [mine, {"location_id": place.id}] if resource else [mine]
    weeks, since = _weeks(scope, both, today), min(today, monday)
    own, of_place = (weeks[0], weeks[-1])
    overrides = [one for which in both for one in _overrides(scope, which, since, is_own=which is mine)]
    closures = [one for which in both for one in _closures(scope, which, since, is_own=which is mine)]
    hours = Hours(
        zone=zone,
        weeks=tuple(Week(tuple(week.shifts), week.valid_from, week.valid_until) for week in own or of_place),
        overrides=tuple(Override(one.day, one.shifts) for one in overrides),
        closures=tuple(Closure(one.first_date, one.last_date) for one in closures),
        holidays=HolidayDates(place.holiday_country, place.holiday_region),
        both_showings=place.both_showings,
    )
    blocks = _blocks(scope, resource, monday, zone, now)
    return HoursView(
        owner=owner,
        name=resource.name if resource else place.name,
        zone=zone,
        location_slug=place.slug,
        location_name=place.name,
        weeks=tuple(own or of_place),
        shares=bool(resource and not own),
        overrides=tuple(one for one in overrides if one.day >= today),
        closures=tuple(one for one in closures if one.last_date >= today),
        blocks=tuple(one for one in blocks if one.ends_at > now),
        holidays=HolidayDates(place.holiday_country, place.holiday_region),
        preview=tuple(
            _day(hours, monday + timedelta(days=number), overrides, closures, blocks) for number in range(7)
        ),
    )


def _rows(scope: Scope, member: Member, owner: Owner) -> tuple[models.Resource | None, models.Location]:
    only = member.only_resource_id
    if owner.kind == "location":
        place = scope.of(models.Location).filter(slug=owner.slug).first()
        if place is None or only is not None:
            raise NotFound
        return None, place
    resource = scope.of(models.Resource).filter(slug=owner.slug).select_related("location").first()
    if resource is None or (only is not None and resource.id != only):
        raise NotFound
    return resource, resource.location


def _weeks(scope: Scope, owners: Sequence[dict[str, Any]], today: date) -> list[list[WeekView]]:
    """The weeks of each owner, those that begin first in front."""
    found = [list(scope.of(models.Schedule).filter(**which).order_by("id")) for which in owners]
    days: defaultdict[int, list[list[Shift]]] = defaultdict(lambda: [[] for _ in range(7)])
    ids = [row.id for rows in found for row in rows]
    for shift in scope.of(models.ScheduleShift).filter(schedule_id__in=ids).order_by("opens"):
        days[shift.schedule_id][shift.weekday].append(Shift(shift.opens, shift.closes))
    return [_dated(rows, days, today) for rows in found]


def _dated(
    rows: Sequence[models.Schedule], days: defaultdict[int, list[list[Shift]]], today: date
) -> list[WeekView]:
    in_order = sorted(rows, key=lambda row: row.valid_from or date.min)
    ruling = [row for row in in_order if Week((), row.valid_from, row.valid_until).is_in_force(today)]
    # Of several the one that began last, of these the first.
    now = max(ruling, key=lambda row: row.valid_from or date.min, default=None)
    return [
        WeekView(
            row.id,
            row.valid_from,
            row.valid_until,
            tuple(tuple(shifts) for shifts in days[row.id]),
            is_now=row is now,
            is_over=row.valid_until is not None and row.valid_until < today,
        )
        for row in in_order
    ]


def _overrides(scope: Scope, which: dict[str, Any], since: date, *, is_own: bool) -> Iterable[OverrideView]:
    rows = list(scope.of(models.Override).filter(**which, date__gte=since).order_by("date"))
    shifts: defaultdict[int, list[Shift]] = defaultdict(list)
    for shift in scope.of(models.OverrideShift).filter(override_id__in=[row.id for row in rows]).order_by("opens"):
        shifts[shift.override_id].append(Shift(shift.opens, shift.closes))
    return [OverrideView(row.id, row.date, tuple(shifts[row.id]), row.reason, is_own) for row in rows]


def _closures(scope: Scope, which: dict[str, Any], since: date, *, is_own: bool) -> Iterable[ClosureView]:
    rows = scope.of(models.Closure).filter(**which, last_date__gte=since).order_by("first_date", "id")
    return [ClosureView(row.id, row.first_date, row.last_date, row.reason, is_own) for row in rows]


def _blocks(
    scope: Scope, resource: models.Resource | None, monday: date, zone: ZoneInfo, now: datetime
) -> list[BlockView]:
    if resource is None:
        return []
    since = min(now, to_datetime(day_span(monday, zone)[0]))
    rows = scope.of(models.Block).filter(resource_id=resource.id, during__endswith__gt=since).order_by("during")
    return [BlockView(row.id, row.during.lower, row.during.upper, row.reason) for row in rows]


def _day(
    hours: Hours,
    day: date,
    overrides: Iterable[OverrideView],
    closures: Iterable[ClosureView],
    blocks: Iterable[BlockView],
) -> DayView:
    rule = rule_on(hours, day)
    start, end = day_span(day, hours.zone)
    reasons = {
        "closure": (one.reason for one in closures if one.first_date <= day <= one.last_date),
        "override": (one.reason for one in overrides if one.day == day),
        "holiday": (name for one, name in _named(hours, day) if one == day),
        "week": iter(()),
    }
    return DayView(
        day=day,
        shifts=shifts_on(hours, day),
        rule=rule,
        reason=next(iter(reasons[rule]), ""),
        blocks=tuple(one for one in blocks if to_instant(one.starts_at) < end and to_instant(one.ends_at) > start),
    )


def _named(hours: Hours, day: date) -> list[tuple[date, str]]:
    return hours.holidays.named(day.year) if isinstance(hours.holidays, HolidayDates) else []
