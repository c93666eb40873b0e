"""People book in a browser."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from holdfast.actions._definitions import raise_version
from holdfast.actions.housekeeping import lapse_overdue
from holdfast.core.booking import State
from holdfast.data import models
from tests.browser.walk import Walk
from tests.cast import NOW, Cast

pytestmark = pytest.mark.browser
Open = Callable[..., BrowserContext]


def _choose(page: Page, *, who: str = "Anyone", day: str = "Monday 23 November", clock: str = "10:00") -> None:
    page.goto("/salon")
    page.get_by_role("link", name="Cut").click()
    page.get_by_role("link", name=who).click()
    expect(page.get_by_role("link", name=who)).to_have_attribute("aria-current", "true")
    page.get_by_role("table").get_by_role("link", name=day).click()
    expect(page.locator("#times-title")).to_have_text(day)
    page.get_by_role("link", name=clock, exact=True).click()


def _type(page: Page, name: str, email: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("E-mail address").fill(email)


def _book(page: Page, **choice: str) -> None:
    _choose(page, **choice)
    _type(page, "Dora Dias", "dora@example.org")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Confirm booking").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are booked")


def test_a_phone_without_javascript_books_and_cancels(salon: Cast, open_browser: Open) -> None:
    page = open_browser(java_script_enabled=False).new_page()
    _choose(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your name")
    page.get_by_role("link", name="Enter your name").click()
    _type(page, "Dora Dias", "dora@example.org")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Held for you until")).to_be_visible()
    page.get_by_role("button", name="More time").click()
    page.get_by_role("button", name="Confirm booking").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are booked")
    booking = models.Booking.objects.get()
    assert booking.state == State.CONFIRMED
    expect(page.get_by_text(booking.ref)).to_be_visible()
    page.get_by_role("link", name="Cancel booking").click()
    assert models.Booking.objects.get().state == State.CONFIRMED
    page.get_by_role("button", name="Cancel booking").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This booking is cancelled")
    assert models.Booking.objects.get().state == State.CANCELLED
    assert page.context.cookies() == []


def test_of_two_who_want_one_time_the_second_is_told_kindly(salon: Cast, open_browser: Open) -> None:
    first, second = open_browser().new_page(), open_browser().new_page()
    for page in (first, second):
        _choose(page, who="Anna")
    _type(second, "Emil Eco", "emil@example.org")
    second.get_by_label("Anything we should know?").fill("One\nTwo")
    _type(first, "Dora Dias", "dora@example.org")
    first.get_by_role("button", name="Continue").click()
    expect(first.get_by_role("button", name="Confirm booking")).to_be_visible()
    second.get_by_role("button", name="Continue").click()
    expect(second.get_by_role("alert")).to_contain_text("This time was just booked.")
    expect(second.get_by_label("Name")).to_have_value("Emil Eco")
    expect(second.get_by_label("Anything we should know?")).to_have_value("One\nTwo")
    second.get_by_role("button", name="Monday 23 November").first.click()
    second.get_by_role("button", name="Confirm booking").click()
    first.get_by_role("button", name="Confirm booking").click()
    for page in (first, second):
        expect(page.get_by_role("heading", level=1)).to_have_text("You are booked")
    starts = models.Booking.objects.filter(state=State.CONFIRMED).values_list("starts_at", flat=True)
    assert len(set(starts)) == 2


def test_a_booking_is_moved_to_another_day(salon: Cast, open_browser: Open) -> None:
    page = open_browser().new_page()
    _book(page, who="Anna")
    page.get_by_role("link", name="Move to another time").click()
    page.get_by_role("table").get_by_role("link", name="Tuesday 24 November").click()
    expect(page.locator("#times-title")).to_have_text("Tuesday 24 November")
    page.get_by_role("link", name="11:00", exact=True).click()
    expect(page.locator(".summary")).to_contain_text("Tuesday 24 November 2026")
    expect(page.locator(".summary")).to_contain_text("11:00–11:30")
    page.get_by_role("button", name="Move my booking").click()
    expect(page.locator(".summary")).to_contain_text("Tuesday 24 November 2026")
    expect(page.locator(".summary")).to_contain_text("11:00–11:30")
    assert models.Booking.objects.get().local_start == "2026-11-24T11:00:00"


def test_a_visitor_elsewhere_sees_their_own_time_beside(salon: Cast, open_browser: Open) -> None:
    page = open_browser(timezone_id="Asia/Tokyo").new_page()
    page.goto("/salon/cut")
    expect(page.get_by_text("Your own time stands below it.")).to_be_visible()
    page.get_by_role("link", name="10:00 19:00", exact=True).click()
    expect(page.get_by_text("That is 19:00 where you are")).to_be_visible()
    _type(page, "Dora Dias", "dora@example.org")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("[data-left]")).to_contain_text(" left")


def test_a_hold_that_lapses_while_somebody_types_is_taken_again(salon: Cast, open_browser: Open) -> None:
    page = open_browser().new_page()
    hold = Walk(page).hold()
    page.get_by_role("link", name="Change details").click()
    Walk(page).type("Dora Dias-Eco")
    models.Booking.objects.update(deadline_at=NOW - timedelta(minutes=5))
    lapse_overdue(now=NOW, organisation_id=salon.id)
    page.get_by_role("button", name="Keep these details").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your time is not held any longer")
    page.locator(".nearest button").first.click()
    expect(page.get_by_text("Held for you until")).to_be_visible()
    assert page.url != hold
    page.get_by_role("button", name="Confirm booking").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are booked")
    assert models.Booking.objects.filter(state=State.CONFIRMED).count() == 1


def test_a_hold_is_extended_and_outlives_its_tab(salon: Cast, open_browser: Open) -> None:
    context = open_browser()
    page = context.new_page()
    hold = Walk(page).hold()
    models.Booking.objects.update(deadline_at=NOW + timedelta(seconds=90))
    page.reload()
    expect(page.locator(".holding.is-short")).to_be_visible()
    page.get_by_role("button", name="More time").click()
    expect(page.locator(".holding.is-short")).to_have_count(0)
    page.close()
    again = context.new_page()
    again.goto(hold)
    Walk(again).confirm()
    assert models.Booking.objects.get().state == State.CONFIRMED


def test_without_a_connection_a_form_waits_and_keeps_what_was_typed(salon: Cast, open_browser: Open) -> None:
    context = open_browser()
    page = context.new_page()
    Walk(page).choose()
    Walk(page).type()
    context.set_offline(True)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("There is no connection.")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Dora Dias")
    assert not models.Booking.objects.exists()
    context.set_offline(False)
    expect(page.get_by_text("There is no connection.")).to_have_count(0)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".holding")).to_be_visible()


def test_a_lost_connection_while_choosing_is_said(salon: Cast, open_browser: Open) -> None:
    context = open_browser()
    page = context.new_page()
    page.goto("/salon/cut")
    context.set_offline(True)
    page.locator('a.day[href*="2026-11-25"]').click()
    expect(page.locator(".offline")).to_be_visible()
    context.set_offline(False)
    page.locator('a.day[href*="2026-11-25"]').click()
    expect(page.locator("#times-title")).to_have_text("Wednesday 25 November")


def test_while_times_are_fetched_the_page_says_so_at_once(salon: Cast, open_browser: Open) -> None:
    page = open_browser().new_page()
    page.goto("/salon/cut")
    under_way: list[Route] = []

    def keep(route: Route) -> None:
        under_way.append(route)

    page.route("**/salon/cut?*", keep)
    page.locator('a.day[href*="2026-11-25"]').click()
    expect(page.locator("#choose.htmx-request")).to_be_visible(timeout=100)
    expect(page.locator("a.day.is-waiting")).to_have_text("25")
    under_way[0].continue_()
    expect(page.locator("#times-title")).to_have_text("Wednesday 25 November")


def test_a_refusal_while_choosing_is_a_page_of_its_own(salon: Cast, open_browser: Open) -> None:
    page = open_browser().new_page()
    page.goto("/salon/cut")
    models.Service.objects.filter(slug="cut").update(is_active=False)
    raise_version(salon.scope)
    page.locator('a.day[href*="2026-11-25"]').click()
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here")


def test_the_language_link_keeps_what_was_chosen_in_place(salon: Cast, open_browser: Open) -> None:
    page = open_browser().new_page()
    page.goto("/salon/cut")
    page.locator("#who-anna").click()
    expect(page.locator("#who-anna")).to_have_attribute("aria-current", "true")
    page.locator('a.day[href*="2026-11-25"]').click()
    expect(page.locator("#times-title")).to_have_text("Wednesday 25 November")
    page.get_by_role("link", name="Deutsch").click()
    expect(page.locator("#times-title")).to_have_text("Mittwoch, 25. November")
    expect(page.locator("#who-anna")).to_have_attribute("aria-current", "true")


def test_what_went_wrong_once_is_no_longer_said_when_it_works_again(salon: Cast, open_browser: Open) -> None:
    page = open_browser().new_page()
    page.goto("/salon/cut")
    page.route("**/salon/cut?*", lambda route: route.abort())
    page.locator('a.day[href*="2026-11-25"]').click()
    expect(page.locator(".offline")).to_be_visible()
    page.unroute("**/salon/cut?*")
    page.locator('a.day[href*="2026-11-25"]').click()
    expect(page.locator("#times-title")).to_have_text("Wednesday 25 November")
    expect(page.locator(".offline")).to_be_hidden()


def test_the_bar_of_a_hold_shrinks_in_every_language_and_ends_empty(salon: Cast, open_browser: Open) -> None:
    page = open_browser(locale="de-DE", timezone_id="Asia/Tokyo").new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    hold = Walk(page).hold()
    share = "Number(document.querySelector('.holding').style.getPropertyValue('--left'))"
    assert 0.9 < page.evaluate(share) <= 1
    models.Booking.objects.update(deadline_at=NOW + timedelta(seconds=300))
    page.goto(hold)
    assert 0.4 < page.evaluate(share) <= 0.5
    models.Booking.objects.update(deadline_at=NOW - timedelta(seconds=1))
    page.goto(hold)
    assert page.evaluate(share) == 0
    expect(page.locator(".visitor-time")).to_be_visible()
    assert problems == []
