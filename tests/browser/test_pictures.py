"""Each step of a customer's way has its picture, in the demonstrations; `make pictures` keeps them for docs."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from holdfast.actions.demo import seed_demo
from holdfast.data import models
from tests.browser.album import Album, is_blank, the_same_each_time
from tests.browser.conftest import DESK, PHONE
from tests.browser.walk import CONTINUE, Walk
from tests.clock import move_clock
from tests.invariants import assert_sound
from tests.languages import with_arabic
from tests.listening import listening

pytestmark = pytest.mark.browser
Open = Callable[..., BrowserContext]

# Early in a month, so that its pictures show days to come.
MOMENT = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
ZONE = "Europe/Lisbon"
# A picture of a phone is shown small, on screens of any density.
SCREENS: dict[str, dict[str, Any]] = {
    "phone": {"viewport": PHONE, "device_scale_factor": 2},
    "wide": {"viewport": DESK},
}
CUT = 'a.card[href^="/salon/cut"]'
WEDNESDAY, THURSDAY = 'a.day[href*="date=2026-11-11"]', 'a.day[href*="date=2026-11-12"]'
STEPS = ["business", "times", "day", "details", "held", "booked", "moving"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where pictures go: aside, or into the documentation when somebody asks for that."""
    named = os.environ.get("HOLDFAST_PICTURES")
    return Path(named) if named else tmp_path


@pytest.fixture
def address(committed: None) -> Iterator[str]:
    """Where the server listens, in that moment."""
    with listening(MOMENT) as where:
        yield where


@pytest.fixture
def demos(address: str) -> Iterator[None]:
    move_clock(MOMENT - datetime.now(UTC))
    seed_demo(now=MOMENT)
    with the_same_each_time():
        yield
    assert_sound()


@pytest.mark.parametrize("screen", SCREENS)
def test_each_step_has_its_picture(demos: None, open_browser: Open, folder: Path, screen: str) -> None:
    page = open_browser(**SCREENS[screen], timezone_id=ZONE).new_page()
    album = Album(folder, screen)
    taken = [album.take(page, step) for step in _steps(page)]
    assert [one.name for one in taken] == [f"{screen}-{step}.png" for step in STEPS]
    assert [one.name for one in taken if is_blank(one)] == []


def _steps(page: Page) -> Iterator[str]:
    page.goto("/salon")
    yield "business"
    page.locator(CUT).click()
    page.locator("#who-anna").click()
    expect(page.locator("#who-anna")).to_have_attribute("aria-current", "true")
    _rest(page)
    page.evaluate("window.scrollTo(0, 0)")
    yield "times"
    _choose_day(page, WEDNESDAY)
    page.locator(".picker").evaluate("one => one.scrollIntoView()")
    yield "day"
    page.locator(".times a.slot").nth(2).click()
    Walk(page).type()
    page.evaluate("document.activeElement.blur(), window.scrollTo(0, 0)")
    yield "details"
    page.locator(CONTINUE).click()
    _stop_the_countdown(page)
    yield "held"
    page.clock.resume()
    Walk(page).confirm()
    yield "booked"
    page.locator('a[href$="/move"]').click()
    _choose_day(page, THURSDAY)
    page.evaluate("window.scrollTo(0, 0)")
    yield "moving"


def _choose_day(page: Page, day: str) -> None:
    page.locator(day).click()
    expect(page.locator(f'{day}[aria-current="true"]')).to_be_visible()
    _rest(page)


def _rest(page: Page) -> None:
    """What was waited for is there."""
    expect(page.locator(".htmx-request")).to_have_count(0)


def _stop_the_countdown(page: Page) -> None:
    """Opens the page of the hold again, with nine minutes and twelve seconds left, and time standing still."""
    expect(page.locator(".holding")).to_be_visible()
    live = models.Booking.objects.filter(state="held")
    live.update(deadline_at=MOMENT + timedelta(minutes=9, seconds=12))
    page.clock.install(time=MOMENT)
    page.clock.pause_at(MOMENT + timedelta(seconds=1))
    page.reload()
    expect(page.locator("[data-left]")).to_be_visible()


def test_being_too_late_has_its_picture(demos: None, open_browser: Open, folder: Path) -> None:
    page, other = (open_browser(**SCREENS["phone"], timezone_id=ZONE).new_page() for _ in range(2))
    for one in (page, other):
        one.goto("/salon/cut?staff=anna&date=2026-11-12&time=11%3A00")
        Walk(one).type()
    other.locator(CONTINUE).click()
    expect(other.locator(".holding")).to_be_visible()
    page.locator(CONTINUE).click()
    expect(page.locator(".nearest")).to_be_visible()
    page.evaluate("window.scrollTo(0, 0)")
    assert not is_blank(Album(folder, "phone").take(page, "too-late"))


def test_other_places_languages_and_the_dark_have_theirs(demos: None, open_browser: Open, folder: Path) -> None:
    times = "/salon/cut?staff=anna&date=2026-11-11"
    with with_arabic():
        taken = [
            _look(open_browser, folder, "phone", "dark", "/clinic/talk?duration=30", color_scheme="dark"),
            _look(open_browser, folder, "wide", "dark", "/clinic/talk?duration=30", color_scheme="dark"),
            _look(open_browser, folder, "wide", "german-gone", f"{times}&time=11%3A00", locale="de-DE"),
            _look(open_browser, folder, "wide", "right-to-left", times, locale="ar"),
        ]
    assert [one.name for one in taken if is_blank(one)] == []


def _look(open_browser: Open, folder: Path, screen: str, name: str, url: str, **visitor: Any) -> Path:
    page = open_browser(**SCREENS[screen], timezone_id=ZONE, **visitor).new_page()
    page.goto(url)
    return Album(folder, screen).take(page, name)


def test_control_a_page_that_shows_nothing_is_noticed(open_browser: Open, tmp_path: Path) -> None:
    page = open_browser(**SCREENS["phone"]).new_page()
    page.set_content("<p>Loading</p>")
    assert is_blank(Album(tmp_path, "phone").take(page, "nothing"))
