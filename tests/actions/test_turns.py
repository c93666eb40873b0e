"""Whose turn it is when anybody will do: the least busy, the first in order, or whose last turn is longest ago."""

from datetime import timedelta

import pytest

from holdfast.actions._definitions import raise_version
from holdfast.actions.bookings import book
from holdfast.actions.holds import Line
from holdfast.data import models
from tests import cast
from tests.cast import DORA, MONDAY, NOW, STAFF, Cast

pytestmark = pytest.mark.usefixtures("committed")
CLOCKS = ("06:00", "08:00", "10:00", "12:00", "14:00", "16:00")


def _club(turn: str) -> Cast:
    club = cast.club(courts=3)
    club.scope.of(models.Requirement).update(turn=turn)
    raise_version(club.scope)
    return club


def _court_of(club: Cast, clock: str, staff: str | None = None) -> str:
    booked = club.booking(club.book("game", clock, staff=staff))
    return club.scope.of(models.Assignment).get(booking=booked).resource.slug


def test_by_priority_the_first_in_the_order_of_the_business_is_taken_while_free() -> None:
    club = _club("priority")
    assert [_court_of(club, clock) for clock in CLOCKS] == ["court-1"] * 6
    assert [_court_of(club, "06:00"), _court_of(club, "06:00")] == ["court-2", "court-3"]


def test_in_turn_everybody_is_taken_once_before_anybody_is_taken_again() -> None:
    club = _club("round_robin")
    turns = [_court_of(club, clock) for clock in CLOCKS]
    assert sorted(turns[:3]) == ["court-1", "court-2", "court-3"]
    assert turns[3:] == turns[:3]


def test_whoever_was_booked_by_name_has_had_a_turn() -> None:
    club = _club("round_robin")
    club.scope.of(models.Requirement).update(customer_chooses=True)
    raise_version(club.scope)
    assert _court_of(club, "06:00", staff="court-2") == "court-2"
    assert "court-2" not in {_court_of(club, "08:00"), _court_of(club, "10:00")}
    assert _court_of(club, "12:00") == "court-2"


def test_the_least_busy_that_day_is_taken_whatever_other_days_bring() -> None:
    club = _club("least_busy")
    club.scope.of(models.Requirement).update(customer_chooses=True)
    raise_version(club.scope)
    for number in range(3):
        line = Line("game", club.at("06:00", MONDAY + timedelta(days=1 + number)), None, "court-1")
        book(now=NOW, organisation_id=club.id, lines=[line], contact=DORA, actor=STAFF, client="desk")
    for staff in ("court-2", "court-3"):
        club.book("game", "06:00", staff=staff)
    assert _court_of(club, "08:00") == "court-1"
    assert sorted(_court_of(club, clock) for clock in CLOCKS[2:5]) == ["court-1", "court-2", "court-3"]


def test_staff_who_override_are_given_somebody_at_work_first() -> None:
    salon = cast.salon()
    anna = salon.scope.of(models.Resource).get(slug="anna")
    models.Closure.objects.create(
        organisation_id=salon.id, resource=anna, first_date=MONDAY, last_date=MONDAY + timedelta(days=30)
    )
    # Ben has more to do that day, but Anna is away; only the grid is in the way.
    salon.book("cut", "15:00", staff="ben")
    for clock in ("09:05", "11:05"):
        line = Line("cut", salon.at(clock))
        booked = book(
            now=NOW,
            organisation_id=salon.id,
            lines=[line],
            contact=DORA,
            actor=STAFF,
            client="desk",
            override=True,
            reason="In between",
        )
        filled = salon.scope.of(models.Assignment).filter(booking__public_id=booked[0].public_id)
        assert filled.filter(resource__slug="ben").exists()


def test_exactness_comes_before_the_turn() -> None:
    # Court 1 is first in order, but only it can be had in the first phase.
    courts = [cast.Thing(f"court-{number}", f"Court {number}", "room") for number in (1, 2)]
    roles = [cast.Need("Any", ("court-1", "court-2")), cast.Need("First", ("court-1",))]
    club = cast.make(
        "club", "Europe/Berlin", cast.ALWAYS, courts, [cast.Offered("game", "Game", "", 0, [("Game", 60)], roles)]
    )
    club.scope.of(models.Requirement).update(turn="priority")
    raise_version(club.scope)
    booked = club.booking(club.book("game"))
    filled = club.scope.of(models.Assignment).filter(booking=booked)
    assert {one.requirement.name: one.resource.slug for one in filled} == {"Any": "court-2", "First": "court-1"}
