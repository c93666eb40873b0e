"""Who fills which role: exact assignment of resources to demands.

A demand is met by one of its options; an option takes of one resource or of several at once, each for intervals
of its own. If any assignment exists, one is found. The search tries the demand with the fewest options first and
gives up an unpromising branch early; it looks at no more than `MOST_STEPS` positions (then `TooComplex`), which a
basket of ten lines over fifty resources stays far below.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from random import Random
from typing import ClassVar, NamedTuple, Protocol

from holdfast.core.capacity import Taken, choose_units, full_spans
from holdfast.core.interval import Instant, Span, covers, intersect
from holdfast.core.limits import Left
from holdfast.core.refusal import Refusal

MOST_STEPS = 20_000
Need = Span


class HasCapacity(Protocol):
    """What the search must know of a resource."""

    @property
    def capacity(self) -> int: ...

    @property
    def taken(self) -> tuple[Taken, ...]: ...

    @property
    def caps(self) -> tuple[Left, ...]: ...


class Take(NamedTuple):
    """A resource and the intervals it would give."""

    resource_id: int
    needs: tuple[Need, ...]


class Option(NamedTuple):
    """One way to meet a demand, by its key: all that it takes at once."""

    key: int
    takes: tuple[Take, ...]


@dataclass(frozen=True, slots=True)
class Demand:
    """One role to fill: `units` of all that one of the options takes.

    Demands of one `owner` are one booking that starts `at` an instant: it counts once in a resource's caps.
    """

    role_id: int
    units: int
    options: tuple[Option, ...]
    owner: int = 0
    at: Instant = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """A demand (by its position) met by an option."""

    position: int
    option: Option
    demand: Demand

    @property
    def key(self) -> int:
        """The key of the option."""
        return self.option.key

    @property
    def units(self) -> int:
        """How many units are taken."""
        return self.demand.units

    @property
    def resource_ids(self) -> tuple[int, ...]:
        """The resources that are taken."""
        return tuple(take.resource_id for take in self.option.takes)


@dataclass(eq=False)
class TooComplex(Refusal):
    """This combination has too many possibilities to be searched; book it in parts."""

    code: ClassVar[str] = "too_complex"


def can_assign(
    wanted: Sequence[Demand], supplies: Mapping[int, HasCapacity], *, most_steps: int = MOST_STEPS
) -> bool:
    """Whether all demands can be met at once."""
    return assign(wanted, supplies, most_steps=most_steps) is not None


def most_times(wanted: Sequence[Demand], supplies: Mapping[int, HasCapacity], *, most_steps: int) -> int:
    """How many bookings that want the same can be met at once, of which one can.

    One after the other as long as it goes, then all together once more: that is exact, unless a search passes its
    bound; then it is at least so many.
    """
    found = 0
    left = {
        resource_id: _Left(supply.capacity, supply.taken, supply.caps) for resource_id, supply in supplies.items()
    }
    with suppress(TooComplex):
        while (choices := assign(wanted, left, most_steps=most_steps)) is not None:
            found += 1
            for choice in choices:
                for take in choice.option.takes:
                    left[take.resource_id] = left[take.resource_id].without(take, choice.units)
            for resource_id in {one for choice in choices for one in choice.resource_ids}:
                left[resource_id] = left[resource_id].after(wanted[0].at)
        while _all_at_once(wanted, found + 1, supplies, most_steps):
            found += 1
    return max(found, 1)


class _Left(NamedTuple):
    """What is left of a supply."""

    capacity: int
    taken: tuple[Taken, ...]
    caps: tuple[Left, ...]

    def without(self, take: Take, units: int) -> "_Left":
        uses = (Taken(-1, *need) for need in take.needs for _ in range(units))
        return self._replace(taken=(*self.taken, *uses))

    def after(self, at: Instant) -> "_Left":
        """Once another booking starts at an instant."""
        return self._replace(caps=tuple(Left(span, left - (span[0] <= at < span[1])) for span, left in self.caps))


def _all_at_once(
    wanted: Sequence[Demand], times: int, supplies: Mapping[int, HasCapacity], most_steps: int
) -> bool:
    """Whether so many bookings can be met; that they cannot is mostly seen at the first look."""
    many = [replace(demand, owner=owner) for owner in range(times) for demand in wanted]
    search = _Search(many, supplies, most_steps)
    search.trusting = 0
    return search.extend({}, search.all_options()) is not None


def assign(
    wanted: Sequence[Demand], supplies: Mapping[int, HasCapacity], *, most_steps: int = MOST_STEPS
) -> list[Choice] | None:
    """A choice for each demand, in the demands' order; options are tried in the order given.

    `None` when there is none: the search is exhaustive. Refuses with `TooComplex` past its bound.
    """
    search = _Search(wanted, supplies, most_steps)
    found = search.extend({}, search.all_options())
    return None if found is None else [found[position] for position in range(len(wanted))]


class _Search:
    def __init__(self, wanted: Sequence[Demand], supplies: Mapping[int, HasCapacity], most_steps: int) -> None:
        self.wanted = wanted
        self.supplies = supplies
        self.most_steps = most_steps
        self.steps = 0
        # The first way down is tried without the costly look: mostly it arrives.
        self.trusting = len(wanted)
        self.has_caps = any(supply.caps for supply in supplies.values())

    def all_options(self) -> dict[int, list[Choice]]:
        return {
            position: [
                choice
                for option in demand.options
                if all(take.resource_id in self.supplies for take in option.takes)
                and self.has_room(choice := Choice(position, option, demand), {})
            ]
            for position, demand in enumerate(self.wanted)
        }

    def extend(self, made: dict[int, Choice], possible: dict[int, list[Choice]]) -> dict[int, Choice] | None:
        """What was chosen so far and a choice for each open position, or `None`; by going back on choices."""
        if not possible:
            return made
        self.steps += 1
        if self.steps > self.most_steps:
            raise TooComplex
        if not all(possible.values()):
            return None
        if self.steps > self.trusting and self.is_crowded(made, possible):
            return None
        position = min(possible, key=lambda p: (len(possible[p]), p))
        rest = {p: choices for p, choices in possible.items() if p != position}
        twins = {p for p in rest if self.are_twins(p, position)}
        for choice in possible[position]:
            chosen = {**made, position: choice}
            found = self.extend(chosen, self.without_crossed(rest, choice, chosen))
            if found is not None:
                return found
            # What no solution gives to this demand none gives to a twin: they could change places.
            rest = {
                p: [other for other in choices if p not in twins or other.key != choice.key]
                for p, choices in rest.items()
            }
        return None

    def are_twins(self, left: int, right: int) -> bool:
        """Whether two demands could change places; where caps count bookings, only within one booking."""
        one, other = self.wanted[left], self.wanted[right]
        if (one.units, one.options) != (other.units, other.options):
            return False
        return not self.has_caps or (one.owner, one.at) == (other.owner, other.at)

    def without_crossed(
        self, possible: dict[int, list[Choice]], last: Choice, made: dict[int, Choice]
    ) -> dict[int, list[Choice]]:
        taken = set(last.resource_ids)
        return {
            position: [
                choice
                for choice in choices
                if taken.isdisjoint(choice.resource_ids) or self.has_room(choice, made)
            ]
            for position, choices in possible.items()
        }

    def has_room(self, choice: Choice, made: dict[int, Choice]) -> bool:
        return all(self.is_free(choice, take, made) for take in choice.option.takes)

    def is_free(self, choice: Choice, take: Take, made: dict[int, Choice]) -> bool:
        supply = self.supplies[take.resource_id]
        rivals = self.rivals(take.resource_id, made)
        if intersect(full_spans(supply.capacity, choice.units, (*supply.taken, *rivals)), take.needs):
            return False
        return all(self.is_under(cap, choice, take.resource_id, made) for cap in supply.caps)

    def is_under(self, cap: Left, choice: Choice, resource_id: int, made: dict[int, Choice]) -> bool:
        """Whether a resource may have this booking too, besides those that others of this search give it."""
        (start, end), left = cap
        if not start <= choice.demand.at < end:
            return True
        owners = {
            other.demand.owner
            for other in made.values()
            if resource_id in other.resource_ids and start <= other.demand.at < end
        }
        return len(owners | {choice.demand.owner}) <= left

    def rivals(self, resource_id: int, made: dict[int, Choice]) -> list[Taken]:
        return [
            Taken(-1, *need)
            for other in made.values()
            for take in other.option.takes
            if take.resource_id == resource_id
            for need in take.needs
            for _ in range(other.units)
        ]

    def is_crowded(self, made: dict[int, Choice], possible: dict[int, list[Choice]]) -> bool:
        """Whether at some moment too many demands want too few resources, whoever takes what (Hall 1935).

        Without this look, nine rivals for eight chairs would be tried in every order.
        """
        moments = {
            need[0]
            for choices in possible.values()
            for choice in choices
            for take in choice.option.takes
            for need in take.needs
        }
        return any(self.is_crowded_at(moment, made, possible) for moment in moments)

    def is_crowded_at(self, moment: Instant, made: dict[int, Choice], possible: dict[int, list[Choice]]) -> bool:
        """Of what an option takes at the moment one resource is looked at: what has no room there has none."""
        pinned = [
            (choices[0].units, [_taken_at(choice, moment) for choice in choices]) for choices in possible.values()
        ]
        rivals = [(units, wanted) for units, wanted in pinned if None not in wanted]
        if len(rivals) < 2:
            return False
        least = min(units for units, _ in rivals)
        room = {}
        for resource_id in {one for _, wanted in rivals for one in wanted if one is not None}:
            supply = self.supplies[resource_id]
            uses = (*supply.taken, *self.rivals(resource_id, made))
            in_use = sum(use.start <= moment < use.end for use in uses)
            room[resource_id] = (supply.capacity - in_use) // least
        return not _can_match([[one for one in wanted if one is not None] for _, wanted in rivals], room)


def _taken_at(choice: Choice, moment: Instant) -> int | None:
    """A resource that an option takes at a moment, if there is one."""
    return next((take.resource_id for take in choice.option.takes if covers(take.needs, moment)), None)


def _can_match(rivals: list[list[int]], room: Mapping[int, int]) -> bool:
    """Whether each can have a place at a resource that has room (augmenting paths, Kuhn 1955)."""
    guests: dict[int, list[int]] = {resource_id: [] for resource_id in room}

    def place(rival: int, tried: set[int]) -> bool:
        for resource_id in rivals[rival]:
            if resource_id in tried:
                continue
            tried.add(resource_id)
            here = guests[resource_id]
            if len(here) < room[resource_id]:
                here.append(rival)
                return True
            for seat, guest in enumerate(here):
                if place(guest, tried):
                    here[seat] = rival
                    return True
        return False

    return all(place(rival, set()) for rival in range(len(rivals)))


def choose_rows(
    choices: Sequence[Choice], supplies: Mapping[int, HasCapacity], random: Random
) -> list[tuple[int, int, Taken]] | None:
    """The ledger rows of an assignment as (position, resource, unit and interval), or `None` if it is full."""
    rows: list[tuple[int, int, Taken]] = []
    taken = {resource_id: list(supply.taken) for resource_id, supply in supplies.items()}
    for choice in choices:
        for resource_id, needs in choice.option.takes:
            uses = taken[resource_id]
            for need in needs:
                pieces = choose_units(supplies[resource_id].capacity, choice.units, need, uses, random)
                if pieces is None:
                    return None
                uses += pieces
                rows += ((choice.position, resource_id, piece) for piece in pieces)
    return rows
