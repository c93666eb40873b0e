"""From an empty folder to a confirmed booking: a real `holdfast serve`, and an owner who just clicks on."""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE
from tests.newcomer.processes import Run, environment, holdfast, serving

pytestmark = [pytest.mark.browser, pytest.mark.newcomer]


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="holdfast-first-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "home"


def _link(said: str) -> str:
    return re.findall(r"Start your own +(\S+)", said)[0]


def _found(page: Page, link: str, business: str) -> None:
    page.goto(link)
    page.get_by_label("What is your business called?").fill(business)
    page.get_by_label("Salon").check()
    page.get_by_label("Your name").fill("Olga Owner")
    page.get_by_label("Your e-mail address").fill("olga@example.org")
    page.get_by_label("A password").fill("a good long password")
    page.get_by_role("button", name="Go on").click()


def _click_on(page: Page) -> None:
    """Through what was filled in, changing nothing."""
    for number in range(1, 5):
        expect(page.get_by_text(f"{number} of 5:")).to_be_visible()
        page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Your page is open")).to_be_visible()


def _book(page: Page) -> None:
    """As a customer would."""
    page.locator("a.slot").first.click()
    page.locator("#name").fill("Dora Dias")
    page.locator("#email").fill("dora@example.org")
    page.locator("form.split button[type=submit]:not([name])").click()
    page.locator('form[action*="/confirm"] button').click()
    expect(page.locator(".outcome .is-good")).to_be_visible()


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_an_owner_with_an_empty_folder_takes_a_booking(chromium: Browser, home: Path, screen: Any) -> None:
    with serving(home) as run:
        context = chromium.new_context(viewport=screen, locale="en-GB", timezone_id="Europe/Lisbon")
        page = context.new_page()
        _found(page, _link(run.said()), "Salon Sol")
        _click_on(page)
        expect(page.locator(".address")).to_have_text(f"http://localhost:{run.port}/salon-sol")
        page.get_by_role("link", name="Book yourself a test").click()
        customer = chromium.new_context(viewport=screen, locale="en-GB").new_page()
        customer.goto(page.url)
        _book(customer)
        ref = customer.locator(".ref strong").first.inner_text()
        page.goto(f"http://localhost:{run.port}/desk/salon-sol/bookings/{ref}")
        expect(page.get_by_role("heading", name="Dora Dias")).to_be_visible()
        _nobody_else(run, customer)
        customer.context.close()
        context.close()
    with serving(home) as run:
        assert "Start your own" not in run.said()


def _nobody_else(run: Run, stranger: Page) -> None:
    """The link has been used; who runs the machine can make another."""
    answer = stranger.goto(_link(run.said()))
    assert answer is not None
    assert answer.status == 410
    new = holdfast("start-link", environment=environment(_home_of(run), PORT=str(run.port)))
    assert new.returncode == 0, new.stderr
    stranger.goto(new.stdout.strip())
    expect(stranger.get_by_label("What is your business called?")).to_be_visible()


def _home_of(run: Run) -> Path:
    return run.output.with_suffix("")
