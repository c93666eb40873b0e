from datetime import timedelta
from itertools import product
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from holdfast.core.interval import normalise, subtract, subtract_widened
from holdfast.core.plan import Candidate, Plan, Role
from holdfast.core.policy import Policy
from holdfast.core.rivals import Options, most_at_once, possible_options, rival_groups

OPTIONS = st.lists(
    st.sets(st.integers(1, 5), min_size=1).map(lambda one: tuple(sorted(one))), min_size=1, max_size=4
)


def _role(number: int, *runs: tuple[int, int], people: tuple[int, ...] = (1, 2, 3), before: int = 0) -> Role:
    return Role(number, str(number), runs, tuple(Candidate.of(person, before) for person in people))


def _plan(*roles: Role) -> Plan:
    return Plan(3600, roles, Policy(slot_step=timedelta(minutes=15)), ZoneInfo("UTC"))


def _assignments(options: Options) -> list[tuple[int, ...]]:
    return [one for one in product(*options) if len(set(one)) == len(one)]


def _fits_times(options: Options, times: int) -> bool:
    """Whether so many of each role can be filled at once, tried one after the other."""

    def fill(wanted: list[tuple[int, ...]], taken: frozenset[int]) -> bool:
        if not wanted:
            return True
        return any(fill(wanted[1:], taken | {one}) for one in wanted[0] if one not in taken)

    return fill([choice for choice in options for _ in range(times)], frozenset())


@given(OPTIONS)
def test_the_options_that_are_left_are_those_of_some_assignment(chosen: list[tuple[int, ...]]) -> None:
    options = tuple(chosen)
    assignments = _assignments(options)
    possible = tuple(
        tuple(one for one in choice if any(made[position] == one for made in assignments))
        for position, choice in enumerate(options)
    )
    assert possible_options(options, (tuple(range(len(options))),)) == possible


@given(OPTIONS)
def test_what_is_left_is_as_often_as_all_roles_can_be_filled_side_by_side(chosen: list[tuple[int, ...]]) -> None:
    options = tuple(chosen)
    most = most_at_once(options, (tuple(range(len(options))),))
    assert _fits_times(options, most)
    assert not _fits_times(options, most + 1)


def test_roles_compete_that_want_the_same_people_at_the_same_time() -> None:
    plan = _plan(_role(1, (0, 1800)), _role(2, (900, 2700)), _role(3, (0, 3600), people=(7, 8)))
    assert rival_groups(plan) == ((0, 1), (2,))


def test_roles_of_phases_one_after_the_other_do_not_compete() -> None:
    assert rival_groups(_plan(_role(1, (0, 1800)), _role(2, (1800, 3600)))) == ((0,), (1,))


def test_roles_that_meet_in_a_buffer_compete() -> None:
    assert rival_groups(_plan(_role(1, (0, 1800)), _role(2, (1800, 3600), before=300))) == ((0, 1),)


def test_counting_is_not_enough_where_a_third_role_bridges_two_that_do_not_meet() -> None:
    assert rival_groups(_plan(_role(1, (0, 1800)), _role(2, (1800, 3600)), _role(3, (0, 3600)))) is None


def test_counting_is_not_enough_where_things_are_taken_together() -> None:
    both = Candidate.together([*Candidate.of(1).parts, *Candidate.of(2).parts])
    assert rival_groups(_plan(Role(1, "suite", ((0, 1800),), (both,)))) is None


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30))),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30))),
    st.integers(0, 9),
    st.integers(-9, 9),
)
def test_subtracting_what_is_widened_is_widening_and_then_subtracting(
    left: list[tuple[int, int]], right: list[tuple[int, int]], before: int, after: int
) -> None:
    spans = normalise((start, start + length) for start, length in left)
    full = sorted((start, start + length + 10) for start, length in right)
    widened = normalise((start - before, end + after) for start, end in full)
    assert subtract_widened(spans, full, before, after) == subtract(spans, widened)
