"""Getting to the desk in a browser, and what must be right on each of its pages."""

from playwright.sync_api import BrowserContext, Page

from holdfast.actions.staff import create_user
from tests.browser.test_states import _SMALL, _TOO_WIDE, _axe, _outline
from tests.cast import NOW

PASSWORD = "a good long password"


def log_in(
    context: BrowserContext, organisation: str, role: str = "front_desk", resource: str | None = None
) -> Page:
    """A page of somebody who has just logged in."""
    create_user(
        now=NOW,
        organisation_slug=organisation,
        email="desk@example.org",
        name="Wilma Who",
        password=PASSWORD,
        role=role,
        resource_slug=resource,
    )
    page = context.new_page()
    page.goto("/desk")
    page.locator("#id_login").fill("desk@example.org")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"**/desk/{organisation}")
    return page


def wrong_with(page: Page) -> list[str]:
    """What axe finds, what is wrong with the headings, what is too small to be hit, what is too wide."""
    too_wide = ["wider than the window"] if page.evaluate(_TOO_WIDE) else []
    small = [f"too small: {one}" for one in page.evaluate(_SMALL)]
    return [*_axe(page), *_outline(page), *small, *too_wide]
