"""Mistakes planted in the core: each is one that a person could make, and each must be caught.

The old text stands exactly once in its file; where a file changes, the list is mended with it.
"""

from typing import NamedTuple


class Mutation(NamedTuple):
    name: str
    file: str
    old: str
    new: str
    caught_by: str = "test_availability.py"


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
        "(start - b - part.buffer_after + 1, end - a + part.buffer_before)",
        "(start - b - part.buffer_before + 1, end - a + part.buffer_after)",
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
        "part.buffer_after + 1,",
        "part.buffer_after,",
    ),
    Mutation(
        "the buffer before is not asked for",
        "availability.py",
        "end - a + part.buffer_before)",
        "end - a)",
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
        "        for a, b in role.runs\n        for start, end in full",
        "        for a, b in role.runs[:1]\n        for start, end in full",
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
        "availability.py",
        "((first + 1, first + least),)",
        "((first + 1, first + least + 1),)",
    ),
    Mutation(
        "only gaps before are looked at",
        "availability.py",
        "piece = subtract(piece, ((last - least + 1, last),))",
        "pass",
    ),
    Mutation(
        "a gap reaches over midnight",
        "availability.py",
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
        "candidates=named) if named else alike[0]",
        "candidates=named) if not named else alike[0]",
    ),
    Mutation(
        "of several alike only one may be named",
        "plan.py",
        "named[position : position + 1] or",
        "named[:1] or",
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
        "people shared by two roles are promised twice",
        "availability.py",
        "        if ids & seen:\n            return True",
        "        if ids & seen:\n            return False",
    ),
    Mutation(
        "a pool is full one too early",
        "capacity.py",
        "if since is None and in_use > capacity - units",
        "if since is None and in_use >= capacity - units",
    ),
    Mutation(
        "a pool is full when one unit is in use",
        "capacity.py",
        "if capacity == 1:",
        "if capacity >= 1:",
    ),
    Mutation(
        "rows of the ledger are counted as units",
        "capacity.py",
        "for _ in range(units - len(chosen)):",
        "while len(chosen) < units:",
        "test_capacity.py",
    ),
    Mutation(
        "what other lines of a basket take is forgotten",
        "allocation.py",
        "for other in made.values()\n            for take in",
        "for other in list(made.values())[:0]\n            for take in",
        "test_allocation.py",
    ),
    Mutation(
        "a resource's cap counts roles, not bookings",
        "allocation.py",
        "return len(owners | {choice.demand.owner}) <= left",
        "return len(owners) + 1 <= left",
        "test_allocation.py",
    ),
    Mutation(
        "demands of different bookings change places where caps count",
        "allocation.py",
        "return not self.has_caps or",
        "return True or",
        "test_allocation.py",
    ),
    Mutation(
        "what one demand cannot have is kept from all",
        "allocation.py",
        "p not in twins or other.key",
        "other.key",
        "test_allocation.py",
    ),
    Mutation(
        "an override that closes is lost",
        "opening.py",
        "if override.day == day:",
        "if override.day == day and override.shifts:",
    ),
    Mutation(
        "an override adds to the week",
        "opening.py",
        "return override.shifts",
        "continue",
    ),
    Mutation(
        "a closure's last date is open",
        "opening.py",
        "<= day <= closure.last_date",
        "<= day < closure.last_date",
        "test_opening.py",
    ),
    Mutation(
        "a holiday is open",
        "opening.py",
        "if day in hours.holidays:",
        "if day in hours.closures:",
    ),
    Mutation(
        "the validity of weeks is ignored",
        "opening.py",
        "for week in hours.weeks if week.is_in_force(day)",
        "for week in hours.weeks",
    ),
    Mutation(
        "of two weeks in force the older rules",
        "opening.py",
        "week = max(in_force",
        "week = min(in_force",
    ),
    Mutation(
        "the night shift of the day before is lost",
        "opening.py",
        "dates(first - timedelta(days=1), last)",
        "dates(first, last)",
        "test_opening.py",
    ),
    Mutation(
        "a night shift is cut at midnight",
        "walltime.py",
        "datetime.combine(closing_day, closes)",
        "datetime.combine(closing_day, closes if closing_day == day else time())",
    ),
    Mutation(
        "which showing is meant is ignored",
        "walltime.py",
        "fold=int(second)",
        "fold=0",
    ),
    Mutation(
        "the second showing is offered too",
        "walltime.py",
        "for showing in (False, True) if both else (False,):",
        "for showing in (False, True):",
    ),
    Mutation(
        "a start that clocks skip is offered",
        "walltime.py",
        "return instant if shown == local.replace(fold=0) else None",
        "return instant",
    ),
    Mutation(
        "hours close at the first showing where both count",
        "walltime.py",
        "second=both)",
        "second=False)",
        "test_opening.py",
    ),
    Mutation(
        "exactly the notice is not enough",
        "policy.py",
        "now + seconds(self.minimum_notice),",
        "now + seconds(self.minimum_notice) + 1,",
    ),
    Mutation(
        "the last start of the booking window is lost",
        "policy.py",
        "now + seconds(self.booking_window) + 1",
        "now + seconds(self.booking_window)",
    ),
    Mutation(
        "a stored duration comes back in days",
        "policy.py",
        "timedelta(seconds=value)",
        "timedelta(value)",
        "test_policy.py",
    ),
    Mutation(
        "intervals that touch stay apart",
        "interval.py",
        "if start > until:",
        "if start >= until:",
        "test_interval.py",
    ),
]
