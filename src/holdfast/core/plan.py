"""What a service asks for, from its start: roles, each to be filled by one of its candidates.

A requirement becomes one role or several (`expand`), a candidate takes one resource or several together (`Part`),
and nothing further on knows which of these it was: the engine, the assignment and the claim see roles, candidates
and parts alone (docs/decisions/0020-the-model-of-claims.md).
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo

from holdfast.core.allocation import Demand, Need, Option, Take
from holdfast.core.interval import Instant, Span, intersect, normalise
from holdfast.core.policy import Policy

Turn = Literal["least_busy", "priority", "round_robin"]


@dataclass(frozen=True, slots=True)
class Part:
    """What a candidate takes of one resource, with the buffers it then needs around each run, in seconds."""

    resource_id: int
    buffer_before: int = 0
    buffer_after: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may fill a role: one resource, or several that are taken together.

    `key` tells the candidates of a role apart; it is the resource's id where there is only one.
    """

    key: int
    parts: tuple[Part, ...]

    @staticmethod
    def of(resource_id: int, buffer_before: int = 0, buffer_after: int = 0) -> "Candidate":
        """A single resource."""
        return Candidate(resource_id, (Part(resource_id, buffer_before, buffer_after),))

    @staticmethod
    def together(parts: Sequence[Part]) -> "Candidate":
        """Several resources, all of which are taken; its key is no resource's id."""
        return Candidate(-min(part.resource_id for part in parts), tuple(parts))


@dataclass(frozen=True, slots=True)
class Role:
    """Someone or something a service needs.

    `runs` are the times it is needed, as seconds from the start, sorted, neighbours apart: whoever fills the role
    fills it in all of them. `units` of each part of the chosen candidate are taken. The customer may name whom
    they want where `customer_chooses`; else, and of several, `turn` decides. No start is offered that leaves
    whoever fills it a free gap shorter than `least_gap` seconds in that day. Roles of one requirement share
    `role_id`.
    """

    role_id: int
    name: str
    runs: tuple[Span, ...]
    candidates: tuple[Candidate, ...]
    units: int = 1
    customer_chooses: bool = False
    turn: Turn = "least_busy"
    least_gap: int = 0

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of all its candidates."""
        return tuple(part for candidate in self.candidates for part in candidate.parts)


def expand(role: Role, phases: Sequence[Span], *, how_many: int = 1, keeps: bool = True) -> tuple[Role, ...]:
    """The roles that a requirement stands for: `how_many` at a time, in the phases given.

    With `keeps` each is filled by the same candidate throughout, else by one chosen anew for each phase.
    """
    spells = [normalise(phases)] if keeps else [(phase,) for phase in phases]
    return tuple(replace(role, runs=runs) for runs in spells for _ in range(how_many))


@dataclass(frozen=True)
class Plan:
    """What one service claims, from its start: `length` seconds of the customer's time, and its roles."""

    length: int
    roles: tuple[Role, ...]
    policy: Policy
    zone: ZoneInfo
    both_showings: bool = False

    def with_chosen(self, resource_ids: Collection[int]) -> "Plan":
        """The plan with those whom the customer named, wherever the customer chooses and they are candidates."""
        return replace(
            self,
            roles=_narrowed(self.roles, resource_ids, lambda role: role.customer_chooses),
        )

    def with_kept(self, role_id: int, resource_ids: Collection[int]) -> "Plan":
        """The plan with a requirement that stays with resources; not to be filled, where they fill none of it."""
        its = [role for role in self.roles if role.role_id == role_id]
        if any(_named(role, resource_ids) for role in its):
            return replace(self, roles=_narrowed(self.roles, resource_ids, lambda role: role.role_id == role_id))
        kept = (replace(role, candidates=()) if role in its else role for role in self.roles)
        return replace(self, roles=tuple(kept) if its else ())

    @cached_property
    def reach(self) -> Span:
        """How far before and after its start a claim may reach, buffers included, in seconds."""
        spans = [
            (start - part.buffer_before, end + part.buffer_after)
            for role in self.roles
            for part in role.parts
            for start, end in role.runs
        ]
        return min((start for start, _ in spans), default=0), max((end for _, end in spans), default=0)

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


def demands(plan: Plan, at: Instant, options: Sequence[Sequence[int]], *, owner: int = 0) -> list[Demand]:
    """What a start asks of the resources: one demand a role, its options (keys) in order of preference.

    `owner` says whose demands they are, where several lines are claimed at once.
    """
    return [
        Demand(
            role_id=role.role_id,
            units=role.units,
            options=tuple(
                Option(key, tuple(Take(part.resource_id, needs(role, part, at)) for part in candidate.parts))
                for key in chosen
                for candidate in role.candidates
                if candidate.key == key
            ),
            owner=owner,
            at=at,
        )
        for role, chosen in zip(plan.roles, options, strict=True)
    ]


def needs(role: Role, part: Part, at: Instant) -> tuple[Need, ...]:
    """The intervals a part gives to a role, buffers included; runs whose buffers meet are one."""
    return normalise((at + a - part.buffer_before, at + b + part.buffer_after) for a, b in role.runs)


def _narrowed(
    roles: Sequence[Role], resource_ids: Collection[int], is_meant: Callable[[Role], bool]
) -> tuple[Role, ...]:
    """Roles for which some are named: of several alike each named one fills one; a single one is filled by any.

    Who is needed by an earlier role at the same time does not have to fill a later one too.
    """
    narrowed: list[Role] = []
    filled: list[Role] = []
    for _, group in groupby(roles, key=lambda role: (role.role_id, role.runs)):
        alike = list(group)
        named = _named(alike[0], resource_ids) if is_meant(alike[0]) else ()
        if sum(_clash(one, replace(alike[0], candidates=named)) for one in filled) >= len(named):
            narrowed += alike
            continue
        if len(alike) == 1:
            filled.append(replace(alike[0], candidates=named))
            narrowed.append(filled[-1])
            continue
        for position, role in enumerate(alike):
            narrowed.append(replace(role, candidates=named[position : position + 1] or role.candidates))
        filled += narrowed[-len(alike) :][: len(named)]
    return tuple(narrowed)


def _clash(one: Role, other: Role) -> bool:
    """Whether the two need some resource at the same time."""
    parts = {part.resource_id: part for part in one.parts}
    return any(
        intersect(needs(one, parts[part.resource_id], 0), needs(other, part, 0))
        for part in other.parts
        if part.resource_id in parts
    )


def _named(role: Role, resource_ids: Collection[int]) -> tuple[Candidate, ...]:
    return tuple(one for one in role.candidates if any(part.resource_id in resource_ids for part in one.parts))
