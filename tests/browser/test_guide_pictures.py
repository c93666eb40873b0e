"""The pictures of the guides, taken of the pages they explain; `make pictures` keeps them."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from holdfast.actions.demo import seed_demo
from holdfast.actions.founding import make_start_link
from holdfast.data import models
from holdfast.queries.access import start_token
from tests.browser.album import Album, is_blank, the_same_each_time
from tests.browser.test_pictures import MOMENT, SCREENS, ZONE
from tests.clock import move_clock
from tests.listening import listening

pytestmark = pytest.mark.browser
Open = Callable[..., BrowserContext]
DAY = "2026-11-11"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where pictures go: aside, or into the guides when somebody asks for that."""
    named = os.environ.get("HOLDFAST_GUIDE_PICTURES")
    return Path(named) if named else tmp_path


@pytest.fixture
def address(committed: None) -> Iterator[str]:
    with listening(MOMENT) as where:
        yield where


@pytest.fixture
def demos(address: str) -> Iterator[None]:
    move_clock(MOMENT - datetime.now(UTC))
    seed_demo(now=MOMENT, names=["salon"])
    with the_same_each_time():
        yield


def _desk(open_browser: Open, screen: str) -> Page:
    page = open_browser(**SCREENS[screen], timezone_id=ZONE).new_page()
    page.goto("/accounts/login")
    page.locator("#id_login").fill("anna@salon.example")
    page.locator("#id_password").fill("demo-salon-aurora")
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url("**/desk/salon")
    return page


def _taken(page: Page, album: Album, pages: dict[str, Callable[[], Any]]) -> list[str]:
    """Which of the pictures show next to nothing."""
    blank = []
    for name, lead in pages.items():
        lead()
        page.evaluate("window.scrollTo(0, 0)")
        if is_blank(album.take(page, name)):
            blank.append(name)
    return blank


def test_the_first_ten_minutes_have_their_pictures(demos: None, open_browser: Open, folder: Path) -> None:
    models.Organisation.objects.update(is_demo=True)
    made = make_start_link(now=MOMENT)
    assert made is not None
    page = open_browser(**SCREENS["wide"], timezone_id=ZONE).new_page()

    def begin() -> None:
        page.goto(f"/start/{start_token(*made)}")
        page.get_by_label("What is your business called?").fill("Studio Sol")
        page.get_by_label("Studio").check()

    def arrive() -> None:
        page.get_by_label("Your name").fill("Olga Owner")
        page.get_by_label("Your e-mail address").fill("olga@example.org")
        page.get_by_label("A password").fill("a good long password")
        page.get_by_role("button", name="Go on").click()
        page.wait_for_url("**/start/place")
        page.goto("/desk/studio-sol/start/ready")

    assert _taken(page, Album(folder, "wide"), {"start": begin, "ready": arrive}) == []


def test_the_desk_has_its_pictures(demos: None, open_browser: Open, folder: Path) -> None:
    page = _desk(open_browser, "wide")

    def call() -> None:
        page.goto("/desk/salon/book")
        page.locator("#id_name").press_sequentially("Silva")
        expect(page.locator(".found-one").first).to_be_visible()

    def shorten() -> None:
        page.goto("/desk/salon/hours/resource/anna/closures/new")
        page.locator("[name=first_date]").fill(DAY)
        page.locator("[name=last_date]").fill(DAY)
        page.locator("main form button[type=submit]").first.click()
        expect(page.get_by_role("button", name="Change it all the same")).to_be_visible()

    pages: dict[str, Callable[[], Any]] = {
        "agenda": lambda: page.goto(f"/desk/salon?date={DAY}"),
        "booking": lambda: page.goto(_first_booking(page)),
        "telephone": call,
        "hours": lambda: page.goto(f"/desk/salon/hours/resource/anna?week={DAY}"),
        "warning": shorten,
        "service": lambda: page.goto("/desk/salon/services/cut"),
        "people": lambda: page.goto("/desk/salon/people"),
    }
    assert _taken(page, Album(folder, "wide"), pages) == []


def _first_booking(page: Page) -> str:
    page.goto(f"/desk/salon?date={DAY}&view=list")
    return str(page.locator('.entries a[href*="/bookings/"]').first.get_attribute("href"))


def test_the_agenda_on_a_phone_has_its_picture(demos: None, open_browser: Open, folder: Path) -> None:
    page = _desk(open_browser, "phone")
    lead = {"agenda": lambda: page.goto(f"/desk/salon?date={DAY}")}
    assert _taken(page, Album(folder, "phone"), lead) == []
