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
        "(start - b - candidate.buffer_after + 1, end - a + candidate.buffer_before)",
        "(start - b - candidate.buffer_before + 1, end - a + candidate.buffer_after)",
    ),
    Mutation(
        "buffers are swapped where they are claimed",
        "availability.py",
        "(at + a - candidate.buffer_before, at + b + candidate.buffer_after)",
        "(at + a - candidate.buffer_after, at + b + candidate.buffer_before)",
    ),
    Mutation(
        "what touches is taken to overlap",
        "availability.py",
        "candidate.buffer_after + 1,",
        "candidate.buffer_after,",
    ),
    Mutation(
        "the buffer before is not asked for",
        "availability.py",
        "end - a + candidate.buffer_before)",
        "end - a)",
    ),
    Mutation(
        "only the first run of a role is looked at",
        "availability.py",
        "for a, b in role.runs:",
        "for a, b in role.runs[:1]:",
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
        "return free // role.units",
        "return free",
    ),
    Mutation(
        "the named resource is forgotten",
        "availability.py",
        "or candidate.resource_id == question.chosen_id",
        "or question.chosen_id",
    ),
    Mutation(
        "a resource that is not supplied stops the question",
        "availability.py",
        "if candidate.resource_id not in question.supplies:",
        "if not question.supplies:",
    ),
    Mutation(
        "the anchor of the grid is forgotten",
        "grid.py",
        "grid = midnight + anchor % step",
        "grid = midnight",
    ),
    Mutation(
        "every date is taken to have 24 plain hours",
        "grid.py",
        "None if is_plain(day, zone) else",
        "None if day else",
    ),
    Mutation(
        "a used-up daily cap is forgotten",
        "availability.py",
        "(allowed,)), question.capped)",
        "(allowed,)), NOTHING)",
    ),
    Mutation(
        "people shared by two roles are promised twice",
        "availability.py",
        "shared = _candidates_are_shared(question.plan)",
        "shared = False",
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
        "for other in made.values()",
        "for other in list(made.values())[:0]",
        "test_allocation.py",
    ),
    Mutation(
        "what one demand cannot have is kept from all",
        "allocation.py",
        "p not in twins or other.resource_id",
        "other.resource_id",
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
