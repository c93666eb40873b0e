"""Changing how many there are."""

from collections.abc import Iterator

import pytest

from holdfast.actions.resources import CapacityInUse, change_capacity
from holdfast.core.refusal import Invalid
from holdfast.data import models
from tests import cast
from tests.cast import NOW, STAFF, Cast
from tests.invariants import assert_sound


@pytest.fixture
def rental(db: None) -> Iterator[Cast]:
    yield cast.rental()
    assert_sound()


def _change(rental: Cast, capacity: int) -> None:
    change_capacity(now=NOW, organisation_id=rental.id, resource_slug="bicycles", capacity=capacity, actor=STAFF)


def test_claims_on_units_that_go_away_move_to_units_that_stay(rental: Cast) -> None:
    for clock in ("09:00", "12:00", "15:00"):
        rental.book("tour-3", clock)
    _change(rental, 3)

    assert models.Allocation.objects.filter(unit__gte=3).count() == 0
    assert models.Allocation.objects.count() == 9


def test_fewer_than_are_booked_is_refused_with_the_bookings_named(rental: Cast) -> None:
    refs = {rental.book("tour-3", "09:00").ref, rental.book("tour-3", "10:00").ref}

    with pytest.raises(CapacityInUse) as refused:
        _change(rental, 5)
    assert set(refused.value.refs) <= refs
    assert refused.value.refs
    assert models.Resource.objects.get(slug="bicycles").capacity == 8


@pytest.mark.parametrize("again", range(6))
def test_a_hold_that_ran_out_does_not_keep_a_unit(rental: Cast, again: int) -> None:
    # Units are drawn at random: now and then what ran out lies only on units that stay.
    from datetime import timedelta

    from tests.clock import move_clock

    for _ in range(2):
        rental.hold("tour-3", "09:00")
    move_clock(timedelta(minutes=11))
    for _ in range(2):
        rental.book("tour-2", "09:00")

    _change(rental, 4)


@pytest.mark.parametrize("capacity", [0, -1, 10_001])
def test_a_capacity_that_makes_no_sense_is_refused(rental: Cast, capacity: int) -> None:
    with pytest.raises(Invalid):
        _change(rental, capacity)
