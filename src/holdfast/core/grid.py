"""The grid of starts: a step of wall time counted from the place's midnight (docs/decisions/0009)."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from holdfast.core.interval import Instant, Spans
from holdfast.core.walltime import day_span, irregular_starts, is_plain, local_date


def grid_by_day(
    spans: Spans, zone: ZoneInfo, step: int, anchor: int, *, both: bool
) -> Iterator[tuple[date, Sequence[Instant]]]:
    """The instants of the grid in the spans, date by date of the place; a date may come more than once."""
    today: _Today | None = None
    for start, end in spans:
        if today is None or not today.midnight <= start < today.tomorrow:
            today = _Today.of(local_date(start, zone), zone, step, anchor, both)
        while True:
            yield today.day, today.starts(start, end)
            if end <= today.tomorrow:
                break
            today = _Today.of(today.day + timedelta(days=1), zone, step, anchor, both)


class _Today(NamedTuple):
    """A date of the place with its grid: by arithmetic, or written down where clocks change."""

    day: date
    midnight: Instant
    tomorrow: Instant
    grid: Instant
    step: int
    irregular: tuple[Instant, ...] | None

    @staticmethod
    @lru_cache(maxsize=20_000)
    def of(day: date, zone: ZoneInfo, step: int, anchor: int, both: bool) -> "_Today":
        midnight, tomorrow = day_span(day, zone)
        grid = midnight + anchor % step
        irregular = None if is_plain(day, zone) else irregular_starts(day, zone, step, anchor, both)
        return _Today(day, midnight, tomorrow, grid, step, irregular)

    def starts(self, start: Instant, end: Instant) -> Sequence[Instant]:
        """The grid from one instant to another, on this date."""
        if self.irregular is not None:
            return [at for at in self.irregular if start <= at < end]
        _, midnight, tomorrow, grid, step, _ = self
        after = start if start > midnight else midnight
        return range(after + (grid - after) % step, end if end < tomorrow else tomorrow, step)
