"""Wall time and instants: the only room that knows time zones.

Rules (RFC 5545 §3.3.5 leaves them to us): a wall time that a clock skips has no instant; of one that a clock
shows twice the first is meant, unless the place chooses both. Durations are elapsed time.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from holdfast.core.interval import Instant, Span

DAY = 86_400


def find_zone(name: str) -> ZoneInfo | None:
    """The zone of an IANA name, or `None` when there is none."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None


def to_instant(moment: datetime) -> Instant:
    """The instant of an aware datetime, in whole seconds (fractions fall away)."""
    if moment.tzinfo is None:
        raise ValueError("a datetime without a zone is not an instant")
    return int(moment.timestamp() // 1)


def to_datetime(instant: Instant) -> datetime:
    """The aware UTC datetime of an instant."""
    return datetime.fromtimestamp(instant, UTC)


def to_local(instant: Instant, zone: ZoneInfo) -> datetime:
    """The instant as the aware wall time of a zone."""
    return datetime.fromtimestamp(instant, zone)


def local_date(instant: Instant, zone: ZoneInfo) -> date:
    """The date a wall calendar in the zone shows at the instant."""
    return datetime.fromtimestamp(instant, zone).date()


def resolve(local: datetime, zone: ZoneInfo, *, second: bool = False) -> Instant | None:
    """The instant at which clocks in the zone show a naive wall time.

    `None` when clocks skip it. When they show it twice: the first showing, or with `second` the other one.
    """
    aware = local.replace(tzinfo=zone, fold=int(second))
    instant = to_instant(aware.astimezone(UTC))
    shown = to_local(instant, zone).replace(tzinfo=None, fold=0)
    return instant if shown == local.replace(fold=0) else None


def resolve_bound(local: datetime, zone: ZoneInfo, *, second: bool = False) -> Instant:
    """The instant at which opening hours given in wall time begin or end.

    Like `resolve`, but a bound that clocks skip falls on the moment at which they jump.
    """
    found = resolve(local, zone, second=second)
    return _jump(local, zone) if found is None else found


def _jump(local: datetime, zone: ZoneInfo) -> Instant:
    """The moment of the jump that skips a wall time: after it clocks show a later time."""
    low = to_instant(local.replace(tzinfo=zone, fold=1).astimezone(UTC))
    high = to_instant(local.replace(tzinfo=zone, fold=0).astimezone(UTC))
    while high - low > 1:
        middle = (low + high) // 2
        if to_local(middle, zone).replace(tzinfo=None, fold=0) < local:
            low = middle
        else:
            high = middle
    return high


@lru_cache(maxsize=20_000)
def day_span(day: date, zone: ZoneInfo) -> Span:
    """The instants of a calendar date in the zone; 23, 24, 25 hours, or none where a zone skipped it."""
    start = resolve_bound(datetime.combine(day, time()), zone)
    end = resolve_bound(datetime.combine(day + timedelta(days=1), time()), zone)
    return start, end


@lru_cache(maxsize=20_000)
def is_plain(day: date, zone: ZoneInfo) -> bool:
    """Whether clocks in the zone run through the date without a change."""
    start, end = day_span(day, zone)
    return end - start == DAY and to_local(start, zone).utcoffset() == to_local(end - 1, zone).utcoffset()


def shift_span(day: date, opens: time, closes: time, zone: ZoneInfo, *, both: bool = False) -> Span:
    """The instants of hours that open on a date; `closes` not after `opens` is on the next date.

    `both`: hours that end at a time shown twice end at its second showing.
    """
    closing_day = day if closes > opens else day + timedelta(days=1)
    return (
        resolve_bound(datetime.combine(day, opens), zone),
        resolve_bound(datetime.combine(closing_day, closes), zone, second=both),
    )


def wall_starts(day: date, zone: ZoneInfo, wall: Iterable[int], both: bool) -> tuple[Instant, ...]:
    """The instants at which clocks show wall times of a date, in seconds after midnight; in order of time.

    Those that clocks skip are left out; of one shown twice the first counts, with `both` each.
    """
    starts: set[Instant] = set()
    midnight = datetime.combine(day, time())
    for second in wall:
        local = midnight + timedelta(seconds=second)
        for showing in (False, True) if both else (False,):
            instant = resolve(local, zone, second=showing)
            if instant is not None:
                starts.add(instant)
    return tuple(sorted(starts))
