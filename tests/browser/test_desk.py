"""The front desk at work."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from holdfast.actions.staff import create_user
from holdfast.core.booking import State
from holdfast.data import models
from tests.cast import NOW, Cast

pytestmark = pytest.mark.browser


def test_the_desk_logs_in_and_answers_a_request(clinic: Cast, open_browser: Callable[..., BrowserContext]) -> None:
    clinic.book("visit")
    create_user(
        now=NOW,
        organisation_slug="clinic",
        email="desk@example.org",
        name="Wilma Who",
        password="a good long password",
        role="front_desk",
    )
    page = open_browser(viewport={"width": 1280, "height": 800}).new_page()
    page.goto("/desk")
    page.get_by_label("E-mail address").fill("desk@example.org")
    page.get_by_label("Password").fill("a good long password")
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("heading", name="1 request waits for your answer")).to_be_visible()
    page.get_by_role("link", name="Dora Dias").first.click()
    expect(page.get_by_text("Waiting for an answer")).to_be_visible()
    page.get_by_role("button", name="Confirm request").click()
    expect(page.get_by_role("status")).to_contain_text("The request is confirmed.")
    assert models.Booking.objects.get().state == State.CONFIRMED
    page.get_by_text("Cancel booking", exact=True).click()
    page.get_by_role("button", name="Yes: Cancel booking").click()
    expect(page.get_by_role("status")).to_contain_text("The booking is cancelled")
    assert models.Booking.objects.get().state == State.CANCELLED
