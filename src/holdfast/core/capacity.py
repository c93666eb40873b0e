"""Units of a resource: when it is full, and which units a claim takes."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from operator import attrgetter
from random import Random
from typing import NamedTuple

from holdfast.core.interval import Instant, Span, Spans, normalise, overlaps


class Taken(NamedTuple):
    """One unit of a resource, in use for an interval."""

    unit: int
    start: Instant
    end: Instant


_START = attrgetter("start")


def full_spans(capacity: int, units: int, taken: Sequence[Taken]) -> Spans:
    """When fewer than `units` of `capacity` are free.

    Counted over units, whichever they are: a fungible claim may change units midway (LEDGER: fragments).
    """
    if units > capacity:
        return ((-(1 << 62), 1 << 62),)
    if capacity == 1:
        return normalise([use[1:] for use in taken])
    edges = sorted(edge for use in taken if use.start < use.end for edge in ((use.start, 1), (use.end, -1)))
    full: list[Span] = []
    in_use, since = 0, None
    for instant, change in edges:
        in_use += change
        if since is None and in_use > capacity - units:
            since = instant
        elif since is not None and in_use <= capacity - units:
            full.append((since, instant))
            since = None
    return normalise(full)


class Usage:
    """What is taken of a resource, laid out once so that it can be asked about often."""

    def __init__(self, taken: Iterable[Taken]) -> None:
        self._taken = sorted(taken, key=_START)
        self._starts = [use.start for use in self._taken]
        self._longest = max((use.end - use.start for use in self._taken), default=0)
        self._at: list[Instant] = [-(1 << 62)]
        self._used = [0]
        changes: Counter[Instant] = Counter(self._starts)
        changes.subtract(use.end for use in self._taken)
        for instant in sorted(changes):
            self._at.append(instant)
            self._used.append(self._used[-1] + changes[instant])

    def most(self, span: Span) -> int:
        """How many units are in use at the busiest moment of a span."""
        first = bisect_right(self._at, span[0]) - 1
        return max(self._used[first : bisect_left(self._at, span[1])])

    def around(self, span: Span) -> tuple[Taken, ...]:
        """What of it meets a span."""
        first = bisect_right(self._starts, span[0] - self._longest)
        last = bisect_left(self._starts, span[1])
        return tuple(use for use in self._taken[first:last] if use.end > span[0])


def free_units(capacity: int, span: Span, taken: Iterable[Taken]) -> int:
    """How many units are free at every moment of a span."""
    return max(capacity - Usage(taken).most(span), 0)


def choose_units(
    capacity: int, units: int, span: Span, taken: Sequence[Taken], random: Random
) -> list[Taken] | None:
    """Rows of the ledger that give `units` units throughout a span, or `None` when it is full somewhere.

    Units free throughout are drawn at random, so that claims at once seldom meet; where there are too few of
    them, the rest is put together from fragments of several units.
    """
    uses = [use for use in taken if overlaps((use.start, use.end), span)]
    busy_units = {use.unit for use in uses}
    whole = [unit for unit in range(capacity) if unit not in busy_units]
    random.shuffle(whole)
    chosen = [Taken(unit, *span) for unit in whole[:units]]
    for _ in range(units - len(chosen)):
        pieces = _fragments(capacity, span, [*uses, *chosen])
        if pieces is None:
            return None
        chosen += pieces
    return chosen


def _fragments(capacity: int, span: Span, taken: Sequence[Taken]) -> list[Taken] | None:
    """One unit's worth of a span, changing units only where the present one ends (fewest pieces)."""
    pieces: list[Taken] = []
    start, end = span
    while start < end:
        until, unit = max((_free_until(unit, start, end, taken), unit) for unit in range(capacity))
        if until <= start:
            return None
        pieces.append(Taken(unit, start, until))
        start = until
    return pieces


def _free_until(unit: int, start: Instant, end: Instant, taken: Sequence[Taken]) -> Instant:
    """How long the unit stays free from `start`; `start` itself when it is not free then."""
    for use in taken:
        if use.unit == unit and use.start < end and start < use.end:
            end = max(start, use.start)
    return end
