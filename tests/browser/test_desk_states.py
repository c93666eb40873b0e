"""Every page of the desk and of accounts, as the map of routes has them: axe finds nothing, all fits."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from holdfast.data import models
from holdfast.web.access import Access
from tests.browser.conftest import DESK, PHONE
from tests.browser.desk import log_in, wrong_with
from tests.browser.states import LONG
from tests.browser.test_states import _TOO_WIDE
from tests.cast import Cast
from tests.web.routes import page_routes, things

pytestmark = pytest.mark.browser
Open = Callable[..., BrowserContext]

# Pages that end what this visit needs, files, and what only answers scripts.
_LEFT_OUT = ("accounts/logout", "accounts/passkeys/log-in", ".png", "desk/<slug:organisation>/guides/pictures")
_EMPTY = """() => document.querySelectorAll('main form[method=post]').forEach(form => form
  .querySelectorAll('input:not([type=hidden]):not([type=checkbox]):not([type=radio]):not([type=file]), textarea')
  .forEach(field => { field.value = ''; }))"""
_UNFOLD = "() => document.querySelectorAll('main details').forEach(fold => { fold.open = true; })"
_ANOTHER = "button[name=another][value=need]"
_IN_TWO_WAYS = pytest.mark.parametrize(
    ("screen", "scheme", "language"),
    [(DESK, "light", "en-GB"), (PHONE, "dark", "de-DE")],
    ids=["desk-light-en", "phone-dark-de"],
)


def _addresses(salon: Cast) -> dict[str, str]:
    """What is to be looked at, by its route."""
    values = things(
        salon,
        "anna",
        hold="A" * 64,
        manage="A" * 64,
        ref=salon.book("cut", "11:00", staff="anna").ref,
        user="desk@example.org",
    )
    looked_at = (
        route
        for route in page_routes()
        if route.view.access in {Access.STAFF, Access.ACCOUNT}
        and "GET" in route.methods
        and not any(part in route.path for part in _LEFT_OUT)
    )
    found = {route.path: route.filled(values) for route in looked_at}
    day = f"/desk/salon?date={salon.at('10:00').date()}"
    more = {view: f"{day}&view={view}" for view in ("day", "week", "list")}
    asked = f"service=cut&staff=anna&date={salon.at('10:00').date()}"
    more |= {f"why {clock}": f"/desk/salon/why?{asked}&time={clock}" for clock in ("09:00", "11:00", "")}
    return {**found, **more, "search": "/desk/salon/search?q=dora", "nothing found": "/desk/salon/search?q=zzzz"}


def _states(page: Page, salon: Cast) -> Iterator[str]:
    for name, url in _addresses(salon).items():
        page.goto(url)
        yield name
        if "/start/" in url or url.endswith(("/new", "/invite")):
            # A form that says what is wrong with it.
            page.evaluate(_EMPTY)
            page.locator("main form[method=post] button[type=submit]:visible").first.click()
            page.wait_for_load_state()
            yield f"{name}, with mistakes"


def _begin(salon: Cast, open_browser: Open, **visitor: Any) -> Page:
    # Names that make work: long ones, and ones that would be a part of the page.
    models.Organisation.objects.filter(id=salon.id).update(name=LONG)
    salon.book("trial", "14:00", staff="ben")
    models.Customer.objects.update(name='Dora "<b>Dias</b>" & Donaudampfschifffahrtsgesellschaftskapitänswitwe')
    salon.hold("cut", "15:00")
    return log_in(open_browser(reduced_motion="reduce", **visitor), "salon", "owner")


@_IN_TWO_WAYS
def test_nothing_is_in_anybodys_way_at_the_desk(
    salon: Cast, open_browser: Open, screen: Any, scheme: str, language: str
) -> None:
    page = _begin(salon, open_browser, viewport=screen, color_scheme=scheme, locale=language)
    problems = [f"{name}: {one}" for name in _states(page, salon) for one in wrong_with(page)]
    assert problems == []


@_IN_TWO_WAYS
def test_nothing_is_in_anybodys_way_behind_the_folds(
    salon: Cast, open_browser: Open, screen: Any, scheme: str, language: str
) -> None:
    page = _begin(salon, open_browser, viewport=screen, color_scheme=scheme, locale=language)
    organisation = models.Organisation.objects.get(id=salon.id)
    models.Skill.objects.create(organisation=organisation, slug="laser", name="Laser", position=1)
    problems = []
    for form in ("services/cut", "services/new", "resources/anna", "resources/new", "settings"):
        page.goto(f"/desk/salon/{form}")
        if form.startswith("services"):
            with page.expect_navigation():
                page.locator(_ANOTHER).evaluate("button => button.click()")
        page.evaluate(_UNFOLD)
        problems += [f"{form}: {one}" for one in wrong_with(page)]
        with page.expect_navigation():
            page.locator("main form.form .form-end button[type=submit]").first.click()
        page.evaluate(_UNFOLD)
        problems += [f"{form}, sent: {one}" for one in wrong_with(page)]
    assert problems == []


def test_every_page_of_the_desk_fits_320_pixels(salon: Cast, open_browser: Open) -> None:
    page = _begin(salon, open_browser, viewport={"width": 320, "height": 256}, locale="de-DE")
    assert [name for name in _states(page, salon) if page.evaluate(_TOO_WIDE)] == []
