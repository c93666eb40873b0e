"""What is taken of resources, and the version of the definitions it goes with: one statement."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from holdfast.core.capacity import Taken
from holdfast.core.interval import Span, overlaps
from holdfast.data.scope import Scope

# Ids are cast: psycopg sends a small int as smallint, which the index cannot match. Instants travel as epochs,
# ten times as quick to read as ranges.
_BUSY = """
WITH clock AS MATERIALIZED (SELECT holdfast_clock() AS now),
lapsed AS MATERIALIZED (
    SELECT id FROM holdfast_booking
    WHERE organisation_id = %(org)s::bigint AND state = 'held' AND deadline_at <= (SELECT now FROM clock)
)
SELECT 'v', o.definitions_version, 0, 0::bigint, 0::bigint, 0::bigint, false
FROM holdfast_organisation o WHERE o.id = %(org)s::bigint
UNION ALL
SELECT 'a', a.resource_id, a.unit, extract(epoch FROM lower(a.during))::bigint,
       extract(epoch FROM upper(a.during))::bigint, a.booking_id, a.booking_id IN (SELECT id FROM lapsed)
FROM unnest(%(resources)s::bigint[]) AS wanted (id)
CROSS JOIN LATERAL (
    SELECT * FROM holdfast_allocation
    WHERE organisation_id = %(org)s::bigint AND resource_id = wanted.id
      AND during && tstzrange(to_timestamp(%(start)s::bigint), to_timestamp(%(end)s::bigint), '[)')
    -- Keeps one look into the index a resource; flattened into a join, the whole table would be read.
    OFFSET 0
) a
UNION ALL
SELECT 'b', b.resource_id, 0, extract(epoch FROM lower(b.during))::bigint,
       extract(epoch FROM upper(b.during))::bigint, 0::bigint, false
FROM holdfast_block b
WHERE b.organisation_id = %(org)s::bigint AND b.resource_id = ANY(%(resources)s::bigint[])
  AND b.during && tstzrange(to_timestamp(%(start)s::bigint), to_timestamp(%(end)s::bigint), '[)')
"""

_USED = """
UNION ALL
SELECT 'c|' || c.subject || '|' || c.period, c.used - coalesce((
    SELECT sum(l.amount) FROM holdfast_counterclaim l
    WHERE l.organisation_id = %(org)s::bigint AND l.counter_id = c.id
      AND (l.booking_id = ANY(%(ignoring)s::bigint[]) OR l.booking_id IN (SELECT id FROM lapsed))
), 0)::bigint, 0, 0::bigint, 0::bigint, 0::bigint, false
FROM holdfast_counter c
WHERE c.organisation_id = %(org)s::bigint AND c.subject = ANY(%(subjects)s::text[])
  AND c.period BETWEEN %(first)s AND %(last)s AND c.used > 0
"""


@dataclass(frozen=True, slots=True)
class Use:
    """A unit taken by a booking; `is_lapsed` when the booking is a hold whose time has passed."""

    taken: Taken
    booking_id: int
    is_lapsed: bool


@dataclass(frozen=True)
class Busy:
    """What is taken, at one moment."""

    version: int = 0
    uses: defaultdict[int, list[Use]] = field(default_factory=lambda: defaultdict(list))
    blocks: defaultdict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))
    used: dict[tuple[str, str], int] = field(default_factory=dict)

    def taken(self, resource_id: int, capacity: int, *, ignoring: Collection[int] = ()) -> tuple[Taken, ...]:
        """What is taken of a resource; holds that lapsed, and bookings to be ignored, are not."""
        claims = (
            use.taken for use in self.uses[resource_id] if not use.is_lapsed and use.booking_id not in ignoring
        )
        blocks = (Taken(unit, start, end) for start, end in self.blocks[resource_id] for unit in range(capacity))
        return (*claims, *blocks)

    def lapsed_in_the_way(self, rows: Iterable[tuple[int, Taken]]) -> set[int]:
        """Bookings whose holds lapsed and whose rows meet those that are to be claimed."""
        return {
            use.booking_id
            for resource_id, row in rows
            for use in self.uses[resource_id]
            if use.is_lapsed
            and use.taken.unit == row.unit
            and overlaps((use.taken.start, use.taken.end), (row.start, row.end))
        }


def read_busy(
    scope: Scope,
    resource_ids: Collection[int],
    span: Span,
    *,
    counted: Collection[tuple[str, date, date]] = (),
    ignoring: Collection[int] = (),
) -> Busy:
    """What is taken of resources during a span, and what is used of counters (subject, first and last date).

    Bookings to be ignored, because they are about to move, do not count in counters.
    """
    sql, parameters = _BUSY, {"resources": sorted(resource_ids), "start": span[0], "end": span[1]}
    if counted:
        sql += _USED
        parameters |= {
            "subjects": [subject for subject, _, _ in counted],
            "first": min(first for _, first, _ in counted).isoformat(),
            "ignoring": list(ignoring),
            "last": max(last for _, _, last in counted).isoformat(),
        }
    version = 0
    found = Busy()
    for kind, key, unit, start, end, booking_id, is_lapsed in scope.rows(sql, **parameters):
        if kind == "a":
            found.uses[key].append(Use(Taken(unit, start, end), booking_id, is_lapsed))
        elif kind == "b":
            found.blocks[key].append((start, end))
        elif kind == "v":
            version = key
        else:
            _, subject, period = kind.split("|")
            found.used[subject, period] = key
    return Busy(version, found.uses, found.blocks, found.used)
