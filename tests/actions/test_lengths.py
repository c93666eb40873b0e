"""A service whose length the customer chooses."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from holdfast.actions._definitions import raise_version
from holdfast.actions.holds import Hold, Line, SlotTaken, place_hold
from holdfast.actions.moving import reschedule_booking
from holdfast.core.actor import CUSTOMER
from holdfast.core.refusal import Invalid
from holdfast.data import models
from holdfast.queries.availability import list_slots
from holdfast.queries.engine import Wish
from tests import cast
from tests.cast import MONDAY, NOW, PLENTY, Cast
from tests.invariants import assert_sound


def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


@pytest.fixture
def court(db: None) -> Cast:
    """One court, an hour long unless the customer wants half an hour to two hours; 20.00 an hour."""
    found = cast.club(courts=1)
    models.Phase.objects.update(shortest=_minutes(30), longest=_minutes(120), step=_minutes(30))
    raise_version(found.scope)
    return found


def _hold(court: Cast, clock: str, duration: timedelta | None = None) -> Hold:
    line = Line("game", court.at(clock), duration=duration)
    return place_hold(
        now=NOW, organisation_id=court.id, lines=[line], actor=CUSTOMER, client="client", limits=PLENTY
    )


def _starts(court: Cast, duration: timedelta | None, day: date = MONDAY) -> list[str]:
    slots = list_slots(
        organisation_id=court.id, wish=Wish("game", duration=duration), first=day, last=day, now=NOW
    )
    return [f"{slot.starts_at.astimezone(court.zone):%H:%M}" for slot in slots]


def test_what_is_held_lasts_as_long_as_was_chosen_and_costs_in_proportion(court: Cast) -> None:
    short, usual, long = (
        _hold(court, "08:00", _minutes(30)),
        _hold(court, "09:00"),
        _hold(court, "10:00", _minutes(120)),
    )
    lasted = [
        (line.ends_at - line.starts_at, line.price_minor) for one in (short, usual, long) for line in one.lines
    ]
    assert lasted == [(_minutes(30), 1000), (_minutes(60), 2000), (_minutes(120), 4000)]
    assert sorted(models.Booking.objects.values_list("price_minor", flat=True)) == [1000, 2000, 4000]
    assert_sound()


def test_the_longer_the_wish_the_fewer_the_starts(court: Cast) -> None:
    _hold(court, "09:00")
    _hold(court, "11:00")
    between = ["08:00", "08:15", "08:30", "10:00", "10:15", "10:30"]
    offered = {length: set(_starts(court, _minutes(length))) for length in (30, 60, 90)}
    assert [clock for clock in between if clock in offered[30]] == between
    assert [clock for clock in between if clock in offered[60]] == ["08:00", "10:00"]
    assert [clock for clock in between if clock in offered[90]] == []
    assert set(_starts(court, None)) == offered[60]


def test_a_longer_wish_is_taken_where_a_shorter_would_fit(court: Cast) -> None:
    _hold(court, "11:00")
    with pytest.raises(SlotTaken):
        _hold(court, "10:00", _minutes(90))
    _hold(court, "10:00", _minutes(60))


@pytest.mark.parametrize("minutes", [1, 15, 45, 150])
def test_a_length_that_is_not_offered_is_refused_by_name(court: Cast, minutes: int) -> None:
    with pytest.raises(Invalid) as refused:
        _hold(court, "10:00", _minutes(minutes))
    assert (refused.value.field, refused.value.reason) == (
        "duration",
        "must be from 30 to 120 minutes in steps of 30",
    )


def test_where_the_length_is_fixed_only_that_one_can_be_asked_for(court: Cast) -> None:
    models.Phase.objects.update(shortest=None, longest=None, step=None)
    raise_version(court.scope)
    _hold(court, "10:00", _minutes(60))
    with pytest.raises(Invalid) as refused:
        _hold(court, "12:00", _minutes(30))
    assert refused.value.reason == "is always 60 minutes for this service"


def test_a_booking_that_moves_keeps_the_length_that_was_chosen(court: Cast) -> None:
    booked = court.confirm(_hold(court, "10:00", _minutes(90)))
    moved = reschedule_booking(
        now=NOW,
        organisation_id=court.id,
        booking_id=court.booking(booked).id,
        starts_at=court.at("12:00"),
        actor=CUSTOMER,
    )
    assert moved.ends_at - moved.starts_at == _minutes(90)
    assert_sound()


@pytest.mark.parametrize(
    "half_said",
    [
        {"shortest": _minutes(30)},
        {"step": _minutes(30)},
        {"shortest": _minutes(61), "longest": _minutes(90), "step": _minutes(1)},
        {"shortest": _minutes(30), "longest": _minutes(59), "step": _minutes(1)},
        {"shortest": _minutes(30), "longest": _minutes(90), "step": _minutes(0)},
    ],
)
def test_the_database_refuses_a_choice_that_is_none(db: None, half_said: dict[str, timedelta]) -> None:
    cast.club(courts=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Phase.objects.update(**half_said)
