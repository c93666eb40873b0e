"""Guarded amounts: what a transaction changes of counters is netted and applied last."""

from collections.abc import Collection
from dataclasses import dataclass, field

from holdfast.data.scope import Scope

HOLDS = "holds"
LIVE = "live"
Key = tuple[str, str]


class CounterFull(Exception):  # noqa: N818 - an outcome, turned into a refusal by the caller
    """A counter is at its cap."""

    def __init__(self, subject: str) -> None:
        super().__init__(subject)
        self.subject = subject


@dataclass(slots=True)
class Net:
    """The net change of each counter in this transaction; `caps` for those that may rise."""

    change: dict[Key, int] = field(default_factory=dict)
    caps: dict[Key, int] = field(default_factory=dict)
    claims: list[tuple[int, Key, int]] = field(default_factory=list)

    def claim(self, booking_id: int, key: Key, amount: int, *, cap: int) -> None:
        """A booking claims an amount of a counter."""
        self.change[key] = self.change.get(key, 0) + amount
        self.caps[key] = cap
        self.claims.append((booking_id, key, amount))


def give_back(scope: Scope, net: Net, booking_ids: Collection[int], *, holds_only: bool = False) -> None:
    """Takes back what bookings claim of counters, to be applied with the net change.

    `holds_only`: only their part in the limits of live holds, because they are held no longer.
    """
    if not booking_ids:
        return
    rows = scope.rows(
        """DELETE FROM holdfast_counterclaim l USING holdfast_counter c
        WHERE l.organisation_id = %(org)s::bigint AND l.booking_id = ANY(%(bookings)s::bigint[])
          AND c.organisation_id = l.organisation_id AND c.id = l.counter_id
          AND (NOT %(holds_only)s::bool OR c.period = 'live')
        RETURNING c.subject, c.period, l.amount""",
        bookings=list(booking_ids),
        holds_only=holds_only,
    )
    for subject, period, amount in rows:
        net.change[subject, period] = net.change.get((subject, period), 0) - amount


def overdue_claimants(scope: Scope, keys: Collection[Key]) -> set[int]:
    """Holds past their time that still count in counters that are about to rise."""
    rows = scope.rows(
        """SELECT DISTINCT l.booking_id
        FROM unnest(%(subjects)s::text[], %(periods)s::text[]) AS q (subject, period)
        JOIN holdfast_counter c ON c.organisation_id = %(org)s::bigint
            AND c.subject = q.subject AND c.period = q.period
        JOIN holdfast_counterclaim l ON l.organisation_id = c.organisation_id AND l.counter_id = c.id
        JOIN holdfast_booking b ON b.organisation_id = l.organisation_id AND b.id = l.booking_id
        WHERE b.state = 'held' AND b.deadline_at <= (SELECT holdfast_clock())""",
        subjects=[subject for subject, _ in keys],
        periods=[period for _, period in keys],
    )
    return {booking_id for (booking_id,) in rows}


def apply(scope: Scope, net: Net) -> None:
    """Applies the net changes, in one order everywhere, the hottest counter last; raises `CounterFull`."""
    counters = {}
    for key in sorted(net.change, key=lambda key: (key[0] == HOLDS, key)):
        change = net.change[key]
        if change > 0:
            counters[key] = _raise(scope, key, change, net.caps[key])
        elif change < 0:
            _lower(scope, key, -change)
    _remember(scope, net, counters)


def _raise(scope: Scope, key: Key, change: int, cap: int) -> int:
    rows = scope.rows(
        """INSERT INTO holdfast_counter (organisation_id, subject, period, used, cap)
        SELECT %(org)s::bigint, %(subject)s, %(period)s, %(change)s::bigint, %(cap)s::bigint
        WHERE %(change)s::bigint <= %(cap)s::bigint
        ON CONFLICT (organisation_id, subject, period) DO UPDATE
        SET used = holdfast_counter.used + excluded.used, cap = excluded.cap
        WHERE holdfast_counter.used + excluded.used BETWEEN 0 AND excluded.cap
        RETURNING id""",
        subject=key[0],
        period=key[1],
        change=change,
        cap=cap,
    )
    if not rows:
        raise CounterFull(key[0])
    return int(rows[0][0])


def _lower(scope: Scope, key: Key, change: int) -> None:
    scope.rows(
        """UPDATE holdfast_counter SET used = used - %(change)s::bigint
        WHERE organisation_id = %(org)s::bigint AND subject = %(subject)s AND period = %(period)s""",
        subject=key[0],
        period=key[1],
        change=change,
    )


def _remember(scope: Scope, net: Net, counters: dict[Key, int]) -> None:
    """Writes which booking claims how much, so that exactly that is given back."""
    if not net.claims:
        return
    scope.rows(
        """INSERT INTO holdfast_counterclaim (organisation_id, booking_id, counter_id, amount)
        SELECT %(org)s::bigint, q.booking, c.id, q.amount
        FROM unnest(%(bookings)s::bigint[], %(subjects)s::text[], %(periods)s::text[], %(amounts)s::bigint[])
            AS q (booking, subject, period, amount)
        JOIN holdfast_counter c ON c.organisation_id = %(org)s::bigint
            AND c.subject = q.subject AND c.period = q.period""",
        bookings=[booking_id for booking_id, _, _ in net.claims],
        subjects=[key[0] for _, key, _ in net.claims],
        periods=[key[1] for _, key, _ in net.claims],
        amounts=[amount for _, _, amount in net.claims],
    )
