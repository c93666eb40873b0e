"""Roles that compete for the same resources: who can be chosen, found by counting instead of searching.

Where each candidate is one resource of one unit, and each role gets the same resource only if no rival has it,
Hall's theorem (1935) answers exactly: all roles can be filled as often as every set of rivals has candidates for.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, combinations

from holdfast.core.interval import intersect
from holdfast.core.plan import Plan, Role, needs

MOST_RIVALS = 6

Options = tuple[tuple[int, ...], ...]
Groups = tuple[tuple[int, ...], ...]


def rival_groups(plan: Plan) -> Groups | None:
    """The positions of the roles, those that compete together; `None` where counting would not be exact.

    Within a group no two roles can have the same resource; roles of different groups never meet.
    """
    if any(len(candidate.parts) > 1 for role in plan.roles for candidate in role.candidates):
        return None
    groups: list[list[int]] = []
    for position, role in enumerate(plan.roles):
        rivals = [group for group in groups if any(True in _meetings(plan.roles[one], role) for one in group)]
        groups = [group for group in groups if group not in rivals]
        groups.append([*chain.from_iterable(rivals), position])
    if all(_is_exact(plan, group) for group in groups):
        return tuple(tuple(sorted(group)) for group in groups)
    return None


def possible_options(options: Options, groups: Groups) -> Options:
    """The options that are part of some complete assignment; where there is none, none for any role."""
    found = list(options)
    for group in groups:
        sets = [(some, wanted) for some, wanted in _sets(options, group) if len(wanted) <= len(some)]
        if any(len(wanted) < len(some) for some, wanted in sets):
            return ((),) * len(options)
        # A set with just enough for itself leaves nothing of that to others.
        for some, wanted in sets:
            for position in set(group).difference(some):
                found[position] = tuple(one for one in found[position] if one not in wanted)
    return tuple(found)


def most_at_once(options: Options, groups: Groups) -> int:
    """How often all roles can be filled side by side."""
    return min(len(wanted) // len(some) for group in groups for some, wanted in _sets(options, group))


def _sets(options: Options, group: Sequence[int]) -> Iterator[tuple[tuple[int, ...], set[int]]]:
    """Each set of rivals, with all that one of them could have."""
    for size in range(1, len(group) + 1):
        for some in combinations(group, size):
            yield some, set(chain.from_iterable(options[position] for position in some))


def _is_exact(plan: Plan, group: Sequence[int]) -> bool:
    pairs = combinations([plan.roles[position] for position in group], 2)
    return len(group) <= MOST_RIVALS and all(False not in _meetings(*pair) for pair in pairs)


def _meetings(one: Role, other: Role) -> set[bool]:
    """Whether two roles want a resource that both could have at the same time, for each such resource."""
    parts = {part.resource_id: part for part in other.parts}
    return {
        bool(intersect(needs(one, part, 0), needs(other, parts[part.resource_id], 0)))
        for part in one.parts
        if part.resource_id in parts
    }
