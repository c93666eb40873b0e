"""Assignment against every way there is."""

from collections import Counter
from dataclasses import dataclass, replace
from random import Random
from time import process_time

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from holdfast.core.allocation import Demand, Option, Take, TooComplex, assign, can_assign, choose_rows, most_times
from holdfast.core.capacity import Taken
from holdfast.core.interval import normalise
from holdfast.core.limits import Left
from tests.core import times
from tests.core.ways import assignments
from tests.strategies import baskets


@dataclass(frozen=True)
class Stock:
    capacity: int = 1
    taken: tuple[Taken, ...] = ()
    caps: tuple[Left, ...] = ()


def in_core(basket):
    supplies = {
        key: Stock(
            capacity,
            tuple(Taken(*use) for use in basket.busy[key]),
            (Left((0, 1), basket.caps[key]),) if key in basket.caps else (),
        )
        for key, capacity in basket.capacity.items()
    }
    wanted = [
        Demand(
            7,
            units,
            tuple(
                Option(key, tuple(Take(resource, normalise(spans)) for resource, spans in takes.items()))
                for key, takes in options.items()
            ),
            owner,
        )
        for owner, units, options in basket.wanted
    ]
    return wanted, supplies


def every_way(basket):
    busy = {key: [(start, end) for _unit, start, end in uses] for key, uses in basket.busy.items()}
    return assignments(list(basket.wanted), basket.capacity, busy, basket.caps)


@settings(max_examples=times(500))
@given(baskets())
def test_an_assignment_is_found_exactly_when_there_is_one(basket):
    wanted, supplies = in_core(basket)
    ways = every_way(basket)
    event("possible" if ways else "impossible")
    found = assign(wanted, supplies)
    assert (found is None) == (not ways)
    assert can_assign(wanted, supplies) == bool(ways)
    if found is not None:
        assert tuple(choice.key for choice in found) in ways
        for position, choice in enumerate(found):
            assert choice.position == position
            assert choice.units == wanted[position].units
            assert choice.option in wanted[position].options


@settings(max_examples=times(300))
@given(baskets(most=2), st.integers(2, 4))
def test_the_same_lines_several_times_are_assigned_exactly(basket, count):
    # Equal demands may change places: the search leaves out what that makes equal, and must lose nothing.
    lines = [(owner + 3 * copy, units, ways) for copy in range(count) for owner, units, ways in basket.wanted]
    basket = replace(basket, wanted=tuple(lines))
    wanted, supplies = in_core(basket)
    assert can_assign(wanted, supplies) == bool(every_way(basket))


@settings(max_examples=times(200))
@given(baskets(most=2))
def test_as_many_bookings_are_counted_as_can_be_met_side_by_side(basket):
    basket = replace(basket, wanted=tuple((0, units, ways) for _owner, units, ways in basket.wanted))

    def can_be_met(count):
        lines = tuple((copy, units, ways) for copy in range(count) for _owner, units, ways in basket.wanted)
        return bool(every_way(replace(basket, wanted=lines)))

    wanted, supplies = in_core(basket)
    if can_be_met(1):
        found = most_times(wanted, supplies, most_steps=20_000)
        assert can_be_met(found)
        assert found > 4 or not can_be_met(found + 1)


@settings(max_examples=times(300))
@given(baskets(), st.integers())
def test_what_was_assigned_becomes_rows_that_cover_it_and_never_meet(basket, seed):
    wanted, supplies = in_core(basket)
    found = assign(wanted, supplies)
    if found is None:
        return
    rows = choose_rows(found, supplies, Random(seed))
    assert rows is not None
    for choice in found:
        asked = Counter()
        for take in choice.option.takes:
            for start, end in take.needs:
                asked.update({(take.resource_id, moment): choice.units for moment in range(start, end)})
        given_ = Counter()
        for position, key, row in rows:
            if position == choice.position:
                assert 0 <= row.unit < supplies[key].capacity
                given_.update((key, moment) for moment in range(row.start, row.end))
        assert given_ == asked
    on_unit = Counter(
        (key, row.unit, moment) for _position, key, row in rows for moment in range(row.start, row.end)
    )
    on_unit.update(
        (key, use.unit, moment)
        for key, supply in supplies.items()
        for use in supply.taken
        for moment in range(use.start, use.end)
    )
    assert max(on_unit.values(), default=1) == 1


@settings(max_examples=times(100))
@given(baskets(), st.integers())
def test_rows_are_refused_where_the_ledger_filled_up_meanwhile(basket, seed):
    wanted, supplies = in_core(basket)
    found = assign(wanted, supplies)
    if found is None:
        return
    resource_id, ((start, end), *_) = found[0].option.takes[-1]
    filled = dict(supplies)
    stock = supplies[resource_id]
    others = tuple(Taken(unit, start, end) for unit in range(stock.capacity))
    filled[resource_id] = Stock(stock.capacity, others)
    assert choose_rows(found, filled, Random(seed)) is None


def one(position, *keys, span=(0, 1), units=1, owner=0):
    return Demand(position, units, tuple(Option(key, (Take(key, (span,)),)) for key in keys), owner)


def test_a_later_demand_moves_an_earlier_one_to_its_second_choice():
    found = assign([one(0, 1, 2), one(1, 1)], {1: Stock(), 2: Stock()})
    assert [choice.key for choice in found] == [2, 1]


def test_what_one_demand_cannot_have_another_may_need():
    wanted = [one(0, 1, 2), one(1, 1, 3), one(2, 3, 4), one(2, 3, 4)]
    found = assign(wanted, {key: Stock() for key in (1, 2, 3, 4)})
    assert [choice.key for choice in found] == [2, 1, 3, 4]


def test_options_are_tried_in_the_order_given():
    assert assign([one(0, 2, 1)], {1: Stock(), 2: Stock()})[0].key == 2


def test_the_same_person_serves_two_lines_one_after_the_other():
    assert can_assign([one(0, 1, span=(0, 1)), one(1, 1, span=(1, 2))], {1: Stock()})
    assert not can_assign([one(0, 1, span=(0, 2)), one(1, 1, span=(1, 3))], {1: Stock()})


def test_a_resource_that_is_not_supplied_fills_nothing():
    assert assign([one(0, 7)], {1: Stock()}) is None


def test_a_basket_of_ten_lines_over_fifty_resources_is_settled_quickly():
    supplies = {key: Stock() for key in range(50)}
    fits = [one(position, *range(50)) for position in range(10)]
    crowd = [one(position, *range(9)) for position in range(10)]
    began = process_time()
    assert can_assign(fits, supplies)
    assert not can_assign(crowd, supplies)
    assert process_time() - began < 5


@pytest.mark.parametrize("chairs", [4, 8, 12])
def test_two_roles_one_after_the_other_over_the_same_people_are_counted_quickly(chairs):
    # Once every order of nine customers over eight chairs was tried, for seconds at each start.
    supplies = {key: Stock() for key in range(chairs)}
    pair = [one(0, *range(chairs), span=(0, 1)), one(1, *range(chairs), span=(1, 2))]
    assert can_assign(pair * chairs, supplies, most_steps=100)
    assert not can_assign(pair * (chairs + 1), supplies, most_steps=100)


def test_two_pools_shared_by_two_roles_are_counted_quickly():
    supplies = {1: Stock(9), 2: Stock(9)}
    pair = [one(0, 1, 2), one(1, 1, 2)]
    assert can_assign(pair * 9, supplies, most_steps=100)
    assert not can_assign(pair * 10, supplies, most_steps=100)


def test_a_search_past_its_bound_says_so():
    with pytest.raises(TooComplex):
        assign([one(0, 1), one(1, 2)], {1: Stock(), 2: Stock()}, most_steps=1)


def test_a_cap_counts_a_booking_once_whatever_it_fills_in_it():
    capped = {1: Stock(2, caps=(Left((0, 1), 1),))}
    assert can_assign([one(0, 1), one(1, 1)], capped)
    assert not can_assign([one(0, 1), one(1, 1, owner=1)], capped)


def test_bookings_do_not_change_places_where_a_cap_counts_them():
    # The first resource serves one booking, the second one at a time: whoever comes twice takes the first.
    supplies = {1: Stock(3, caps=(Left((0, 1), 1),)), 2: Stock(1, caps=(Left((0, 1), 2),))}
    found = assign([one(0, 1, 2), one(0, 2, 1, owner=1), one(0, 1, 2, owner=1)], supplies)
    assert [choice.key for choice in found] == [2, 1, 1]


def test_a_cap_counts_only_what_starts_in_its_period():
    supplies = {1: Stock(2, caps=(Left((0, 1), 0), Left((5, 9), 1)))}
    assert can_assign([replace(one(0, 1), at=3)], supplies)
    assert can_assign([replace(one(0, 1), at=5)], supplies)
    assert not can_assign([replace(one(0, 1), at=0)], supplies)


def test_a_party_of_two_fits_once_into_three():
    assert most_times([one(0, 1, units=2)], {1: Stock(3)}, most_steps=100) == 1
    assert most_times([one(0, 1, units=2)], {1: Stock(7)}, most_steps=100) == 3
