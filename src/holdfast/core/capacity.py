"""Units of a resource: when it is full, and which units a claim takes."""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from holdfast.core.interval import Instant, Span, Spans, normalise, overlaps


class Taken(NamedTuple):
    """One unit of a resource, in use for an interval."""

    unit: int
    start: Instant
    end: Instant


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


def free_units(capacity: int, span: Span, taken: Sequence[Taken]) -> int:
    """How many units are free at every moment of a span."""
    free = capacity
    while free > 0 and any(overlaps(full, span) for full in full_spans(capacity, free, taken)):
        free -= 1
    return free


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
