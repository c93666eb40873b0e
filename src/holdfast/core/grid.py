"""The grid of starts: a step of wall time counted from the place's midnight, or fixed times (docs/decisions/0009).

Of a grid only a share may be shown, spread evenly over the day: every start is in or out by its own wall time
alone, so that what was shown stays on offer whatever others book meanwhile.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from holdfast.core.interval import Instant, Span
from holdfast.core.policy import Policy, seconds
from holdfast.core.walltime import DAY, day_span, is_plain, local_date, wall_starts

ALL = 100


@dataclass(frozen=True, slots=True)
class Grid:
    """The wall times at which a service may start, in seconds: steps from an anchor, or `fixed` ones.

    `share` of them in a hundred are shown.
    """

    step: int
    anchor: int = 0
    fixed: tuple[int, ...] = ()
    share: int = ALL

    @staticmethod
    def of(policy: Policy) -> "Grid":
        """The grid that a policy sets."""
        return Grid(
            seconds(policy.slot_step),
            seconds(policy.slot_anchor),
            tuple(seconds(start) for start in policy.fixed_starts),
            policy.offered_share,
        )

    @property
    def is_arithmetic(self) -> bool:
        """Whether the starts of a plain day are a plain sequence."""
        return not self.fixed and self.share >= ALL

    def shown_on(self, day: date) -> tuple[int, ...]:
        """The wall times of a date, in seconds after midnight."""
        every = self.fixed or range(self.anchor % self.step, DAY, self.step)
        if self.share >= ALL:
            return tuple(every)
        return tuple(at for number, at in enumerate(every, day.toordinal()) if _is_shown(number, self.share))


def _is_shown(number: int, share: int) -> bool:
    """Whether a running number is among those that make up a share, as evenly as can be (Bresenham 1965)."""
    return number * share // ALL < (number + 1) * share // ALL


def grid_by_day(
    spans: Iterable[Span], zone: ZoneInfo, grid: Grid, *, both: bool
) -> Iterator[tuple[date, Sequence[Instant]]]:
    """The instants of the grid in the spans, date by date of the place; a date may come more than once."""
    today: _Today | None = None
    for start, end in spans:
        if today is None or not today.midnight <= start < today.tomorrow:
            today = _Today.of(local_date(start, zone), zone, grid, both)
        while True:
            yield today.day, today.starts(start, end)
            if end <= today.tomorrow:
                break
            today = _Today.of(today.day + timedelta(days=1), zone, grid, both)


class _Today(NamedTuple):
    """A date of the place with its grid: by arithmetic, or written down where clocks change."""

    day: date
    midnight: Instant
    tomorrow: Instant
    grid: Instant
    step: int
    written: tuple[Instant, ...] | None

    @staticmethod
    @lru_cache(maxsize=20_000)
    def of(day: date, zone: ZoneInfo, grid: Grid, both: bool) -> "_Today":
        midnight, tomorrow = day_span(day, zone)
        written = None
        if not is_plain(day, zone):
            written = wall_starts(day, zone, grid.shown_on(day), both)
        elif not grid.is_arithmetic:
            written = tuple(midnight + at for at in grid.shown_on(day))
        return _Today(day, midnight, tomorrow, midnight + grid.anchor % grid.step, grid.step, written)

    def starts(self, start: Instant, end: Instant) -> Sequence[Instant]:
        """The grid from one instant to another, on this date."""
        if self.written is not None:
            return [at for at in self.written if start <= at < end]
        _, midnight, tomorrow, grid, step, _ = self
        after = start if start > midnight else midnight
        return range(after + (grid - after) % step, end if end < tomorrow else tomorrow, step)
