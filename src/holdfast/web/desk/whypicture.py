"""A day as bars, one for whoever could fill a role: what is open and taken of it, and the time wished for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from holdfast.core import lanes
from holdfast.core.interval import Span, Spans, overlaps, subtract
from holdfast.core.walltime import day_span, local_date, to_datetime, to_instant
from holdfast.queries.why_staff import CandidateView, DayView, RoleView, StaffWhyView

_MOST_LANES = 12
_MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Track:
    """A resource's day as bars (their classes say what they are, and where) on so many lanes."""

    view: DayView
    bars: tuple[str, ...]
    lanes: int
    things: tuple["Thing", ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """Something of a day as a list says it."""

    kind: str
    starts_at: datetime
    ends_at: datetime
    note: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody who could fill a role, with the tracks of all that they would take."""

    candidate: CandidateView
    tracks: tuple[Track, ...]


@dataclass(frozen=True, slots=True)
class DrawnRole:
    """A role with its lines; of many, those beyond the first ones stay folded."""

    role: RoleView
    lines: tuple[Line, ...]
    more: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour's mark on the axis."""

    place: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of a day: its hours, and its roles."""

    hours: tuple[Hour, ...]
    roles: tuple[DrawnRole, ...]


def draw(found: StaffWhyView) -> Picture:
    """The day around the moment that was asked about."""
    zone, at = found.location.zone, to_instant(found.starts_at)
    day = day_span(local_date(at, zone), zone)
    days = [one for role in found.roles for candidate in role.candidates for one in candidate.days]
    wished = (at, to_instant(found.ends_at))
    drawn = lanes.whole_hours([wished, *_seen(days, day)], day, default=wished)
    return Picture(
        hours=tuple(
            Hour(_place((hour, hour + lanes.HOUR), drawn), to_datetime(hour))
            for hour in range(drawn[0], drawn[1], lanes.HOUR)
        ),
        roles=tuple(_role(role, drawn) for role in found.roles),
    )


def _seen(days: Iterable[DayView], day: Span) -> list[Span]:
    """What the picture must show; last night's shift and a repair of three days say nothing of where it begins."""
    spans = [span for one in days for span in (*one.needed, *(claim.span for claim in one.claims))]
    spans += [span for one in days for span in one.open if span[0] >= day[0]]
    spans += [
        block.span for one in days for block in one.blocks if block.span[1] - block.span[0] < 12 * lanes.HOUR
    ]
    return [span for span in spans if overlaps(span, day)]


def _role(role: RoleView, drawn: Span) -> DrawnRole:
    lines = tuple(
        Line(candidate, tuple(_track(one, drawn) for one in candidate.days)) for candidate in role.candidates
    )
    return DrawnRole(role, lines[:_MOST_SHOWN], lines[_MOST_SHOWN:])


def _track(view: DayView, drawn: Span) -> Track:
    claims = [claim for claim in view.claims if overlaps(claim.span, drawn)]
    spots = lanes.arrange([claim.span for claim in claims], drawn)
    on = [min(spot.lane, _MOST_LANES) for spot in spots]
    bars = [f"bar-shut {_place(span, drawn)}" for span in lanes.closed(drawn, view.open)]
    for claim, lane in zip(claims, on, strict=True):
        bars += [f"bar-buffer r{lane} {_place(span, drawn)}" for span in _around(claim.span, claim.own)]
        bars.append(f"bar-booked r{lane} {_place(claim.own, drawn)}")
    bars += [f"bar-block {_place(one.span, drawn)}" for one in view.blocks if overlaps(one.span, drawn)]
    bars += [f"bar-needed {_place(span, drawn)}" for span in subtract(view.needed, view.wanted)]
    bars += [f"bar-wanted {_place(span, drawn)}" for span in view.wanted if overlaps(span, drawn)]
    return Track(view, tuple(bars), max(on, default=1), _things(view, drawn))


def _around(span: Span, own: Span) -> Spans:
    return subtract((span,), (own,))


def _place(span: Span, drawn: Span) -> str:
    """The classes that put something into the row of five minutes each."""
    spot = lanes.spot((max(span[0], drawn[0]), max(min(span[1], drawn[1]), drawn[0] + 1)), drawn)
    return f"c{spot.row} w{spot.rows}"


def _things(view: DayView, drawn: Span) -> tuple[Thing, ...]:
    """What the bars show, in order of time, for those who read."""
    found: list[Thing] = [_thing("open", span) for span in view.open if overlaps(span, drawn)]
    found += [_thing("block", one.span, note=one.reason) for one in view.blocks if overlaps(one.span, drawn)]
    for claim in view.claims:
        if overlaps(claim.span, drawn):
            booking = claim.entry.booking if claim.entry else None
            who = claim.entry.customer.name if claim.entry and claim.entry.customer else ""
            found.append(_thing("booked", claim.own, note=who, ref=booking.ref if booking else ""))
            found += [_thing("buffer", span) for span in _around(claim.span, claim.own)]
    return tuple(sorted(found, key=lambda thing: (thing.starts_at, thing.kind != "open")))


def _thing(kind: str, span: Span, *, note: str = "", ref: str = "") -> Thing:
    return Thing(kind, to_datetime(span[0]), to_datetime(span[1]), note, ref)
