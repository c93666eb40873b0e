"""Who could take a booking whose person is to be away: named beside it, one press from handing it over."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from holdfast.data import models
from holdfast.queries.access import Member, Right, get_member
from holdfast.queries.bookings import BookingView, get_booking
from holdfast.queries.replacements import list_replacements, list_stand_ins
from tests.cast import MONDAY, NOW, Cast
from tests.web.test_desk import _log_in
from tests.web.test_hours import send
from tests.web.test_resources import LIST
from tests.web.visitor import Page

ANNA = "/desk/salon/hours/resource/anna"


@pytest.fixture
def owner(salon: Cast) -> Client:
    return _log_in("salon", "owner")


def _page(answer: Any) -> Page:
    assert answer.status_code == 409
    return Page(answer.content.decode())


def _member() -> Member:
    user = models.User.objects.get()
    return get_member(user.id, "salon", Right.SEE_AGENDA)


def _views(salon: Cast) -> list[BookingView]:
    ids = models.Booking.objects.order_by("starts_at", "id").values_list("id", flat=True)
    return [get_booking(organisation_id=salon.id, booking_id=one) for one in ids]


def _stand_ins(salon: Cast, away: str = "anna") -> list[list[str]]:
    bookings = _views(salon)
    found = list_stand_ins(member=_member(), bookings=bookings, away=away, now=NOW)
    return [[person.slug for person in found.get(booking.id, ())] for booking in bookings]


def test_who_is_free_then_is_named_beside_each_booking_and_takes_it_by_a_press(salon: Cast, owner: Client) -> None:
    ref = salon.book("cut", "10:00", staff="anna").ref
    salon.book("cut", "11:00", staff="anna")
    salon.book("cut", "11:00", staff="ben")
    page = _page(send(owner, f"{ANNA}/closures/new", first_date="2026-11-23"))
    assert page.text.count("Free then:") == 1
    assert "10:00 Dora Dias Cut · Anna Free then: Ben Monday 23 November, 11:00" in page.text
    (url,) = page.hrefs("staff=ben")
    assert url == f"/desk/salon/bookings/{ref}/move?staff=ben&date=2026-11-23&time=10%3A00"
    asked = Page(owner.get(url).content.decode())
    form = asked.form("/move")
    assert owner.post(form.action, form.fields).status_code == 303
    assert models.Assignment.objects.filter(booking__ref=ref, resource__slug="ben").exists()
    assert "Free then:" not in _page(send(owner, f"{ANNA}/closures/new", first_date="2026-11-23")).text


def test_whoever_leaves_for_good_is_stood_in_for_too(salon: Cast, owner: Client) -> None:
    salon.book("cut", "10:00", staff="anna")
    assert "Free then: Ben" in _page(send(owner, f"{LIST}/anna", is_active="")).text


def test_where_a_whole_place_closes_nobody_is_named(salon: Cast, owner: Client) -> None:
    salon.book("cut", "10:00", staff="anna")
    page = _page(send(owner, "/desk/salon/hours/location/here/closures/new", first_date="2026-11-23"))
    assert "Free then:" not in page.text


def test_a_specialist_is_told_of_no_colleague(salon: Cast) -> None:
    salon.book("cut", "10:00", staff="anna")
    client = _log_in("salon", "specialist", "anna")
    assert "Free then:" not in _page(send(client, f"{ANNA}/closures/new", first_date="2026-11-23")).text
    assert _stand_ins(salon) == [[]]


def test_it_is_what_each_bookings_own_page_says(salon: Cast, owner: Client) -> None:
    for clock in ("09:00", "10:00", "11:00"):
        salon.book("cut", clock, staff="anna")
    salon.book("cut", "10:00", staff="ben")
    salon.book("colour", "13:00", staff="anna")
    for booking, found in zip(_views(salon), _stand_ins(salon), strict=True):
        own = list_replacements(member=_member(), booking=booking, now=NOW)
        expected = [person.slug for person in own] if booking.staff and booking.staff.slug == "anna" else []
        assert found == expected


def test_a_chair_that_is_away_is_no_persons_to_hand_over(salon: Cast, owner: Client) -> None:
    salon.book("cut", "10:00", staff="anna")
    assert _stand_ins(salon, "chair-1") == [[]]


def test_many_bookings_cost_as_many_statements_as_one(salon: Cast, owner: Client) -> None:
    member = _member()
    for day in range(4):
        for clock in ("09:00", "10:00", "11:00"):
            salon.book("cut", clock, staff="anna", day=MONDAY + timedelta(days=day))
    bookings = _views(salon)

    def cost(some: list[BookingView]) -> int:
        with CaptureQueriesContext(connection) as asked:
            found = list_stand_ins(member=member, bookings=some, away="anna", now=NOW)
        assert len(found) == len(some)
        return len(asked)

    cost(bookings)
    assert (cost(bookings[:1]), cost(bookings), cost([])) == (1, 1, 0)


def test_whoever_cancels_is_told_that_somebody_else_is_free(salon: Cast, owner: Client) -> None:
    said = "Somebody else is free at that time: hand it over instead"
    first, second = salon.book("cut", "10:00", staff="anna").ref, salon.book("cut", "12:00", staff="anna").ref
    salon.book("cut", "12:00", staff="ben")
    pages = [Page(owner.get(f"/desk/salon/bookings/{ref}").content.decode()) for ref in (first, second)]
    assert [said in page.text for page in pages] == [True, False]
