"""The oracle's worlds in the words of the core."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from holdfast.core.capacity import Taken
from holdfast.core.limits import Cap, Left, period_span, periods
from holdfast.core.opening import Closure, Hours, Override, Shift, Week, open_spans
from holdfast.core.plan import Candidate, Part, Plan, Role, expand
from holdfast.core.policy import Policy
from holdfast.core.question import Question, Supply
from tests.core import oracle


def clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def as_shifts(pairs: tuple[tuple[int, int], ...]) -> tuple[Shift, ...]:
    return tuple(Shift(clock(opens), clock(closes)) for opens, closes in pairs)


def hours_of(zone: str, timetable: oracle.Timetable) -> Hours:
    return Hours(
        zone=ZoneInfo(zone),
        weeks=tuple(
            Week(
                tuple((weekday, shift) for weekday, pairs in hours.items() for shift in as_shifts(pairs)),
                valid_from,
                valid_until,
            )
            for valid_from, valid_until, hours in timetable.weeks
        ),
        overrides=tuple(Override(day, as_shifts(pairs)) for day, pairs in timetable.overrides.items()),
        closures=tuple(Closure(*closure) for closure in timetable.closures),
        holidays=timetable.holidays,
        both_showings=timetable.both,
    )


def dates_of(world: oracle.World) -> tuple[date, date]:
    """Dates that reach beyond those of the window, wherever the place."""
    first = datetime.fromtimestamp(world.window[0], UTC).date() - timedelta(days=2)
    return first, datetime.fromtimestamp(world.window[1], UTC).date() + timedelta(days=2)


def lefts_of(world: oracle.World, whose: oracle.Resource | oracle.World) -> tuple[Left, ...]:
    zone = ZoneInfo(world.zone)
    return tuple(
        Left(
            period_span(cap.period, day, zone),
            cap.most - whose.counted.get((period, oracle.begins(period, day)), 0),
        )
        for period, most in whose.caps.items()
        for cap in [Cap(period, most)]
        for day in periods(cap.period, *dates_of(world))
    )


def supply_of(world: oracle.World, resource: oracle.Resource) -> Supply:
    first, last = dates_of(world)
    return Supply(
        resource.capacity,
        open_spans(hours_of(world.zone, resource.timetable), first + timedelta(days=1), last),
        tuple(Taken(*use) for use in resource.busy),
        lefts_of(world, resource),
    )


def roles_of(position: int, role: oracle.Role) -> tuple[Role, ...]:
    named = Role(
        role_id=100 + position,
        name=f"role {position}",
        runs=(),
        candidates=tuple(
            Candidate(key, tuple(Part(resource, *buffers) for resource, buffers in parts.items()))
            for key, parts in role.candidates.items()
        ),
        units=role.units,
        customer_chooses=role.chooses,
        least_gap=role.gap,
    )
    return expand(named, role.runs, how_many=role.many, keeps=role.kept)


def question_of(world: oracle.World) -> Question:
    policy = Policy(
        slot_step=timedelta(minutes=world.step),
        slot_anchor=timedelta(minutes=world.anchor),
        minimum_notice=timedelta(seconds=world.notice),
        booking_window=timedelta(seconds=world.horizon),
        fixed_starts=tuple(timedelta(minutes=minute) for minute in world.fixed),
        offered_share=world.share,
    )
    plan = Plan(
        length=max((end for role in world.roles for _start, end in role.runs), default=3600),
        roles=tuple(one for position, role in enumerate(world.roles) for one in roles_of(position, role)),
        policy=policy,
        zone=ZoneInfo(world.zone),
        both_showings=world.both,
    )
    return Question(
        plan=plan.with_chosen(world.chosen) if world.chosen else plan,
        supplies={key: supply_of(world, resource) for key, resource in world.resources.items()},
        now=world.now,
        window=world.window,
        caps=lefts_of(world, world),
        override=world.override,
    )
