"""What is taken of resources, and the version of the definitions it goes with: one statement."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from holdfast.core.capacity import Taken
from holdfast.core.interval import Instant, Span, overlaps
from holdfast.core.limits import PERIODS, period_name
from holdfast.core.refusal import NotFound
from holdfast.data.scope import Scope, listed

# Ids are cast: psycopg sends a small int as smallint, which the index cannot match. Lists travel as text, which is
# quicker than psycopg's arrays; instants as epochs, ten times as quick to read as ranges, and one row a resource
# instead of one a booking.
_BUSY = """
WITH clock AS MATERIALIZED (SELECT holdfast_clock() AS now),
lapsed AS MATERIALIZED (
    SELECT id FROM holdfast_booking
    WHERE organisation_id = %(org)s::bigint AND state = 'held' AND deadline_at <= (SELECT now FROM clock)
      AND id <> ALL (%(ignoring)s::bigint[])
), freed AS MATERIALIZED (
    SELECT id, 'l' AS kind FROM lapsed UNION ALL SELECT id, 'i' FROM unnest(%(ignoring)s::bigint[]) AS ignored (id)
)
SELECT 'v|' || o.slug, o.definitions_version, NULL::bigint[], NULL::bigint[], NULL::bigint[], NULL::bigint[]
FROM holdfast_organisation o WHERE o.id = %(org)s::bigint
UNION ALL
SELECT 'a', wanted.id, array_agg(a.unit), array_agg(a.lower), array_agg(a.upper), NULL
FROM unnest(%(resources)s::bigint[]) AS wanted (id)
CROSS JOIN LATERAL (
    -- Nothing but what the guard's index holds: so the table itself is not read.
    SELECT unit::bigint, date_part('epoch', lower(during))::bigint AS lower,
           date_part('epoch', upper(during))::bigint AS upper
    FROM holdfast_allocation
    WHERE organisation_id = %(org)s::bigint AND resource_id = wanted.id
      AND during && tstzrange(to_timestamp(%(start)s::bigint), to_timestamp(%(end)s::bigint), '[)')
    -- Keeps one look into the index a resource; flattened into a join, the whole table would be read.
    OFFSET 0
) a
GROUP BY wanted.id
UNION ALL
SELECT freed.kind, a.resource_id, array_agg(a.unit), array_agg(a.lower), array_agg(a.upper), array_agg(freed.id)
FROM freed
CROSS JOIN LATERAL (
    SELECT resource_id, unit::bigint, date_part('epoch', lower(during))::bigint AS lower,
           date_part('epoch', upper(during))::bigint AS upper
    FROM holdfast_allocation
    WHERE organisation_id = %(org)s::bigint AND booking_id = freed.id
      AND resource_id = ANY(%(resources)s::bigint[])
      AND during && tstzrange(to_timestamp(%(start)s::bigint), to_timestamp(%(end)s::bigint), '[)')
    OFFSET 0
) a
GROUP BY freed.kind, a.resource_id
UNION ALL
SELECT 'b', b.resource_id, NULL, array_agg(extract(epoch FROM lower(b.during))::bigint),
       array_agg(extract(epoch FROM upper(b.during))::bigint), NULL
FROM holdfast_block b
WHERE b.organisation_id = %(org)s::bigint AND b.resource_id = ANY(%(resources)s::bigint[])
  AND b.during && tstzrange(to_timestamp(%(start)s::bigint), to_timestamp(%(end)s::bigint), '[)')
GROUP BY b.resource_id
"""

_USED = """
UNION ALL
SELECT 'c|' || c.subject || '|' || c.period, c.used - coalesce((
    SELECT sum(l.amount) FROM holdfast_counterclaim l
    WHERE l.organisation_id = %(org)s::bigint AND l.counter_id = c.id
      AND (l.booking_id = ANY(%(ignoring)s::bigint[]) OR l.booking_id IN (SELECT id FROM lapsed))
), 0)::bigint, NULL, NULL, NULL, NULL
FROM holdfast_counter c
WHERE c.organisation_id = %(org)s::bigint AND c.subject = ANY(%(subjects)s::text[])
  AND c.period COLLATE "C" BETWEEN %(first)s AND %(last)s AND c.used > 0
"""


_MAKE_TAKEN = partial(tuple.__new__, Taken)


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A unit that a hold still takes whose time has passed: free for whoever ends the hold."""

    taken: Taken
    booking_id: int


@dataclass(frozen=True)
class Busy:
    """What is taken, at one moment, by resource; without the bookings that were to be ignored."""

    version: int = 0
    slug: str = ""
    claims: dict[int, list[Taken]] = field(default_factory=dict)
    lapsed: dict[int, list[Lapsed]] = field(default_factory=dict)
    blocks: dict[int, list[Span]] = field(default_factory=dict)
    used: dict[tuple[str, str], int] = field(default_factory=dict)

    def taken(self, resource_id: int, capacity: int) -> tuple[Taken, ...]:
        """What is taken of a resource: claims that stand, and blocks, which take every unit."""
        blocks = self.blocks.get(resource_id, ())
        closed = [Taken(unit, start, end) for start, end in blocks for unit in range(capacity)]
        return (*self.claims.get(resource_id, ()), *closed)

    def lapsed_in_the_way(self, rows: Iterable[tuple[int, Taken]]) -> set[int]:
        """Bookings whose holds lapsed and whose rows meet those that are to be claimed."""
        return {
            use.booking_id
            for resource_id, row in rows
            for use in self.lapsed.get(resource_id, ())
            if use.taken.unit == row.unit and overlaps((use.taken.start, use.taken.end), (row.start, row.end))
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

    Bookings to be ignored, because they are about to move, take nothing and do not count in counters. Refuses
    with `NotFound` where the organisation is no more.
    """
    sql, parameters = _BUSY, {"start": span[0], "end": span[1], "ignoring": listed(ignoring)}
    parameters["resources"] = listed(sorted(resource_ids))
    if counted:
        sql += _USED
        parameters |= {
            "subjects": [subject for subject, _, _ in counted],
            **_between(min(first for _, first, _ in counted), max(last for _, _, last in counted)),
        }
    found, version, slug = Busy(), None, ""
    freed: defaultdict[int, set[Taken]] = defaultdict(set)
    for kind, key, units, starts, ends, bookings in scope.rows(sql, **parameters):
        if kind == "a":
            found.claims[key] = _taken(units, starts, ends)
        elif kind in {"l", "i"}:
            taken = _taken(units, starts, ends)
            freed[key] |= set(taken)
            if kind == "l":
                found.lapsed[key] = [Lapsed(*use) for use in zip(taken, bookings, strict=True)]
        elif kind == "b":
            found.blocks[key] = list(zip(starts, ends, strict=True))
        elif kind[0] == "v":
            version, slug = key, kind[2:]
        else:
            _, subject, period = kind.split("|")
            found.used[subject, period] = key
    if version is None:
        raise NotFound
    for key, taken_by_them in freed.items():
        # Of one unit no two claims overlap: a unit with its time names one claim.
        found.claims[key] = [use for use in found.claims[key] if use not in taken_by_them]
    return replace(found, version=version, slug=slug)


def _between(first: date, last: date) -> dict[str, str]:
    """The names of all days, weeks and months of some dates lie, as text, between these two."""
    return {
        "first": min(period_name(period, first) for period in PERIODS),
        "last": max(period_name(period, last) for period in PERIODS),
    }


def _taken(units: list[int], starts: list[Instant], ends: list[Instant]) -> list[Taken]:
    # There may be thousands, and this is half as long as calling the class.
    return list(map(_MAKE_TAKEN, zip(units, starts, ends, strict=True)))
