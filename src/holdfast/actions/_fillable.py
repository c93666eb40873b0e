"""Whether a service can be given at all, by those there are: what of a wish can only be judged with rows.

The engine itself is asked, with nothing booked; so what is refused here is exactly what could never be offered.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import ClassVar

from holdfast.core.allocation import TooComplex, can_assign
from holdfast.core.availability import EVER, feasible_starts, iterate_starts
from holdfast.core.plan import Plan, Role, demands
from holdfast.core.policy import seconds
from holdfast.core.question import Question, Supply
from holdfast.core.refusal import Invalid
from holdfast.core.service import NeedWish, ServiceWish
from holdfast.core.walltime import local_date, to_instant
from holdfast.data.models import Skill
from holdfast.data.scope import Scope
from holdfast.queries.definitions import Definitions, LocationDefinition, ServiceDefinition, read_definitions

_LOOKED_AT = timedelta(weeks=8)
_ALL_SEASONS = timedelta(weeks=53)
_ANY_TIME = timedelta(minutes=5)
_SHORTEST = 60


@dataclass(eq=False)
class Impossible(Invalid):
    """What is wished for could never be booked; `reason` says what is wrong, and where."""

    code: ClassVar[str] = "impossible"
    why: str = ""
    facts: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Lack:
    """What keeps a need (by its number) from being filled: a word, and how many there are."""

    number: int
    word: str
    there: int


def require_possible(scope: Scope, service_id: int, wish: ServiceWish, now: datetime) -> None:
    """Refuses with `Impossible` a service in use that could never be booked at some place where it is given.

    Needs the action's open transaction, in which the parts of the wish have been written.
    """
    if not wish.is_active:
        return
    definitions = read_definitions(scope)
    service = definitions.service_by_id(service_id)
    for place in _places(definitions, service):
        plan = definitions.plan(service, place)
        if lack := next(_lacks(definitions, plan, wish.needs), None):
            raise _lacking(scope, wish.needs[lack.number], lack, place)
        if not _can_be_filled_at_once(definitions, plan):
            raise Impossible(
                field=f"needs[{_one_too_many(definitions, plan)}].candidates",
                reason=f"the needs cannot all be filled at once at {place.name}: somebody is needed twice",
                why="needed_twice",
                facts={"place": place.name},
            )
        if wish.policy.fixed_starts and _never_fits(definitions, plan, now):
            raise Impossible(
                field="fixed_starts",
                reason=f"at {place.name} none of these times lies so that the service fits into the opening hours",
                why="never_open",
                facts={"place": place.name},
            )
        if _is_too_long(definitions, plan, now):
            longest = max(range(len(wish.phases)), key=lambda number: wish.phases[number].duration)
            raise Impossible(
                field=f"phases[{longest}].duration",
                reason=f"at {place.name} this takes longer than those it needs are open at a time",
                why="too_long",
                facts={"place": place.name},
            )


def filled(definitions: Definitions) -> set[str]:
    """The services in use (slugs) whose needs can all be filled, at every place where they are given."""
    return {
        service.slug
        for service in definitions.services.values()
        if service.is_active
        and all(_is_filled(definitions, service, one) for one in _places(definitions, service))
    }


def shut_out(definitions: Definitions, now: datetime) -> set[str]:
    """The services in use (slugs) of whose fixed starts none fits into the hours of some place."""
    return {
        service.slug
        for service in definitions.services.values()
        if service.is_active and service.policy.fixed_starts
        for place in _places(definitions, service)
        if _never_fits(definitions, definitions.plan(service, place), now)
    }


def _places(definitions: Definitions, service: ServiceDefinition) -> list[LocationDefinition]:
    return [definitions.locations[location_id] for location_id in service.location_ids]


def _is_filled(definitions: Definitions, service: ServiceDefinition, place: LocationDefinition) -> bool:
    plan = definitions.plan(service, place)
    return plan.can_be_filled and _can_be_filled_at_once(definitions, plan)


def _lacks(definitions: Definitions, plan: Plan, needs: tuple[NeedWish, ...]) -> Iterator[_Lack]:
    """What is wrong with needs, each looked at alone. The roles of a plan come in the order of its needs."""
    roles = {role.role_id: role for role in plan.roles}
    for number, (need, role) in enumerate(zip(needs, roles.values(), strict=True)):
        able = _able(definitions, role)
        if not role.candidates:
            yield _Lack(number, "nobody", 0)
        elif len(role.candidates) < need.how_many:
            yield _Lack(number, "too_few", len(role.candidates))
        elif len(able) < need.how_many:
            yield _Lack(number, "too_small", len(able))


def _able(definitions: Definitions, role: Role) -> list[int]:
    """Those (keys) of whom there are enough units."""
    return [
        one.key
        for one in role.candidates
        if all(definitions.resources[part.resource_id].capacity >= role.units for part in one.parts)
    ]


def _can_be_filled_at_once(definitions: Definitions, plan: Plan) -> bool:
    """Whether there is an assignment while everybody is there and free; what is too much to search may be one."""
    options = [_able(definitions, role) for role in plan.roles]
    try:
        return can_assign(demands(plan, 0, options), _supplies(definitions, plan))
    except TooComplex:
        return True


def _one_too_many(definitions: Definitions, plan: Plan) -> int:
    """The first need (by its number) that cannot be filled together with those before it."""
    numbers = {role.role_id: None for role in plan.roles}
    first = next(
        role
        for count, role in enumerate(plan.roles, start=1)
        if not _can_be_filled_at_once(definitions, replace(plan, roles=plan.roles[:count]))
    )
    return list(numbers).index(first.role_id)


def _supplies(definitions: Definitions, plan: Plan) -> Mapping[int, Supply]:
    ids = {part.resource_id for role in plan.roles for part in role.parts}
    return {one: Supply(definitions.resources[one].capacity, EVER) for one in ids}


def _never_fits(definitions: Definitions, plan: Plan, now: datetime) -> bool:
    """Whether fixed starts alone keep it from being offered: at other times of the day it would be."""
    often = replace(plan.policy, fixed_starts=(), slot_step=_ANY_TIME, slot_anchor=timedelta())
    return not _has_start(definitions, plan, now) and _has_start(definitions, replace(plan, policy=often), now)


def _has_start(definitions: Definitions, plan: Plan, now: datetime) -> bool:
    """Whether anything is offered in the weeks to come while nothing is booked."""
    return next(iterate_starts(_unbooked(definitions, plan, now, _LOOKED_AT)), None) is not None


def _is_too_long(definitions: Definitions, plan: Plan, now: datetime) -> bool:
    """Whether its length alone keeps it from being offered, on any grid: for a minute all it needs are open."""
    whole = tuple(replace(role, least_gap=0) for role in plan.roles)
    short = tuple(replace(role, runs=((0, _SHORTEST),)) for role in whole)
    is_open = False
    # Who is open for longer in another season is looked for only where it matters.
    for time in (_LOOKED_AT, _ALL_SEASONS):
        fit, is_open = (
            bool(feasible_starts(_unbooked(definitions, replace(plan, roles=roles), now, time)))
            for roles in (whole, short)
        )
        if fit:
            return False
    return is_open


def _unbooked(definitions: Definitions, plan: Plan, now: datetime, time: timedelta) -> Question:
    """What staff would ask about the time to come, were nothing booked in it."""
    at = to_instant(now)
    window = (at, at + seconds(time))
    first, last = (local_date(edge, plan.zone) for edge in window)
    day = timedelta(days=1)
    supplies = {
        resource_id: replace(supply, open=definitions.open_spans(resource_id, first - day, last + day))
        for resource_id, supply in _supplies(definitions, plan).items()
    }
    return Question(replace(plan, policy=plan.policy.for_staff()), supplies, at, window)


def _lacking(scope: Scope, need: NeedWish, lack: _Lack, place: LocationDefinition) -> Impossible:
    asked = _asked(scope, need)
    wanted = need.units if lack.word == "too_small" else need.how_many
    sentence = {
        "nobody": f"{need.name}: {asked} at {place.name}",
        "too_few": f"{need.name}: {wanted} are needed together, and at {place.name} there are {lack.there}",
        "too_small": f"{need.name}: {wanted} units are needed, and at {place.name} nothing has so many",
    }[lack.word]
    part = {"nobody": "candidates", "too_few": "how_many", "too_small": "units"}[lack.word]
    return Impossible(
        field=f"needs[{lack.number}].{part}",
        reason=sentence,
        why=lack.word if need.candidates else f"{lack.word}_asked",
        facts={
            "need": need.name,
            "place": place.name,
            "kind": need.kind,
            "skills": ", ".join(_skill_names(scope, need)),
            "wanted": wanted,
            "there": lack.there,
        },
    )


def _asked(scope: Scope, need: NeedWish) -> str:
    if need.candidates:
        return "not all of those listed are" if need.takes_all else "none of those listed is"
    skills = " and ".join(f"'{name}'" for name in _skill_names(scope, need))
    kind = f"nobody of kind {need.kind}" if need.kind else "nobody"
    return f"{kind} has the skill {skills}" if skills else f"there is {kind}"


def _skill_names(scope: Scope, need: NeedWish) -> list[str]:
    return list(scope.of(Skill).filter(slug__in=need.skills).order_by("position").values_list("name", flat=True))
