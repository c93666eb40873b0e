"""Changing what can be booked and when, in a real browser: at a desk and on a phone, by keyboard too."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from holdfast.data import models
from tests.browser.conftest import DESK, PHONE
from tests.browser.desk import log_in, wrong_with
from tests.cast import Cast

pytestmark = pytest.mark.browser
Open = Callable[..., BrowserContext]
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
HOSTILE = "<img src=x onerror=document.title='broken'>" + "W" * 60


def _press_to(page: Page, name: str) -> None:
    """Tab until something of that name is reached."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).innerText")
        if name in (focused or ""):
            return
    raise AssertionError(f"the keyboard does not reach {name}")


@SIZES
def test_closing_a_day_on_which_somebody_comes_shows_whom_it_hurts(
    salon: Cast, open_browser: Open, size: dict[str, int]
) -> None:
    ref = salon.book("cut", "10:00", staff="anna").ref
    page = log_in(open_browser(viewport=size), "salon", "owner")
    page.goto("/desk/salon/hours")
    page.get_by_role("link", name="Anna").click()
    assert wrong_with(page) == []
    page.get_by_role("link", name="Days off").click()
    page.get_by_label("First day").fill("2026-11-23")
    page.get_by_label("Why").fill("Wedding")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="1 booking would be out of place")).to_be_visible()
    expect(page.get_by_role("link", name="Dora Dias")).to_have_attribute("href", f"/desk/salon/bookings/{ref}")
    expect(page.get_by_label("Why")).to_have_value("Wedding")
    assert wrong_with(page) == []
    assert not models.Closure.objects.exists()
    page.get_by_role("button", name="Change it all the same").click()
    expect(page.get_by_text("These days are closed.")).to_be_visible()
    expect(page.get_by_role("row", name="Monday 23 November")).to_contain_text("Wedding")
    assert wrong_with(page) == []
    assert models.Booking.objects.get().state == "confirmed"


def test_enter_in_a_field_never_changes_it_all_the_same(salon: Cast, open_browser: Open) -> None:
    salon.book("cut", "10:00", staff="anna")
    page = log_in(open_browser(viewport=DESK), "salon", "owner")
    page.goto("/desk/salon/hours/resource/anna/closures/new")
    page.get_by_label("First day").fill("2026-11-23")
    for _ in range(2):
        page.get_by_label("Why").press("Enter")
        expect(page.get_by_role("heading", name="1 booking would be out of place")).to_be_visible()
    assert not models.Closure.objects.exists()


def test_a_service_is_made_by_keyboard_alone(salon: Cast, open_browser: Open) -> None:
    page = log_in(open_browser(viewport=DESK), "salon", "owner")
    page.goto("/desk/salon/services/new")
    _press_to(page, "Name")
    page.keyboard.type("Shave")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("20")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("18,50")
    _press_to(page, "Ben")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The service is there; customers see it now.")).to_be_visible()
    expect(page.get_by_text("€18.50")).to_be_visible()


@SIZES
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_page_is_right_also_with_hostile_names(
    salon: Cast, open_browser: Open, size: dict[str, int], scheme: str
) -> None:
    models.Service.objects.filter(slug="cut").update(name=HOSTILE)
    models.Resource.objects.filter(slug="anna").update(name=HOSTILE, about=HOSTILE)
    models.Location.objects.update(name=HOSTILE, holiday_country="PT")
    models.Resource.objects.filter(slug="ben").update(is_active=False)
    models.Service.objects.filter(slug="trial").update(is_active=False)
    models.Organisation.objects.update(definitions_version=50)
    page = log_in(open_browser(viewport=size, color_scheme=scheme), "salon", "owner")
    problems: list[str] = []
    for path in (
        *("hours", "hours/resource/anna", "hours/location/here", "hours/resource/anna/weeks/new"),
        *("hours/resource/anna/closures/new", "hours/resource/anna/dates/new", "hours/resource/anna/blocks/new"),
        *("services", "services/new", "services/cut", "services/colour", "resources", "resources/new"),
        *("resources/anna", "resources/chair-1", "places", "places/new", "places/here", "settings"),
    ):
        page.goto(f"/desk/salon/{path}")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        problems += [f"{path}: {one}" for one in wrong_with(page)]
        assert page.title() != "broken"
    assert problems == []


@SIZES
def test_mistakes_are_said_at_the_top_and_at_their_fields(
    salon: Cast, open_browser: Open, size: dict[str, int]
) -> None:
    page = log_in(open_browser(viewport=size), "salon", "owner")
    page.goto("/desk/salon/services/new")
    page.get_by_label("Name", exact=False).first.fill("Shave")
    page.get_by_role("button", name="Add service").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page.get_by_label("Name", exact=False).first).to_have_value("Shave")
    assert wrong_with(page) == []
    summary.get_by_role("link", name="Price").click()
    expect(page.get_by_label("Price")).to_be_focused()
    page.goto("/desk/salon/hours/resource/anna/weeks/new")
    page.get_by_label("Saturday, opens").first.fill("10:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Say when you close")
    assert wrong_with(page) == []
