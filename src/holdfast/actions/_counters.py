"""Guarded amounts: what a transaction changes of counters is netted and applied last."""

from collections.abc import Collection
from dataclasses import dataclass, field

from holdfast.data.scope import Scope, listed

HOLDS = "holds"
LIVE = "live"
Key = tuple[str, str]


class CounterFull(Exception):  # noqa: N818 - an outcome, turned into a refusal by the caller
    """A counter is at its cap."""

    def __init__(self, key: Key) -> None:
        super().__init__(*key)
        self.key = key


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
    """Applies the net changes and notes who claims what; raises `CounterFull`.

    One statement that takes the counters in one order everywhere, the hottest last, whether they rise or fall.
    """
    changes = [(key, change) for key, change in net.change.items() if change]
    if not changes and not net.claims:
        return
    changed = scope.rows(
        _APPLY,
        subjects=[subject for (subject, _), _ in changes],
        periods=[period for (_, period), _ in changes],
        changes=listed(change for _, change in changes),
        caps=listed(net.caps.get(key, 0) for key, _ in changes),
        hottest=HOLDS,
        claimants=listed(booking_id for booking_id, _, _ in net.claims),
        claimed_subjects=[subject for _, (subject, _), _ in net.claims],
        claimed_periods=[period for _, (_, period), _ in net.claims],
        amounts=listed(amount for _, _, amount in net.claims),
    )
    done = {(subject, period) for subject, period in changed}
    for key, _ in sorted(changes):
        if key not in done:
            raise CounterFull(key)


# A counter that falls is there, and what it falls by was claimed: only rising asks for room. What claims no more
# than others give back in the same transaction changes nothing, but is noted.
_APPLY = """
WITH wanted AS MATERIALIZED (
    SELECT * FROM unnest(%(subjects)s::text[], %(periods)s::text[], %(changes)s::bigint[], %(caps)s::bigint[])
        AS q (subject, period, change, cap)
), changed AS (
    INSERT INTO holdfast_counter (organisation_id, subject, period, used, cap)
    SELECT %(org)s::bigint, subject, period, greatest(change, 0), greatest(cap, 0) FROM wanted
    WHERE change <= cap OR change < 0
    ORDER BY subject = %(hottest)s, subject, period
    ON CONFLICT (organisation_id, subject, period) DO UPDATE
    SET (used, cap) = (
        SELECT holdfast_counter.used + w.change, CASE WHEN w.change > 0 THEN w.cap ELSE holdfast_counter.cap END
        FROM wanted w WHERE w.subject = excluded.subject AND w.period = excluded.period
    )
    WHERE excluded.used = 0 OR holdfast_counter.used + excluded.used BETWEEN 0 AND excluded.cap
    RETURNING id, subject, period
), counter AS (
    SELECT id, subject, period FROM changed
    UNION
    SELECT c.id, c.subject, c.period
    FROM unnest(%(claimed_subjects)s::text[], %(claimed_periods)s::text[]) AS q (subject, period)
    JOIN holdfast_counter c ON c.organisation_id = %(org)s::bigint
        AND c.subject = q.subject AND c.period = q.period
), remembered AS (
    INSERT INTO holdfast_counterclaim (organisation_id, booking_id, counter_id, amount)
    SELECT %(org)s::bigint, q.booking, counter.id, q.amount
    FROM unnest(%(claimants)s::bigint[], %(claimed_subjects)s::text[], %(claimed_periods)s::text[],
                %(amounts)s::bigint[]) AS q (booking, subject, period, amount)
    JOIN counter USING (subject, period)
)
SELECT subject, period FROM changed
"""
