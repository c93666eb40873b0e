"""Limits of requests a minute, per client and per organisation, shared by all processes.

A process counts by itself and tells the database every so many requests of a client, so that reading stays
cheap; a client can pass its limit by at most that many times the number of processes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import ClassVar

from holdfast.actions._transaction import action, unless
from holdfast.core.policy import RequestLimits
from holdfast.core.refusal import TooMany
from holdfast.core.walltime import to_instant
from holdfast.data.scope import Scope

Key = tuple[int, str]
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
        self.counts: dict[Key, int] = {}
        self.refused: set[Key] = set()
        self.lock = Lock()

    def add(self, minute: int, steps: Mapping[Key, int]) -> bool:
        """Counts one for each key; whether one of them has come so far that it is time to tell."""
        with self.lock:
            if minute != self.minute or len(self.counts) > _MOST_KEPT:
                self.minute = minute
                self.counts.clear()
                self.refused.clear()
            for key in steps:
                self.counts[key] = self.counts.get(key, 0) + 1
            return any(self.counts[key] >= every for key, every in steps.items())

    def take(self, keys: Iterable[Key]) -> dict[Key, int]:
        """How many to tell of each."""
        with self.lock:
            return {key: self.counts.pop(key, 0) for key in keys}


_untold = _Untold()


def _counted_here(
    *, now: datetime, organisation_id: int, client: str, kind: str, limits: RequestLimits
) -> int | None:
    """The answer where this process only counts on; nothing where it is time to tell the database."""
    instant = to_instant(now)
    mine, everybody = _keys(organisation_id, client, kind)
    # Everybody's count has a step of its own: many clients with few requests each are many requests too.
    steps = {mine: _step(limits.per_client), everybody: _step(limits.in_all)}
    is_time = _untold.add(instant // _MINUTE, steps)
    if mine in _untold.refused or everybody in _untold.refused:
        return _MINUTE - instant % _MINUTE
    return None if is_time else 0


@unless(_counted_here)
@action()
def count_request(*, now: datetime, organisation_id: int, client: str, kind: str, limits: RequestLimits) -> int:
    """Counts a request of a kind (`read`, `write`); the seconds to wait when it is past a limit, else 0.

    An outcome and no refusal: a refusal would roll back what was counted.
    """
    instant = to_instant(now)
    keys = mine, everybody = _keys(organisation_id, client, kind)
    untold = {key[1]: count for key, count in _untold.take(keys).items()}
    used = _tell(Scope(organisation_id), instant // _MINUTE, untold)
    past = {key for key, limit in ((mine, limits.per_client), (everybody, limits.in_all)) if used[key[1]] > limit}
    _untold.refused |= past
    return _MINUTE - instant % _MINUTE if past else 0


def _keys(organisation_id: int, client: str, kind: str) -> tuple[Key, Key]:
    return (organisation_id, f"{kind}:{client}"), (organisation_id, f"{kind}:{_EVERYBODY}")


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
