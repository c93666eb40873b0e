"""Lengths the customer chooses: a plan that stretches is the plan that would have been written for that length."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from holdfast.core.interval import normalise
from holdfast.core.lengths import Lengths
from holdfast.core.plan import Candidate, Plan, Role
from holdfast.core.policy import Policy

HALF_TO_TWO_HOURS = Lengths(bend=3600, shortest=1800, longest=7200, step=900)


def _plan(phases: list[int], roles: list[set[int]]) -> Plan:
    """A plan of phases that follow each other, each role needed in some of them."""
    ends = [sum(phases[: number + 1]) for number in range(len(phases))]
    spans = [(end - length, end) for end, length in zip(ends, phases, strict=True)]
    return Plan(
        length=ends[-1],
        roles=tuple(
            Role(number, "", normalise(spans[phase] for phase in needed), (Candidate.of(number, 60, 120),))
            for number, needed in enumerate(roles)
        ),
        policy=Policy(),
        zone=ZoneInfo("UTC"),
    )


@given(st.data(), st.lists(st.integers(1, 90), min_size=1, max_size=4), st.integers(1, 120))
def test_a_stretched_plan_is_the_one_written_for_that_length(
    data: st.DataObject, phases: list[int], other: int
) -> None:
    phase_numbers = st.sets(st.integers(0, len(phases) - 1), min_size=1)
    roles = data.draw(st.lists(phase_numbers, min_size=1, max_size=3))
    chosen = data.draw(st.integers(0, len(phases) - 1))
    as_long = [*phases[:chosen], other, *phases[chosen + 1 :]]
    stretched = _plan(phases, roles).lasting(sum(as_long), bend=sum(phases[: chosen + 1]))
    assert stretched == _plan(as_long, roles)


def test_lengths_come_in_steps_from_the_shortest_to_the_longest() -> None:
    minutes = [length // 60 for length in HALF_TO_TWO_HOURS.all]
    assert minutes == [30, 45, 60, 75, 90, 105, 120]
    assert [HALF_TO_TWO_HOURS.offers(length * 60) for length in (29, 30, 37, 120, 121, 135)] == [
        False,
        True,
        False,
        True,
        False,
        False,
    ]


def test_whoever_wants_the_same_again_gets_its_length_while_it_is_offered() -> None:
    assert HALF_TO_TWO_HOURS.kept(timedelta(minutes=45)) == timedelta(minutes=45)
    assert HALF_TO_TWO_HOURS.kept(timedelta(minutes=50)) is None


def test_a_role_that_stays_with_somebody_is_filled_by_nobody_else() -> None:
    plan = _plan([60], [{0}, {0}])
    kept = plan.with_kept(0, {0})
    assert kept == plan
    assert kept.can_be_filled
    assert not plan.with_kept(0, {1}).can_be_filled
    assert plan.with_kept(0, {1}).roles[1] == plan.roles[1]
    assert not plan.with_kept(7, {0}).can_be_filled
