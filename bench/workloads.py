"""The rows of the table: what is asked, how fast the best peer answers it, and what we aim at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice, product
from random import Random
from zoneinfo import ZoneInfo

from tests.stampede.arena import CUSTOMER
from tests.stampede.crowd import Answer, Ask, Then

# The scale demonstration, as `actions/_scale.py` makes it; importing that would need Django here.
SLUG, ZONE = "scale", "Europe/Lisbon"
A_DAY, TEAM, ALONE = 10, 50, 40
API = f"/api/v1/orgs/{SLUG}"
# The first half of those who also work alone are booked together, the others one at a time.
_TOGETHER = ALONE // 2


@dataclass(frozen=True)
class World:
    """What the scale demonstration made."""

    specialists: int
    first: date
    days: int

    def day(self, number: int) -> date:
        return self.first + timedelta(days=number)


@dataclass(frozen=True)
class Workload:
    """One row. Reads have addresses; writes have requests that are sent once, and so many of them a run."""

    name: str
    paths: Callable[[World], list[str]] | None = None
    asks: Callable[[World, int], Iterator[Ask]] | None = None
    then: Then | None = None
    count: int = 0
    connections: int = 16
    aim: float | None = None
    hope: float | None = None
    peer: float | None = None
    note: str = field(default="")


def _solo(number: int) -> str:
    return f"{API}/services/solo-{number:02}"


def _named(world: World, random: Random) -> tuple[str, str]:
    who = random.randrange(world.specialists)
    return f"team-{who // TEAM + 1:02}", f"specialist-{who + 1:04}"


def _day_alone(world: World) -> list[str]:
    return [
        f"{_solo(number)}/slots?from={world.day(offset)}&to={world.day(offset)}"
        for number, offset in product(range(1, ALONE + 1), range(world.days))
    ]


def _day_named(world: World) -> list[str]:
    random, paths = Random(3), []
    for _ in range(4000):
        team, name = _named(world, random)
        day = world.day(random.randrange(world.days))
        paths.append(f"{API}/services/{team}/slots?from={day}&to={day}&staff={name}")
    return paths


def _day_any(world: World) -> list[str]:
    random, teams = Random(4), -(-world.specialists // TEAM)
    days = [world.day(random.randrange(world.days)) for _ in range(1000)]
    return [f"{API}/services/team-{random.randint(1, teams):02}/slots?from={day}&to={day}" for day in days]


def _month(world: World, random: Random) -> str:
    first = world.day(random.randrange(world.days - 31))
    return f"from={first}&to={first + timedelta(days=30)}"


def _month_alone(world: World) -> list[str]:
    random = Random(5)
    return [f"{_solo(random.randint(1, ALONE))}/days?{_month(world, random)}" for _ in range(4000)]


def _month_named(world: World) -> list[str]:
    random, paths = Random(6), []
    for _ in range(4000):
        team, name = _named(world, random)
        paths.append(f"{API}/services/{team}/days?{_month(world, random)}&staff={name}")
    return paths


def _month_any(world: World) -> list[str]:
    random, teams = Random(7), -(-world.specialists // TEAM)
    return [f"{API}/services/team-{random.randint(1, teams):02}/days?{_month(world, random)}" for _ in range(1000)]


def _pages(world: World) -> list[str]:
    random = Random(8)
    return [
        f"/{SLUG}/solo-{random.randint(1, ALONE):02}?date={world.day(random.randrange(world.days))}"
        for _ in range(4000)
    ]


def _half_hours(world: World) -> Iterator[str]:
    """The starts that the demonstration left free, one after each of its bookings."""
    zone = ZoneInfo(ZONE)
    for offset, hour in product(range(world.days), range(9, 9 + A_DAY)):
        yield datetime.combine(world.day(offset), time(hour, 30), zone).isoformat()


def _book(service: str, start: str, **more: str) -> Ask:
    return Ask(f"{API}/bookings", {"service": service, "starts_at": start, "customer": CUSTOMER, **more})


def _many(world: World, run: int) -> Iterator[Ask]:
    """Free times of twenty specialists in turn; each run on days of its own."""
    starts = islice(_half_hours(world), run * 100, (run + 1) * 100)
    for start, number in product(starts, range(1, _TOGETHER + 1)):
        yield _book(f"solo-{number:02}", start)


def _one(world: World, run: int) -> Iterator[Ask]:
    """Free times of one specialist, in each run another."""
    for start in _half_hours(world):
        yield _book(f"solo-{_TOGETHER + 1 + run % (ALONE - _TOGETHER):02}", start)


def _from_the_end(world: World, run: int, width: int) -> list[str]:
    starts = list(_half_hours(world))
    return starts[len(starts) - (run + 1) * width : len(starts) - run * width]


def _any(world: World, run: int) -> Iterator[Ask]:
    """Anyone of fifty, in the last team, at times that all of them have free at first."""
    team = f"team-{world.specialists // TEAM:02}"
    for start in (start for start in _from_the_end(world, run, 40) for _ in range(25)):
        yield _book(team, start)


def _named_of_fifty(world: World, run: int) -> Iterator[Ask]:
    """Each of a team in turn, by name."""
    number = max(1, world.specialists // TEAM - 1)
    for start, who in product(_from_the_end(world, run, 40), range(TEAM)):
        yield _book(f"team-{number:02}", start, staff=f"specialist-{(number - 1) * TEAM + who + 1:04}")


def _holds(world: World, run: int) -> Iterator[Ask]:
    for start, number in product(_from_the_end(world, run, 50), range(1, _TOGETHER + 1)):
        yield Ask(f"{API}/holds", {"service": f"solo-{number:02}", "starts_at": start})


def confirm(held: Answer) -> Ask:
    """The request that confirms a hold."""
    headers = {"Authorization": f"Bearer {held.data['token']}"}
    return Ask(f"{API}/holds/{held.data['id']}/confirm", {"customer": CUSTOMER}, headers)


WORKLOADS = (
    Workload("free times of a day, one specialist", _day_alone, aim=2000, hope=2900, peer=482),
    Workload("  the same, one named of 50", _day_named),
    Workload("  the same, any of 50", _day_any),
    Workload("days of a month, one specialist", _month_alone, aim=1200, hope=2000, peer=19.8),
    Workload("  the same, one named of 50", _month_named),
    Workload("days of a month, any of 50", _month_any),
    Workload("  the same, 1 connection", _month_any, connections=1, note="aim p95 < 60 ms, hope 15"),
    Workload("customer page (HTML)", _pages, aim=500, hope=1000, peer=211),
    Workload("POST /bookings, many specialists", asks=_many, count=1500, aim=450, hope=800, peer=296),
    Workload("POST /bookings, one specialist", asks=_one, count=1500, note="aim 80 % of the row above"),
    Workload("POST /bookings, one named of 50", asks=_named_of_fifty, count=800),
    Workload("POST /bookings, any of 50", asks=_any, count=800),
    Workload("hold, then confirm (pairs)", asks=_holds, then=confirm, count=800, aim=250, hope=400),
)
