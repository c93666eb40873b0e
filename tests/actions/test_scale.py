"""The demonstration of any size: as sound as what customers book, and gone without a trace."""

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps

from holdfast.actions._scale import CHUNK, Scale, seed_scale, write_chunk
from holdfast.actions.demo import AlreadySeeded, remove_demo
from holdfast.data import models
from holdfast.data.scope import Scope
from holdfast.queries.availability import list_days, list_slots
from holdfast.queries.engine import Wish
from tests.invariants import assert_sound

TEAM_AND_ONE_MORE = 51
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def _made(specialists: int, days: int) -> Scale:
    scale = seed_scale(now=NOW, specialists=specialists, days=days)
    done = 0
    while done < scale.bookings:
        done = write_chunk(now=NOW, scale=scale, done=done)
    return scale


def test_each_specialist_has_ten_bookings_on_each_day_and_the_half_hours_free(db: None) -> None:
    scale = _made(3, 4)

    assert_sound()
    scope = Scope(scale.organisation_id)
    for model in (models.Basket, models.Booking, models.Assignment, models.Allocation, models.Journal):
        assert scope.of(model).count() == 3 * 4 * 10
    last = scale.first + timedelta(days=4)
    days = list_days(
        organisation_id=scale.organisation_id, wish=Wish("solo-02"), first=scale.first, last=last, now=NOW
    )
    # Three quarters of an hour are one start too few for a half hour after each booking; the fifth day is empty.
    assert [day.free for day in days] == [10, 10, 10, 10, 39]
    slots = list_slots(
        organisation_id=scale.organisation_id, wish=Wish("team-01"), first=scale.first, last=scale.first, now=NOW
    )
    assert {slot.left for slot in slots} == {3}


def test_more_than_a_chunk_and_more_than_a_team(db: None) -> None:
    scale = _made(TEAM_AND_ONE_MORE, 20)

    assert scale.bookings > CHUNK
    assert_sound()
    scope = Scope(scale.organisation_id)
    assert scope.of(models.Allocation).count() == scale.bookings
    assert scope.of(models.Service).filter(slug__startswith="team-").count() == 2
    assert len(set(scope.of(models.Booking).values_list("ref", flat=True))) == scale.bookings


def test_there_is_one_at_a_time_and_it_is_taken_out_like_the_salon(as_owner: None) -> None:
    _made(2, 2)
    with pytest.raises(AlreadySeeded):
        seed_scale(now=NOW, specialists=1, days=1)

    assert remove_demo(now=NOW) == 1
    left = [model.__name__ for model in apps.get_app_config("holdfast").get_models() if model.objects.exists()]
    assert left == []
