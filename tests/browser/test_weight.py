"""What a first visit costs, from a real `holdfast serve`: bytes, requests, and nothing that jumps."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.loading import load, watch
from tests.newcomer.processes import serving

pytestmark = pytest.mark.browser
MOST_BYTES, MOST_SCRIPT, MOST_REQUESTS = 100_000, 30_000, 15


def test_the_first_visit_is_light_and_nothing_jumps(chromium: Browser, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with serving(tmp_path / "home", "--host", "127.0.0.1") as run:
        base = f"http://127.0.0.1:{run.port}"
        for path in ("/", "/salon", "/salon/cut", "/clinic/talk", "/accounts/login", "/salon/none"):
            cost = load(chromium, base + path, slow=False)
            assert cost.bytes < MOST_BYTES, (path, cost)
            assert cost.script < MOST_SCRIPT, (path, cost)
            assert cost.requests <= MOST_REQUESTS, (path, cost)
            assert cost.shift == 0, (path, cost)
        for screen in (PHONE, DESK):
            _choose_and_watch(chromium, base, screen)


def _choose_and_watch(browser: Browser, base: str, screen: dict[str, int]) -> None:
    """Another day keeps the month where it is, also while it is being fetched."""
    page = browser.new_page(viewport=screen)
    watch(page)
    page.goto(f"{base}/salon/cut")
    month = page.locator(".calendar").bounding_box()
    for day in (1, 0):
        page.locator("a.day").nth(day).click()
        expect(page.locator("a.day").nth(day)).to_have_attribute("aria-current", "true")
        now = page.locator(".calendar").bounding_box()
        assert now is not None
        assert month is not None
        assert (now["width"], now["height"]) == (month["width"], month["height"])
    page.close()
