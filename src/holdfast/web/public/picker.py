"""A month with its free days, the free times of one of them, and the next free time: what is chosen from."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils.translation import ngettext

from holdfast.core.opening import dates
from holdfast.core.policy import Policy
from holdfast.core.walltime import local_date, to_instant, to_local
from holdfast.queries.availability import (
    MonthView,
    SlotView,
    list_slots,
    nearest_slots,
    next_slots,
    read_month,
)
from holdfast.queries.engine import Wish
from holdfast.web.parameters import Address, write_start
from holdfast.web.words import day as say_day
from holdfast.web.words import first_weekday
from holdfast.web.words import month as say_month

_NOON, _EVENING = 12, 17
_LEVELS = (4, 10)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the month's table; it is a link when something is free. `level` 1 to 3: few, some, many."""

    date: date
    free: int
    level: int
    url: str | None
    is_chosen: bool
    is_today: bool

    @property
    def said(self) -> str:
        """Thursday 5 November, 6 times free"""
        return _say_free(self.date, self.free)

    @property
    def current(self) -> str:
        """What `aria-current` says of it."""
        return "true" if self.is_chosen else "date" if self.is_today else ""


@dataclass(frozen=True, slots=True)
class Time:
    """A free time, as its own link. `note` tells two apart that clocks show alike."""

    starts_at: datetime
    url: str
    note: str = ""

    @property
    def at(self) -> int:
        """The instant, in seconds since 1970."""
        return to_instant(self.starts_at)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day (`morning`, `afternoon`, `evening`) with its free times."""

    name: str
    times: tuple[Time, ...]


@dataclass(frozen=True, slots=True)
class Picker:
    """What can be chosen now. `day` is the one whose times are shown.

    `earliest` is the first free time of all, told while the first month is shown; `opening_url` leads there.
    `next_free` is the first after a day or month in which there is none.
    """

    zone: ZoneInfo
    month: date
    days: tuple[Day, ...]
    previous_url: str | None
    next_url: str | None
    day: date | None
    parts: tuple[Part, ...]
    earliest: Time | None
    opening_url: str
    next_free: Time | None
    is_first: bool
    is_out_of_window: bool

    @property
    def weeks(self) -> list[tuple[Day | None, ...]]:
        """The rows of the table, each from the first day of a week as the visitor's language counts it."""
        before = (self.days[0].date.weekday() - first_weekday()) % 7
        cells = [*[None] * before, *self.days, *[None] * (-(before + len(self.days)) % 7)]
        return [tuple(cells[row : row + 7]) for row in range(0, len(cells), 7)]

    @property
    def weekdays(self) -> list[date]:
        """A date for each column, for its name."""
        monday = date(2024, 1, 1)
        return [monday + timedelta(days=first_weekday() + offset) for offset in range(7)]

    @property
    def free_days(self) -> int:
        """On how many days of the month something can be chosen."""
        return sum(day.free > 0 for day in self.days)

    @property
    def said(self) -> str:
        """What is told to those who cannot see the table change."""
        if self.day is not None:
            return _say_free(self.day, sum(len(part.times) for part in self.parts))
        words = ngettext("%(month)s, %(free)d day free", "%(month)s, %(free)d days free", self.free_days)
        return words % {"month": say_month(self.month), "free": self.free_days}


@dataclass(frozen=True)
class Search:
    """What to look for, and how a link to a choice is made.

    `moving`: a booking that is not in its own way; `but_not`: its own start, which would be no move. Without
    `public` as staff may book.
    """

    organisation_id: int
    wish: Wish
    policy: Policy
    zone: ZoneInfo
    address: Address
    now: datetime
    moving: int | None = None
    but_not: datetime | None = None
    public: bool = True

    @property
    def today(self) -> date:
        """The date at the place."""
        return local_date(to_instant(self.now), self.zone)

    @property
    def bounds(self) -> tuple[date, date]:
        """The first and the last date on which something may be booked now."""
        first, end = self.policy.bookable(to_instant(self.now))
        return local_date(first, self.zone), local_date(end - 1, self.zone)

    def month(self, month: date, day: date | None) -> MonthView:
        """What is free in a month, and on a day of it: the wished one, else the first with anything."""
        first, last = max(month, self.bounds[0]), min(_month_end(month), self.bounds[1])
        if first > last:
            return MonthView(Counter())
        return read_month(
            organisation_id=self.organisation_id,
            wish=self.wish,
            first=first,
            last=last,
            day=day,
            now=self.now,
            public=self.public,
            moving=self.moving,
            but_not=self.but_not,
        )

    def next_free(self, after: datetime) -> SlotView | None:
        """The first free start at or after a moment."""
        found = self.first_free(after, 1 if self.but_not is None else 2)
        return next((slot for slot in found if slot.starts_at != self.but_not), None)

    def first_free(self, after: datetime, limit: int) -> list[SlotView]:
        """The first free starts at or after a moment."""
        return next_slots(
            organisation_id=self.organisation_id,
            wish=self.wish,
            after=after,
            now=self.now,
            limit=limit,
            public=self.public,
            moving=self.moving,
        )

    def nearest(self, around: datetime) -> list[SlotView]:
        """The free starts nearest to a moment."""
        found = nearest_slots(
            organisation_id=self.organisation_id,
            wish=self.wish,
            around=around,
            now=self.now,
            public=self.public,
            moving=self.moving,
        )
        return [slot for slot in found if slot.starts_at != self.but_not]

    def is_free(self, starts_at: datetime) -> bool:
        """Whether a start is free."""
        day = starts_at.astimezone(self.zone).date()
        found = list_slots(
            organisation_id=self.organisation_id,
            wish=self.wish,
            first=day,
            last=day,
            now=self.now,
            public=self.public,
            moving=self.moving,
        )
        return any(slot.starts_at == starts_at for slot in found)

    def time(self, slot: SlotView, *, staff: str | None = None) -> Time:
        """A free start with its link; with `staff`, to that specialist."""
        day, clock = write_start(slot.starts_at, self.zone)
        who = "" if staff is None else f"staff={staff}&"
        url = self._before if staff is None else self.address.before("staff", "month", "date", "time")
        return Time(slot.starts_at, f"{url}{who}date={day}&time={clock.replace(':', '%3A')}")

    def date_url(self, day: date) -> str:
        """The link to the times of a date."""
        return f"{self._before}date={day.isoformat()}#times"

    @cached_property
    def _before(self) -> str:
        return self.address.before("month", "date", "time")


def make_picker(search: Search, *, month: date | None, day: date | None) -> Picker:
    """The picker for a wished month or day; without one it opens on the first day with something free."""
    first_day, last_day = search.bounds
    out_of_window = day is not None and not first_day <= day <= last_day
    wished = None if out_of_window else day
    shown = _clamp(month or wished or first_day, first_day, last_day)
    wished = wished if wished is not None and _first_of(wished) == shown else None
    found = search.month(shown, wished)
    next_free: SlotView | None = None
    is_first = shown <= first_day
    if wished is not None and not found.slots:
        next_free = found.after
    if next_free is None and not found.slots:
        next_free = search.next_free(_start_of(max(_next_month(shown), first_day), search.zone))
        if month is None and wished is None and next_free is not None:
            shown = _first_of(to_local(to_instant(next_free.starts_at), search.zone).date())
            found, next_free, is_first = search.month(shown, None), None, True
    chosen = wished or found.day
    earliest = (found.earliest or next_free) if is_first else None
    return Picker(
        zone=search.zone,
        month=shown,
        days=tuple(_day(search, one, found.free[one], chosen) for one in dates(shown, _month_end(shown))),
        previous_url=_month_url(search, shown, -1, lambda other: _month_end(other) >= first_day),
        next_url=_month_url(search, shown, 1, lambda other: other <= last_day),
        day=chosen,
        parts=_parts(search, found.slots),
        earliest=None if earliest is None else search.time(earliest),
        opening_url=search.address.but(month=None, date=None, time=None),
        next_free=None if next_free is None else search.time(next_free),
        is_first=is_first,
        is_out_of_window=out_of_window,
    )


def _day(search: Search, one: date, free: int, chosen: date | None) -> Day:
    url = search.date_url(one) if free else None
    level = 1 + sum(free > most for most in _LEVELS) if free else 0
    return Day(one, free, level, url, one == chosen, one == search.today)


def _parts(search: Search, slots: Sequence[SlotView]) -> tuple[Part, ...]:
    shown = Counter(f"{slot.starts_at.astimezone(search.zone):%H:%M}" for slot in slots)
    parts: dict[str, list[Time]] = {"morning": [], "afternoon": [], "evening": []}
    for slot in slots:
        local = slot.starts_at.astimezone(search.zone)
        part = "morning" if local.hour < _NOON else "afternoon" if local.hour < _EVENING else "evening"
        note = (local.tzname() or "") if shown[f"{local:%H:%M}"] > 1 else ""
        time = search.time(slot)
        parts[part].append(Time(time.starts_at, time.url, note))
    return tuple(Part(name, tuple(times)) for name, times in parts.items() if times)


def _say_free(day: date, free: int) -> str:
    words = ngettext("%(date)s, %(free)d time free", "%(date)s, %(free)d times free", free)
    return words % {"date": say_day(day), "free": free}


def _month_url(search: Search, month: date, step: int, allowed: Callable[[date], bool]) -> str | None:
    other = _next_month(month) if step > 0 else _first_of(month - timedelta(days=1))
    return search.address.but(month=f"{other:%Y-%m}", date=None, time=None) if allowed(other) else None


def _clamp(day: date, first: date, last: date) -> date:
    return _first_of(min(max(day, _first_of(first)), last))


def _first_of(day: date) -> date:
    return day.replace(day=1)


def _next_month(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def _month_end(month: date) -> date:
    return _next_month(month) - timedelta(days=1)


def _start_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)
