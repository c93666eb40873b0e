"""The agenda in a real browser: in columns, live, printed, at a desk and on a phone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from holdfast.actions.bookings import check_in_booking
from holdfast.core.contact import Contact
from holdfast.data import models
from tests.browser.conftest import DESK, PHONE
from tests.browser.desk import log_in, wrong_with
from tests.cast import MONDAY, STAFF, Cast

pytestmark = pytest.mark.browser
DAY = "/desk/salon?date=2026-11-23"
LONG = "Wilhelmina Aleksandrowna von der Hohenburg-Schwarzenfels Jr."
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


def _full_day(salon: Cast) -> None:
    """Everything that a day can have."""
    salon.confirm(salon.hold("cut", "09:00", staff="anna"), Contact(LONG, "w@example.org"))
    here = salon.booking(salon.book("cut", "10:00", staff="anna"))
    check_in_booking(
        now=salon.at("10:00") - timedelta(minutes=5), organisation_id=salon.id, booking_id=here.id, actor=STAFF
    )
    salon.book("colour", "11:00", staff="anna")
    salon.hold("cut", "14:00", staff="ben")
    models.Block.objects.create(
        organisation_id=salon.id,
        resource_id=salon.world.resources["ben"].id,
        during=(salon.at("12:00"), salon.at("13:00")),
        reason="Lunch",
    )


@SIZES
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_full_day_a_week_and_a_list(
    salon: Cast, open_browser: Callable[..., BrowserContext], size: dict[str, int], scheme: str
) -> None:
    _full_day(salon)
    page = log_in(open_browser(viewport=size, color_scheme=scheme), "salon")
    page.goto(DAY)
    anna = page.get_by_role("region", name="Anna")
    expect(anna.get_by_role("link", name=LONG)).to_be_visible()
    expect(page.get_by_role("region", name="Ben").get_by_text("Lunch")).to_be_visible()
    assert wrong_with(page) == []
    for view in ("Week", "List"):
        page.get_by_role("link", name=view, exact=True).click()
        expect(page.get_by_role("link", name=LONG).first).to_be_visible()
        assert wrong_with(page) == []


@SIZES
def test_an_empty_day(salon: Cast, open_browser: Callable[..., BrowserContext], size: dict[str, int]) -> None:
    page = log_in(open_browser(viewport=size), "salon")
    page.goto("/desk/salon?date=2026-11-22")
    expect(page.get_by_text("Nothing is booked on this day.")).to_be_visible()
    assert wrong_with(page) == []


@SIZES
def test_a_request_in_each_view(
    clinic: Cast, open_browser: Callable[..., BrowserContext], size: dict[str, int]
) -> None:
    clinic.book("visit", "10:00")
    page = log_in(open_browser(viewport=size), "clinic")
    for view in ("day", "week", "list"):
        page.goto(f"/desk/clinic?date=2026-11-23&view={view}")
        expect(page.get_by_role("heading", name="1 request waits for your answer")).to_be_visible()
        assert wrong_with(page) == []


def _place(locator: Any) -> dict[str, float]:
    box = locator.bounding_box()
    assert box is not None
    return dict(box)


def test_what_lasts_longer_is_higher_and_what_comes_later_is_lower(
    salon: Cast, open_browser: Callable[..., BrowserContext]
) -> None:
    salon.book("cut", "09:00", staff="anna")
    salon.book("colour", "11:00", staff="ben")
    page = log_in(open_browser(viewport=DESK), "salon")
    page.goto(DAY)
    cut = _place(page.get_by_role("region", name="Anna").get_by_role("link", name="Dora"))
    colour = _place(page.get_by_role("region", name="Ben").get_by_role("link", name="Dora"))
    assert colour["y"] - cut["y"] == pytest.approx(2 * 96, abs=2)
    assert colour["height"] == pytest.approx(3 * cut["height"], rel=0.1)
    assert colour["x"] > cut["x"] + cut["width"]


def test_what_others_book_appears_by_itself_and_disturbs_nothing(
    salon: Cast, open_browser: Callable[..., BrowserContext]
) -> None:
    salon.book("cut", "09:00", staff="anna")
    page = log_in(open_browser(viewport=PHONE), "salon")
    page.goto(DAY)
    link = page.get_by_role("region", name="Anna").get_by_role("link", name="Dora")
    link.focus()
    page.locator("#day-scroll").evaluate("one => { one.scrollLeft = 60; }")
    salon.confirm(salon.hold("cut", "12:00", staff="ben"), Contact("Emil Eco", "emil@example.org"))
    expect(page.get_by_role("link", name="Emil Eco").first).to_be_visible(timeout=6000)
    expect(page.locator("#live-said")).to_have_text("Updated: 1 new booking")
    expect(link).to_be_focused()
    assert page.locator("#day-scroll").evaluate("one => one.scrollLeft") == 60


def test_who_hides_the_page_asks_nothing(salon: Cast, open_browser: Callable[..., BrowserContext]) -> None:
    page = log_in(open_browser(viewport=DESK), "salon")
    page.goto(DAY)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("Object.defineProperty(document, 'hidden', {get: () => true})")
    page.wait_for_timeout(4500)
    assert [url for url in asked if "since=" in url] == []


def test_a_printed_day_is_one_landscape_page(salon: Cast, open_browser: Callable[..., BrowserContext]) -> None:
    _full_day(salon)
    page = log_in(open_browser(viewport=DESK), "salon")
    page.goto(DAY)
    printed = page.pdf(format="A4", landscape=True, prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type/Page\n") <= 1 or b"/Count 1" in printed


def test_without_scripts_nothing_is_missing(salon: Cast, open_browser: Callable[..., BrowserContext]) -> None:
    salon.book("cut", "09:00", staff="anna", day=MONDAY)
    page = log_in(open_browser(viewport=PHONE, java_script_enabled=False), "salon")
    page.goto(DAY)
    page.get_by_label("Who or what").select_option("anna")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("region", name="Anna")).to_be_visible()
    expect(page.get_by_role("region", name="Ben")).to_have_count(0)
    page.get_by_role("link", name="Dora Dias").click()
    expect(page.get_by_role("heading", name="Dora Dias")).to_be_visible()
