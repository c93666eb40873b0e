"""What a program is offered in place of a booking."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from holdfast.actions.bookings import cancel_booking
from holdfast.data import models
from tests import cast
from tests.cast import NOW, STAFF, Cast
from tests.invariants import assert_sound

BASE = "/api/v1/orgs/salon"
CUSTOMER = {"name": "Dora Dias", "email": "dora@example.org"}
WITH_BEN = {
    "service": "cut",
    "location": "here",
    "staff": "ben",
    "starts_at": "2026-11-23T10:00:00Z",
    "ends_at": "2026-11-23T10:30:00Z",
}


@pytest.fixture
def salon(db: None) -> Iterator[Cast]:
    with patch("django.utils.timezone.now", return_value=NOW):
        yield cast.salon()
    assert_sound()


def _book(**line: str) -> Any:
    body = {"service": "cut", "starts_at": "2026-11-23T10:00:00Z", "staff": "anna", "customer": CUSTOMER} | line
    return Client().post(f"{BASE}/bookings", body, content_type="application/json").json()["bookings"][0]


def _of(booking: Any, path: str = "") -> Any:
    answer = Client().get(
        f"{BASE}/bookings/{booking['ref']}{path}", headers={"Authorization": f"Bearer {booking['token']}"}
    )
    assert answer.status_code == 200
    return answer.json()["substitutes"]


def _cancel(salon: Cast) -> None:
    booking = models.Booking.objects.get()
    cancel_booking(now=NOW, organisation_id=salon.id, booking_id=booking.id, actor=STAFF)


def test_a_booking_that_the_business_cancelled_says_what_it_offers_instead(salon: Cast) -> None:
    booking = _book()
    assert _of(booking) == []
    _cancel(salon)
    assert _of(booking)[0] == WITH_BEN
    assert [(one["staff"], one["starts_at"][11:16]) for one in _of(booking)] == [
        ("ben", "10:00"),
        ("anna", "09:45"),
        ("anna", "10:15"),
        ("anna", "09:30"),
    ]
    assert _of(booking, "/substitutes") == _of(booking)
    again = {name: WITH_BEN[name] for name in ("service", "location", "staff", "starts_at")}
    assert _book(**again)["state"] == "confirmed"


def test_what_its_customer_cancelled_is_offered_when_asked_for(salon: Cast) -> None:
    booking = _book()
    path = f"{BASE}/bookings/{booking['ref']}/cancel"
    headers = {"Authorization": f"Bearer {booking['token']}"}
    answer = Client().post(path, {}, content_type="application/json", headers=headers)
    assert answer.json()["substitutes"] == _of(booking) == []
    assert _of(booking, "/substitutes")[0] == WITH_BEN


def test_a_booking_that_stands_can_move_to_what_could_take_its_place(salon: Cast) -> None:
    booking = _book()
    first = _of(booking, "/substitutes")[0]
    assert first == WITH_BEN
    answer = Client().post(
        f"{BASE}/bookings/{booking['ref']}/reschedule",
        {"starts_at": first["starts_at"], "staff": first["staff"]},
        content_type="application/json",
        headers={"Authorization": f"Bearer {booking['token']}"},
    )
    assert answer.status_code == 200


def test_a_booking_that_may_not_move_any_more_is_offered_nothing(salon: Cast) -> None:
    booking = _book(service="trial")
    with patch("django.utils.timezone.now", return_value=salon.at("09:00")):
        assert _of(booking, "/substitutes") == []
