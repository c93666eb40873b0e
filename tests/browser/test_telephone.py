"""Booking by telephone in a real browser: by keyboard alone, without scripts, at a desk and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from holdfast.core.contact import Contact
from holdfast.data import models
from tests.browser.conftest import DESK, PHONE
from tests.browser.desk import log_in, wrong_with
from tests.cast import Cast

pytestmark = pytest.mark.browser
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


@SIZES
def test_somebody_known_is_booked_by_keyboard_alone(
    salon: Cast, open_browser: Callable[..., BrowserContext], size: dict[str, int]
) -> None:
    salon.book("cut", "09:00", staff="anna")
    page = log_in(open_browser(viewport=size), "salon")
    page.goto("/desk/salon")
    page.get_by_role("link", name="Book", exact=True).focus()
    _press(page, "Enter")
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("doar")
    expect(page.get_by_role("button", name="Dora Dias")).to_be_visible()
    assert wrong_with(page) == []
    _press(page, "ArrowDown", "Enter")
    expect(page.get_by_label("Service")).to_be_focused()
    expect(page.get_by_label("Telephone")).to_have_value("+447700900123")
    page.keyboard.type("Colour")
    expect(page.get_by_text("1 h 30 min")).to_be_visible()
    _press(page, "Tab")
    expect(page.get_by_label("With")).to_be_focused()
    _press(page, "Tab")
    expect(page.get_by_role("button", name="Monday 23 November, 09:00")).to_be_focused()
    _press(page, "Enter")
    expect(page.get_by_role("heading", name="Booked")).to_be_visible()
    assert wrong_with(page) == []
    booking = models.Booking.objects.get(service__slug="colour")
    expect(page.locator(".big-ref")).to_have_text(f"{booking.ref[:4]} {booking.ref[4:]}")
    assert booking.customer == models.Customer.objects.get()
    expect(page.get_by_role("link", name="Book another")).to_be_focused()


@SIZES
def test_somebody_new_is_booked_by_keyboard_alone(
    salon: Cast, open_browser: Callable[..., BrowserContext], size: dict[str, int]
) -> None:
    page = log_in(open_browser(viewport=size), "salon")
    page.goto("/desk/salon/book")
    page.keyboard.type("Fritz Falk")
    _press(page, "Tab")
    page.keyboard.type("+447700900456")
    _press(page, "Tab", "Tab")
    expect(page.get_by_label("With")).to_be_focused()
    page.keyboard.type("Ben")
    expect(page.get_by_label("With")).to_be_focused()
    _press(page, "Tab", "Tab", "Enter")
    expect(page.get_by_role("heading", name="Booked")).to_be_visible()
    booking = models.Booking.objects.get()
    assert booking.starts_at == salon.at("09:15")
    assert models.Assignment.objects.filter(booking=booking, resource__slug="ben").exists()


@SIZES
def test_without_scripts_the_same_is_done_by_a_button(
    salon: Cast, open_browser: Callable[..., BrowserContext], size: dict[str, int]
) -> None:
    salon.book("cut", "09:00", staff="anna")
    page = log_in(open_browser(viewport=size, java_script_enabled=False), "salon")
    page.goto("/desk/salon/book")
    page.get_by_label("Name").fill("dora")
    page.get_by_label("Service").select_option("trial")
    page.get_by_role("button", name="Show free times").last.click()
    page.get_by_role("button", name="Dora Dias").click()
    expect(page.get_by_label("Telephone")).to_have_value("+447700900123")
    page.get_by_role("button", name="Monday 23 November, 09:45").click()
    expect(page.get_by_role("heading", name="Booked")).to_be_visible()
    assert models.Booking.objects.filter(service__slug="trial").count() == 1


def test_a_day_is_typed_key_by_key(salon: Cast, open_browser: Callable[..., BrowserContext]) -> None:
    page = log_in(open_browser(viewport=DESK), "salon")
    page.goto("/desk/salon/book")
    page.get_by_label("From").focus()
    # A year has dates of its own after each of its digits.
    page.keyboard.type("11242026", delay=120)
    expect(page.get_by_label("From")).to_have_value("2026-11-24")
    page.get_by_label("Time (optional)").focus()
    page.keyboard.type("1010AM", delay=60)
    expect(page.get_by_label("Time (optional)")).to_have_value("10:10")
    expect(page.get_by_label("From")).to_have_value("2026-11-24")


@SIZES
def test_what_is_wrong_and_what_needs_a_reason(
    salon: Cast, open_browser: Callable[..., BrowserContext], size: dict[str, int]
) -> None:
    page = log_in(open_browser(viewport=size), "salon")
    page.goto("/desk/salon/book")
    page.get_by_role("button", name="Monday 23 November, 09:15").click()
    expect(page.get_by_role("alert")).to_contain_text("Please check what you typed")
    assert wrong_with(page) == []
    page.get_by_label("Name").fill("Fritz")
    page.get_by_label("Telephone").fill("+44 7700 900456")
    page.get_by_label("From").fill("2026-11-23")
    page.get_by_role("button", name="Show free times").last.click()
    expect(page.get_by_role("button", name="Monday 23 November, 16:30")).to_be_visible()
    page.get_by_label("Time (optional)").fill("20:10")
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_text("This time is not offered.")).to_be_visible()
    assert wrong_with(page) == []
    page.get_by_label("Why then all the same?").fill("An old friend")
    page.get_by_role("button", name="Book it all the same").click()
    page.get_by_role("link", name="Look at the booking").click()
    expect(page.get_by_text("An old friend")).to_be_visible()
    assert wrong_with(page) == []


@SIZES
def test_a_booking_is_moved_handed_over_and_noted(
    salon: Cast, open_browser: Callable[..., BrowserContext], size: dict[str, int]
) -> None:
    hostile = Contact('<img src=x onerror="document.title=1">', "x@example.org")
    ref = salon.confirm(salon.hold("cut", staff="anna"), hostile).ref
    page = log_in(open_browser(viewport=size), "salon")
    page.goto(f"/desk/salon/bookings/{ref}")
    page.get_by_label("Notes of the staff").fill("Likes tea")
    page.get_by_role("button", name="Keep the notes").click()
    expect(page.get_by_role("status").first).to_contain_text("The notes are kept.")
    page.get_by_role("button", name="Ben").click()
    expect(page.get_by_role("status").first).to_contain_text("It is now with Ben.")
    assert wrong_with(page) == []
    page.get_by_role("link", name="Choose another time").click()
    expect(page.get_by_role("table")).to_be_visible()
    assert wrong_with(page) == []
    page.get_by_role("link", name="Tuesday 24 November").click()
    page.get_by_role("link", name="11:00", exact=True).click()
    assert wrong_with(page) == []
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_role("status").first).to_contain_text("It is moved to Tuesday 24 November, 11:00.")
    page.goto(f"/desk/salon/bookings/{ref}/move?date=2026-11-24&time=20%3A10")
    assert wrong_with(page) == []
    page.get_by_label("Why there all the same?").fill("After work")
    page.get_by_role("button", name="Move it there all the same").click()
    expect(page.get_by_text("After work")).to_be_visible()
    assert models.Booking.objects.get().desk_notes == "Likes tea"
