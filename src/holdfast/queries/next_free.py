"""The first free times across services, places and people: where somebody can be helped soonest.

One statement reads what is busy for everything that is looked for at once. The first look is a short one; where it
finds too little, each further one is three times as long, up to the end of the booking windows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge
from itertools import islice

from holdfast.core.availability import iterate_starts
from holdfast.core.interval import Instant, Span
from holdfast.core.policy import seconds
from holdfast.core.refusal import Invalid, NotFound
from holdfast.core.walltime import to_instant
from holdfast.data.scope import Scope
from holdfast.queries.availability import MOST_DAYS, SlotView, slot_views
from holdfast.queries.definitions import Definitions, get_definitions
from holdfast.queries.engine import Look, Offer, Wish, look, question, understand

MOST_SERVICES = 50
MOST_FREE = 50
_DAY = 86_400
_FIRST_STRIDE = 3 * _DAY


@dataclass(frozen=True, slots=True)
class Wanted:
    """What would do: any of these services (any at all, where none is named), here or anywhere, with someone."""

    services: tuple[str, ...] = ()
    location: str | None = None
    staff: str | None = None
    quantity: int = 1
    duration: timedelta | None = None


@dataclass(frozen=True, slots=True)
class FreeView:
    """A free start of a service at a place."""

    service: str
    location: str
    slot: SlotView


@dataclass(frozen=True, slots=True)
class _Sight:
    """What there is to look at: the wishes that make sense, and from when to when they can be granted."""

    wishes: Sequence[Wish]
    span: Span


def next_free(
    *, organisation_id: int, wanted: Wanted, after: datetime, now: datetime, limit: int = 1
) -> list[FreeView]:
    """The first free starts at or after a moment, in order of time; at once, in the order of services and places.

    Refuses with `Invalid` a service that is none, and what fits no service at all.
    """
    scope, found = Scope(organisation_id), list[FreeView]()
    limit = min(limit, MOST_FREE)
    sight = _sight(scope, wanted, after, now)
    for window in _windows(sight.span):
        if len(found) >= limit:
            break
        each = _free(scope, wanted, sight.wishes, window, now)
        found += islice(merge(*each, key=lambda free: free.slot.starts_at), limit - len(found))
    return found


def first_of_each(
    *, organisation_id: int, wanted: Wanted, now: datetime, within: timedelta
) -> dict[str, FreeView | None]:
    """The first free start of each service within some time from now; `None` where there is none so soon.

    Of more services than can be looked at together, the first ones are told.
    """
    scope = Scope(organisation_id)
    sight = _sight(scope, wanted, now, now)
    found: dict[str, FreeView | None] = {wish.service: None for wish in sight.wishes}
    start, end = sight.span
    for window in _windows((start, min(end, start + seconds(within)))):
        left = [wish for wish in sight.wishes if found[wish.service] is None]
        if not left:
            break
        firsts = [free for each in _free(scope, wanted, left, window, now) for free in islice(each, 1)]
        for free in sorted(firsts, key=lambda free: free.slot.starts_at):
            found[free.service] = found[free.service] or free
    return found


def _windows(span: Span) -> Iterator[Span]:
    """The stretches of time to look at, one after another, each longer than the last."""
    (at, end), stride = span, _FIRST_STRIDE
    while at < end:
        yield at, min(at + stride, end)
        at, stride = at + stride, min(3 * stride, MOST_DAYS * _DAY)


def _free(
    scope: Scope, wanted: Wanted, wishes: Sequence[Wish], window: Span, now: datetime
) -> list[Iterator[FreeView]]:
    """What is free in a window for each wish, in order of time, made only as far as it is asked for."""
    seen = _look(scope, wanted, wishes, window)
    return [] if seen is None else [_starts(seen, offer, window, to_instant(now)) for offer in seen.offers]


def _starts(seen: Look, offer: Offer, window: Span, now: Instant) -> Iterator[FreeView]:
    for slot in slot_views(offer, iterate_starts(question(seen, offer, window, now=now))):
        yield FreeView(offer.service.slug, offer.location.slug, slot)


def _look(scope: Scope, wanted: Wanted, wishes: Sequence[Wish], window: Span) -> Look | None:
    """One look for all wishes; for those that still make sense, where the business changed what it offers."""
    try:
        return look(scope, wishes, window)
    except (Invalid, NotFound):
        still = [wish for wish, _ in _offers(get_definitions(scope), wanted) if wish in wishes]
        return look(scope, still, window) if still else None


def _sight(scope: Scope, wanted: Wanted, after: datetime, now: datetime) -> _Sight:
    offers = _offers(get_definitions(scope), wanted)
    ends = [offer.plan.policy.bookable(to_instant(now))[1] for _, offer in offers]
    earliest = to_instant(max(after, now))
    return _Sight([wish for wish, _ in offers], (earliest, max(ends, default=earliest)))


def _offers(definitions: Definitions, wanted: Wanted) -> list[tuple[Wish, Offer]]:
    """A wish for each service at each place that would do. Refuses with `Invalid` where none makes sense."""
    offers, refused = list[tuple[Wish, Offer]](), None
    for wish in _combinations(definitions, wanted):
        try:
            offers.append((wish, understand(definitions, wish, public=True)))
        except Invalid as refusal:
            refused = refused or refusal
    if refused is not None and not offers:
        raise refused
    return offers


def _combinations(definitions: Definitions, wanted: Wanted) -> Iterator[Wish]:
    offered = {slug: one for slug, one in definitions.services.items() if one.is_active and one.is_public}
    for slug in wanted.services:
        if slug not in offered:
            raise Invalid(field="services", reason="names what cannot be booked here")
    for slug in list(dict.fromkeys(wanted.services or offered))[:MOST_SERVICES]:
        places = [definitions.locations[one].slug for one in offered[slug].location_ids]
        for place in places if wanted.location is None else [wanted.location]:
            yield Wish(slug, place, wanted.staff, wanted.quantity, wanted.duration)
