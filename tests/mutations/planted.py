"""Mistakes planted in the core: each is one that a person could make, and each must be caught.

The old text stands exactly once in its file; where a file changes, the list is mended with it.
"""

from tests.mutations.mutation import Mutation
from tests.mutations.planted_more import MORE

MUTATIONS = [
    Mutation(
        "the last start before closing is lost",
        "availability.py",
        "end - b + 1) for",
        "end - b) for",
    ),
    Mutation(
        "a service may end a minute after closing",
        "availability.py",
        "end - b + 1) for",
        "end - b + 61) for",
    ),
    Mutation(
        "hours count from the start, not from the run",
        "availability.py",
        "(start - a, end - b + 1)",
        "(start, end - b + 1)",
    ),
    Mutation(
        "buffers are swapped where they are looked for",
        "availability.py",
        "b + part.buffer_after - 1, part.buffer_before - a)",
        "b + part.buffer_before - 1, part.buffer_after - a)",
    ),
    Mutation(
        "buffers are swapped where they are claimed",
        "plan.py",
        "(at + a - part.buffer_before, at + b + part.buffer_after)",
        "(at + a - part.buffer_after, at + b + part.buffer_before)",
    ),
    Mutation(
        "what touches is taken to overlap",
        "availability.py",
        "part.buffer_after - 1,",
        "part.buffer_after,",
    ),
    Mutation(
        "the buffer before is not asked for",
        "availability.py",
        "part.buffer_before - a)",
        "-a)",
    ),
    Mutation(
        "only the first run of a role must lie in open time",
        "availability.py",
        "    for a, b in role.runs:\n        fits = intersect",
        "    for a, b in role.runs[:1]:\n        fits = intersect",
    ),
    Mutation(
        "only the first run of a role must be free",
        "availability.py",
        "    for a, b in role.runs:\n        starts = subtract",
        "    for a, b in role.runs[:1]:\n        starts = subtract",
    ),
    Mutation(
        "one unit is looked for where several are needed",
        "availability.py",
        "full_spans(supply.capacity, role.units, supply.taken)",
        "full_spans(supply.capacity, 1, supply.taken)",
    ),
    Mutation(
        "seats left forget how many one booking takes",
        "availability.py",
        "room = free // role.units",
        "room = free",
    ),
    Mutation(
        "of what is taken together only one is looked at",
        "availability.py",
        "    for part in candidate.parts:\n        supply = supplies[part.resource_id]",
        "    for part in candidate.parts[:1]:\n        supply = supplies[part.resource_id]",
    ),
    Mutation(
        "of what is taken together only one is claimed",
        "plan.py",
        "needs(role, part, at)) for part in candidate.parts)",
        "needs(role, part, at)) for part in candidate.parts[:1])",
    ),
    Mutation(
        "a resource's caps are forgotten where starts are listed",
        "availability.py",
        "fits = subtract(fits, used_up(supplies[part.resource_id].caps))",
        "used_up(supplies[part.resource_id].caps)",
    ),
    Mutation(
        "a cap allows one more",
        "limits.py",
        "if one.left < 1)",
        "if one.left < 0)",
    ),
    Mutation(
        "what caps leave does not bound what is left",
        "availability.py",
        "return left if most is None else min(left, most)",
        "return left",
    ),
    Mutation(
        "a week begins on Sunday",
        "limits.py",
        "first = day - timedelta(days=day.weekday())",
        "first = day - timedelta(days=day.isoweekday())",
        "test_limits.py",
    ),
    Mutation(
        "a gap as long as it must be is too short",
        "gaps.py",
        "((first + 1, first + least),)",
        "((first + 1, first + least + 1),)",
    ),
    Mutation(
        "only gaps before are looked at",
        "gaps.py",
        "piece = subtract(piece, ((last - least + 1, last),))",
        "pass",
    ),
    Mutation(
        "a gap reaches over midnight",
        "gaps.py",
        "if first >= midnight:",
        "if first >= midnight - 86_400:",
    ),
    Mutation(
        "gaps bind staff who override",
        "availability.py",
        "    if override:\n        return fits\n    if role.least_gap:",
        "    if role.least_gap:",
    ),
    Mutation(
        "who began need not end",
        "plan.py",
        "[normalise(phases)] if keeps else",
        "[normalise(phases)] if not keeps else",
    ),
    Mutation(
        "of several needed one is asked",
        "plan.py",
        "for _ in range(how_many)",
        "for _ in range(1)",
    ),
    Mutation(
        "fixed starts are laid on the step",
        "grid.py",
        "every = self.fixed or",
        "every =",
    ),
    Mutation(
        "the share of every day begins alike",
        "grid.py",
        "enumerate(every, day.toordinal())",
        "enumerate(every)",
    ),
    Mutation(
        "the named resource is forgotten",
        "plan.py",
        "filled.append(replace(alike[0], candidates=named))",
        "filled.append(alike[0])",
        "test_starts_by_example.py",
    ),
    Mutation(
        "who is named is needed twice at once",
        "plan.py",
        "intersect(needs(one, parts[part.resource_id], 0), needs(other, part, 0))",
        "()",
        "test_starts_by_example.py",
    ),
    Mutation(
        "of several alike only one may be named",
        "plan.py",
        "named[position : position + 1] or",
        "named[:1] or",
        "test_starts_by_example.py",
    ),
    Mutation(
        "of what is taken together one may be missing",
        "availability.py",
        "if all(part.resource_id in supplies for part in candidate.parts):",
        "if any(part.resource_id in supplies for part in candidate.parts):",
    ),
    Mutation(
        "the anchor of the grid is forgotten",
        "grid.py",
        "midnight + grid.anchor % grid.step, grid.step",
        "midnight, grid.step",
    ),
    Mutation(
        "every date is taken to have 24 plain hours",
        "grid.py",
        "if not is_plain(day, zone):",
        "if not day:",
    ),
    Mutation(
        "a used-up cap of the service is forgotten",
        "availability.py",
        "(allowed,)), used_up(question.caps))",
        "(allowed,)), NOTHING)",
    ),
    Mutation(
        "of two roles for the same people one may take the last that the other needs",
        "rivals.py",
        "if len(wanted) <= len(some)]",
        "if len(wanted) < len(some)]",
        "test_rivals.py",
    ),
    Mutation(
        "what is left forgets that roles share it",
        "rivals.py",
        "len(wanted) // len(some)",
        "len(wanted)",
        "test_rivals.py",
    ),
    Mutation(
        "roles that meet in their buffers alone do not compete",
        "rivals.py",
        "bool(intersect(needs(one, part, 0), needs(other, parts[part.resource_id], 0)))",
        "bool(intersect(one.runs, other.runs))",
        "test_rivals.py",
    ),
    Mutation(
        "people shared by two roles are promised twice",
        "availability.py",
        "        if ids & seen:\n            return True",
        "        if ids & seen:\n            return False",
    ),
    *MORE,
]
