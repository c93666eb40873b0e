"""The whole path: on phone and wide screen, by day and night, in three languages, with and without a mouse."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from holdfast.core.booking import State
from holdfast.data import models
from tests.browser.conftest import DESK, PHONE
from tests.browser.walk import CARD, CONFIRM, CONTINUE, DAY, Keyboard, Walk
from tests.cast import Cast
from tests.languages import with_arabic

pytestmark = pytest.mark.browser
Open = Callable[..., BrowserContext]

SCREENS = {"phone": PHONE, "desk": DESK}
LANGUAGES = {"en-GB": "Continue", "de-DE": "Weiter", "ar": "متابعة"}


@pytest.fixture(autouse=True)
def _arabic() -> Iterator[None]:
    with with_arabic():
        yield


def _assert_booked(page: Page) -> None:
    booking = models.Booking.objects.get()
    assert booking.state == State.CONFIRMED
    assert booking.customer is not None
    assert booking.customer.name == "Dora Dias"
    expect(page.locator(".ref strong")).to_have_text(booking.ref)
    assert page.context.cookies() == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_with_javascript(salon: Cast, open_browser: Open, screen: str, scheme: str, language: str) -> None:
    page = open_browser(viewport=SCREENS[screen], color_scheme=scheme, locale=language).new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    walk = Walk(page)
    walk.choose()
    assert page.locator("html").get_attribute("lang") == language.lower()
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    expect(page.locator(CONTINUE)).to_have_text(LANGUAGES[language])
    walk.type()
    page.locator(CONTINUE).click()
    expect(page.locator("[data-left]")).to_be_visible()
    walk.confirm()
    _assert_booked(page)
    assert problems == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
def test_without_javascript(salon: Cast, open_browser: Open, screen: str, language: str) -> None:
    page = open_browser(viewport=SCREENS[screen], locale=language, java_script_enabled=False).new_page()
    walk = Walk(page)
    walk.hold()
    page.locator('form[action*="/extend"] button').click()
    expect(page.locator(".holding")).to_be_visible()
    manage = walk.confirm()
    _assert_booked(page)
    page.goto(f"{manage}/move?date=2026-11-24")
    page.locator(".times a.slot").first.click()
    page.locator("main form button").click()
    assert models.Booking.objects.get().local_start.startswith("2026-11-24")
    page.goto(f"{manage}/cancel")
    page.locator("main form button").click()
    expect(page.locator(".outcome .is-bad")).to_be_visible()
    assert models.Booking.objects.get().state == State.CANCELLED


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
def test_by_the_keyboard_alone(salon: Cast, open_browser: Open, screen: str, language: str) -> None:
    page = open_browser(viewport=SCREENS[screen], locale=language).new_page()
    keyboard = Keyboard(page)
    page.goto("/salon")
    keyboard.to(CARD)
    keyboard.press("Enter")
    expect(page.locator(".picker")).to_be_visible()
    # The month is one stop; it opens on the 23rd, and the arrows go on from there.
    keyboard.to("a.day")
    keyboard.press("ArrowLeft" if language == "ar" else "ArrowRight", "ArrowDown", "ArrowUp", "Home", "Enter")
    expect(page.locator("#times")).to_be_focused()
    assert "date=2026-11-23" in page.url
    keyboard.to(".times a.slot")
    keyboard.press("Enter")
    expect(page.locator("#name")).to_be_visible()
    keyboard.write("#name", "Dora Dias")
    keyboard.write("#email", "dora@example.org")
    keyboard.to(CONTINUE)
    keyboard.press("Enter")
    expect(page.locator(".holding")).to_be_visible()
    keyboard.to('form[action*="/extend"] button')
    with page.expect_navigation():
        keyboard.press("Enter")
    keyboard.to(CONFIRM)
    keyboard.press("Enter")
    expect(page.locator(".outcome .is-good")).to_be_visible()
    _assert_booked(page)


def test_the_month_is_told_and_the_focus_goes_to_the_times(salon: Cast, open_browser: Open) -> None:
    page = open_browser().new_page()
    page.goto("/salon/cut")
    day = page.locator(DAY)
    assert day.get_attribute("aria-label") == "Monday 23 November, 31 times free"
    page.locator('a.day[href*="2026-11-25"]').click()
    expect(page.locator("#said")).to_have_text("Wednesday 25 November, 31 times free")
    expect(page.locator("#times")).to_be_focused()
    page.locator("#next-month").click()
    expect(page.locator("#said")).to_contain_text("December")
    expect(page.locator("#next-month")).to_be_focused()
    page.locator("#who-ben").click()
    expect(page.locator("#who-ben")).to_be_focused()
    expect(page.locator("#who-ben")).to_have_attribute("aria-current", "true")
    assert "staff=ben" in page.url


def test_page_down_and_page_up_turn_the_month(salon: Cast, open_browser: Open) -> None:
    page = open_browser().new_page()
    page.goto("/salon/cut")
    page.locator(DAY).focus()
    page.keyboard.press("PageDown")
    expect(page.locator("#month-title")).to_have_text("December 2026")
    page.locator("a.day").first.focus()
    page.keyboard.press("PageUp")
    expect(page.locator("#month-title")).to_have_text("November 2026")


def test_what_changes_in_place_is_the_same_as_the_page_anew(salon: Cast, open_browser: Open) -> None:
    context = open_browser()
    page, other = context.new_page(), context.new_page()
    page.goto("/salon/cut")
    for click in ("#who-anna", 'a.day[href*="2026-11-26"]', "#next-month", "#who-anyone"):
        with page.expect_response("**/salon/cut**"):
            page.locator(click).click()
        expect(page.locator(".htmx-request")).to_have_count(0)
        other.goto(page.url)
        there, anew = (one.locator("#choose").inner_text() for one in (page, other))
        assert there == anew


def test_back_and_reload_at_every_step(salon: Cast, open_browser: Open) -> None:
    page = open_browser().new_page()
    page.goto("/salon/cut")
    page.locator("#who-anna").click()
    expect(page.locator("#who-anna")).to_have_attribute("aria-current", "true")
    page.locator('a.day[href*="2026-11-25"]').click()
    expect(page.locator("#times-title")).to_have_text("Wednesday 25 November")
    page.go_back()
    expect(page.locator("#times-title")).to_have_text("Monday 23 November")
    expect(page.locator("#who-anna")).to_have_attribute("aria-current", "true")
    page.go_back()
    expect(page.locator("#who-anyone")).to_have_attribute("aria-current", "true")
    page.go_forward()
    page.go_forward()
    expect(page.locator("#times-title")).to_have_text("Wednesday 25 November")
    page.reload()
    expect(page.locator("#times-title")).to_have_text("Wednesday 25 November")
    expect(page.locator("#who-anna")).to_have_attribute("aria-current", "true")
    page.locator(".times a.slot").first.click()
    page.reload()
    expect(page.locator(CONTINUE)).to_be_visible()
    Walk(page).type()
    page.locator(CONTINUE).click()
    expect(page.locator(".holding")).to_be_visible()
    page.go_back()
    expect(page.locator("#name")).to_have_value("Dora Dias")
    page.go_forward()
    page.reload()
    Walk(page).confirm()
    assert models.Booking.objects.count() == 1
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("This is booked already")
    assert models.Booking.objects.count() == 1


def test_an_address_is_shared_at_every_step(salon: Cast, open_browser: Open) -> None:
    mine, theirs = open_browser().new_page(), open_browser().new_page()
    mine.goto("/salon/cut")
    mine.locator("#who-anna").click()
    expect(mine.locator("#who-anna")).to_have_attribute("aria-current", "true")
    mine.locator('a.day[href*="2026-11-25"]').click()
    expect(mine.locator("#times-title")).to_have_text("Wednesday 25 November")
    theirs.goto(mine.url)
    expect(theirs.locator("#times-title")).to_have_text("Wednesday 25 November")
    expect(theirs.locator("#who-anna")).to_have_attribute("aria-current", "true")
    mine.locator(".times a.slot").first.click()
    Walk(mine).type()
    theirs.goto(mine.url)
    expect(theirs.locator("#name")).to_have_value("")
    mine.locator(CONTINUE).click()
    expect(mine.locator(".holding")).to_be_visible()
    theirs.goto(mine.url)
    assert "Dora" not in theirs.content()
    theirs.locator(".split-main a").first.click()
    expect(theirs.locator("#name")).to_have_value("")
    Walk(mine).confirm()
    theirs.goto(mine.url)
    assert "Dora" not in theirs.content()


def test_the_language_is_changed_and_kept_on_the_way(salon: Cast, open_browser: Open) -> None:
    page = open_browser().new_page()
    page.goto("/salon")
    page.get_by_role("link", name="Deutsch").click()
    assert page.locator("html").get_attribute("lang") == "de"
    page.locator(CARD).first.click()
    page.locator(DAY).click()
    page.locator(".times a.slot").first.click()
    Walk(page).type()
    page.locator(CONTINUE).click()
    expect(page.locator(".holding")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "de"
    Walk(page).confirm()
    assert page.locator("html").get_attribute("lang") == "de"
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are booked")
