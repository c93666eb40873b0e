"""Opening hours: weekly, dated, and their exceptions, resolved to instants.

A shift belongs to the date on which it opens. For a date the first of these that applies decides:
a closure (nothing opens), an override (its shifts and no others), a public holiday (nothing opens), the week
in force (of several the one that came into force last, of these the first given).
"""

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from holdfast.core.interval import Span, Spans, normalise
from holdfast.core.walltime import shift_span


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose hours are meant: a place's, or those of a person or thing; by the slug."""

    kind: Literal["location", "resource"]
    slug: str


@dataclass(frozen=True, slots=True)
class Shift:
    """Opening hours in wall time; `closes` not after `opens` means the next date."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Week:
    """Weekly hours from one date to another, both included; `None` is open-ended. Monday is 0."""

    shifts: tuple[tuple[int, Shift], ...]
    valid_from: date | None = None
    valid_until: date | None = None

    def is_in_force(self, day: date) -> bool:
        """Whether the week rules on the date."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


@dataclass(frozen=True, slots=True)
class Override:
    """Other hours on one date; without shifts a day off."""

    day: date
    shifts: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class Closure:
    """Dates, both included, on which nothing opens: a closure of the place, a vacation of a person."""

    first_date: date
    last_date: date


@dataclass(frozen=True, slots=True)
class Hours:
    """All that decides when one resource is open.

    `both_showings`: hours and starts at a wall time that clocks show twice count both times.
    """

    zone: ZoneInfo
    weeks: tuple[Week, ...] = ()
    overrides: tuple[Override, ...] = ()
    closures: tuple[Closure, ...] = ()
    holidays: Container[date] = frozenset()
    both_showings: bool = False


def overlap(shifts: Iterable[Shift]) -> bool:
    """Whether of the shifts of one date one begins before another has ended."""
    in_order = sorted(shifts, key=lambda shift: shift.opens)
    return any(
        following.opens < shift.closes or shift.closes <= shift.opens for shift, following in pairwise(in_order)
    )


SpansOf = Callable[[Hours, date], tuple[Span, ...]]


def is_closed(hours: Hours, day: date) -> bool:
    """Whether a closure lies on a date."""
    return any(closure.first_date <= day <= closure.last_date for closure in hours.closures)


def shifts_on(hours: Hours, day: date) -> tuple[Shift, ...]:
    """The shifts that open on a date."""
    if is_closed(hours, day):
        return ()
    for override in hours.overrides:
        if override.day == day:
            return override.shifts
    if day in hours.holidays:
        return ()
    in_force = [week for week in hours.weeks if week.is_in_force(day)]
    if not in_force:
        return ()
    week = max(in_force, key=lambda week: week.valid_from or date.min)
    return tuple(shift for weekday, shift in week.shifts if weekday == day.weekday())


Rule = Literal["closure", "override", "holiday", "week"]


def rule_on(hours: Hours, day: date) -> Rule:
    """Which rule decides on a date."""
    if is_closed(hours, day):
        return "closure"
    if any(override.day == day for override in hours.overrides):
        return "override"
    return "holiday" if day in hours.holidays else "week"


def spans_of(hours: Hours, day: date) -> tuple[Span, ...]:
    """The open time of the shifts that open on a date, one after the other as they are given."""
    return tuple(
        shift_span(day, shift.opens, shift.closes, hours.zone, both=hours.both_showings)
        for shift in shifts_on(hours, day)
    )


def open_spans(hours: Hours, first: date, last: date, of: SpansOf = spans_of) -> Spans:
    """Open time of the shifts that open on the dates from the one before `first` (night shifts) to `last`.

    Shifts are given whole: the first may end before `first`, the last runs past midnight. `of`: `spans_of`, or
    what remembers its answers.
    """
    return normalise(span for day in dates(first - timedelta(days=1), last) for span in of(hours, day))


def dates(first: date, last: date) -> Iterator[date]:
    """Each date from `first` to `last`, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
