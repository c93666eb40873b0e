"""The engine against the oracle: what is offered is accepted, what is not offered is refused."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from holdfast.core.availability import find_start, find_starts, iterate_starts
from tests.core import times
from tests.core.oracle import Oracle, World
from tests.in_core import question_of
from tests.strategies import CHANGES, short_mornings, worlds


def assert_same(world: World) -> int:
    """The listing is the oracle's, in order of time; returns its length."""
    expected = Oracle(world).starts()
    found = find_starts(question_of(world))
    assert [start.at for start in found] == sorted(expected)
    assert {start.at: start.options for start in found} == expected
    return len(found)


@settings(max_examples=times(400))
@given(worlds())
def test_what_is_listed_is_what_the_oracle_allows(world):
    assume(not world.override)
    count = assert_same(world)
    event("nothing offered" if count == 0 else "something offered")


@settings(max_examples=times(400))
@given(short_mornings())
def test_every_bound_is_met_exactly(world):
    assert_same(world)


@settings(max_examples=times(10))
@pytest.mark.parametrize(("zone", "day"), CHANGES)
@given(data=st.data())
def test_the_day_on_which_clocks_change_is_listed_as_the_oracle_does(zone, day, data):
    world = data.draw(worlds(places=st.just((zone, day))))
    assert_same(replace(world, override=False, chosen=frozenset(), caps={}, now=0, notice=0, horizon=10**10))


@settings(max_examples=times(150))
@given(worlds(), st.data())
def test_an_instant_is_accepted_exactly_when_the_oracle_allows_it(world, data):
    oracle, question = Oracle(world, tick=30), question_of(world)
    begin, end = world.window
    offered = [start.at for start in find_starts(question)]
    # Where answers change: at and around what is offered, the notice, the last start of the window.
    edges = [
        at + delta
        for at in [*offered[:3], *offered[-3:], *(b for a, b in pairwise(offered) if b - a > world.step * 60)][:8]
        for delta in (-world.step * 60, -60, -30, 0, 30, 60, world.step * 60)
    ]
    edges += [world.now + world.notice + delta for delta in (-30, 0, 30)]
    edges += [world.now + world.horizon + delta for delta in (-30, 0, 30)]
    instants = [at for at in edges if begin - 86_400 <= at < end + 86_400 and at % 30 == 0]
    instants += [begin + 30 * data.draw(st.integers(0, (end - begin) // 30 - 1)) for _ in range(12)]
    for at in instants:
        found = find_start(question, at)
        assert (None if found is None else found.options) == oracle.start(at), at
        assert found is None or found.at == at


@settings(max_examples=times(150))
@given(worlds())
def test_what_is_offered_is_accepted_just_as_it_was_listed(world):
    question = question_of(world)
    listed = find_starts(question)
    assert list(iterate_starts(question)) == listed
    for start in listed[:5] + listed[-5:]:
        assert find_start(question, start.at) == start


@settings(max_examples=times(100))
@given(worlds(), st.floats(0, 1))
def test_two_halves_of_a_window_list_what_the_whole_does(world, part):
    question = question_of(world)
    begin, end = world.window
    middle = int(begin + part * (end - begin))
    halves = [replace(question, window=half, fits={}) for half in ((begin, middle), (middle, end))]
    assert [start for half in halves for start in find_starts(half)] == find_starts(question)


@settings(max_examples=times(150))
@given(st.one_of(worlds(shared=False), short_mornings(shared=False)))
def test_seats_left_are_those_of_the_scarcest_role(world):
    oracle = Oracle(world)
    for start in find_starts(question_of(world))[:60]:
        assert start.left == oracle.left_plain(start.at)


@settings(max_examples=times(60))
@given(st.one_of(worlds(shared=True), short_mornings(shared=True)))
def test_seats_left_are_counted_side_by_side_where_roles_share_people(world):
    capacity = sum(resource.capacity for resource in world.resources.values())
    assume(len(Oracle(world).posts) * capacity <= 10)
    oracle = Oracle(world)
    for start in find_starts(question_of(world))[:4]:
        assert start.left == oracle.left_shared(start.at, most=6)


@settings(max_examples=times(60))
@given(worlds())
def test_an_override_lists_the_grid_and_takes_any_second(world):
    world = replace(world, override=True)
    assert_same(world)
