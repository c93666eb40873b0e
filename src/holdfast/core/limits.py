"""Caps: how many bookings a day, a week or a month may have, and what is left of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from holdfast.core.interval import Instant, Span, Spans, normalise
from holdfast.core.walltime import day_span, local_date

Period = Literal["day", "week", "month"]
PERIODS: tuple[Period, ...] = ("day", "week", "month")


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so many bookings that start within a calendar day, week (ISO 8601) or month of the place."""

    period: Period
    most: int


class Left(NamedTuple):
    """What is left of a cap for starts within a span."""

    span: Span
    left: int


def caps_of(daily: int | None, weekly: int | None, monthly: int | None) -> tuple[Cap, ...]:
    """The caps that are set."""
    found = zip(PERIODS, (daily, weekly, monthly), strict=True)
    return tuple(Cap(period, most) for period, most in found if most is not None)


def period_name(period: Period, day: date) -> str:
    """The name of the period that a date lies in: 2026-11-21, 2026-W47, 2026-11."""
    if period == "day":
        return day.isoformat()
    if period == "week":
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}"
    return f"{day:%Y-%m}"


def period_span(period: Period, day: date, zone: ZoneInfo) -> Span:
    """The instants of the period that a date lies in."""
    first, following = day, day + timedelta(days=1)
    if period == "week":
        first = day - timedelta(days=day.weekday())
        following = first + timedelta(days=7)
    elif period == "month":
        first = day.replace(day=1)
        following = (first + timedelta(days=31)).replace(day=1)
    return day_span(first, zone)[0], day_span(following, zone)[0]


def period_of(span: Span, zone: ZoneInfo) -> Period:
    """Which kind of period a span is."""
    days = (local_date(span[1] - 1, zone) - local_date(span[0], zone)).days
    return "day" if days == 0 else "week" if days == 6 else "month"


def periods(period: Period, first: date, last: date) -> Iterator[date]:
    """A date in each period that has dates from `first` to `last`, both included; in order."""
    day, seen = first, ""
    while day <= last:
        name = period_name(period, day)
        if name != seen:
            yield day
        seen, day = name, day + timedelta(days=1)


def used_up(caps: Iterable[Left]) -> Spans:
    """The starts for which nothing is left."""
    return normalise(one.span for one in caps if one.left < 1)


def left_at(caps: Iterable[Left], at: Instant) -> int | None:
    """How many more bookings may start at an instant; `None` where no cap counts."""
    return min((one.left for one in caps if one.span[0] <= at < one.span[1]), default=None)
