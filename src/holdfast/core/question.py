"""What the engine is asked, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from holdfast.core.capacity import Taken, Usage
from holdfast.core.interval import Instant, Span, Spans
from holdfast.core.limits import Left
from holdfast.core.plan import Plan


@dataclass(frozen=True)
class Supply:
    """What one resource has to give: capacity, open time, what is taken (blocks included), what caps leave."""

    capacity: int
    open: Spans
    taken: tuple[Taken, ...] = ()
    caps: tuple[Left, ...] = ()

    @cached_property
    def usage(self) -> Usage:
        """What is taken, laid out to be asked about often."""
        return Usage(self.taken)


class Near(NamedTuple):
    """A supply as far as it matters to one start."""

    capacity: int
    taken: tuple[Taken, ...]
    caps: tuple[Left, ...]


@dataclass(frozen=True, slots=True)
class Start:
    """A start that can be booked, with the candidates (keys) that could fill each role, in the roles' order."""

    at: Instant
    options: tuple[tuple[int, ...], ...]
    left: int


@dataclass(frozen=True, slots=True)
class Question:
    """One question to the engine.

    `supplies` by resource id: only active resources, known around the window for whole days of the place;
    `window`: the starts asked about; `caps`: what those of the service leave. With `override` staff ask: notice,
    window, caps, gaps and open time do not bind, nor does the grid where one instant is asked about (a list of all
    seconds helps nobody); other claims and blocks still do. `fits` is where the engine keeps who fits when.
    """

    plan: Plan
    supplies: Mapping[int, Supply]
    now: Instant
    window: Span
    caps: tuple[Left, ...] = ()
    override: bool = False
    fits: dict[tuple[int, tuple[Span, ...], int], Spans] = field(default_factory=dict, compare=False, repr=False)

    def near(self, at: Instant) -> dict[int, Near]:
        """What each resource has to give around one start: a search for it need not look at a month."""
        before, after = self.plan.reach
        around = at + before, at + after
        return {
            resource_id: Near(supply.capacity, supply.usage.around(around), () if self.override else supply.caps)
            for resource_id, supply in self.supplies.items()
        }
