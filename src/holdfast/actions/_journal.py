"""Writing the journal: one row for each thing changed, in the transaction that changes it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from holdfast.core.actor import Actor
from holdfast.data.scope import Scope


@dataclass(frozen=True, slots=True)
class Fact:
    """What happened to a booking (or to no booking); ids and facts, never personal data."""

    kind: str
    booking_id: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def record(scope: Scope, actor: Actor, now: datetime, facts: Iterable[Fact]) -> None:
    """Appends facts; needs the action's open transaction."""
    rows = list(facts)
    if not rows:
        return
    scope.rows(
        """INSERT INTO holdfast_journal (organisation_id, at, kind, booking_id, actor_kind, actor_id, facts)
        SELECT %(org)s::bigint, %(now)s, q.kind, q.booking, %(actor)s, %(user)s::bigint, q.facts::jsonb
        FROM unnest(%(kinds)s::text[], %(bookings)s::bigint[], %(facts)s::text[]) AS q (kind, booking, facts)""",
        now=now,
        actor=actor.kind,
        user=actor.user_id,
        kinds=[row.kind for row in rows],
        bookings=[row.booking_id for row in rows],
        facts=[orjson.dumps(row.facts).decode() for row in rows],
    )


def remark(scope: Scope, booking_ids: Collection[int], text: str) -> None:
    """Puts words of the staff beside the latest fact of each booking, where there are any.

    The journal itself never has them: nobody can take them out of it again.
    """
    if not text:
        return
    scope.rows(
        """INSERT INTO holdfast_remark (organisation_id, booking_id, entry, text)
        SELECT %(org)s::bigint, booking_id, max(id), %(text)s FROM holdfast_journal
        WHERE organisation_id = %(org)s::bigint AND booking_id = ANY(%(bookings)s::bigint[])
        GROUP BY booking_id""",
        text=text,
        bookings=list(booking_ids),
    )
