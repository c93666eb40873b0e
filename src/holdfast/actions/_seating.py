"""From wishes to rows of the ledger: the engine's look inside the transaction, and the choice it leaves."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random, SystemRandom
from typing import ClassVar

from holdfast.actions._transaction import current_attempt
from holdfast.core.allocation import Choice, Demand, assign, choose_rows
from holdfast.core.availability import find_start, fitting_starts
from holdfast.core.capacity import Taken
from holdfast.core.interval import Instant, covers, overlaps
from holdfast.core.limits import period_name
from holdfast.core.money import Money
from holdfast.core.plan import Role, demands
from holdfast.core.question import Start, Supply
from holdfast.core.refusal import Invalid, Refusal
from holdfast.core.walltime import DAY, day_span, local_date, to_instant
from holdfast.data.locks import try_hint, wait_for_hints
from holdfast.data.scope import Scope
from holdfast.queries.busy import Busy
from holdfast.queries.definitions import get_definitions
from holdfast.queries.engine import (
    Look,
    Offer,
    Wish,
    look,
    question,
    service_subject,
    supplies,
    understand,
)
from holdfast.queries.turns import read_turns

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
    seen = look(scope, wishes, span, public=public, numbered=True, ignoring=ignoring)
    wanted: list[Demand] = []
    merged: dict[int, Supply] = {}
    for number, (line, offer) in enumerate(zip(lines, seen.offers, strict=True)):
        start = _start(seen, offer, line, number, now=now, override=override)
        ranked = _ranked(scope, seen.busy, offer, start)
        if override:
            ranked = _at_work_first(seen, offer, start, ranked, now=now)
        wanted += demands(offer.plan, line.at, ranked, owner=number)
        merged |= supplies(seen, offer, (line.at, line.at + 1), override=override)
    if not override:
        _require_caps(seen, lines)
    choices = assign(wanted, merged)
    rows = None if choices is None else choose_rows(choices, merged, _random)
    if choices is None or rows is None:
        raise SlotTaken(line=len(lines) - 1)
    seats = tuple(_seat(number, line, seen.offers[number], choices, rows) for number, line in enumerate(lines))
    in_the_way = seen.busy.lapsed_in_the_way(row for seat in seats for row in seat.rows)
    return Seating(seats, frozenset(in_the_way))


def _require_whole_minutes(lines: Sequence[Line]) -> None:
    for number, line in enumerate(lines):
        if line.starts_at.second or line.starts_at.microsecond:
            raise Invalid(field="starts_at", reason="must be a whole minute", line=number)


def _require_caps(seen: Look, lines: Sequence[Line]) -> None:
    """Lines of one basket share the caps of a service; each alone might still have room."""
    wanted: Counter[tuple[str, str]] = Counter()
    for number, (line, offer) in enumerate(zip(lines, seen.offers, strict=True)):
        for cap in offer.service.policy.caps:
            day = local_date(line.at, offer.location.zone)
            key = service_subject(offer.service.id), period_name(cap.period, day)
            wanted[key] += 1
            if seen.busy.used.get(key, 0) + wanted[key] > cap.most:
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


def _ranked(scope: Scope, busy: Busy, offer: Offer, start: Start) -> list[list[int]]:
    """Each role's options in the order of its turn, those last whom a rival is about to take."""
    zone = offer.location.zone
    day = day_span(local_date(start.at, zone), zone)
    roles = list(zip(offer.plan.roles, start.options, strict=True))
    asked = {one for role, keys in roles if role.turn == "round_robin" and len(keys) > 1 for one in keys}
    turns = read_turns(scope, asked) if asked else {}
    ranked: list[list[int]] = []
    for role, keys in roles:
        order = list(keys)
        if role.turn == "least_busy":
            order.sort(key=lambda key: (_load(busy, role, key, day), _random.random()))
        elif role.turn == "round_robin":
            order.sort(key=lambda key: (turns.get(key, 0), _random.random()))
        if len(order) > 1 and all(_is_whole(offer, one) for one in order):
            preferred = next((one for one in order if try_hint(one, start.at // DAY)), None)
            order = order if preferred is None else [preferred, *(one for one in order if one != preferred)]
        ranked.append(order)
    return ranked


def _at_work_first(
    seen: Look, offer: Offer, start: Start, ranked: Sequence[Sequence[int]], *, now: datetime
) -> list[list[int]]:
    """The options with those first for whom no rule need be broken: who is at work before who is not."""
    usual = question(seen, offer, (start.at, start.at + 1), now=to_instant(now))
    found: list[list[int]] = []
    for role, keys in zip(offer.plan.roles, ranked, strict=True):
        rightful = {
            candidate.key
            for candidate in role.candidates
            if candidate.key in keys
            and covers(fitting_starts(offer.plan, role, candidate, usual.supplies), start.at)
        }
        found.append([*(key for key in keys if key in rightful), *(key for key in keys if key not in rightful)])
    return found


def _is_whole(offer: Offer, key: int) -> bool:
    """Whether a candidate is a single resource of one unit."""
    resource = offer.definitions.resources.get(key)
    return resource is not None and resource.capacity == 1


def _load(busy: Busy, role: Role, key: int, day: tuple[int, int]) -> int:
    """Seconds a candidate is claimed on a day; of several together the busiest counts."""
    parts = next(one.parts for one in role.candidates if one.key == key)
    return max(
        sum(
            min(use.end, day[1]) - max(use.start, day[0])
            for use in busy.claims.get(part.resource_id, ())
            if overlaps((use.start, use.end), day)
        )
        for part in parts
    )


def _wait_for_rivals(scope: Scope, lines: Sequence[Line], *, public: bool) -> None:
    definitions = get_definitions(scope)
    for line in sorted(lines, key=lambda line: line.at):
        offer = understand(definitions, line.wish, public=public)
        wait_for_hints(offer.resource_ids, line.at // DAY)


def _seat(
    number: int, line: Line, offer: Offer, choices: Sequence[Choice], rows: Sequence[tuple[int, int, Taken]]
) -> Seat:
    mine = [choice for choice in choices if choice.demand.owner == number]
    filled = [(choice.demand.role_id, resource_id) for choice in mine for resource_id in choice.resource_ids]
    positions = {choice.position for choice in mine}
    return Seat(
        offer=offer,
        at=line.at,
        quantity=line.quantity,
        # The same may fill several phases of one requirement, each chosen anew.
        roles=tuple(dict.fromkeys(filled)),
        rows=tuple((resource_id, taken) for position, resource_id, taken in rows if position in positions),
    )
