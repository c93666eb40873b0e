"""When a service can be booked: the answers for pages and API."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from heapq import nsmallest
from itertools import islice
from zoneinfo import ZoneInfo

from holdfast.core.availability import count_starts, iterate_starts
from holdfast.core.interval import Instant
from holdfast.core.opening import dates
from holdfast.core.question import Question, Start
from holdfast.core.refusal import Invalid
from holdfast.core.walltime import local_date, to_datetime, to_instant
from holdfast.data.scope import Scope
from holdfast.queries.definitions import get_definitions
from holdfast.queries.engine import Look, Offer, Wish, dates_span, look, question, understand

MOST_DAYS = 366
_NEXT_STRIDE = 14


@dataclass(frozen=True, slots=True)
class DayView:
    """A date at the place, and how many starts are free on it."""

    date: date
    free: int


@dataclass(frozen=True, slots=True)
class SlotView:
    """A start that can be booked, with the slugs of those the customer could choose."""

    starts_at: datetime
    ends_at: datetime
    staff: tuple[str, ...]
    left: int


@dataclass(frozen=True, slots=True)
class MonthView:
    """How many starts are free on which dates, the starts of one of them, and the first start of all.

    `after` is the first start after that date, where it has none.
    """

    free: Counter[date]
    day: date | None = None
    slots: Sequence[SlotView] = ()
    earliest: SlotView | None = None
    after: SlotView | None = None


def list_days(
    *,
    organisation_id: int,
    wish: Wish,
    first: date,
    last: date,
    now: datetime,
    public: bool = True,
    zone: ZoneInfo | None = None,
) -> list[DayView]:
    """Each date from `first` to `last`, both included, with its number of free starts.

    Dates are the place's, or those of `zone`. Refuses with `NotFound`, and `Invalid` for a wrong range,
    location or staff.
    """
    offer, asked = _ask(organisation_id, wish, first, last, now, public=public, zone=zone)
    if zone is None or zone == offer.location.zone:
        free = count_starts(asked)
    else:
        free = Counter(local_date(start.at, zone) for start in iterate_starts(asked))
    return [DayView(day, free[day]) for day in dates(first, last)]


def list_slots(
    *,
    organisation_id: int,
    wish: Wish,
    first: date,
    last: date,
    now: datetime,
    public: bool = True,
    moving: int | None = None,
    zone: ZoneInfo | None = None,
) -> list[SlotView]:
    """The starts that can be booked on dates from `first` to `last`, both included, in order of time.

    Dates are the place's, or those of `zone`. `moving`: a booking that is to be moved, and so is not in its own
    way. Refuses as `list_days`.
    """
    offer, asked = _ask(organisation_id, wish, first, last, now, public=public, moving=moving, zone=zone)
    return list(slot_views(offer, iterate_starts(asked)))


def read_month(
    *,
    organisation_id: int,
    wish: Wish,
    first: date,
    last: date,
    day: date | None,
    now: datetime,
    public: bool = True,
    moving: int | None = None,
    but_not: datetime | None = None,
) -> MonthView:
    """The dates from `first` to `last` with their free starts counted, and the starts of one of them.

    That is `day`, where it is among them, else the first with any. One look at the rows for both. `but_not`: a
    start that does not count, as the one a booking to be moved has now. Refuses as `list_days`.
    """
    offer, asked = _ask(organisation_id, wish, first, last, now, public=public, moving=moving)
    free, zone = count_starts(asked), offer.location.zone
    excluded = None if but_not is None else to_instant(but_not)

    def starts_on(day: date) -> Iterator[Start]:
        on_it = iterate_starts(replace(asked, window=dates_span(zone, day, day)))
        return (start for start in on_it if start.at != excluded)

    def first_on(days: list[date]) -> SlotView | None:
        return next(slot_views(offer, starts_on(min(days)))) if days else None

    if excluded is not None and first <= (day_of_it := local_date(excluded, zone)) <= last:
        free[day_of_it] = sum(1 for _ in starts_on(day_of_it))
    days = [one for one in free if free[one]]
    shown = day if day is not None and first <= day <= last else min(days, default=None)
    if shown is None:
        return MonthView(free)
    slots = list(slot_views(offer, starts_on(shown))) if free[shown] else []
    before = [one for one in days if one < shown]
    after = None if slots else first_on([one for one in days if one > shown])
    return MonthView(free, shown, slots, first_on(before) or next(iter(slots), after), after)


def nearest_slots(
    *,
    organisation_id: int,
    wish: Wish,
    around: datetime,
    now: datetime,
    limit: int = 4,
    public: bool = True,
    moving: int | None = None,
) -> list[SlotView]:
    """The free starts nearest to a moment, in order of time, looked for as far as starts may be booked.

    A few days around it are one look; the longer there is nothing, the more a further look takes in.
    """
    offer = understand(get_definitions(Scope(organisation_id)), wish, public=public)
    zone, wanted = offer.location.zone, to_instant(around)
    begin, end = offer.plan.policy.bookable(to_instant(now))
    centre = max(begin, min(wanted, end - 1))

    def best(first: date, last: date, known: Sequence[SlotView] = ()) -> list[SlotView]:
        offer, asked = _ask(organisation_id, wish, first, last, now, public=public, moving=moving)
        near = nsmallest(limit, iterate_starts(asked), key=lambda start: (abs(start.at - wanted), start.at))
        both = [*known, *slot_views(offer, near)]
        return nsmallest(limit, both, key=lambda slot: (abs(slot.starts_at - around), slot.starts_at))

    first = max(local_date(centre, zone) - timedelta(days=3), local_date(begin, zone))
    last = max(first, min(first + timedelta(days=10), local_date(end - 1, zone)))
    found, stride = best(first, last), _NEXT_STRIDE
    while True:
        # What is farther off than the last of those found is none of the nearest.
        reach = _reach(found, centre) if len(found) >= limit else end - begin
        since = max(first - timedelta(days=stride), local_date(max(begin, centre - reach), zone))
        until = min(last + timedelta(days=stride), local_date(min(end - 1, centre + reach), zone))
        if first <= since and until <= last:
            return sorted(found, key=lambda slot: slot.starts_at)
        if until > last:
            found, last = best(last + timedelta(days=1), until, found), until
        if since < first:
            found, first = best(since, first - timedelta(days=1), found), since
        stride = min(2 * stride, MOST_DAYS)


def _reach(found: Iterable[SlotView], centre: Instant) -> int:
    return max(abs(to_instant(slot.starts_at) - centre) for slot in found)


def next_slots(
    *,
    organisation_id: int,
    wish: Wish,
    after: datetime,
    now: datetime,
    limit: int = 1,
    public: bool = True,
    moving: int | None = None,
) -> list[SlotView]:
    """The first free starts at or after a moment, looked for up to the end of the booking window."""
    offer = understand(get_definitions(Scope(organisation_id)), wish, public=public)
    earliest = to_instant(max(after, now))
    end = offer.plan.policy.bookable(to_instant(now))[1]
    first, until = local_date(earliest, offer.location.zone), local_date(end, offer.location.zone)
    found: list[SlotView] = []
    stride = _NEXT_STRIDE
    while first <= until and len(found) < limit:
        last = min(first + timedelta(days=stride - 1), until)
        offer, asked = _ask(organisation_id, wish, first, last, now, public=public, moving=moving)
        in_time = (start for start in iterate_starts(asked) if start.at >= earliest)
        found += slot_views(offer, islice(in_time, limit - len(found)))
        # Nothing so far: it may be far off, and each look is a statement.
        first, stride = last + timedelta(days=1), min(2 * stride, MOST_DAYS)
    return found


def _ask(
    organisation_id: int,
    wish: Wish,
    first: date,
    last: date,
    now: datetime,
    *,
    public: bool,
    moving: int | None = None,
    zone: ZoneInfo | None = None,
) -> tuple[Offer, Question]:
    if last < first:
        raise Invalid(field="to", reason="is before the first date")
    if (last - first).days >= MOST_DAYS:
        raise Invalid(field="to", reason=f"is more than {MOST_DAYS} days from the first date")
    if first < date(1970, 1, 2) or last > date(9000, 1, 1):
        raise Invalid(field="from", reason="is out of range")
    scope = Scope(organisation_id)
    offer = understand(get_definitions(scope), wish, public=public)
    ignoring = () if moving is None else (moving,)
    span = dates_span(zone or offer.location.zone, first, last)
    seen: Look = look(scope, [wish], span, public=public, ignoring=ignoring)
    offer = seen.offers[0]
    # The place may have moved with the definitions read anew.
    window = dates_span(zone or offer.location.zone, first, last)
    return offer, question(seen, offer, window, now=to_instant(now))


def slot_views(offer: Offer, starts: Iterable[Start], *, role_id: int | None = None) -> Iterator[SlotView]:
    """Starts as they are shown, one by one; `role_id`: whose choice they tell, else the first that is one."""
    slugs = {resource_id: offer.definitions.resources[resource_id].slug for resource_id in offer.resource_ids}
    roles = enumerate(offer.plan.roles)
    choices = (number for number, role in roles if role.customer_chooses and role_id in {None, role.role_id})
    choosing = next(choices, None)
    length = offer.plan.length
    known: dict[tuple[tuple[int, ...], ...], tuple[str, ...]] = {}
    for start in starts:
        staff = known.get(start.options)
        if staff is None:
            chosen = () if choosing is None else start.options[choosing]
            # Who is taken together with others only cannot be chosen.
            staff = known[start.options] = tuple(slugs[key] for key in chosen if key in slugs)
        yield SlotView(to_datetime(start.at), to_datetime(start.at + length), staff, start.left)
