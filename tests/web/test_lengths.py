"""A service whose length the customer chooses, on the pages."""

from datetime import timedelta

import pytest

from holdfast.data import models
from tests.cast import Cast
from tests.web.visitor import Visitor

MONDAY = "/salon/cut?date=2026-11-23"


@pytest.fixture
def long_cuts(salon: Cast) -> Cast:
    """A cut takes half an hour, or as much as an hour and a half, and costs in proportion."""
    cut = models.Phase.objects.filter(service__slug="cut")
    quarter = timedelta(minutes=15)
    cut.update(shortest=quarter, longest=6 * quarter, step=quarter)
    models.Organisation.objects.update(definitions_version=50)
    return salon


def test_the_business_page_says_from_how_long_to_how_long(long_cuts: Cast, visitor: Visitor) -> None:
    assert "15 min to 1 h 30 min" in visitor.get("/salon").page.text


def test_the_length_is_a_choice_in_the_address_with_its_price(long_cuts: Cast, visitor: Visitor) -> None:
    usual = visitor.get(MONDAY).page
    assert "30 min €30.00" in usual.text
    long = usual.hrefs("duration=90")[0]
    assert usual.hrefs("duration=30") == []
    page = visitor.get(long).page
    assert "1 h 30 min €90.00" in page.text
    assert all("duration=90" in href for href in page.hrefs("time="))


def test_a_booking_lasts_as_long_as_chosen_and_moves_at_that_length(long_cuts: Cast, visitor: Visitor) -> None:
    manage = visitor.book("/salon/cut?duration=60&date=2026-11-23&time=10%3A00")
    booking = models.Booking.objects.get()
    assert (booking.ends_at - booking.starts_at, booking.price_minor) == (timedelta(hours=1), 6000)
    times = visitor.get(f"{manage}/move?date=2026-11-23").page.hrefs("time=")
    # The last that ends at five.
    assert "time=16%3A00" in times[-1]


@pytest.mark.parametrize("duration", ["7", "0", "-15", "120", "abc", "15.0", "99999999999", "%C2%B3"])
def test_a_length_that_is_none_is_a_clear_page(long_cuts: Cast, visitor: Visitor, duration: str) -> None:
    assert visitor.get(f"{MONDAY}&duration={duration}").status_code == 400
