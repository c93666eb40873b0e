"""Who stands in: offered where the wished person is far off, and where the business ended a booking."""

from datetime import timedelta

import pytest

from holdfast.actions.bookings import cancel_booking
from holdfast.actions.days import add_closure
from holdfast.core.opening import Owner
from holdfast.data import models
from tests.cast import MONDAY, NOW, STAFF, Cast
from tests.web.visitor import TEN, Visitor

WITH_ANNA = f"{TEN}&staff=anna"


def _cancel(salon: Cast) -> None:
    booking = models.Booking.objects.get()
    cancel_booking(now=NOW, organisation_id=salon.id, booking_id=booking.id, actor=STAFF)


def _away(salon: Cast, person: str, days: int) -> None:
    add_closure(
        now=NOW,
        organisation_id=salon.id,
        owner=Owner("resource", person),
        first_date=MONDAY,
        last_date=MONDAY + timedelta(days=days),
        actor=STAFF,
        anyway=True,
    )


def test_a_booking_that_the_business_cancelled_offers_the_same_time_with_somebody_else(
    salon: Cast, visitor: Visitor
) -> None:
    manage = visitor.book(WITH_ANNA)
    _cancel(salon)
    page = visitor.get(manage).page
    assert page.headings == ["This booking is cancelled"]
    assert "We had to cancel it, and are sorry." in page.text
    assert "Monday 23 November 10:00 same time, with Ben Monday 23 November 09:45 with Anna" in page.text
    assert page.hrefs("time=") == [
        "/salon/cut?staff=ben&date=2026-11-23&time=10%3A00",
        "/salon/cut?staff=anna&date=2026-11-23&time=09%3A45",
        "/salon/cut?staff=anna&date=2026-11-23&time=10%3A15",
        "/salon/cut?staff=anna&date=2026-11-23&time=09%3A30",
    ]
    assert visitor.get(page.hrefs("time=")[0]).page.headings == ["Your details"]
    assert page.hrefs("/salon/cut?date=2026-11-23")


def test_offers_keep_the_language_that_was_chosen(salon: Cast, visitor: Visitor) -> None:
    manage = visitor.book(WITH_ANNA)
    _cancel(salon)
    assert visitor.get(f"{manage}?lang=de").page.hrefs("time=")[0].endswith("&lang=de")


def test_who_cancelled_it_themselves_is_not_pressed_to_book_again(salon: Cast, visitor: Visitor) -> None:
    manage = visitor.book(WITH_ANNA)
    visitor.send(visitor.get(f"{manage}/cancel"))
    page = visitor.get(manage).page
    assert "Its time is free again. You need not do anything." in page.text
    assert page.hrefs("time=") == []
    assert "Book another time" in page.text


@pytest.mark.parametrize(("days", "is_far"), [(12, True), (2, False)])
def test_who_moves_a_booking_is_offered_colleagues_where_the_person_is_far_off(
    salon: Cast, visitor: Visitor, days: int, is_far: bool
) -> None:
    manage = visitor.book("/salon/cut?date=2026-12-11&time=10%3A00&staff=anna")
    _away(salon, "anna", days)
    page = visitor.get(f"{manage}/move").page
    assert ("Sooner with a colleague" in page.text) == is_far
    if is_far:
        assert "Anna is free from Monday 7 December." in page.text
        url = page.hrefs("staff=ben&date=2026-11-23&time=09%3A00")[0]
        visitor.send(visitor.get(url))
        booking = models.Booking.objects.get()
        assert booking.starts_at == salon.at("09:00")
        assert models.Assignment.objects.filter(booking=booking, resource__slug="ben").exists()


def test_who_moves_to_anyone_is_offered_nobody_besides(salon: Cast, visitor: Visitor) -> None:
    manage = visitor.book("/salon/cut?date=2026-12-11&time=10%3A00&staff=anna")
    _away(salon, "anna", 12)
    assert "Sooner with a colleague" not in visitor.get(f"{manage}/move?staff=any").page.text
