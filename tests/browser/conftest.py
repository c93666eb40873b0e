"""A real Chromium in front of a real server."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests import cast
from tests.browser.chromium import CHROMIUM, FLAGS
from tests.cast import NOW, Cast
from tests.clock import move_clock
from tests.invariants import assert_sound
from tests.listening import listening

PHONE = {"width": 360, "height": 780}
DESK = {"width": 1280, "height": 800}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread; our own queries in it are as synchronous as ever.
    with patch.dict(os.environ, {"DJANGO_ALLOW_ASYNC_UNSAFE": "1"}), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def address(committed: None) -> Iterator[str]:
    """Where the server listens, in a frozen moment."""
    with listening(NOW) as where:
        yield where


@pytest.fixture
def salon(address: str) -> Iterator[Cast]:
    move_clock(NOW - datetime.now(UTC))
    yield cast.salon()
    assert_sound()


@pytest.fixture
def clinic(address: str) -> Iterator[Cast]:
    move_clock(NOW - datetime.now(UTC))
    yield cast.clinic()
    assert_sound()


@pytest.fixture
def open_browser(chromium: Browser, address: str) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a browser of its own, which knows nothing of the others."""
    opened: list[BrowserContext] = []

    def open_one(**options: Any) -> BrowserContext:
        settings = {"base_url": address, "viewport": PHONE, "locale": "en-GB", **options}
        context = chromium.new_context(**settings)
        context.set_default_timeout(10_000)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()
