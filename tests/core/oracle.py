"""A brute-force oracle of availability that shares nothing with the core, so that both cannot be wrong alike.

It walks time in ticks (a minute unless told otherwise) and reads a wall clock at every tick of UTC: what clocks
skip is never seen and what they show twice is seen twice, so no rule about gaps and overlaps is needed to find
them. Who fills which role is tried in every way there is. Slow and plain on purpose: all data lies on ticks.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import product
from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60
Wall = tuple[date, int]  # a date and a minute after midnight


@dataclass(frozen=True)
class Timetable:
    """When a resource is open. Hours are pairs of minutes after midnight; closing not after opening is the
    next day. `weeks` are (from, until, {weekday: hours}), `closures` are (first, last), both included."""

    weeks: tuple = ()
    overrides: dict = field(default_factory=dict)
    closures: tuple = ()
    holidays: frozenset = frozenset()
    both: bool = False


@dataclass(frozen=True)
class Resource:
    """`busy` are (unit, start, end) in seconds since 1970."""

    capacity: int
    timetable: Timetable
    busy: tuple = ()


@dataclass(frozen=True)
class Role:
    """`runs` are (from, to) and `candidates` {resource: (buffer before, buffer after)}, all in seconds."""

    runs: tuple
    candidates: dict
    units: int = 1
    chooses: bool = False


@dataclass(frozen=True)
class World:
    """All that one question depends on, in plain values: instants in seconds since 1970, spans in seconds."""

    zone: str
    resources: dict
    roles: tuple
    window: tuple
    now: int = 0
    notice: int = 0
    horizon: int = 10**9
    step: int = 15
    anchor: int = 0
    both: bool = False
    chosen: int | None = None
    capped: tuple = ()
    override: bool = False


@lru_cache(maxsize=64)
def wall_clock(zone: str, first: int, last: int) -> tuple[dict[int, Wall], dict[Wall, list[int]]]:
    """What clocks show at each minute of UTC from `first` to `last`, and when each wall time is shown."""
    place = ZoneInfo(zone)
    shown: dict[int, Wall] = {}
    showings: dict[Wall, list[int]] = {}
    for minute in range(first, last):
        local = datetime.fromtimestamp(minute * 60, place)
        wall = (local.date(), local.hour * 60 + local.minute)
        shown[minute] = wall
        showings.setdefault(wall, []).append(minute)
    return shown, showings


class Oracle:
    """Answers for one world; `tick` is the number of seconds of a step and divides every number in it."""

    def __init__(self, world: World, tick: int = 60) -> None:
        self.world = world
        self.tick = tick
        first = datetime.fromtimestamp(world.window[0], UTC).date() - timedelta(days=4)
        last = datetime.fromtimestamp(world.window[1], UTC).date() + timedelta(days=5)
        self.days = [first + timedelta(days=n) for n in range(2, (last - first).days - 2)]
        midnight = int(datetime(first.year, first.month, first.day, tzinfo=UTC).timestamp()) // 60
        self.shown, self.showings = wall_clock(world.zone, midnight, midnight + (last - first).days * DAY_MINUTES)
        self.open = {key: self.ticks_open(one.timetable) for key, one in world.resources.items()}
        self.used = {key: self.ticks_used(one) for key, one in world.resources.items()}
        self.full = {
            (key, role.units): self.ticks_full(key, role.units)
            for role in world.roles
            for key in role.candidates
            if key in world.resources
        }

    # Wall time

    def moment(self, wall: Wall, *, last_showing: bool = False) -> int:
        """The minute at which clocks show a wall time; where they skip it, the minute of the jump."""
        if wall in self.showings:
            return self.showings[wall][-1 if last_showing else 0]
        return next(minute for minute, shown in self.shown.items() if shown > wall)

    def minutes_open(self, timetable: Timetable, days: list[date]) -> set[int]:
        """The minutes of UTC of the shifts that open on some dates."""
        found: set[int] = set()
        for day in days:
            for opens, closes in hours_on(timetable, day):
                closing_day = day if closes > opens else day + timedelta(days=1)
                found.update(
                    range(
                        self.moment((day, opens)),
                        self.moment((closing_day, closes), last_showing=timetable.both),
                    )
                )
        return found

    def ticks_open(self, timetable: Timetable) -> set[int]:
        per_minute = 60 // self.tick
        return {
            minute * per_minute + part
            for minute in self.minutes_open(timetable, self.days)
            for part in range(per_minute)
        }

    # What is taken

    def ticks(self, start: int, end: int) -> range:
        assert start % self.tick == 0
        assert end % self.tick == 0
        return range(start // self.tick, end // self.tick)

    def ticks_used(self, resource: Resource) -> Counter:
        used: Counter = Counter()
        for _unit, start, end in resource.busy:
            used.update(self.ticks(start, end))
        return used

    def ticks_full(self, key: int, units: int) -> set[int]:
        """The ticks at which fewer than `units` are free, leaving out those at which nothing is used."""
        capacity = self.world.resources[key].capacity
        return {tick for tick, used in self.used[key].items() if used + units > capacity}

    # One start

    def needed(self, role: Role, key: int, at: int) -> set[int]:
        """The ticks a candidate gives to a role that starts at an instant, buffers included."""
        before, after = role.candidates[key]
        found: set[int] = set()
        for start, end in role.runs:
            found.update(self.ticks(at + start - before, at + end + after))
        return found

    def fits(self, role: Role, key: int, at: int) -> bool:
        """Whether a candidate, looked at alone, could fill a role."""
        world = self.world
        if key not in world.resources or role.units > world.resources[key].capacity:
            return False
        if role.chooses and world.chosen is not None and key != world.chosen:
            return False
        if not world.override:
            for start, end in role.runs:
                if not self.open[key].issuperset(self.ticks(at + start, at + end)):
                    return False
        return self.full[key, role.units].isdisjoint(self.needed(role, key, at))

    def is_allowed(self, at: int) -> bool:
        """Whether notice, window of booking, caps and grid let a service start at an instant."""
        world = self.world
        if world.override:
            return True
        if at < world.now + world.notice or at > world.now + world.horizon:
            return False
        if any(start <= at < end for start, end in world.capped):
            return False
        return self.is_on_grid(at)

    def is_on_grid(self, at: int) -> bool:
        if at % 60:
            return False
        day, minute = self.shown[at // 60]
        if (minute - self.world.anchor) % self.world.step:
            return False
        return self.world.both or self.showings[day, minute][0] == at // 60

    def teams(self, at: int, roles: tuple | None = None) -> list[tuple[int, ...]]:
        """Every way to fill the roles at an instant, as one resource a role."""
        roles = self.world.roles if roles is None else roles
        alone = [[key for key in role.candidates if self.fits(role, key, at)] for role in roles]
        return [team for team in product(*alone) if self.get_along(roles, team, at)]

    def get_along(self, roles: tuple, team: tuple[int, ...], at: int) -> bool:
        """Whether resources that fill several roles have room for all of them at every tick."""
        if len(set(team)) == len(team):
            return True
        asked: Counter = Counter()
        for role, key in zip(roles, team, strict=True):
            for tick in self.needed(role, key, at):
                asked[key, tick] += role.units
        return all(
            units + self.used[key][tick] <= self.world.resources[key].capacity
            for (key, tick), units in asked.items()
        )

    def start(self, at: int) -> tuple[tuple[int, ...], ...] | None:
        """For each role those who can fill it in some complete team; `None` when it cannot be booked."""
        if not self.world.roles or not self.is_allowed(at):
            return None
        teams = self.teams(at)
        if not teams:
            return None
        return tuple(
            tuple(key for key in role.candidates if any(team[position] == key for team in teams))
            for position, role in enumerate(self.world.roles)
        )

    def starts(self) -> dict[int, tuple[tuple[int, ...], ...]]:
        """All starts on the grid in the window that can be booked, each with its options."""
        begin, end = self.world.window
        return {
            minute * 60: options
            for minute in range(-(-begin // 60), -(-end // 60))
            if self.is_on_grid(minute * 60) and (options := self.start(minute * 60)) is not None
        }

    def left_plain(self, at: int) -> int:
        """How many such bookings the scarcest role could serve, where no two roles share a candidate."""
        return min(
            sum(
                min(
                    self.world.resources[key].capacity - self.used[key][tick]
                    for tick in self.needed(role, key, at)
                )
                // role.units
                for key in role.candidates
                if self.fits(role, key, at)
            )
            for role in self.world.roles
        )

    def left_shared(self, at: int, most: int) -> int:
        """How many such bookings can be had side by side, by trying all ways to fill all their roles."""
        left = 0
        while left < most and self.teams(at, self.world.roles * (left + 1)):
            left += 1
        return left


def hours_on(timetable: Timetable, day: date) -> tuple:
    """The shifts that open on a date."""
    for first, last in timetable.closures:
        if first <= day <= last:
            return ()
    if day in timetable.overrides:
        return tuple(timetable.overrides[day])
    if day in timetable.holidays:
        return ()
    ruling, since = None, None
    for valid_from, valid_until, hours in timetable.weeks:
        if valid_from is not None and day < valid_from:
            continue
        if valid_until is not None and day > valid_until:
            continue
        if ruling is None or (valid_from is not None and (since is None or valid_from > since)):
            ruling, since = hours, valid_from
    return tuple(ruling.get(day.weekday(), ())) if ruling else ()


def assignments(wanted: list, capacity: dict[int, int], busy: dict[int, list]) -> list[tuple[int, ...]]:
    """Every way to meet demands `(units, {resource: [(start, end)]})` at small integer times."""
    found = []
    for team in product(*(options for _units, options in wanted)):
        used: Counter = Counter()
        for key, spans in busy.items():
            for start, end in spans:
                used.update((key, moment) for moment in range(start, end))
        for (units, options), key in zip(wanted, team, strict=True):
            # Of one demand, intervals that overlap are one: the same units serve both.
            for moment in {moment for start, end in options[key] for moment in range(start, end)}:
                used[key, moment] += units
        asked = {(key, units) for (units, _options), key in zip(wanted, team, strict=True)}
        if all(units <= capacity[key] for key, units in asked) and all(
            used[key, moment] <= capacity[key]
            for (units, options), key in zip(wanted, team, strict=True)
            for start, end in options[key]
            for moment in range(start, end)
        ):
            found.append(team)
    return found
