"""The life of a booking: facts of the one table of legal changes."""

from itertools import product
from random import Random

import pytest

from holdfast.core.booking import (
    LEGAL,
    LIVE,
    MOVABLE,
    REF_ALPHABET,
    REF_LENGTH,
    IllegalChange,
    State,
    new_ref,
    require_change,
)


def reachable(state):
    found, ahead = set(), [state]
    while ahead:
        for following in LEGAL[ahead.pop()] - found:
            found.add(following)
            ahead.append(following)
    return found


def test_the_table_speaks_of_every_state():
    assert set(LEGAL) == set(State)


def test_every_booking_begins_as_a_hold_and_every_state_can_be_reached():
    assert reachable(State.HELD) | {State.HELD} == set(State)


def test_only_a_request_and_its_approval_can_come_again():
    """A booking that its customer moves may need to be approved anew; everything else happens once."""
    assert {state for state in State if state in reachable(state)} == {State.REQUESTED, State.CONFIRMED}


def test_a_booking_is_live_exactly_as_long_as_something_can_still_happen_to_it():
    assert {state for state in State if LEGAL[state]} == LIVE


def test_what_can_be_moved_is_live_and_firmly_asked_for():
    assert MOVABLE < LIVE
    assert State.HELD not in MOVABLE


def test_what_holds_a_place_without_a_word_given_can_lapse():
    assert {state for state in State if State.LAPSED in LEGAL[state]} == {
        State.HELD,
        State.AWAITING_PAYMENT,
        State.REQUESTED,
    }


def test_only_a_confirmed_booking_is_attended_or_missed():
    for outcome in (State.CHECKED_IN, State.NO_SHOW):
        assert {state for state in State if outcome in LEGAL[state]} == {State.CONFIRMED}


@pytest.mark.parametrize(("state", "wanted"), list(product(State, State)))
def test_a_change_is_refused_exactly_when_the_table_does_not_have_it(state, wanted):
    if wanted in LEGAL[state]:
        require_change(state, wanted)
        return
    with pytest.raises(IllegalChange) as refusal:
        require_change(state, wanted)
    assert refusal.value.details == {"state": state.value, "wanted": wanted.value}
    assert refusal.value.code == "illegal_change"


def test_a_reference_can_be_read_out():
    ref = new_ref(Random(1))
    assert len(ref) == REF_LENGTH
    assert set(ref) <= set(REF_ALPHABET)
    assert not set("ILOU01") & set(REF_ALPHABET)
    assert len(set(REF_ALPHABET)) == len(REF_ALPHABET)
