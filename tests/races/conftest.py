"""Every race ends with the invariants asked of the whole database, unless the test is a control."""

from collections.abc import Iterator

import pytest

from tests.invariants import assert_sound


@pytest.fixture
def arena(committed: None, request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if request.node.get_closest_marker("control") is None:
        assert_sound()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "races" in item.nodeid:
            item.add_marker(pytest.mark.race)
