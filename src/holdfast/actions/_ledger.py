"""The claim: one statement, sorted; and how claims end. Each helper needs the action's open transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from holdfast.actions._counters import Net, give_back
from holdfast.actions._transaction import LostRace
from holdfast.core.booking import State
from holdfast.core.capacity import Taken
from holdfast.data.locks import LockedBooking
from holdfast.data.scope import Scope

_CLAIM = """
INSERT INTO holdfast_allocation (organisation_id, resource_id, unit, during, booking_id)
SELECT %(org)s::bigint, q.r, q.u, tstzrange(to_timestamp(q.a), to_timestamp(q.z), '[)'), q.b
FROM unnest(%(r)s::bigint[], %(u)s::smallint[], %(a)s::bigint[], %(z)s::bigint[], %(b)s::bigint[])
    AS q (r, u, a, z, b)
JOIN holdfast_resource s ON s.organisation_id = %(org)s::bigint AND s.id = q.r AND q.u < s.capacity
ORDER BY q.r, q.u, q.a
FOR KEY SHARE OF s
ON CONFLICT DO NOTHING
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the ledger to be claimed for a booking."""

    booking_id: int
    resource_id: int
    taken: Taken


def claim(scope: Scope, rows: Sequence[Row]) -> None:
    """Claims all rows or none: fewer inserted than asked means a lost race, which rolls everything back."""
    ordered = sorted(rows, key=lambda row: (row.resource_id, row.taken.unit, row.taken.start))
    got = scope.rows(
        _CLAIM,
        r=[row.resource_id for row in ordered],
        u=[row.taken.unit for row in ordered],
        a=[row.taken.start for row in ordered],
        z=[row.taken.end for row in ordered],
        b=[row.booking_id for row in ordered],
    )
    if len(got) < len(ordered):
        raise LostRace


def free(scope: Scope, booking_ids: Collection[int]) -> None:
    """Deletes the rows of bookings that are locked."""
    if booking_ids:
        scope.rows(
            """DELETE FROM holdfast_allocation
            WHERE organisation_id = %(org)s::bigint AND booking_id = ANY(%(bookings)s::bigint[])""",
            bookings=list(booking_ids),
        )


def archive(scope: Scope, booking_ids: Collection[int]) -> None:
    """Moves the rows of locked bookings that are over to the history, which nothing guards."""
    scope.rows(
        """WITH over AS (
            DELETE FROM holdfast_allocation
            WHERE organisation_id = %(org)s::bigint AND booking_id = ANY(%(bookings)s::bigint[])
            RETURNING resource_id, unit, during, booking_id)
        INSERT INTO holdfast_allocationhistory (organisation_id, resource_id, unit, during, booking_id)
        SELECT %(org)s::bigint, resource_id, unit, during, booking_id FROM over""",
        bookings=list(booking_ids),
    )


def change_state(scope: Scope, booking_ids: Collection[int], before: State, after: State) -> None:
    """The guarded update of a state: whoever is no longer in the state before was changed by someone else."""
    rows = scope.rows(
        """UPDATE holdfast_booking
        SET state = %(after)s, deadline_at = NULL
        WHERE organisation_id = %(org)s::bigint AND id = ANY(%(bookings)s::bigint[]) AND state = %(before)s
        RETURNING id""",
        bookings=list(booking_ids),
        before=before.value,
        after=after.value,
    )
    if len(rows) < len(set(booking_ids)):
        raise LostRace


def end_claims(scope: Scope, net: Net, locked: Sequence[LockedBooking], after: State) -> None:
    """Ends live bookings, locked and all in one state each: state, rows, counters."""
    for before in {booking.state for booking in locked}:
        change_state(scope, [one.id for one in locked if one.state == before], before, after)
    ids = [booking.id for booking in locked]
    free(scope, ids)
    give_back(scope, net, ids)
