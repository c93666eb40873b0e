"""Why not? What keeps a service from starting at an instant: every reason, for each who could fill each role.

The engine stays the judge: a start is bookable where `find_start` finds it. What is said here takes that judgement
apart by the same functions, so that whoever has no reason against them is whom the engine would offer. All reasons
are given, not only the first: what remains when one of them is gone is among the others.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from holdfast.core.allocation import TooComplex, can_assign
from holdfast.core.availability import find_start, fitting_starts
from holdfast.core.capacity import Taken, free_units, full_spans
from holdfast.core.grid import ALL, Grid, grid_by_day
from holdfast.core.interval import Instant, Span, Spans, covers, intersect, normalise, overlaps, subtract
from holdfast.core.limits import Left, Period, period_of
from holdfast.core.opening import Hours, rule_on
from holdfast.core.plan import Candidate, Part, Plan, Role, demands, needs
from holdfast.core.question import Question, Supply
from holdfast.core.walltime import local_date

Code = Literal[
    # Of the start itself; a cap also of a resource.
    "notice",
    "window",
    "grid",
    "withheld",
    "cap",
    # Of who could fill a role.
    "closed",
    "closure",
    "holiday",
    "override",
    "block",
    "busy",
    "buffer",
    "capacity",
    "gap",
    "inactive",
    "elsewhere",
    # Of roles.
    "requirement_unmet",
    "shared",
    "not_chosen",
]
Whose = Literal["ours", "theirs", "both"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that stands against a start, by its code; the other fields say what the code leaves open.

    `span`: when something is closed or taken, or the period of a cap. `bound`: the first start that the notice
    allows, the last that the window does. `whose` buffer. `number`: how many units are free. `position`: the role
    that nobody fills, or that others than the one named could (`keys`).
    """

    code: Code
    resource_id: int | None = None
    span: Span | None = None
    day: date | None = None
    booking_ids: tuple[int, ...] = ()
    bound: Instant | None = None
    period: Period | None = None
    whose: Whose | None = None
    number: int | None = None
    position: int | None = None
    keys: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """What a booking takes of a resource, and when it is really there: `own` leaves out its buffers."""

    booking_id: int
    own: Span


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is behind a resource's supply: the blocks and claims it is made of, the rules of its hours.

    Without a claim's booking it is known as taken and no more. `absence`: why it supplies nothing at all.
    """

    blocks: frozenset[Span] = frozenset()
    claims: Mapping[Taken, Claim] = field(default_factory=dict)
    hours: Hours | None = None
    absence: Literal["inactive", "elsewhere"] = "inactive"


_UNKNOWN = Evidence()


@dataclass(frozen=True, slots=True)
class CandidateVerdict:
    """A candidate, and all that keeps them, looked at alone, from filling a role."""

    candidate: Candidate
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class RoleVerdict:
    """A role with the verdicts on its candidates."""

    role: Role
    candidates: tuple[CandidateVerdict, ...]

    @property
    def fitting(self) -> tuple[int, ...]:
        """The keys of those who could fill it, looked at alone."""
        return tuple(one.candidate.key for one in self.candidates if not one.reasons)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whether a service can start at an instant, and why not; the roles say of each candidate, either way."""

    at: Instant
    bookable: bool
    reasons: tuple[Reason, ...]
    roles: tuple[RoleVerdict, ...]

    @property
    def all_reasons(self) -> tuple[Reason, ...]:
        """Those against the start, and those against each candidate of a role that nobody fills."""
        unmet = (role for role in self.roles if not self.bookable and not role.fitting)
        return (*self.reasons, *(reason for role in unmet for one in role.candidates for reason in one.reasons))


def explain(
    question: Question, at: Instant, evidence: Mapping[int, Evidence], *, anyone: Plan | None = None
) -> Explanation:
    """Why a service can or cannot start at an instant, whose whole date the question's supplies must know.

    `anyone`: the plan without those whom the customer named. Refuses with `TooComplex`, as the engine does.
    """
    bookable = find_start(question, at) is not None
    roles = tuple(_role_verdict(question, role, at, evidence) for role in question.plan.roles)
    reasons: tuple[Reason, ...] = ()
    if not bookable:
        against = (*_of_start(question, at), *_of_roles(question, at, roles))
        reasons = (*against, *_of_choice(question, at, anyone))
    return Explanation(at, bookable, reasons, roles)


def _of_start(question: Question, at: Instant) -> Iterator[Reason]:
    """What stands against the start itself, whoever fills the roles."""
    if question.override:
        return
    policy = question.plan.policy
    earliest, end = policy.bookable(question.now)
    if at < earliest:
        yield Reason("notice", bound=earliest)
    if at >= end:
        yield Reason("window", bound=end - 1)
    if not _is_on(question.plan, Grid.of(policy), at):
        every = replace(Grid.of(policy), share=ALL)
        yield Reason("withheld" if _is_on(question.plan, every, at) else "grid")
    yield from _of_caps(question.caps, question.plan, at)


def _is_on(plan: Plan, grid: Grid, at: Instant) -> bool:
    return any(
        at in starts for _, starts in grid_by_day(((at, at + 1),), plan.zone, grid, both=plan.both_showings)
    )


def _of_caps(caps: Iterable[Left], plan: Plan, at: Instant, resource_id: int | None = None) -> Iterator[Reason]:
    for cap in caps:
        if cap.left < 1 and cap.span[0] <= at < cap.span[1]:
            yield Reason("cap", resource_id, cap.span, period=period_of(cap.span, plan.zone))


def _of_roles(question: Question, at: Instant, roles: tuple[RoleVerdict, ...]) -> Iterator[Reason]:
    """That nobody fills a role; or that each finds someone, but not all of them at once."""
    if not roles:
        yield Reason("requirement_unmet")
    unmet = [position for position, role in enumerate(roles) if not role.fitting]
    yield from (Reason("requirement_unmet", position=position) for position in unmet)
    if roles and not unmet and not _get_along(question, at, roles):
        yield Reason("shared")


def _get_along(question: Question, at: Instant, roles: tuple[RoleVerdict, ...]) -> bool:
    # What would take too long to settle is not said; where the engine needs to know, it has refused by now.
    with suppress(TooComplex):
        return can_assign(demands(question.plan, at, [role.fitting for role in roles]), question.near(at))
    return True


def _of_choice(question: Question, at: Instant, anyone: Plan | None) -> Iterator[Reason]:
    """That somebody else than the one whom the customer named could do it."""
    if anyone is None or (found := find_start(replace(question, plan=anyone), at)) is None:
        return
    for position, (role, options) in enumerate(zip(question.plan.roles, found.options, strict=True)):
        named = {candidate.key for candidate in role.candidates}
        others = tuple(key for key in options if key not in named)
        if others:
            yield Reason("not_chosen", position=position, keys=others)


def _role_verdict(question: Question, role: Role, at: Instant, evidence: Mapping[int, Evidence]) -> RoleVerdict:
    verdicts = (
        CandidateVerdict(candidate, tuple(_of_candidate(question, role, candidate, at, evidence)))
        for candidate in role.candidates
    )
    return RoleVerdict(role, tuple(verdicts))


def _of_candidate(
    question: Question, role: Role, candidate: Candidate, at: Instant, evidence: Mapping[int, Evidence]
) -> Iterator[Reason]:
    for part in candidate.parts:
        supply, known = question.supplies.get(part.resource_id), evidence.get(part.resource_id, _UNKNOWN)
        if supply is None:
            yield Reason(known.absence, part.resource_id)
            continue
        if not question.override:
            yield from _of_hours(question.plan, role, part, at, supply.open, known)
        yield from _of_taken(role, part, at, supply, known)
        if not question.override:
            yield from _of_caps(supply.caps, question.plan, at, part.resource_id)
    if not question.override and _leaves_gap(question, role, candidate, at):
        yield Reason("gap", next((part.resource_id for part in candidate.parts), None))


def _of_hours(plan: Plan, role: Role, part: Part, at: Instant, hours: Spans, known: Evidence) -> Iterator[Reason]:
    """When it would be needed and is closed, and by which rule of that date."""
    said: set[tuple[Code, date]] = set()
    for missing in subtract(_runs(role, at), hours):
        day = local_date(missing[0], plan.zone)
        rule = "week" if known.hours is None else rule_on(known.hours, day)
        code: Code = "closed" if rule == "week" else rule
        if (code, day) not in said:
            said.add((code, day))
            yield Reason(code, part.resource_id, missing, day)


def _of_taken(role: Role, part: Part, at: Instant, supply: Supply, known: Evidence) -> Iterator[Reason]:
    """What is in the way of the times it would be needed, buffers included."""
    if role.units > supply.capacity:
        yield Reason("capacity", part.resource_id, number=supply.capacity)
        return
    runs, wanted = _runs(role, at), needs(role, part, at)
    claims = [use for use in supply.taken if use in known.claims or use[1:] not in known.blocks]
    for block in sorted(known.blocks & {use[1:] for use in supply.taken if use not in known.claims}):
        if _meets(block, runs):
            yield Reason("block", part.resource_id, block)
        elif _meets(block, wanted):
            yield Reason("buffer", part.resource_id, block, whose="ours")
    if supply.capacity > 1:
        yield from _of_pool(role, part, runs, wanted, supply.capacity, claims, known)
        return
    for use in claims:
        if _meets(use[1:], wanted):
            claim = known.claims.get(use)
            own = (use[1:],) if claim is None else (claim.own,)
            whose = _whose((use[1:],), own, runs, wanted)
            booking_ids = () if claim is None else (claim.booking_id,)
            yield Reason(
                "buffer" if whose else "busy", part.resource_id, use[1:], booking_ids=booking_ids, whose=whose
            )


def _of_pool(
    role: Role, part: Part, runs: Spans, wanted: Spans, capacity: int, claims: list[Taken], known: Evidence
) -> Iterator[Reason]:
    """That too few units are free, with the bookings that have the others."""
    full = full_spans(capacity, role.units, claims)
    met = intersect(full, wanted)
    if not met:
        return
    uses = [use for use in claims if _meets(use[1:], met)]
    known_claims = [known.claims[use] for use in uses if use in known.claims]
    own = full_spans(capacity, role.units, [_own(use, known) for use in claims])
    whose = _whose(full, own, runs, wanted)
    yield Reason(
        "buffer" if whose else "capacity",
        part.resource_id,
        (met[0][0], met[-1][1]),
        booking_ids=tuple(sorted({claim.booking_id for claim in known_claims})),
        whose=whose,
        number=min(free_units(capacity, span, claims) for span in met),
    )


def _own(use: Taken, known: Evidence) -> Taken:
    claim = known.claims.get(use)
    return use if claim is None else Taken(use.unit, *claim.own)


def _whose(full: Spans, own: Spans, runs: Spans, wanted: Spans) -> Whose | None:
    """Whose buffers alone are in the way; nobody's, where the time itself is taken."""
    if intersect(own, runs):
        return None
    if intersect(full, runs):
        return "theirs"
    return "ours" if intersect(own, wanted) else "both"


def _leaves_gap(question: Question, role: Role, candidate: Candidate, at: Instant) -> bool:
    """Whether a candidate is open and free, but would keep a free time too short for anything."""
    supplies = {part.resource_id: question.supplies.get(part.resource_id) for part in candidate.parts}
    uncapped = {one: replace(supply, caps=()) for one, supply in supplies.items() if supply is not None}
    if not role.least_gap or len(uncapped) < len(supplies):
        return False
    bare = fitting_starts(question.plan, replace(role, least_gap=0), candidate, uncapped)
    return covers(bare, at) and not covers(fitting_starts(question.plan, role, candidate, uncapped), at)


def _runs(role: Role, at: Instant) -> Spans:
    return normalise((at + a, at + b) for a, b in role.runs)


def _meets(span: Span, spans: Spans) -> bool:
    return any(overlaps(span, other) for other in spans)
