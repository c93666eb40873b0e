"""Sets of intervals against sets of whole numbers."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.core.interval import covers, intersect, normalise, overlaps, subtract
from tests.core import times

SPAN = st.tuples(st.integers(-5, 25), st.integers(-5, 25))
ANY = st.lists(SPAN, max_size=6)
SPANS = ANY.map(normalise)
EXAMPLES = settings(max_examples=times(300))


def members(spans):
    return {number for start, end in spans for number in range(start, end)}


def is_normal(spans):
    return all(start < end for start, end in spans) and all(left[1] < right[0] for left, right in pairwise(spans))


@EXAMPLES
@given(ANY)
def test_normalising_keeps_the_members_and_joins_what_touches(spans):
    found = normalise(spans)
    assert members(found) == members(spans)
    assert is_normal(found)
    assert normalise(found) == found


@EXAMPLES
@given(SPANS, SPANS)
def test_the_algebra_is_that_of_sets(left, right):
    for operation, expected in (
        (intersect, members(left) & members(right)),
        (subtract, members(left) - members(right)),
    ):
        found = operation(left, right)
        assert members(found) == expected
        assert is_normal(found)


@EXAMPLES
@given(SPANS, st.integers(-6, 26))
def test_a_set_covers_its_members_and_nothing_else(spans, instant):
    assert covers(spans, instant) == (instant in members(spans))


@EXAMPLES
@given(SPAN.filter(lambda span: span[0] < span[1]), SPAN.filter(lambda span: span[0] < span[1]))
def test_two_intervals_overlap_when_they_share_an_instant(left, right):
    assert overlaps(left, right) == bool(members([left]) & members([right]))
    assert overlaps(left, right) == overlaps(right, left)


def test_touching_intervals_do_not_overlap():
    assert not overlaps((9, 10), (10, 11))
    assert intersect(((9, 10),), ((10, 11),)) == ()
    assert normalise([(9, 10), (10, 11)]) == ((9, 11),)
