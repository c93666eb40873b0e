"""Where the things of a day stand in a grid of time: rows of five minutes, and lanes beside each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from holdfast.core.interval import Instant, Span, Spans, intersect, normalise, subtract

ROW = 300
HOUR = 3600
# What is shorter is drawn so high, because it has to be read and pressed.
_LEAST_ROWS = 3


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the grid: the row it begins in (from 1), how many it has, its lane (from 1) and of how many."""

    row: int
    rows: int
    lane: int = 1
    lanes: int = 1


def whole_hours(spans: Iterable[Span], day: Span, *, default: Span) -> Span:
    """What of a day is drawn: whole hours around all that happens, at least one; without anything the default."""
    seen = [(max(start, day[0]), min(end, day[1])) for start, end in spans]
    inside = [span for span in seen if span[0] < span[1]] or [default]
    first = min(start for start, _ in inside)
    last = max(end for _, end in inside)
    start = day[0] + (first - day[0]) // HOUR * HOUR
    end = day[0] - (day[0] - last) // HOUR * HOUR
    return max(start, day[0]), min(max(end, start + HOUR), day[1])


def spot(span: Span, drawn: Span) -> Spot:
    """Where a span stands, cut to what is drawn."""
    start, end = max(span[0], drawn[0]), min(span[1], drawn[1])
    row = (start - drawn[0]) // ROW
    until = -((drawn[0] - end) // ROW)
    return Spot(row + 1, max(until - row, 1))


def row_of(instant: Instant, drawn: Span) -> int | None:
    """The row an instant lies in; `None` outside what is drawn."""
    return (instant - drawn[0]) // ROW + 1 if drawn[0] <= instant < drawn[1] else None


def arrange(spans: Sequence[Span], drawn: Span) -> list[Spot]:
    """Where spans stand that may overlap: those that do share the width, each in a lane of its own.

    The spans are given in order of their starts.
    """
    spots = [_readable(spot(span, drawn), drawn) for span in spans]
    placed: list[Spot] = []
    group: list[Spot] = []
    ends: list[int] = []
    for one in spots:
        if group and one.row >= max(ends):
            placed += _sharing(group, len(ends))
            group, ends = [], []
        lane = next((number for number, end in enumerate(ends) if end <= one.row), len(ends))
        ends[lane : lane + 1] = [one.row + one.rows]
        group.append(Spot(one.row, one.rows, lane + 1))
    return placed + _sharing(group, len(ends))


def most_lanes(spots: Iterable[Spot]) -> int:
    """How many lanes a column needs."""
    return max((one.lanes for one in spots), default=1)


def closed(drawn: Span, hours: Iterable[Span]) -> Spans:
    """What of the time drawn lies outside hours."""
    return subtract((drawn,), normalise(hours))


def free_hours(open_time: Iterable[Span], busy: Iterable[Span], drawn: Span, *, after: Instant) -> list[Span]:
    """The free time of each hour, where it is a quarter of an hour at least and not yet over."""
    ahead = intersect(normalise(open_time), ((max(after, drawn[0]), max(after, drawn[1])),))
    free = subtract(ahead, normalise(busy))
    return [
        piece
        for start, end in free
        for hour in range(start // HOUR * HOUR, end, HOUR)
        if (piece := (max(start, hour), min(end, hour + HOUR)))[1] - piece[0] >= _LEAST_ROWS * ROW
    ]


def _readable(one: Spot, drawn: Span) -> Spot:
    rows = max(one.rows, _LEAST_ROWS)
    last = (drawn[1] - drawn[0]) // ROW
    return Spot(max(1, min(one.row, last - rows + 1)), rows)


def _sharing(group: Sequence[Spot], lanes: int) -> list[Spot]:
    return [Spot(one.row, one.rows, one.lane, lanes) for one in group]
