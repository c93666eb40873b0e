"""Half-open intervals `[start, end)` and sets of them.

Inside the core an instant is the whole number of seconds since 1970-01-01T00:00Z (see
docs/decisions/0002-instants-in-the-core.md); aware datetimes are met in `walltime`. A set of intervals
(`Spans`) is a tuple sorted by start in which neighbours neither overlap nor touch, so equal sets are
equal tuples.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from operator import itemgetter

Instant = int
Span = tuple[Instant, Instant]
Spans = tuple[Span, ...]

NOTHING: Spans = ()
_START, _END = itemgetter(0), itemgetter(1)


def normalise(spans: Iterable[Span]) -> Spans:
    """The set covered by any spans in any order; empty ones vanish, touching ones join."""
    joined: list[Span] = []
    begun = until = -(1 << 62)
    for start, end in sorted(spans):
        if start > until:
            if begun < until:
                joined.append((begun, until))
            begun, until = start, end
        elif end > until:
            until = end
    if begun < until:
        joined.append((begun, until))
    return tuple(joined)


def intersect(left: Spans, right: Spans) -> Spans:
    """What is in both sets."""
    if len(right) == 1:
        return _clipped(left, *right[0])
    found: list[Span] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start = max(left[i][0], right[j][0])
        end = min(left[i][1], right[j][1])
        if start < end:
            found.append((start, end))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return tuple(found)


def _clipped(spans: Spans, first: Instant, last: Instant) -> Spans:
    """What lies between two instants."""
    inside = list(spans[bisect_right(spans, first, key=_END) : bisect_left(spans, last, key=_START)])
    if inside and inside[0][0] < first:
        inside[0] = (first, inside[0][1])
    if inside and inside[-1][1] > last:
        inside[-1] = (inside[-1][0], last)
    return tuple(inside)


def subtract(left: Spans, right: Spans) -> Spans:
    """What is in `left` and not in `right`."""
    if not left or not right:
        return left
    found: list[Span] = []
    j, last = 0, len(right)
    for start, end in left:
        while j < last and right[j][1] <= start:
            j += 1
        k = j
        while k < last:
            cut, until = right[k]
            if cut >= end:
                break
            if cut > start:
                found.append((start, cut))
            start = until  # noqa: PLW2901 - what is left of this span
            k += 1
        if start < end:
            found.append((start, end))
    return tuple(found)


def subtract_widened(left: Spans, right: Sequence[Span], before: int, after: int) -> Spans:
    """What is in `left` and in none of `right`, which are made longer, come in order, and may overlap."""
    found: list[Span] = []
    first, last = 0, len(right)
    for at, end in left:
        while first < last and right[first][1] + after <= at:
            first += 1
        number = first
        while number < last and at < end:
            cut, until = right[number]
            if cut - before >= end:
                break
            if cut - before > at:
                found.append((at, cut - before))
            if until + after > at:
                at = until + after  # noqa: PLW2901 - what is left of this span
            number += 1
        if at < end:
            found.append((at, end))
    return tuple(found)


def covers(spans: Spans, instant: Instant) -> bool:
    """Whether the instant lies in the set."""
    at = bisect_right(spans, instant, key=_START) - 1
    return at >= 0 and instant < spans[at][1]


def overlaps(left: Span, right: Span) -> bool:
    """Whether two intervals share an instant; touching ones do not."""
    return left[0] < right[1] and right[0] < left[1]
