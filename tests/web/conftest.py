"""A salon and a clinic in a frozen moment, and a visitor who fills in the forms the pages show."""

from collections.abc import Iterator
from datetime import UTC, datetime
from unittest.mock import patch

import pytest
from django.core.cache import cache

from tests import cast
from tests.cast import NOW, Cast
from tests.clock import move_clock
from tests.invariants import assert_sound
from tests.web.visitor import Visitor


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    with patch("django.utils.timezone.now", return_value=NOW):
        yield


@pytest.fixture
def salon(db: None) -> Iterator[Cast]:
    cache.clear()
    move_clock(NOW - datetime.now(UTC))
    yield cast.salon()
    assert_sound()


@pytest.fixture
def clinic(db: None) -> Iterator[Cast]:
    cache.clear()
    move_clock(NOW - datetime.now(UTC))
    yield cast.clinic()
    assert_sound()


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()
