"""The engine: when can a service start, and with whom. Lists and accepts by the same function.

A service is phases and roles. A role is filled by one resource for all the phases it covers; between two of
them that do not touch, the resource is free for others (the stylist while the colour takes). The customer's
time must lie in open time; buffers need only be free of other claims and blocks, and may lie outside it.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

from holdfast.core.allocation import Demand, Need, TooComplex, can_assign
from holdfast.core.capacity import Taken, free_units, full_spans
from holdfast.core.grid import grid_by_day
from holdfast.core.interval import (
    NOTHING,
    Instant,
    Span,
    Spans,
    covers,
    intersect,
    normalise,
    subtract,
)
from holdfast.core.policy import Policy, seconds
from holdfast.core.walltime import local_date

COUNTING_STEPS = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """A resource that may fill a role, with the buffers it then needs around each run, in seconds."""

    resource_id: int
    buffer_before: int = 0
    buffer_after: int = 0


@dataclass(frozen=True, slots=True)
class Role:
    """Someone or something a service needs.

    `runs` are the times it is needed, as seconds from the start, sorted, neighbours apart. `units` of the
    chosen candidate are taken. The customer may name the resource where `customer_chooses`.
    """

    role_id: int
    name: str
    runs: tuple[Span, ...]
    candidates: tuple[Candidate, ...]
    units: int = 1
    customer_chooses: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What one service claims, from its start: `length` seconds of the customer's time, and its roles."""

    length: int
    roles: tuple[Role, ...]
    policy: Policy
    zone: ZoneInfo
    both_showings: bool = False

    def with_chosen(self, resource_id: int) -> "Plan":
        """The plan with a resource the customer named: nobody else need be looked at where they choose."""

        def narrowed(role: Role) -> Role:
            if not role.customer_chooses:
                return role
            named = tuple(one for one in role.candidates if one.resource_id == resource_id)
            return replace(role, candidates=named)

        return replace(self, roles=tuple(narrowed(role) for role in self.roles))

    def with_kept(self, role_id: int, resource_id: int) -> "Plan":
        """The plan with a role that stays with a resource; one that needs nobody, where there is no such role."""

        def narrowed(role: Role) -> Role:
            if role.role_id != role_id:
                return role
            return replace(
                role, candidates=tuple(one for one in role.candidates if one.resource_id == resource_id)
            )

        has_role = any(role.role_id == role_id for role in self.roles)
        return replace(self, roles=tuple(narrowed(role) for role in self.roles) if has_role else ())

    @property
    def can_be_filled(self) -> bool:
        """Whether there is anybody for each of its roles; nobody for no role is not enough."""
        return bool(self.roles) and all(role.candidates for role in self.roles)

    def lasting(self, length: int, bend: int) -> "Plan":
        """The plan at another length: what lies at `bend` or later moves by the difference."""
        by = length - self.length

        def moved(at: int) -> int:
            return at + by if at >= bend else at

        roles = (
            replace(role, runs=tuple((moved(start), moved(end)) for start, end in role.runs))
            for role in self.roles
        )
        return replace(self, length=length, roles=tuple(roles)) if by else self

    def times(self, quantity: int) -> "Plan":
        """The plan for several at once: so many times the units of each role, of the same candidate."""
        if quantity == 1:
            return self
        return replace(self, roles=tuple(replace(role, units=role.units * quantity) for role in self.roles))


@dataclass(frozen=True, slots=True)
class Supply:
    """What one resource has to give: capacity, open time, and what is taken of it (blocks included)."""

    capacity: int
    open: Spans
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class Start:
    """A start that can be booked, with the resources that could fill each role, in the roles' order."""

    at: Instant
    options: tuple[tuple[int, ...], ...]
    left: int


@dataclass(frozen=True, slots=True)
class Question:
    """One question to the engine.

    `supplies` by resource id: only active resources; `window`: the starts asked about; `chosen_id`: the
    resource the customer named, if any; `capped`: dates whose cap is used up. With `override` staff ask:
    notice, window, caps and open time do not bind, nor does the grid where one instant is asked about (a list
    of all seconds helps nobody); other claims and blocks still do. A named resource must fill every role in
    which the customer chooses.
    """

    plan: Plan
    supplies: Mapping[int, Supply]
    now: Instant
    window: Span
    chosen_id: int | None = None
    capped: Spans = NOTHING
    override: bool = False
    _fits: dict[tuple[int, int], Spans] = field(default_factory=dict, compare=False, repr=False)


def find_starts(question: Question) -> list[Start]:
    """All starts in the window that can be booked, in order of time."""
    return list(iterate_starts(question))


def find_start(question: Question, at: Instant) -> Start | None:
    """The start at one instant if it can be booked: the listing, asked about a window of one second."""
    single = replace(question, window=(at, at + 1), _fits={})
    return next(iterate_starts(single), None)


def iterate_starts(question: Question) -> Iterator[Start]:
    """The starts of `find_starts`, one by one; a caller that wants the first need not pay for all."""
    feasible = feasible_starts(question)
    shared = _candidates_are_shared(question.plan)
    if not shared and all(supply.capacity == 1 for supply in question.supplies.values()):
        yield from _starts_of_whole_resources(question, feasible)
        return
    for at in _on_grid(question, feasible):
        options = _options(question, at)
        if shared:
            options = _assignable(question, at, options)
            if not all(options):
                continue
        left = _left_shared(question, at, options) if shared else _left(question, at, options)
        yield Start(at, options, left)


def count_starts(question: Question) -> Counter[date]:
    """How many starts `find_starts` gives on each date of the place, mostly without making them."""
    zone = question.plan.zone
    if question.override or _candidates_are_shared(question.plan):
        return Counter(local_date(start.at, zone) for start in iterate_starts(question))
    counted: Counter[date] = Counter()
    for day, starts in _grid_by_day(question.plan, feasible_starts(question)):
        counted[day] += len(starts)
    return counted


def feasible_starts(question: Question) -> Spans:
    """The instants at which every role, looked at alone, finds someone, before the grid is laid over them.

    A service that needs nobody has no open time to lie in, and starts nowhere.
    """
    if not question.plan.roles:
        return NOTHING
    feasible: Spans = (question.window,)
    if not question.override:
        allowed = question.plan.policy.bookable(question.now)
        feasible = subtract(intersect(feasible, (allowed,)), question.capped)
    for position, role in enumerate(question.plan.roles):
        candidates = list(_allowed(question, role))
        if len(candidates) == 1:
            feasible = intersect(_fit(question, position, role, candidates[0]), feasible)
            continue
        # Of many alike a few have all times between them: the others need not be looked at.
        missing = feasible
        for candidate in candidates:
            missing = subtract(missing, _fit(question, position, role, candidate))
            if not missing:
                break
        feasible = subtract(feasible, missing)
    return feasible


def fitting_starts(role: Role, candidate: Candidate, supply: Supply, *, within_hours: bool = True) -> Spans:
    """The starts at which one candidate could fill one role.

    A run `[a, b)` from a start s needs `[s+a, s+b)` within one open span and `[s+a-before, s+b+after)` clear
    of every full span; each condition is an interval of s.
    """
    full = full_spans(supply.capacity, role.units, supply.taken)
    fits: Spans | None = None
    for a, b in role.runs:
        if within_hours:
            opens = tuple((start - a, end - b + 1) for start, end in supply.open if end - start >= b - a)
            fits = opens if fits is None else intersect(fits, opens)
        blocked = normalise(
            [(start - b - candidate.buffer_after + 1, end - a + candidate.buffer_before) for start, end in full]
        )
        fits = subtract(((-(1 << 62), 1 << 62),) if fits is None else fits, blocked)
    return NOTHING if fits is None else fits


def demands(plan: Plan, at: Instant, options: Sequence[Sequence[int]]) -> list[Demand]:
    """What a start asks of the resources: one demand a role, its options in order of preference."""
    return [
        Demand(
            role_id=role.role_id,
            units=role.units,
            options=tuple(
                (candidate.resource_id, needs(role, candidate, at))
                for resource_id in chosen
                for candidate in role.candidates
                if candidate.resource_id == resource_id
            ),
        )
        for role, chosen in zip(plan.roles, options, strict=True)
    ]


def needs(role: Role, candidate: Candidate, at: Instant) -> tuple[Need, ...]:
    """The intervals a candidate gives to a role, buffers included; runs whose buffers meet are one."""
    return normalise((at + a - candidate.buffer_before, at + b + candidate.buffer_after) for a, b in role.runs)


def _starts_of_whole_resources(question: Question, feasible: Spans) -> Iterator[Start]:
    """The starts where each resource is one unit: who can be chosen changes only where somebody's fit does."""
    roles = list(enumerate(question.plan.roles))
    edges = {
        edge
        for position, role in roles
        for candidate in _allowed(question, role)
        for span in _fit(question, position, role, candidate)
        for edge in span
    }
    for piece in _cut(feasible, sorted(edges)):
        options = _options(question, piece[0])
        left = min(len(choice) for choice in options)
        for at in _on_grid(question, (piece,)):
            yield Start(at, options, left)


def _cut(spans: Spans, edges: Sequence[Instant]) -> Iterator[Span]:
    """The spans, cut at each edge inside them."""
    for start, end in spans:
        inside = edges[bisect_right(edges, start) : bisect_left(edges, end)]
        yield from pairwise((start, *inside, end))


def _fit(question: Question, position: int, role: Role, candidate: Candidate) -> Spans:
    key = (position, candidate.resource_id)
    if key not in question._fits:
        question._fits[key] = fitting_starts(
            role, candidate, question.supplies[candidate.resource_id], within_hours=not question.override
        )
    return question._fits[key]


def _allowed(question: Question, role: Role) -> Iterator[Candidate]:
    for candidate in role.candidates:
        if candidate.resource_id not in question.supplies:
            continue
        if question.chosen_id is None or not role.customer_chooses or candidate.resource_id == question.chosen_id:
            yield candidate


def _options(question: Question, at: Instant) -> tuple[tuple[int, ...], ...]:
    return tuple(
        tuple(
            candidate.resource_id
            for candidate in _allowed(question, role)
            if covers(_fit(question, position, role, candidate), at)
        )
        for position, role in enumerate(question.plan.roles)
    )


def _candidates_are_shared(plan: Plan) -> bool:
    """Whether one resource could be wanted by two roles, so that choices depend on each other."""
    seen: set[int] = set()
    for role in plan.roles:
        ids = {candidate.resource_id for candidate in role.candidates}
        if ids & seen:
            return True
        seen |= ids
    return False


def _assignable(
    question: Question, at: Instant, options: tuple[tuple[int, ...], ...]
) -> tuple[tuple[int, ...], ...]:
    """The options that are part of some complete assignment."""

    def is_possible(position: int, resource_id: int) -> bool:
        named = (*options[:position], (resource_id,), *options[position + 1 :])
        return can_assign(demands(question.plan, at, named), question.supplies)

    return tuple(
        tuple(resource_id for resource_id in choice if is_possible(position, resource_id))
        for position, choice in enumerate(options)
    )


def _left(question: Question, at: Instant, options: tuple[tuple[int, ...], ...]) -> int:
    """How many such bookings the scarcest role could still serve at this start."""
    return min(
        (
            sum(_room(question, role, resource_id, at) for resource_id in chosen)
            for role, chosen in zip(question.plan.roles, options, strict=True)
        ),
        default=0,
    )


def _left_shared(question: Question, at: Instant, options: tuple[tuple[int, ...], ...]) -> int:
    """As `_left`, where roles compete for the same resources: how often all can be filled side by side."""
    wanted = demands(question.plan, at, options)
    left = 1
    # A count that cannot be settled soon is not worth a slow page: what was shown so far is true.
    with suppress(TooComplex):
        while can_assign(wanted * (left + 1), question.supplies, most_steps=COUNTING_STEPS):
            left += 1
    return left


def _room(question: Question, role: Role, resource_id: int, at: Instant) -> int:
    supply = question.supplies[resource_id]
    if supply.capacity == 1:
        return 1
    (candidate,) = (one for one in role.candidates if one.resource_id == resource_id)
    free = min(free_units(supply.capacity, need, supply.taken) for need in needs(role, candidate, at))
    return free // role.units


def _on_grid(question: Question, spans: Spans) -> Iterator[Instant]:
    """The instants of the grid that lie in the spans; staff who override may name one off the grid."""
    if question.override and question.window[1] - question.window[0] == 1:
        yield from (start for start, _end in spans)
        return
    for _day, starts in _grid_by_day(question.plan, spans):
        yield from starts


def _grid_by_day(plan: Plan, spans: Spans) -> Iterator[tuple[date, Sequence[Instant]]]:
    step, anchor = seconds(plan.policy.slot_step), seconds(plan.policy.slot_anchor)
    return grid_by_day(spans, plan.zone, step, anchor, both=plan.both_showings)
