"""Hypothesis strategies: worlds to ask the engine about, and the same worlds in the words of the core.

A world is the oracle's own plain description (`tests/core/oracle.py`); `question_of` says it to the core.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from tests.core import oracle

# Dates on which clocks change, or midnight is odd, or nothing happens at all.
CHANGES = (
    ("Europe/Lisbon", date(2026, 3, 29)),
    ("Europe/Lisbon", date(2026, 10, 25)),
    ("Atlantic/Azores", date(2026, 3, 29)),  # 00:00 becomes 01:00
    ("Atlantic/Azores", date(2026, 10, 25)),  # 01:00 becomes 00:00
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # half an hour
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Australia/Sydney", date(2026, 4, 5)),
    ("Australia/Sydney", date(2026, 10, 4)),
    ("America/Sao_Paulo", date(2018, 11, 4)),  # midnight is skipped
    ("America/Sao_Paulo", date(2018, 2, 17)),  # 24:00 becomes 23:00
    ("America/Havana", date(2026, 3, 8)),  # midnight is skipped
    ("America/Havana", date(2026, 11, 1)),  # midnight is shown twice
    ("Africa/Cairo", date(2026, 4, 24)),  # midnight is skipped
    ("Africa/Cairo", date(2026, 10, 29)),  # 24:00 becomes 23:00
    ("Antarctica/Troll", date(2026, 3, 29)),  # two hours
    ("Antarctica/Troll", date(2026, 10, 25)),
    ("Pacific/Apia", date(2011, 12, 30)),  # the date is skipped
    ("Pacific/Apia", date(2011, 12, 31)),
)
STEADY = (
    ("Asia/Kathmandu", date(2026, 6, 14)),  # +05:45
    ("Europe/Lisbon", date(2026, 6, 10)),
    ("UTC", date(2026, 1, 1)),
)
PLACES = st.sampled_from(CHANGES + STEADY)

MINUTES_A_DAY = oracle.DAY_MINUTES
# Minutes after midnight around which clocks change.
HOT = (0, 30, 90, 120, 1410)


def some(draw: st.DrawFn, quantum: int, low: int, high: int) -> int:
    """A number of minutes between two, a multiple of the world's quantum."""
    return draw(st.integers(low // quantum, high // quantum)) * quantum


def days_around(day: date, reach: int) -> st.SearchStrategy[date]:
    return st.integers(-reach, reach).map(lambda n: day + timedelta(days=n))


@st.composite
def shifts(draw: st.DrawFn, quantum: int, least: int = 0, most: int = 3) -> tuple[tuple[int, int], ...]:
    """Shifts of a day as minutes after midnight; they may run past midnight, touch, overlap."""
    found = []
    for _ in range(draw(st.integers(least, most))):
        opens = some(draw, quantum, 0, MINUTES_A_DAY - quantum)
        closes = some(draw, quantum, 0, MINUTES_A_DAY - quantum)
        found.append((draw(st.sampled_from((opens, opens, *HOT))), draw(st.sampled_from((closes, closes, *HOT)))))
    return tuple(found)


@st.composite
def weeks(draw: st.DrawFn, day: date, quantum: int) -> tuple:
    """Weekly hours with validity; of those in force on a date no two came into force together."""
    found = []
    begins = draw(st.lists(st.one_of(st.none(), days_around(day, 1)), min_size=1, max_size=2, unique=True))
    for valid_from in begins:
        valid_until = draw(st.one_of(st.none(), st.none(), days_around(day, 3)))
        usual = draw(st.one_of(st.just(((0, 0),)), shifts(quantum), shifts(quantum, least=1)))
        hours = dict.fromkeys(range(7), usual)
        for weekday in draw(st.lists(st.integers(0, 6), max_size=2)):
            hours[weekday] = draw(shifts(quantum, most=2))
        found.append((valid_from, valid_until, hours))
    return tuple(found)


@st.composite
def timetables(draw: st.DrawFn, day: date, quantum: int, *, both: bool) -> oracle.Timetable:
    overrides = draw(
        st.one_of(
            st.just({}),
            st.just({}),
            st.dictionaries(days_around(day, 1), shifts(quantum, most=2), max_size=2),
        )
    )
    closures = []
    if draw(st.integers(0, 7)) == 7:
        first = draw(days_around(day, 2))
        closures.append((first, first + timedelta(days=draw(st.integers(0, 2)))))
    holidays = draw(st.sampled_from((frozenset(), frozenset(), frozenset({day}))))
    return oracle.Timetable(draw(weeks(day, quantum)), overrides, tuple(closures), holidays, both)


def on_units(capacity: int, spans: list[tuple[int, int]]) -> tuple[tuple[int, int, int], ...]:
    """Spans laid on units so that none overlap on one, as the database holds them; what has no room goes."""
    until = [-(1 << 62)] * capacity
    found = []
    for start, end in sorted(spans):
        unit = min(range(capacity), key=until.__getitem__)
        if until[unit] <= start:
            found.append((unit, start, end))
            until[unit] = end
    return tuple(found)


@st.composite
def resources(draw: st.DrawFn, day: date, quantum: int, *, both: bool) -> oracle.Resource:
    capacity = draw(st.sampled_from((1, 1, 1, 2, 3, 4)))
    base = seconds_at_midnight(day)
    spans = []
    for _ in range(draw(st.integers(0, 2 + 2 * capacity))):
        start = base + 60 * some(draw, quantum, -720, 2520)
        spans.append((start, start + 60 * some(draw, quantum, quantum, 300)))
    caps, counted = draw(capped(day))
    return oracle.Resource(
        capacity, draw(timetables(day, quantum, both=both)), on_units(capacity, spans), caps, counted
    )


@st.composite
def capped(draw: st.DrawFn, day: date) -> tuple[dict, dict]:
    """Caps, mostly none, and how much of them is used around a day."""
    if draw(st.integers(0, 4)) < 4:
        return {}, {}
    caps = draw(st.dictionaries(st.sampled_from(("day", "week", "month")), st.integers(1, 4), min_size=1))
    counted = {
        (period, oracle.begins(period, day + timedelta(days=away))): min(most, draw(st.integers(0, 4)))
        for period, most in caps.items()
        for away in (-1, 0, 1)
    }
    return caps, counted


PHASES = {1: ((0,),), 2: ((0,), (1,), (0, 1)), 3: ((0,), (0, 1), (1, 2), (0, 2), (0, 2), (0, 1, 2))}


@st.composite
def service(
    draw: st.DrawFn, keys: tuple[int, ...], quantum: int, *, shared: bool, longest: int = 90, buffer: int = 45
) -> tuple:
    """Roles over one to three phases; a role may leave out the middle one. `shared`: they may share people."""
    lengths = [60 * some(draw, quantum, quantum, longest) for _ in range(draw(st.sampled_from((1, 2, 3, 3))))]
    edges = [sum(lengths[:n]) for n in range(len(lengths) + 1)]
    found = []
    free = list(keys)
    for _ in range(draw(st.integers(1, 3))):
        if not free:
            break
        phases = draw(st.sampled_from(PHASES[len(lengths)]))
        candidates = draw(ways(tuple(free), quantum, buffer, shared=shared))
        if not shared:
            free = [key for key in free if all(key not in parts for parts in candidates.values())]
        kept = not shared or draw(st.integers(0, 3)) < 3
        runs = [(edges[phase], edges[phase + 1]) for phase in phases]
        found.append(
            oracle.Role(
                normalise_runs(runs) if kept else tuple(runs),
                candidates,
                draw(st.sampled_from((1, 1, 1, 1, 2))),
                draw(st.integers(0, 3)) == 3,
                draw(st.sampled_from((1, 1, 1, 2))) if shared else 1,
                kept,
                60 * draw(st.sampled_from((0, 0, 0, 2, 4))) * quantum,
            )
        )
        if sum(role.many * (1 if role.kept else len(role.runs)) for role in found) > 3:
            # Every way to fill them is tried.
            return tuple(found[:-1]) or (replace(found[0], many=1, kept=True, runs=normalise_runs(runs)),)
    return tuple(found)


@st.composite
def ways(draw: st.DrawFn, keys: tuple[int, ...], quantum: int, buffer: int, *, shared: bool) -> dict:
    """The candidates of a role: single resources, sometimes two that are taken together."""
    found = {}
    least = draw(st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True))
    if len(least) > 1 and draw(st.integers(0, 4)) == 4:
        found[-1] = tuple(least[:2])
        least = least[2:] if not shared else least[1:]
    found |= {key: (key,) for key in least}
    return {
        key: {
            resource: (60 * some(draw, quantum, 0, buffer), 60 * some(draw, quantum, 0, buffer))
            for resource in taken
        }
        for key, taken in found.items()
    }


def normalise_runs(runs: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Phases that follow on each other are one run."""
    joined = runs[:1]
    for start, end in runs[1:]:
        if joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)


def seconds_at_midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


@st.composite
def worlds(draw: st.DrawFn, *, shared: bool | None = None, places: st.SearchStrategy = PLACES) -> oracle.World:
    """A place on a day, its resources, a service, and what is asked of them."""
    zone, day = draw(places)
    quantum = draw(st.sampled_from((30, 15, 15, 5, 1)))
    both = draw(st.booleans())
    base = seconds_at_midnight(day)
    keys = tuple(range(1, 1 + draw(st.integers(1, 4))))
    share = draw(st.booleans()) if shared is None else shared
    roles = draw(service(keys, quantum, shared=share))
    # On a grid as fine as the data bounds are met exactly; others cross them anywhere.
    step = draw(st.one_of(st.just(quantum), st.sampled_from((1, 15, 30, 60, 5, 20, 25, 35, 45, 50, 90, 7))))
    begin = base + 60 * some(draw, quantum, -840, 840) + draw(st.sampled_from((0, 0, 30)))
    length = draw(st.integers(1, 28)) * (10 if step == 1 else 65)
    end = begin + 60 * length
    notice, horizon, now = 0, 10**10, 0
    caps, counted = draw(capped(day))
    if draw(st.integers(0, 2)) == 2:
        notice = 60 * draw(st.sampled_from((0, 30, 95, 1440, 2000)))
        horizon = notice + 60 * draw(st.sampled_from((length // 2, 480, 1440, 3005, 129_600)))
        now = begin // 60 * 60 + 60 * draw(st.integers(-length // 2, length)) - notice
    return oracle.World(
        zone=zone,
        resources={
            key: draw(resources(day, quantum, both=both))
            for key in keys
            if draw(st.integers(0, 9)) < 9  # the rest are not active
        },
        roles=roles,
        window=(begin, end),
        now=now,
        notice=notice,
        horizon=horizon,
        step=step,
        anchor=draw(st.sampled_from((0, 0, 5, 10, 15, 100, 540))),
        fixed=draw(fixed_starts(quantum)),
        share=draw(st.sampled_from((100, 100, 100, 100, 70, 34, 1))),
        both=both,
        chosen=draw(st.one_of(st.just(frozenset()), st.frozensets(st.sampled_from(keys), max_size=2))),
        caps=caps,
        counted=counted,
        override=draw(st.integers(0, 9)) == 9,
    )


def fixed_starts(quantum: int) -> st.SearchStrategy[tuple[int, ...]]:
    """Mostly none; else some minutes after midnight, in order."""
    minutes = st.integers(0, MINUTES_A_DAY // quantum - 1).map(lambda n: n * quantum)
    some_of_them = st.sets(st.one_of(minutes, st.sampled_from(HOT)), min_size=1, max_size=40)
    return st.one_of(
        st.just(()), st.just(()), st.just(()), st.just(()), some_of_them.map(lambda those: tuple(sorted(those)))
    )


@st.composite
def short_mornings(draw: st.DrawFn, *, shared: bool | None = None) -> oracle.World:
    """A few hours in UTC in which all bounds lie close together, so that each is met, missed, and crossed."""
    day, quantum = date(2026, 6, 1), 10
    base = seconds_at_midnight(day)
    keys = tuple(range(1, 1 + draw(st.integers(1, 3))))

    def between(low: int, high: int) -> int:
        return some(draw, quantum, low, high)

    def resource() -> oracle.Resource:
        capacity = draw(st.sampled_from((1, 1, 2, 3)))
        opens = tuple((between(480, 560), between(600, 720)) for _ in range(draw(st.integers(1, 2))))
        starts = [base + 60 * between(470, 700) for _ in range(draw(st.integers(0, 2 * capacity)))]
        spans = [(start, start + 60 * between(10, 60)) for start in starts]
        week = (None, None, dict.fromkeys(range(7), opens))
        return oracle.Resource(capacity, oracle.Timetable((week,)), on_units(capacity, spans), *draw(capped(day)))

    caps, counted = draw(capped(day))
    share = draw(st.booleans()) if shared is None else shared
    notice, horizon, now = 0, 10**10, 0
    if draw(st.booleans()):
        notice, horizon = 60 * draw(st.sampled_from((0, 60, 1440))), 60 * between(60, 2000)
        edge = draw(st.sampled_from((notice, horizon)))
        now = base + 60 * between(490, 650) - edge
    return oracle.World(
        zone="UTC",
        resources={key: resource() for key in keys},
        roles=draw(service(keys, quantum, shared=share, longest=30, buffer=20)),
        window=(base + 470 * 60, base + 720 * 60),
        now=now,
        notice=notice,
        horizon=max(horizon, notice),
        step=draw(st.sampled_from((1, 10, 15))),
        anchor=draw(st.sampled_from((0, 5))),
        chosen=draw(st.one_of(st.just(frozenset()), st.frozensets(st.sampled_from(keys), max_size=2))),
        caps=caps,
        counted=counted,
    )


# Small worlds of whole numbers, for assignment and units


@dataclass(frozen=True)
class Basket:
    """Demands at small integer times on a few resources: `wanted` as (owner, units, {key: {resource: spans}})."""

    capacity: dict
    busy: dict
    wanted: tuple
    caps: dict


@st.composite
def small_spans(draw: st.DrawFn, most: int = 1) -> list[tuple[int, int]]:
    found = []
    for _ in range(draw(st.integers(1, most))):
        start = draw(st.integers(0, 9))
        found.append((start, start + draw(st.integers(1, 4))))
    return found


@st.composite
def baskets(draw: st.DrawFn, most: int = 5) -> Basket:
    keys = list(range(1, 1 + draw(st.integers(1, 4))))
    capacity = {key: draw(st.sampled_from((1, 1, 1, 2, 3))) for key in keys}
    busy = {
        key: on_units(capacity[key], draw(st.lists(small_spans().map(lambda s: s[0]), max_size=3))) for key in keys
    }
    wanted = []
    at_once = draw(st.one_of(st.none(), small_spans()))
    for _ in range(draw(st.integers(1, most))):
        options = draw(st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True))
        spans = at_once or draw(small_spans(most=2))
        shift = draw(st.integers(0, 1))
        # Candidates of one role differ by their buffers.
        ways = {key: {key: [(start, end + (key % 2) * shift) for start, end in spans]} for key in options}
        if len(options) > 1 and draw(st.integers(0, 3)) == 3:
            together = {key: ways.pop(key)[key] for key in options[:2]}
            ways = {-1: together, **ways}
        wanted.append((draw(st.integers(0, 2)), draw(st.sampled_from((1, 1, 1, 2))), ways))
    caps = {}
    if draw(st.integers(0, 2)) == 2:
        caps = draw(st.dictionaries(st.sampled_from(keys), st.integers(0, 2)))
    return Basket(capacity, busy, tuple(wanted), caps)
