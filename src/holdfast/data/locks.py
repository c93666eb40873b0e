"""Row locks, always in the order of LEDGER: bookings by id, then allocations, then counters.

Of who works here: the invitation, then all members by id; no action takes those together with bookings.

Nothing outside this room locks rows by hand.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import connection

from holdfast.core.booking import State
from holdfast.data.scope import Scope


@dataclass(frozen=True, slots=True)
class LockedBooking:
    """A booking this transaction has locked, as it is now."""

    id: int
    basket_id: int
    state: State
    service_id: int
    location_id: int
    starts_at: datetime
    ends_at: datetime
    policy: dict[str, Any]
    is_overdue: bool


# Advisory locks are named by two 32-bit integers.
_INT = 0x7FFFFFFF

_LOCK = """
SELECT id, basket_id, state, service_id, location_id, starts_at, ends_at, policy,
       coalesce(deadline_at <= (SELECT holdfast_clock()), false)
FROM holdfast_booking
WHERE organisation_id = %(org)s::bigint AND {condition}
ORDER BY id
FOR NO KEY UPDATE
"""

_LOCK_INVITATION = """
SELECT id FROM holdfast_invitation WHERE organisation_id = %(org)s::bigint AND id = %(id)s::bigint FOR UPDATE
"""
_LOCK_MEMBERS = """
SELECT user_id, role FROM holdfast_membership WHERE organisation_id = %(org)s::bigint ORDER BY id FOR UPDATE
"""


def lock_bookings(scope: Scope, ids: Collection[int]) -> list[LockedBooking]:
    """Locks bookings in the order of their ids and gives them as they are once locked."""
    return _locked(scope, "id = ANY(%(ids)s::bigint[])", ids=list(ids))


def lock_basket(scope: Scope, basket_id: int) -> list[LockedBooking]:
    """Locks all bookings of a basket, which guards the basket too."""
    return _locked(scope, "basket_id = %(basket)s::bigint", basket=basket_id)


def lock_with_baskets(scope: Scope, ids: Collection[int], baskets_of: Collection[int]) -> list[LockedBooking]:
    """Locks bookings, and all that share a basket with some others, in one order."""
    return _locked(
        scope,
        """(id = ANY(%(ids)s::bigint[]) OR basket_id IN (
            SELECT basket_id FROM holdfast_booking
            WHERE organisation_id = %(org)s::bigint AND id = ANY(%(baskets_of)s::bigint[])))""",
        ids=list(ids),
        baskets_of=list(baskets_of),
    )


def lock_resource(scope: Scope, resource_id: int) -> int:
    """Locks a resource against claims (which share its key) and gives its capacity."""
    rows = scope.rows(
        """SELECT capacity FROM holdfast_resource
        WHERE organisation_id = %(org)s::bigint AND id = %(id)s::bigint FOR UPDATE""",
        id=resource_id,
    )
    return int(rows[0][0])


def lock_invitation(scope: Scope, invitation_id: int) -> None:
    """Locks an invitation, so that one at a time accepts it or takes it back."""
    scope.rows(_LOCK_INVITATION, id=invitation_id)


def lock_members(scope: Scope) -> dict[int, str]:
    """Locks who works in the organisation and gives the role of each user as it is once locked."""
    return {int(user_id): str(role) for user_id, role in scope.rows(_LOCK_MEMBERS)}


def try_hint(resource_id: int, day: int) -> bool:
    """An advisory hint that somebody is just claiming a resource on a day; it guards nothing.

    Among many equal candidates it spreads those who come at once (LEDGER: Choosing).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s::int, %s::int)", [resource_id & _INT, day & _INT])
        row = cursor.fetchone()
    return bool(row and row[0])


def wait_for_hints(resource_ids: Collection[int], day: int) -> None:
    """Waits until nobody else is claiming any of the resources on a day: the last try of a claim."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(q.r, %s::int) FROM unnest(%s::int[]) AS q (r)",
            [day & _INT, sorted(resource_id & _INT for resource_id in resource_ids)],
        )


def _locked(scope: Scope, condition: str, **parameters: Any) -> list[LockedBooking]:
    rows = scope.rows(_LOCK.format(condition=condition), **parameters)
    return [
        LockedBooking(
            id=row[0],
            basket_id=row[1],
            state=State(row[2]),
            service_id=row[3],
            location_id=row[4],
            starts_at=row[5],
            ends_at=row[6],
            policy=orjson.loads(row[7]),
            is_overdue=row[8],
        )
        for row in rows
    ]
