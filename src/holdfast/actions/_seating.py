"""From wishes to rows of the ledger: the engine's look inside the transaction, and the choice it leaves."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random, SystemRandom
from typing import ClassVar

from holdfast.actions._transaction import current_attempt
from holdfast.core.allocation import Choice, Demand, assign, choose_rows
from holdfast.core.availability import Start, Supply, demands, find_start
from holdfast.core.capacity import Taken
from holdfast.core.interval import Instant, overlaps
from holdfast.core.money import Money
from holdfast.core.refusal import Invalid, Refusal
from holdfast.core.walltime import DAY, day_span, local_date, to_instant
from holdfast.data.locks import try_hint, wait_for_hints
from holdfast.data.scope import Scope
from holdfast.queries.busy import Busy
from holdfast.queries.definitions import get_definitions
from holdfast.queries.engine import Look, Offer, Wish, look, question, supplies, understand

_LOCKING_ATTEMPT = 3
_random: Random = SystemRandom()


@dataclass(frozen=True, slots=True)
class Line:
    """A service at a start, somewhere, perhaps with someone, for so many, so long; slugs as in addresses.

    `is_booked` and `keeping` as in `Wish`: of a booking that moves.
    """

    service: str
    starts_at: datetime
    location: str | None = None
    staff: str | None = None
    quantity: int = 1
    duration: timedelta | None = None
    is_booked: bool = False
    keeping: tuple[tuple[int, int], ...] = ()

    @property
    def wish(self) -> Wish:
        """The line without its start."""
        return Wish(
            self.service,
            self.location,
            self.staff,
            self.quantity,
            self.duration,
            is_booked=self.is_booked,
            keeping=self.keeping,
        )

    @property
    def at(self) -> Instant:
        """The start as the core counts it."""
        return to_instant(self.starts_at)


@dataclass(eq=False)
class SlotTaken(Refusal):
    """This time is taken: someone was quicker, or another line of the same request takes it."""

    code: ClassVar[str] = "slot_taken"
    line: int


@dataclass(eq=False)
class NotOffered(Refusal):
    """This time is not offered: it lies outside opening hours, notice, booking window or the grid of starts."""

    code: ClassVar[str] = "not_offered"
    line: int
    field: str = "starts_at"


@dataclass(frozen=True, slots=True)
class Seat:
    """A line with its place in the ledger: who fills which role, and the rows to claim."""

    offer: Offer
    at: Instant
    quantity: int
    roles: tuple[tuple[int, int], ...]
    rows: tuple[tuple[int, Taken], ...]

    @property
    def price(self) -> Money:
        """What the line costs in all."""
        one = self.offer.service.price_of(self.offer.plan.length)
        return Money(one.minor * self.quantity, one.currency)


@dataclass(frozen=True, slots=True)
class Seating:
    """Seats for all lines, and the lapsed holds that are in their way."""

    seats: tuple[Seat, ...]
    lapsed: frozenset[int]


def find_seats(
    scope: Scope,
    lines: Sequence[Line],
    *,
    now: datetime,
    public: bool,
    override: bool = False,
    ignoring: Collection[int] = (),
) -> Seating:
    """Seats for all lines at once, or a refusal: `SlotTaken`, `NotOffered`, `TooComplex`, `Invalid`, `NotFound`.

    Only this fresh look decides that a time is taken; the claim that follows can only be lost or won.
    """
    _require_whole_minutes(lines)
    if current_attempt() >= _LOCKING_ATTEMPT:
        _wait_for_rivals(scope, lines, public=public)
    span = min(line.at for line in lines), max(line.at for line in lines) + 1
    wishes = [line.wish for line in lines]
    seen = look(scope, wishes, span, public=public, whole_days=True, numbered=True, ignoring=ignoring)
    wanted: list[Demand] = []
    owners: list[tuple[int, int]] = []
    merged: dict[int, Supply] = {}
    for number, (line, offer) in enumerate(zip(lines, seen.offers, strict=True)):
        start = _start(seen, offer, line, number, now=now, override=override)
        wanted += demands(offer.plan, line.at, _ranked(seen.busy, offer, start))
        owners += [(number, role.role_id) for role in offer.plan.roles]
        merged |= supplies(seen, offer, (line.at, line.at + 1))
    if not override:
        _require_caps(seen, lines)
    choices = assign(wanted, merged)
    rows = None if choices is None else choose_rows(choices, merged, _random)
    if choices is None or rows is None:
        raise SlotTaken(line=len(lines) - 1)
    seats = tuple(
        _seat(number, line, seen.offers[number], owners, choices, rows) for number, line in enumerate(lines)
    )
    in_the_way = seen.busy.lapsed_in_the_way(row for seat in seats for row in seat.rows)
    return Seating(seats, frozenset(in_the_way))


def _require_whole_minutes(lines: Sequence[Line]) -> None:
    for number, line in enumerate(lines):
        if line.starts_at.second or line.starts_at.microsecond:
            raise Invalid(field="starts_at", reason="must be a whole minute", line=number)


def _require_caps(seen: Look, lines: Sequence[Line]) -> None:
    """Lines of one basket share a service's cap per day; each alone might still have room."""
    wanted: Counter[tuple[str, str]] = Counter()
    for number, (line, offer) in enumerate(zip(lines, seen.offers, strict=True)):
        cap = offer.service.policy.daily_cap
        key = offer.cap_subject, local_date(line.at, offer.location.zone).isoformat()
        wanted[key] += 1
        if cap is not None and seen.busy.used.get(key, 0) + wanted[key] > cap:
            raise SlotTaken(line=number)


def _start(
    seen: Look,
    offer: Offer,
    line: Line,
    number: int,
    *,
    now: datetime,
    override: bool,
) -> Start:
    asked = question(seen, offer, (line.at, line.at + 1), now=to_instant(now), override=override)
    start = find_start(asked, line.at)
    if start is not None:
        return start
    # Would it be offered if nothing were taken? Then somebody was quicker; else it never was on offer.
    empty = Look(seen.offers, Busy(seen.busy.version), seen.span)
    alone = question(empty, offer, (line.at, line.at + 1), now=to_instant(now), override=override)
    if find_start(alone, line.at) is None:
        raise NotOffered(line=number)
    raise SlotTaken(line=number)


def _ranked(busy: Busy, offer: Offer, start: Start) -> list[list[int]]:
    """Each role's options in order of preference: least busy that day, ties at random, rivals' picks later."""
    zone = offer.location.zone
    day = day_span(local_date(start.at, zone), zone)
    ranked: list[list[int]] = []
    for options in start.options:
        order = sorted(options, key=lambda resource_id: (_load(busy, resource_id, day), _random.random()))
        if len(order) > 1 and all(offer.definitions.resources[one].capacity == 1 for one in order):
            preferred = next((one for one in order if try_hint(one, start.at // DAY)), None)
            order = order if preferred is None else [preferred, *(one for one in order if one != preferred)]
        ranked.append(order)
    return ranked


def _load(busy: Busy, resource_id: int, day: tuple[int, int]) -> int:
    """Seconds a resource is claimed on a day."""
    return sum(
        min(use.end, day[1]) - max(use.start, day[0])
        for use in busy.claims.get(resource_id, ())
        if overlaps((use.start, use.end), day)
    )


def _wait_for_rivals(scope: Scope, lines: Sequence[Line], *, public: bool) -> None:
    definitions = get_definitions(scope)
    for line in sorted(lines, key=lambda line: line.at):
        offer = understand(definitions, line.wish, public=public)
        wait_for_hints(offer.resource_ids, line.at // DAY)


def _seat(
    number: int,
    line: Line,
    offer: Offer,
    owners: Sequence[tuple[int, int]],
    choices: Sequence[Choice],
    rows: Sequence[tuple[int, int, Taken]],
) -> Seat:
    mine = [position for position, (owner, _) in enumerate(owners) if owner == number]
    return Seat(
        offer=offer,
        at=line.at,
        quantity=line.quantity,
        roles=tuple((owners[position][1], choices[position].resource_id) for position in mine),
        rows=tuple((resource_id, taken) for position, resource_id, taken in rows if position in mine),
    )
