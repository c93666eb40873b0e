"""The claim: one statement, sorted; and how claims end. Each helper needs the action's open transaction."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from holdfast.actions._counters import Net, give_back
from holdfast.actions._seating import Seat
from holdfast.actions._transaction import LostRace
from holdfast.core.booking import State
from holdfast.core.capacity import Taken
from holdfast.data.locks import LockedBooking
from holdfast.data.scope import Scope, listed

# The claim, as a part of the statement that has `booked (id, position)`: one INSERT, its rows in one order.
CLAIMED = """
claimed AS (
    INSERT INTO holdfast_allocation (organisation_id, resource_id, unit, during, booking_id)
    SELECT %(org)s::bigint, q.resource, q.unit, tstzrange(to_timestamp(q.a), to_timestamp(q.z), '[)'), booked.id
    FROM unnest(%(owners)s::bigint[], %(resources)s::bigint[], %(units)s::smallint[], %(a)s::bigint[],
                %(z)s::bigint[]) AS q (position, resource, unit, a, z)
    JOIN booked USING (position)
    JOIN holdfast_resource s
        ON s.organisation_id = %(org)s::bigint AND s.id = q.resource AND q.unit < s.capacity
    ORDER BY q.resource, q.unit, q.a
    FOR KEY SHARE OF s
    ON CONFLICT DO NOTHING
    RETURNING id
), assigned AS (
    INSERT INTO holdfast_assignment (organisation_id, booking_id, requirement_id, resource_id)
    SELECT %(org)s::bigint, booked.id, q.requirement, q.resource
    FROM unnest(%(assigned_to)s::bigint[], %(requirements)s::bigint[], %(assigned)s::bigint[])
        AS q (position, requirement, resource)
    JOIN booked USING (position)
)
"""

_CLAIM = f"""
WITH booked AS (SELECT DISTINCT id, id AS position FROM unnest(%(owners)s::bigint[]) AS q (id)),
{CLAIMED}
SELECT count(*) FROM claimed
"""  # noqa: S608 - put together from constants


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the ledger to be claimed for a booking: its id, or its position in the basket being written."""

    owner: int
    resource_id: int
    taken: Taken


@dataclass(frozen=True, slots=True)
class Filled:
    """A role of a booking (see `Row`) and the resource that fills it."""

    owner: int
    role_id: int
    resource_id: int


@dataclass(frozen=True, slots=True)
class Claims:
    """All that one statement claims."""

    rows: Sequence[Row]
    filled: Sequence[Filled] = ()

    @staticmethod
    def of(owned: Iterable[tuple[int, Seat]]) -> "Claims":
        """The claims of seats, each with its owner."""
        pairs = list(owned)
        return Claims(
            [Row(owner, resource_id, taken) for owner, seat in pairs for resource_id, taken in seat.rows],
            [Filled(owner, role_id, resource_id) for owner, seat in pairs for role_id, resource_id in seat.roles],
        )

    def parameters(self) -> dict[str, str]:
        """The parameters of `CLAIMED`."""
        return {
            "owners": listed(row.owner for row in self.rows),
            "resources": listed(row.resource_id for row in self.rows),
            "units": listed(row.taken.unit for row in self.rows),
            "a": listed(row.taken.start for row in self.rows),
            "z": listed(row.taken.end for row in self.rows),
            "assigned_to": listed(role.owner for role in self.filled),
            "requirements": listed(role.role_id for role in self.filled),
            "assigned": listed(role.resource_id for role in self.filled),
        }

    def require(self, got: int) -> None:
        """All rows or none: fewer inserted than asked means a lost race, which rolls everything back."""
        if got < len(self.rows):
            raise LostRace


def claim(scope: Scope, claims: Claims) -> None:
    """Claims for bookings that are there already."""
    claims.require(scope.rows(_CLAIM, **claims.parameters())[0][0])


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
