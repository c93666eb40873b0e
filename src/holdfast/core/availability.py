"""The engine: when can a service start, and with whom. Lists and accepts by the same function.

A service is roles (`plan`). A role is filled by one candidate for all the phases it covers; between two of
them that do not touch, the resource is free for others (the stylist while the colour takes). The customer's
time must lie in open time; buffers need only be free of other claims and blocks, and may lie outside it.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, compress, pairwise

from holdfast.core.allocation import can_assign, most_times
from holdfast.core.capacity import full_spans
from holdfast.core.gaps import without_gaps
from holdfast.core.grid import Grid, grid_by_day
from holdfast.core.interval import (
    NOTHING,
    Instant,
    Span,
    Spans,
    covers,
    intersect,
    subtract,
    subtract_widened,
)
from holdfast.core.limits import left_at, used_up
from holdfast.core.plan import Candidate, Part, Plan, Role, demands, needs
from holdfast.core.question import Question, Start, Supply
from holdfast.core.rivals import Groups, Options, most_at_once, possible_options, rival_groups
from holdfast.core.walltime import local_date

# A count that cannot be settled soon is not worth a slow page: what is shown is true, if not the most.
COUNTING_STEPS = 60
EVER: Spans = ((-(1 << 62), 1 << 62),)


def find_starts(question: Question) -> list[Start]:
    """All starts in the window that can be booked, in order of time."""
    return list(iterate_starts(question))


def find_start(question: Question, at: Instant) -> Start | None:
    """The start at one instant if it can be booked: the listing, asked about a window of one second."""
    single = replace(question, window=(at, at + 1), fits={})
    return next(iterate_starts(single), None)


def iterate_starts(question: Question) -> Iterator[Start]:
    """The starts of `find_starts`, one by one; a caller that wants the first need not pay for all."""
    feasible = feasible_starts(question)
    if _all_are_whole(question):
        for piece, options, left in _pieces(question, feasible):
            for at in _on_grid(question, (piece,)):
                yield Start(at, options, left)
        return
    shared = _candidates_are_shared(question.plan)
    for at in _on_grid(question, feasible):
        options = _options(question, at)
        if shared:
            options = _assignable(question, at, options)
            if not all(options):
                continue
        left = _left_shared(question, at, options) if shared else _left(question, at, options)
        yield Start(at, options, _under_caps(question, at, left))


def count_starts(question: Question) -> Counter[date]:
    """How many starts `find_starts` gives on each date of the place, mostly without making them."""
    zone = question.plan.zone
    feasible = feasible_starts(question)
    if _candidates_are_shared(question.plan):
        if not _all_are_whole(question):
            return Counter(local_date(at, zone) for at in _on_grid(question, feasible) if _can_start(question, at))
        feasible = tuple(piece for piece, _, _ in _pieces(question, feasible))
    if question.override:
        return Counter(local_date(at, zone) for at in _on_grid(question, feasible))
    counted: Counter[date] = Counter()
    for day, starts in _grid_by_day(question.plan, feasible):
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
        feasible = subtract(intersect(feasible, (allowed,)), used_up(question.caps))
    for role in question.plan.roles:
        candidates = list(_allowed(question, role))
        if len(candidates) == 1:
            feasible = intersect(_fit(question, role, candidates[0]), feasible)
            continue
        # Of many alike a few have all times between them: the others need not be looked at.
        missing = feasible
        for candidate in candidates:
            missing = subtract(missing, _fit(question, role, candidate))
            if not missing:
                break
        feasible = subtract(feasible, missing)
    return feasible


def fitting_starts(
    plan: Plan, role: Role, candidate: Candidate, supplies: Mapping[int, Supply], *, override: bool = False
) -> Spans:
    """The starts at which one candidate, looked at alone, could fill one role: all of its parts fit."""
    fits: Spans = EVER
    for part in candidate.parts:
        supply = supplies[part.resource_id]
        if not override:
            fits = intersect(fits, open_starts(role, supply.open))
        fits = clear_starts(fits, role, part, supply)
    if override:
        return fits
    if role.least_gap:
        fits = without_gaps(fits, role.least_gap, plan.zone)
    for part in candidate.parts:
        fits = subtract(fits, used_up(supplies[part.resource_id].caps))
    return fits


def open_starts(role: Role, hours: Spans) -> Spans:
    """The starts from which each run of a role lies within one open span: `[s+a, s+b)` for a run `[a, b)`."""
    fits: Spans = EVER
    for a, b in role.runs:
        fits = intersect(fits, tuple((start - a, end - b + 1) for start, end in hours if end - start >= b - a))
    return fits


def clear_starts(starts: Spans, role: Role, part: Part, supply: Supply) -> Spans:
    """Of starts those from which a part, with its buffers, meets no full span: `[s+a-before, s+b+after)`."""
    if supply.capacity == 1 and role.units == 1:
        # Mostly so, and thousands of times: each is one span, in order but for blocks.
        full: Sequence[Span] = sorted([(start, end) for _, start, end in supply.taken])
    else:
        full = full_spans(supply.capacity, role.units, supply.taken)
    for a, b in role.runs:
        starts = subtract_widened(starts, full, b + part.buffer_after - 1, part.buffer_before - a)
    return starts


Piece = tuple[Span, Options, int]


def _pieces(question: Question, feasible: Spans) -> Iterator[Piece]:
    """The feasible starts where each resource is one unit, cut so that all of a piece have the same options.

    Who can be chosen changes only where somebody's fit does; and whether choices get along does not depend on the
    time, because what is one unit is free or not.
    """
    if not _candidates_are_shared(question.plan):
        for piece, found in _swept(question, feasible):
            yield piece, found, _under_caps(question, piece[0], min(map(len, found)))
        return
    groups = _rivals(question)
    known: dict[Options, tuple[Options, int]] = {}
    for piece, found in _swept(question, feasible):
        if found not in known:
            known[found] = _settled(question, piece[0], found, groups)
        options, left = known[found]
        if left:
            yield piece, options, _under_caps(question, piece[0], left)


def _swept(question: Question, feasible: Spans) -> Iterator[tuple[Span, Options]]:
    """The feasible starts, cut where somebody's fit or a cap begins or ends, with who fits in each piece."""
    if not feasible:
        return
    whole = ((feasible[0][0], feasible[-1][1]),)
    keys: list[list[int]] = []
    fits: list[bytearray] = []
    turns: defaultdict[Instant, list[tuple[int, int]]] = defaultdict(list)
    for position, role in enumerate(question.plan.roles):
        candidates = list(_allowed(question, role))
        keys.append([candidate.key for candidate in candidates])
        fits.append(bytearray(len(candidates)))
        for number, candidate in enumerate(candidates):
            for edge in chain.from_iterable(intersect(_fit(question, role, candidate), whole)):
                turns[edge].append((position, number))
    for cap in question.caps:
        turns.update((edge, turns[edge]) for edge in cap.span)
    edges = sorted(turns)
    found: list[tuple[int, ...]] = [()] * len(keys)
    passed = 0
    for piece in _cut(feasible, edges):
        changed: set[int] = set()
        while passed < len(edges) and edges[passed] <= piece[0]:
            for position, number in turns[edges[passed]]:
                fits[position][number] ^= 1
                changed.add(position)
            passed += 1
        for position in changed:
            found[position] = tuple(compress(keys[position], fits[position]))
        yield piece, tuple(found)


def _rivals(question: Question) -> Groups | None:
    """The roles that compete, where counting is exact; caps of a resource count a booking, whatever its roles."""
    groups = rival_groups(question.plan)
    is_capped = any(supply.caps for supply in question.supplies.values())
    return None if groups is None or (is_capped and (question.override or len(groups) > 1)) else groups


def _settled(question: Question, at: Instant, found: Options, groups: Groups | None) -> tuple[Options, int]:
    """The options that are part of some complete assignment, and how often all roles can be filled."""
    if groups is not None:
        options = possible_options(found, groups)
        return options, most_at_once(options, groups) if all(options) else 0
    options = _assignable(question, at, found)
    return options, _left_shared(question, at, options) if all(options) else 0


def _cut(spans: Spans, edges: Sequence[Instant]) -> Iterator[Span]:
    """The spans, cut at each edge inside them."""
    for start, end in spans:
        inside = edges[bisect_right(edges, start) : bisect_left(edges, end)]
        yield from pairwise((start, *inside, end))


def _all_are_whole(question: Question) -> bool:
    return all(supply.capacity == 1 for supply in question.supplies.values())


def _fit(question: Question, role: Role, candidate: Candidate) -> Spans:
    key = role.role_id, role.runs, candidate.key
    if key not in question.fits:
        question.fits[key] = fitting_starts(
            question.plan, role, candidate, question.supplies, override=question.override
        )
    return question.fits[key]


def _allowed(question: Question, role: Role) -> Iterator[Candidate]:
    """The candidates all of whose parts there are."""
    supplies = question.supplies
    for candidate in role.candidates:
        if all(part.resource_id in supplies for part in candidate.parts):
            yield candidate


def _options(question: Question, at: Instant) -> tuple[tuple[int, ...], ...]:
    return tuple(
        tuple(
            candidate.key for candidate in _allowed(question, role) if covers(_fit(question, role, candidate), at)
        )
        for role in question.plan.roles
    )


def _candidates_are_shared(plan: Plan) -> bool:
    """Whether one resource could be wanted by two roles, so that choices depend on each other."""
    seen: set[int] = set()
    for role in plan.roles:
        ids = {part.resource_id for part in role.parts}
        if ids & seen:
            return True
        seen |= ids
    return False


def _can_start(question: Question, at: Instant) -> bool:
    """Whether all roles can be filled at once at a start where each alone can."""
    return can_assign(demands(question.plan, at, _options(question, at)), question.near(at))


def _assignable(
    question: Question, at: Instant, options: tuple[tuple[int, ...], ...]
) -> tuple[tuple[int, ...], ...]:
    """The options that are part of some complete assignment."""

    near = question.near(at)

    def is_possible(position: int, key: int) -> bool:
        named = (*options[:position], (key,), *options[position + 1 :])
        return can_assign(demands(question.plan, at, named), near)

    roles, found = question.plan.roles, list[tuple[int, ...]]()
    for position, choice in enumerate(options):
        # Of roles alike what one can have each can.
        alike = position > 0 and roles[position] == roles[position - 1]
        found.append(found[-1] if alike else tuple(key for key in choice if is_possible(position, key)))
    return tuple(found)


def _under_caps(question: Question, at: Instant, left: int) -> int:
    """No more than the caps of the service leave."""
    if question.override or not question.caps:
        return left
    most = left_at(question.caps, at)
    return left if most is None else min(left, most)


def _left(question: Question, at: Instant, options: tuple[tuple[int, ...], ...]) -> int:
    """How many such bookings the scarcest role could still serve at this start."""
    return min(
        (
            sum(_room(question, role, key, at) for key in chosen)
            for role, chosen in zip(question.plan.roles, options, strict=True)
        ),
        default=0,
    )


def _left_shared(question: Question, at: Instant, options: tuple[tuple[int, ...], ...]) -> int:
    """As `_left`, where roles compete for the same resources: how often all can be filled side by side."""
    return most_times(demands(question.plan, at, options), question.near(at), most_steps=COUNTING_STEPS)


def _room(question: Question, role: Role, key: int, at: Instant) -> int:
    """How many such bookings one candidate could serve."""
    candidate = next(one for one in role.candidates if one.key == key)
    return min(_room_of(question, role, part, at) for part in candidate.parts)


def _room_of(question: Question, role: Role, part: Part, at: Instant) -> int:
    supply = question.supplies[part.resource_id]
    if supply.capacity == 1:
        return 1
    free = supply.capacity - max(supply.usage.most(need) for need in needs(role, part, at))
    most = None if question.override else left_at(supply.caps, at)
    room = free // role.units
    return room if most is None else min(room, most)


def _on_grid(question: Question, spans: Spans) -> Iterator[Instant]:
    """The instants of the grid that lie in the spans; staff who override may name one off the grid."""
    if question.override and question.window[1] - question.window[0] == 1:
        yield from (start for start, _end in spans)
        return
    for _day, starts in _grid_by_day(question.plan, spans):
        yield from starts


def _grid_by_day(plan: Plan, spans: Iterable[Span]) -> Iterator[tuple[date, Sequence[Instant]]]:
    return grid_by_day(spans, plan.zone, Grid.of(plan.policy), both=plan.both_showings)
