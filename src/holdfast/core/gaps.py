"""Starts that leave no gap too short to be of use."""

from zoneinfo import ZoneInfo

from holdfast.core.interval import Span, Spans, normalise, subtract
from holdfast.core.walltime import day_span, local_date


def without_gaps(fits: Spans, least: int, zone: ZoneInfo) -> Spans:
    """Of fitting starts those that leave no gap shorter than `least` before or after.

    The first and the last start of a fit are tight against what bounds it, so the distance from them is the gap
    that stays. A bound on another date of the place bounds nothing: only gaps within a day count.
    """
    kept: list[Span] = []
    for first, end in fits:
        last = end - 1
        at = first
        while at < end:
            midnight, tomorrow = day_span(local_date(at, zone), zone)
            piece: Spans = ((at, min(end, tomorrow)),)
            if first >= midnight:
                piece = subtract(piece, ((first + 1, first + least),))
            if last < tomorrow:
                piece = subtract(piece, ((last - least + 1, last),))
            kept += piece
            at = tomorrow
    return normalise(kept)
