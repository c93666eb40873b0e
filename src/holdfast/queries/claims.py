"""Whose claims take a resource: what `busy` adds up, booking by booking. For staff only."""

from collections import defaultdict
from collections.abc import Collection

from holdfast.core.capacity import Taken
from holdfast.core.interval import Span
from holdfast.core.reasons import Claim
from holdfast.data.scope import Scope, listed

_CLAIMS = """
SELECT wanted.id, a.unit, a.lower, a.upper, b.id,
       greatest(a.lower, extract(epoch FROM b.starts_at)::bigint),
       least(a.upper, extract(epoch FROM b.ends_at)::bigint)
FROM unnest(%(resources)s::bigint[]) AS wanted (id)
CROSS JOIN LATERAL (
    SELECT unit::bigint, extract(epoch FROM lower(during))::bigint AS lower,
           extract(epoch FROM upper(during))::bigint AS upper, booking_id
    FROM holdfast_allocation
    WHERE organisation_id = %(org)s::bigint AND resource_id = wanted.id
      AND during && tstzrange(to_timestamp(%(start)s::bigint), to_timestamp(%(end)s::bigint), '[)')
    OFFSET 0
) a
JOIN holdfast_booking b ON b.organisation_id = %(org)s::bigint AND b.id = a.booking_id
ORDER BY wanted.id, a.lower, a.unit
"""


def read_claims(scope: Scope, resource_ids: Collection[int], span: Span) -> defaultdict[int, dict[Taken, Claim]]:
    """The claims on resources that touch a span, with the bookings behind them; one statement.

    A claim that is all buffer, as of a phase in which the customer is alone, counts as its booking's own time.
    """
    found: defaultdict[int, dict[Taken, Claim]] = defaultdict(dict)
    rows = scope.rows(_CLAIMS, resources=listed(sorted(resource_ids)), start=span[0], end=span[1])
    for resource_id, unit, start, end, booking_id, own_start, own_end in rows:
        own = (own_start, own_end) if own_start < own_end else (start, end)
        found[resource_id][Taken(unit, start, end)] = Claim(booking_id, own)
    return found
