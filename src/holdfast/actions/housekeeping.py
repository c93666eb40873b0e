"""What nobody asks for and must happen all the same; hygiene, never the guard."""

from datetime import datetime, timedelta

from holdfast.actions._counters import Net
from holdfast.actions._holding import apply_net
from holdfast.actions._journal import Fact, record
from holdfast.actions._ledger import archive, end_claims
from holdfast.actions._transaction import action
from holdfast.core.actor import SYSTEM
from holdfast.core.booking import State
from holdfast.core.walltime import to_instant
from holdfast.data.locks import lock_bookings, lock_with_baskets
from holdfast.data.scope import Scope

BATCH = 200
# A hold that has just run out is left alone for a moment: its customer may be pressing the button.
GRACE = timedelta(seconds=30)


@action()
def lapse_overdue(*, now: datetime, organisation_id: int) -> int:
    """Ends holds and requests whose time has passed, at most a batch; how many bookings ended."""
    scope, net = Scope(organisation_id), Net()
    seen = scope.rows(
        """SELECT id FROM holdfast_booking
        WHERE organisation_id = %(org)s::bigint AND state IN ('held', 'requested')
          AND deadline_at <= (SELECT holdfast_clock()) - %(grace)s::interval
        ORDER BY deadline_at LIMIT %(batch)s""",
        grace=GRACE,
        batch=BATCH,
    )
    locked = lock_with_baskets(scope, (), [booking_id for (booking_id,) in seen])
    ended = [one for one in locked if one.is_overdue and one.state in {State.HELD, State.REQUESTED}]
    if ended:
        end_claims(scope, net, ended, State.LAPSED)
        record(scope, SYSTEM, now, [Fact("lapsed", one.id) for one in ended])
        apply_net(scope, net)
    return len(ended)


@action()
def archive_past(*, now: datetime, organisation_id: int) -> int:
    """Moves rows of the ledger that were over a day ago to the history, so that the guard stays small."""
    scope = Scope(organisation_id)
    seen = scope.rows(
        """SELECT DISTINCT a.booking_id FROM holdfast_allocation a
        JOIN holdfast_booking b ON b.organisation_id = a.organisation_id AND b.id = a.booking_id
        WHERE a.organisation_id = %(org)s::bigint AND b.state IN ('confirmed', 'checked_in')
        GROUP BY a.booking_id HAVING max(upper(a.during)) < %(before)s
        LIMIT %(batch)s""",
        before=now - timedelta(days=1),
        batch=BATCH,
    )
    locked = lock_bookings(scope, [booking_id for (booking_id,) in seen])
    over = [one.id for one in locked if one.ends_at < now and one.state in {State.CONFIRMED, State.CHECKED_IN}]
    if over:
        archive(scope, over)
    return len(over)


@action()
def forget_typed(*, now: datetime, organisation_id: int) -> int:
    """Forgets what was typed on holds that ended a day ago without a booking; how many there were."""
    rows = Scope(organisation_id).rows(
        """UPDATE holdfast_basket k SET typed_name = '', typed_email = '', typed_phone = '', typed_notes = ''
        WHERE k.organisation_id = %(org)s::bigint AND k.created_at < %(before)s AND k.typed_email <> ''
          AND NOT EXISTS (SELECT FROM holdfast_booking b WHERE b.organisation_id = k.organisation_id
              AND b.basket_id = k.id AND b.state = 'held')
        RETURNING k.id""",
        before=now - timedelta(days=1),
    )
    return len(rows)


@action()
def forget_keys(*, now: datetime, organisation_id: int) -> int:
    """Forgets idempotency keys a day old, and counts of requests an hour old."""
    Scope(organisation_id).rows(
        "DELETE FROM holdfast_throttle WHERE organisation_id = %(org)s::bigint AND minute < %(minute)s::bigint",
        minute=to_instant(now) // 60 - 60,
    )
    rows = Scope(organisation_id).rows(
        """DELETE FROM holdfast_idempotencykey
        WHERE organisation_id = %(org)s::bigint AND created_at < %(before)s RETURNING id""",
        before=now - timedelta(days=1),
    )
    return len(rows)
