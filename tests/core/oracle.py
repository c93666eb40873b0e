"""A brute-force oracle of availability that shares nothing with the core, so that both cannot be wrong alike.

It walks time in ticks (a minute unless told otherwise) and reads a wall clock at every tick of UTC: what clocks
skip is never seen and what they show twice is seen twice, so no rule about gaps and overlaps is needed to find
them. Who fills which role is tried in every way there is. Slow and plain on purpose: all data lies on ticks.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
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
    """`busy` are (unit, start, end) in seconds since 1970; `caps` {period: most} with `counted` {(period, first
    date of it): bookings} besides."""

    capacity: int
    timetable: Timetable
    busy: tuple = ()
    caps: dict = field(default_factory=dict)
    counted: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Role:
    """What a service needs `many` times, in its `runs` (from, to), in seconds.

    `candidates` are {key: {resource: (buffer before, buffer after)}}: of a key all are taken at once. `kept`: the
    same one in all runs, else for each run it may be another. `gap`: the shortest free time, in seconds, that may
    stay beside it in a day.
    """

    runs: tuple
    candidates: dict
    units: int = 1
    chooses: bool = False
    many: int = 1
    kept: bool = True
    gap: int = 0


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
    fixed: tuple = ()
    share: int = 100
    both: bool = False
    chosen: frozenset = frozenset()
    caps: dict = field(default_factory=dict)
    counted: dict = field(default_factory=dict)
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
        self.posts = self.all_posts()
        self.full = {
            (resource, post.units): self.ticks_full(resource, post.units)
            for post in self.posts
            for parts in post.candidates.values()
            for resource in parts
            if resource in world.resources
        }
        self.known: dict = {}

    def all_posts(self) -> tuple[Role, ...]:
        """A role for each who is needed; who is chosen and needed elsewhere at that time is not asked again."""
        found: list[Role] = []
        given: list[Role] = []
        for role in self.world.roles:
            for runs in [role.runs] if role.kept else [(run,) for run in role.runs]:
                alike = replace(role, runs=runs, kept=True)
                named = [
                    key
                    for key, parts in role.candidates.items()
                    if role.chooses and self.world.chosen & set(parts)
                ]
                wanted = replace(alike, candidates={key: role.candidates[key] for key in named})
                if sum(self.collide(one, wanted) for one in given) >= len(named):
                    named = []
                made = posts(alike, named)
                found += made
                given += made[: len(named)]
        return tuple(found)

    def collide(self, one: Role, other: Role) -> bool:
        """Whether both would need some resource at the same tick."""
        return any(
            self.needed(one, mine[resource], 0) & self.needed(other, theirs[resource], 0)
            for mine in one.candidates.values()
            for theirs in other.candidates.values()
            for resource in set(mine) & set(theirs)
        )

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

    def needed(self, post: Role, parts: tuple[int, int], at: int) -> set[int]:
        """The ticks a resource gives to a post that starts at an instant, buffers included."""
        before, after = parts
        found: set[int] = set()
        for start, end in post.runs:
            found.update(self.ticks(at + start - before, at + end + after))
        return found

    def is_free(self, post: Role, key: int, at: int) -> bool:
        """Whether all that a candidate takes is open and free, looked at alone."""
        asked = post.runs, post.units, key, tuple(post.candidates[key].items()), at
        if asked not in self.known:
            self.known[asked] = all(
                self.is_resource_free(post, resource, parts, at)
                for resource, parts in post.candidates[key].items()
            )
        return self.known[asked]

    def is_resource_free(self, post: Role, resource: int, parts: tuple[int, int], at: int) -> bool:
        world = self.world
        if resource not in world.resources or post.units > world.resources[resource].capacity:
            return False
        if not world.override:
            for start, end in post.runs:
                if not self.open[resource].issuperset(self.ticks(at + start, at + end)):
                    return False
        return self.full[resource, post.units].isdisjoint(self.needed(post, parts, at))

    def fits(self, post: Role, key: int, at: int) -> bool:
        """Whether a candidate, looked at alone, could fill a post."""
        if not self.is_free(post, key, at):
            return False
        if self.world.override:
            return True
        if any(self.left(self.world.resources[one], at) < 1 for one in post.candidates[key]):
            return False
        return self.leaves_no_gap(post, key, at)

    def leaves_no_gap(self, post: Role, key: int, at: int) -> bool:
        """Whether before and after it, until something bounds it on the same date, there is nothing or enough."""
        if not post.gap:
            return True
        for step in (-self.tick, self.tick):
            edge = at
            while self.is_free(post, key, edge + step) and self.date_at(edge + step) == self.date_at(at):
                edge += step
            if self.is_free(post, key, edge + step):
                continue  # what bounds it lies on another date
            if 0 < abs(edge - at) < post.gap:
                return False
        return True

    def date_at(self, at: int) -> date:
        return self.shown[at // 60][0]

    def left(self, whose: Resource | World, at: int) -> int:
        """How many more bookings caps allow that start at an instant."""
        day = self.date_at(at)
        return min(
            (most - whose.counted.get((period, begins(period, day)), 0) for period, most in whose.caps.items()),
            default=10**9,
        )

    def is_allowed(self, at: int) -> bool:
        """Whether notice, window of booking, caps and grid let a service start at an instant."""
        world = self.world
        if world.override:
            return True
        if at < world.now + world.notice or at > world.now + world.horizon:
            return False
        return self.left(world, at) > 0 and self.is_on_grid(at)

    def is_on_grid(self, at: int) -> bool:
        if at % 60:
            return False
        day, minute = self.shown[at // 60]
        world = self.world
        times = world.fixed or range(world.anchor % world.step, DAY_MINUTES, world.step)
        if minute not in times:
            return False
        number = times.index(minute) + day.toordinal()
        shown = (number + 1) * world.share // 100 - number * world.share // 100
        return shown == 1 and (world.both or self.showings[day, minute][0] == at // 60)

    def teams(self, at: int, times: int = 1) -> list[tuple[int, ...]]:
        """Every way to fill the posts of so many bookings at an instant, as one candidate a post."""
        alone = [[key for key in post.candidates if self.fits(post, key, at)] for post in self.posts]
        return [team for team in product(*alone * times) if self.get_along(team, at)]

    def get_along(self, team: tuple[int, ...], at: int) -> bool:
        """Whether resources that fill several posts have room for all of them at every tick."""
        posts_filled = self.posts * (len(team) // len(self.posts))
        taken = [one for post, key in zip(posts_filled, team, strict=True) for one in post.candidates[key]]
        if len(set(taken)) == len(taken):
            return True
        asked: Counter = Counter()
        bookings: dict[int, set[int]] = {}
        for position, (post, key) in enumerate(zip(posts_filled, team, strict=True)):
            for resource, parts in post.candidates[key].items():
                bookings.setdefault(resource, set()).add(position // len(self.posts))
                for tick in self.needed(post, parts, at):
                    asked[resource, tick] += post.units
        resources = self.world.resources
        return all(
            units + self.used[key][tick] <= resources[key].capacity for (key, tick), units in asked.items()
        ) and (
            self.world.override
            or all(len(those) <= self.left(resources[key], at) for key, those in bookings.items())
        )

    def start(self, at: int) -> tuple[tuple[int, ...], ...] | None:
        """For each post those who can fill it in some complete team; `None` when it cannot be booked."""
        if not self.posts or not self.is_allowed(at):
            return None
        teams = self.teams(at)
        if not teams:
            return None
        return tuple(
            tuple(key for key in post.candidates if any(team[position] == key for team in teams))
            for position, post in enumerate(self.posts)
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
        """How many such bookings the scarcest post could serve, where no two posts share a resource."""
        found = min(
            sum(
                min(self.room(post, resource, parts, at) for resource, parts in post.candidates[key].items())
                for key in post.candidates
                if self.fits(post, key, at)
            )
            for post in self.posts
        )
        return found if self.world.override else min(found, self.left(self.world, at))

    def room(self, post: Role, resource: int, parts: tuple[int, int], at: int) -> int:
        """How many such bookings a resource could serve."""
        has = self.world.resources[resource]
        free = min(has.capacity - self.used[resource][tick] for tick in self.needed(post, parts, at))
        return free // post.units if self.world.override else min(free // post.units, self.left(has, at))

    def left_shared(self, at: int, most: int) -> int:
        """How many such bookings can be had side by side, by trying all ways to fill all their posts."""
        left = 0
        while left < most and self.teams(at, left + 1):
            left += 1
        return left if self.world.override else min(left, self.left(self.world, at))


def posts(role: Role, named: list[int]) -> list[Role]:
    """So many roles as are needed at a time; of several each of those named takes one, in order."""
    found = []
    for number in range(role.many):
        keys = list(role.candidates)
        if named and role.many == 1:
            keys = named
        elif number < len(named):
            keys = [named[number]]
        found.append(replace(role, candidates={key: role.candidates[key] for key in keys}))
    return found


def begins(period: str, day: date) -> date:
    """The first date of the day, week or month that a date lies in."""
    if period == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if period == "month" else day


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
