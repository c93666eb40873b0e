"""Whether anything happened since somebody last looked: cheap enough to be asked every few seconds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from holdfast.core.walltime import to_instant
from holdfast.data.scope import Scope, listed

_TICK = 300


@dataclass(frozen=True, slots=True)
class Mark:
    """How far an organisation's journal, its definitions and the clock (in steps of five minutes) had come."""

    journal: int
    version: int
    tick: int

    def __str__(self) -> str:
        return f"{self.journal}-{self.version}-{self.tick}"


@dataclass(frozen=True, slots=True)
class News:
    """How many of some bookings are new since a mark, and how many others have changed."""

    new: int = 0
    changed: int = 0


def read_mark(*, organisation_id: int, now: datetime) -> Mark:
    """The mark of this moment, in one short statement."""
    rows = Scope(organisation_id).rows(
        """SELECT coalesce((SELECT id FROM holdfast_journal WHERE organisation_id = %(org)s::bigint
                            ORDER BY id DESC LIMIT 1), 0), definitions_version
        FROM holdfast_organisation WHERE id = %(org)s::bigint"""
    )
    journal, version = rows[0]
    return Mark(journal, version, to_instant(now) // _TICK)


def find_mark(written: str) -> Mark | None:
    """A mark as it was written down; `None` for anything else."""
    parts = written.split("-")
    if len(parts) != len(Mark.__slots__) or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    numbers = [int(part[:18]) for part in parts]
    return Mark(*numbers)


def count_news(*, organisation_id: int, booking_ids: Collection[int], since: Mark) -> News:
    """What became of bookings after a mark."""
    rows = Scope(organisation_id).rows(
        """SELECT count(*) FILTER (WHERE first > %(since)s::bigint),
                  count(*) FILTER (WHERE first <= %(since)s::bigint AND last > %(since)s::bigint)
        FROM (SELECT min(id) AS first, max(id) AS last FROM holdfast_journal
              WHERE organisation_id = %(org)s::bigint AND booking_id = ANY(%(ids)s::bigint[])
              GROUP BY booking_id) AS seen""",
        ids=listed(booking_ids),
        since=since.journal,
    )
    return News(*rows[0])
