"""Who could stand in: the same time first, then the nearest; as a look at everything says, in few statements."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdfast.actions.bookings import cancel_booking, decline_booking
from holdfast.actions.days import add_block, add_closure
from holdfast.core.actor import CUSTOMER, SYSTEM
from holdfast.core.opening import Owner
from holdfast.core.refusal import NotFound
from holdfast.data import models
from holdfast.queries.availability import list_slots
from holdfast.queries.bookings import BookingView, get_booking
from holdfast.queries.definitions import forget_definitions
from holdfast.queries.engine import Wish
from holdfast.queries.substitutes import Substitute, list_offers, list_substitutes, was_ended_by_business
from tests import cast
from tests.cast import MONDAY, NOW, STAFF, Cast


@pytest.fixture
def trio(db: None) -> Cast:
    """Three who cut, on their own."""
    people = ("ada", "bo", "cy")
    return cast.make(
        "trio",
        "Europe/Lisbon",
        cast.WEEK,
        [cast.Thing(name, name.title(), "person") for name in people],
        [cast.Offered("cut", "Cut", "", 0, [("Cut", 60)], [cast.Need("Who", people, customer_chooses=True)])],
    )


def _block(salon: Cast, who: str, opens: str, closes: str) -> None:
    add_block(
        now=NOW,
        organisation_id=salon.id,
        resource_slug=who,
        starts_at=salon.at(opens),
        ends_at=salon.at(closes),
        actor=STAFF,
    )


def _away(salon: Cast, who: str, days: int) -> None:
    owner, last = Owner("resource", who), MONDAY + timedelta(days=days)
    add_closure(
        now=NOW, organisation_id=salon.id, owner=owner, first_date=MONDAY, last_date=last, actor=STAFF, anyway=True
    )


def _said(salon: Cast, found: list[Substitute]) -> list[tuple[str | None, str]]:
    return [
        (one.person.slug if one.person else None, f"{one.slot.starts_at.astimezone(salon.zone):%d %H:%M}")
        for one in found
    ]


def _booked(salon: Cast, clock: str = "12:00", **wish: object) -> BookingView:
    made = salon.booking(salon.book("cut", clock, **wish))
    return get_booking(organisation_id=salon.id, booking_id=made.id)


def _ended(salon: Cast, booking: BookingView, actor: object = STAFF) -> BookingView:
    cancel_booking(now=NOW, organisation_id=salon.id, booking_id=booking.id, actor=actor)  # type: ignore[arg-type]
    return get_booking(organisation_id=salon.id, booking_id=booking.id)


def _offers(salon: Cast, booking: BookingView, now: datetime = NOW) -> list[tuple[str | None, str]]:
    return _said(salon, list_offers(organisation_id=salon.id, booking=booking, now=now))


def _others(salon: Cast, **more: object) -> list[tuple[str | None, str]]:
    asked = {"wish": Wish("cut", staff="ada"), "around": salon.at("12:00"), "now": NOW} | more
    return _said(salon, list_substitutes(organisation_id=salon.id, **asked))  # type: ignore[arg-type]


def test_others_are_named_by_how_near_they_are_free_and_then_in_the_businesss_order(trio: Cast) -> None:
    assert _others(trio) == [("bo", "23 12:00"), ("cy", "23 12:00")]
    _block(trio, "bo", "10:00", "13:00")
    # Bo is free an hour later as an hour and more earlier; the nearest of him is at one.
    assert _others(trio) == [("cy", "23 12:00"), ("bo", "23 13:00")]
    assert _others(trio, limit=1) == [("cy", "23 12:00")]
    assert _others(trio, until=trio.at("13:00")) == [("cy", "23 12:00"), ("bo", "23 09:00")]


def test_who_is_free_far_away_only_is_found_there(trio: Cast) -> None:
    _away(trio, "bo", 20)
    _away(trio, "cy", 60)
    assert _others(trio, around=NOW) == [("bo", "14 09:00"), ("cy", "25 09:00")]
    assert _others(trio, around=NOW, until=trio.at("09:00", MONDAY + timedelta(days=21))) == []


def test_it_is_what_a_look_at_all_times_of_each_would_say(trio: Cast) -> None:
    _block(trio, "bo", "09:00", "14:30")
    _block(trio, "cy", "11:15", "15:00")
    for hour in range(9, 17):
        around = trio.at(f"{hour:02}:00")
        nearest = {}
        for who in ("bo", "cy"):
            slots = list_slots(
                organisation_id=trio.id,
                wish=Wish("cut", staff=who),
                first=MONDAY,
                last=MONDAY + timedelta(days=10),
                now=NOW,
            )
            nearest[who] = min((slot.starts_at for slot in slots), key=lambda at: (abs(at - around), at))
        found = list_substitutes(organisation_id=trio.id, wish=Wish("cut", staff="ada"), around=around, now=NOW)
        assert {one.person.slug: one.slot.starts_at for one in found if one.person} == nearest
        assert [one.slot.starts_at for one in found] == sorted(nearest.values(), key=lambda at: abs(at - around))


def test_the_same_time_comes_first_then_the_same_person_then_others(trio: Cast) -> None:
    booking = _ended(trio, _booked(trio, staff="ada"))
    assert _offers(trio, booking) == [
        ("bo", "23 12:00"),
        ("cy", "23 12:00"),
        ("ada", "23 11:45"),
        ("ada", "23 12:15"),
    ]
    _block(trio, "bo", "11:00", "13:00")
    assert _offers(trio, booking) == [
        ("cy", "23 12:00"),
        ("ada", "23 11:45"),
        ("ada", "23 12:15"),
        ("bo", "23 13:00"),
    ]
    _away(trio, "ada", 300)
    assert _offers(trio, booking) == [("cy", "23 12:00"), ("bo", "23 13:00")]


def test_a_booking_that_may_move_is_not_in_its_own_way(trio: Cast) -> None:
    booking = _booked(trio, staff="ada")
    for who in ("bo", "cy"):
        _away(trio, who, 300)
    assert _offers(trio, booking)[:2] == [("ada", "23 11:45"), ("ada", "23 12:15")]


def test_where_nobody_is_chosen_the_nearest_times_are_offered(db: None) -> None:
    club = cast.club(courts=1)
    made = club.booking(club.book("game", "12:00"))
    cancel_booking(now=NOW, organisation_id=club.id, booking_id=made.id, actor=STAFF)
    booking = get_booking(organisation_id=club.id, booking_id=made.id)
    assert _offers(club, booking) == [
        (None, "23 11:45"),
        (None, "23 12:15"),
        (None, "23 11:30"),
        (None, "23 12:30"),
    ]


def test_what_is_past_is_offered_from_now_on(trio: Cast) -> None:
    booking = _ended(trio, _booked(trio, staff="ada"))
    wednesday = trio.at("10:05", MONDAY + timedelta(days=2))
    assert _offers(trio, booking, wednesday)[0] == ("ada", "25 10:15")


def test_nothing_is_offered_of_what_is_given_no_longer(trio: Cast) -> None:
    booking = _ended(trio, _booked(trio))
    models.Service.objects.update(is_public=False)
    forget_definitions()
    assert _offers(trio, booking) == []


def test_who_ended_it_is_told_apart(trio: Cast) -> None:
    def ended(booking: BookingView) -> bool:
        return was_ended_by_business(organisation_id=trio.id, booking=booking)

    assert not ended(_booked(trio, "09:00"))
    assert not ended(_ended(trio, _booked(trio, "10:00"), CUSTOMER))
    assert ended(_ended(trio, _booked(trio, "11:00"), STAFF))
    assert ended(_ended(trio, _booked(trio, "13:00"), SYSTEM))


def test_a_declined_request_was_ended_by_the_business(db: None) -> None:
    clinic = cast.clinic()
    made = clinic.booking(clinic.book("visit", "12:00"))
    decline_booking(now=NOW, organisation_id=clinic.id, booking_id=made.id, actor=STAFF)
    booking = get_booking(organisation_id=clinic.id, booking_id=made.id)
    assert was_ended_by_business(organisation_id=clinic.id, booking=booking)
    assert _offers(clinic, booking)[:2] == [("cruz", "23 11:45"), ("cruz", "23 12:15")]


def test_what_no_service_knows_is_refused(trio: Cast) -> None:
    with pytest.raises(NotFound):
        _others(trio, wish=Wish("shave", staff="ada"))


def test_as_many_statements_for_many_people_as_for_few(trio: Cast) -> None:
    booking = _ended(trio, _booked(trio, staff="ada"))
    _offers(trio, booking)
    with CaptureQueriesContext(connection) as few:
        _offers(trio, booking)
    many = tuple(f"p-{number}" for number in range(30))
    crowd = cast.make(
        "crowd",
        "Europe/Lisbon",
        cast.WEEK,
        [cast.Thing(name, name.title(), "person") for name in many],
        [cast.Offered("cut", "Cut", "", 0, [("Cut", 60)], [cast.Need("Who", many, customer_chooses=True)])],
    )
    other = _ended(crowd, _booked(crowd, staff="p-3"))
    for hour in ("09:00", "10:00", "11:00"):
        for name in many[:10]:
            crowd.book("cut", hour, staff=name)
    with CaptureQueriesContext(connection) as asked:
        _offers(crowd, other)
    assert (len(few), len(asked)) == (1, 1)
