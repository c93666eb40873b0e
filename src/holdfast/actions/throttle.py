"""Limits of requests a minute, per client and per organisation, shared by all processes.

A process counts by itself and tells the database every so many requests of a client, so that reading stays
cheap; a client can pass its limit by at most that many times the number of processes.
"""

from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import ClassVar

from holdfast.actions._transaction import action, unless
from holdfast.core.policy import RequestLimits
from holdfast.core.refusal import TooMany
from holdfast.core.walltime import to_instant
from holdfast.data.scope import Scope

_MINUTE = 60
_EVERYBODY = "all"
_MOST_KEPT = 50_000


@dataclass(eq=False)
class TooManyRequests(TooMany):
    """Too many requests in a minute; wait for the next one."""

    code: ClassVar[str] = "too_many"
    retry_after: int = _MINUTE


class _Untold:
    """What this process has counted in the present minute and not told the database yet."""

    def __init__(self) -> None:
        self.minute = 0
        self.counts: dict[tuple[int, str], int] = {}
        self.refused: set[tuple[int, str]] = set()
        self.lock = Lock()

    def add(self, minute: int, key: tuple[int, str], every: int) -> bool:
        """Counts one; whether it is time to tell."""
        with self.lock:
            if minute != self.minute or len(self.counts) > _MOST_KEPT:
                self.minute = minute
                self.counts.clear()
                self.refused.clear()
            count = self.counts[key] = self.counts.get(key, 0) + 1
            return count >= every

    def take(self, key: tuple[int, str]) -> int:
        """How many to tell."""
        with self.lock:
            return self.counts.pop(key, 0)


_untold = _Untold()


def _counted_here(
    *, now: datetime, organisation_id: int, client: str, kind: str, limits: RequestLimits
) -> int | None:
    """The answer where this process only counts on; nothing where it is time to tell the database."""
    instant = to_instant(now)
    key = organisation_id, f"{kind}:{client}"
    is_time = _untold.add(instant // _MINUTE, key, _step(limits.per_client))
    if key in _untold.refused:
        return _MINUTE - instant % _MINUTE
    return None if is_time else 0


@unless(_counted_here)
@action()
def count_request(*, now: datetime, organisation_id: int, client: str, kind: str, limits: RequestLimits) -> int:
    """Counts a request of a kind (`read`, `write`); the seconds to wait when it is past a limit, else 0.

    An outcome and no refusal: a refusal would roll back what was counted.
    """
    instant = to_instant(now)
    mine, everybody = f"{kind}:{client}", f"{kind}:{_EVERYBODY}"
    key = organisation_id, mine
    untold = _untold.take(key)
    if not untold:
        return 0
    used = _tell(Scope(organisation_id), instant // _MINUTE, {mine: untold, everybody: untold})
    if used[mine] <= limits.per_client and used[everybody] <= limits.in_all:
        return 0
    _untold.refused.add(key)
    return _MINUTE - instant % _MINUTE


def _tell(scope: Scope, minute: int, counts: dict[str, int]) -> dict[str, int]:
    rows = scope.rows(
        """INSERT INTO holdfast_throttle (organisation_id, subject, minute, used)
        SELECT %(org)s::bigint, q.subject, %(minute)s::bigint, q.used
        FROM unnest(%(subjects)s::text[], %(used)s::bigint[]) AS q (subject, used) ORDER BY q.subject
        ON CONFLICT (organisation_id, subject, minute) DO UPDATE SET used = holdfast_throttle.used + excluded.used
        RETURNING subject, used""",
        minute=minute,
        subjects=list(counts),
        used=list(counts.values()),
    )
    return dict(rows)


def _step(limit: int) -> int:
    """How many requests a process may count before it tells: a twentieth of the limit."""
    return max(1, min(50, limit // 20))
