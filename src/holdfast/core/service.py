"""A service as its owner wishes it: all that can be said of one."""

from dataclasses import dataclass, field
from datetime import timedelta

from holdfast.core.policy import Policy

LONGEST_NAME = 120
LONGEST_PART = 80
LONGEST_DESCRIPTION = 2000
MOST_PRICE = 100_000_000_00
MOST_PHASES = 12
MOST_NEEDS = 12
MOST_UNITS = 1000
MOST_TOGETHER = 20
MOST_FIXED_STARTS = 48
MOST_CAP = 1_000_000
LONGEST_GAP = timedelta(days=1)
LONGEST_BUFFER = timedelta(days=7)
# Whose turn it is where several could: the first is what is meant where nothing is said.
TURNS = ("least_busy", "priority", "round_robin")


@dataclass(frozen=True, slots=True)
class Caps:
    """At most so many bookings a day, a week, a month; `None` is any number."""

    daily: int | None = None
    weekly: int | None = None
    monthly: int | None = None


@dataclass(frozen=True, slots=True)
class LengthChoice:
    """The lengths of a phase from which the customer chooses."""

    shortest: timedelta
    longest: timedelta
    step: timedelta


@dataclass(frozen=True, slots=True)
class PhaseWish:
    """A part of a service; how long it is, and from which lengths the customer may choose, if any."""

    name: str
    duration: timedelta
    choice: LengthChoice | None = None


@dataclass(frozen=True, slots=True)
class NeedWish:
    """A role to be filled: by one of its candidates, by `how_many` of them, or by all; each gives `units`.

    Candidates are listed (slugs), or they are of a kind and have skills (slugs), whoever that is at the time.
    Needed in the phases numbered, from 0, or in all; unless it `keeps` whom it began with, another one may come
    in each. `turn` says whose turn it is, `least_gap` which gaps are too short to leave between bookings. Buffers
    that are `None` are those of whoever fills it.
    """

    name: str
    candidates: tuple[str, ...] = ()
    kind: str = ""
    skills: tuple[str, ...] = ()
    how_many: int = 1
    takes_all: bool = False
    units: int = 1
    customer_chooses: bool = False
    phases: tuple[int, ...] = ()
    buffer_before: timedelta | None = None
    buffer_after: timedelta | None = None
    keeps: bool = True
    turn: str = TURNS[0]
    least_gap: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class ServiceWish:
    """All that is said of a service. `locations` are the slugs of the places where it is given."""

    name: str
    phases: tuple[PhaseWish, ...]
    needs: tuple[NeedWish, ...]
    locations: tuple[str, ...]
    description: str = ""
    price_minor: int = 0
    policy: Policy = field(default_factory=Policy)
    is_public: bool = True
    is_active: bool = True
