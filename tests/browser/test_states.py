"""Every page in every state: axe finds nothing, it fits, it can be hit, and a reader aloud can find the way."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from holdfast.data import models
from tests.browser.conftest import DESK, PHONE
from tests.browser.states import LONG, states
from tests.cast import Cast
from tests.languages import with_arabic

pytestmark = pytest.mark.browser
Open = Callable[..., BrowserContext]

# WCAG 2.2, levels A and AA; best practices (landmarks, headings) are held as well.
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_LEAST_TARGET = 24
_SMALL = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), textarea, select')]
  .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.closest('.hidden, .skip'))
  .filter(one => !(one.tagName === 'A' && getComputedStyle(one).display === 'inline' && one.closest('p, li')))
  .map(one => [one.outerHTML.slice(0, 120), one.getBoundingClientRect()])
  .filter(([, box]) => box.width < LEAST || box.height < LEAST).map(([html]) => html)""".replace(
    "LEAST", str(_LEAST_TARGET)
)
_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
_OUTLINE = """() => ({
  headings: [...document.querySelectorAll('h1, h2, h3, h4')].map(one => Number(one.tagName[1])),
  landmarks: ['header', 'main', 'footer'].filter(name => document.querySelectorAll(`body > ${name}`).length === 1),
  title: document.title,
  unnamed: [...document.querySelectorAll('nav:not([aria-label]):not([aria-labelledby])')].length,
})"""


@pytest.fixture(autouse=True)
def _arabic() -> Iterator[None]:
    with with_arabic():
        yield


def _axe(page: Page) -> list[str]:
    found: dict[str, Any] = Axe().run(page, options={"runOnly": _RULES, "resultTypes": ["violations"]}).response
    return [
        f"{violation['id']}: {node['target']} {node['html'][:160]} {node['failureSummary'][:300]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def _outline(page: Page) -> list[str]:
    """What is wrong with headings and landmarks."""
    found = page.evaluate(_OUTLINE)
    levels = found["headings"]
    wrong = []
    if levels[:1] != [1] or levels.count(1) != 1:
        wrong.append(f"headings begin {levels[:3]}")
    wrong += [f"h{one} after h{other}" for other, one in pairwise(levels) if one > other + 1]
    if found["landmarks"] != ["header", "main", "footer"]:
        wrong.append(f"landmarks {found['landmarks']}")
    if not found["title"].strip() or found["unnamed"]:
        wrong.append("no title, or navigation without a name")
    return wrong


@pytest.mark.parametrize(
    ("screen", "scheme", "language"),
    [
        (PHONE, "light", "en-GB"),
        (DESK, "dark", "en-GB"),
        (PHONE, "dark", "de-DE"),
        (DESK, "light", "de-DE"),
        (PHONE, "light", "ar"),
        (DESK, "dark", "ar"),
    ],
    ids=["phone-light-en", "desk-dark-en", "phone-dark-de", "desk-light-de", "phone-light-ar", "desk-dark-ar"],
)
def test_nothing_is_in_anybodys_way(
    salon: Cast, clinic: Cast, open_browser: Open, screen: Any, scheme: str, language: str
) -> None:
    page = open_browser(viewport=screen, color_scheme=scheme, locale=language, reduced_motion="reduce").new_page()
    problems: list[str] = []
    for name in states(page, salon, clinic):
        problems += [f"{name}: {one}" for one in (*_axe(page), *_outline(page))]
        problems += [f"{name}: small target {one}" for one in page.evaluate(_SMALL)]
        if page.evaluate(_TOO_WIDE):
            problems.append(f"{name}: too wide")
    assert problems == []


@pytest.mark.parametrize("language", ["en-GB", "de-DE", "ar"])
def test_every_page_fits_320_pixels_as_at_400_percent(
    salon: Cast, clinic: Cast, open_browser: Open, language: str
) -> None:
    # 1280 pixels at 400 % are 320 pixels of CSS, and 256 high (WCAG 2.2, 1.4.10).
    models.Organisation.objects.filter(id=salon.id).update(name=LONG, phone="+4930123456789")
    page = open_browser(viewport={"width": 320, "height": 256}, locale=language).new_page()
    wide = [name for name in states(page, salon, clinic) if page.evaluate(_TOO_WIDE)]
    assert wide == []


def test_control_axe_finds_what_is_wrong(salon: Cast, open_browser: Open) -> None:
    page = open_browser().new_page()
    page.goto("/salon/cut")
    page.evaluate("document.querySelector('.facts').style.color = '#eeeeee'")
    page.evaluate("document.querySelector('a.slot').style.height = '9px'")
    page.evaluate("document.querySelector('a.slot').style.minHeight = '9px'")
    page.evaluate("document.querySelector('h2').outerHTML = '<h4>Deep</h4>'")
    assert any("color-contrast" in one for one in _axe(page))
    assert page.evaluate(_SMALL)
    assert any("h4 after h1" in one for one in _outline(page))
