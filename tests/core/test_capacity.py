"""Units of a resource against a count at every moment."""

from collections import Counter
from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from holdfast.core.capacity import Taken, Usage, choose_units, free_units, full_spans
from tests.core import times
from tests.strategies import on_units, small_spans

EXAMPLES = settings(max_examples=times(300))
SPAN = small_spans().map(lambda spans: spans[0])


@st.composite
def pools(draw):
    capacity = draw(st.integers(1, 5))
    spans = draw(st.lists(SPAN, max_size=8))
    return capacity, [Taken(*use) for use in on_units(capacity, spans)]


def in_use(taken):
    return Counter(moment for use in taken for moment in range(use.start, use.end))


@EXAMPLES
@given(pools(), st.integers(1, 6))
def test_a_pool_is_full_when_the_sum_over_units_leaves_too_few(pool, units):
    capacity, taken = pool
    used = in_use(taken)
    full = full_spans(capacity, units, taken)
    for moment in range(-2, 18):
        is_full = any(start <= moment < end for start, end in full)
        assert is_full == (used[moment] + units > capacity)


@EXAMPLES
@given(pools(), SPAN)
def test_free_units_are_those_of_the_tightest_moment(pool, span):
    capacity, taken = pool
    assert free_units(capacity, span, taken) == capacity - max(in_use(taken)[m] for m in range(*span))


@EXAMPLES
@given(pools(), SPAN)
def test_what_is_around_a_span_is_all_that_meets_it(pool, span):
    _capacity, taken = pool
    meeting = [use for use in taken if use.start < span[1] and span[0] < use.end]
    assert sorted(Usage(taken).around(span)) == sorted(meeting)


@EXAMPLES
@given(pools(), SPAN, st.integers(1, 4), st.integers())
# Two units made of two fragments each: counting rows instead of units gave one.
@example((3, [Taken(0, 0, 2), Taken(1, 0, 1), Taken(2, 1, 2)]), (0, 2), 1, 0)
@example((4, [Taken(0, 0, 1), Taken(1, 0, 1), Taken(2, 1, 2), Taken(3, 1, 2)]), (0, 2), 2, 0)
@example((5, [Taken(0, 0, 1), Taken(1, 0, 1), Taken(2, 1, 2), Taken(3, 1, 2)]), (0, 2), 3, 0)
def test_rows_cover_exactly_what_was_asked_and_never_meet(pool, span, units, seed):
    capacity, taken = pool
    rows = choose_units(capacity, units, span, taken, Random(seed))
    if rows is None:
        assert max(in_use(taken)[moment] for moment in range(*span)) + units > capacity
        return
    assert in_use(rows) == Counter(dict.fromkeys(range(*span), units))
    assert all(0 <= row.unit < capacity and row.start < row.end for row in rows)
    for unit in range(capacity):
        assert max(in_use([row for row in (*taken, *rows) if row.unit == unit]).values(), default=0) <= 1


def test_a_claim_takes_whole_units_while_there_are_any():
    taken = [Taken(0, 0, 5)]
    rows = choose_units(3, 2, (0, 9), taken, Random(1))
    assert {(row.start, row.end) for row in rows} == {(0, 9)}
    assert {row.unit for row in rows} == {1, 2}


def test_a_claim_is_put_together_from_fragments_where_no_unit_is_free_throughout():
    rows = choose_units(2, 1, (0, 4), [Taken(0, 0, 2), Taken(1, 2, 4)], Random(1))
    assert rows == [Taken(1, 0, 2), Taken(0, 2, 4)]


def test_a_party_larger_than_the_room_never_fits():
    assert free_units(4, (0, 1), []) == 4
    assert choose_units(4, 5, (0, 1), [], Random(1)) is None
    ((start, end),) = full_spans(4, 5, [])
    assert start < -(10**12)
    assert end > 10**12
