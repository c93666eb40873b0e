"""A small stampede through HTTP; `make stampede` is the large one."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.races.crowd import guard_off
from tests.stampede.arena import Arena, arena
from tests.stampede.crowd import Stampede
from tests.stampede.variants import VARIANTS, one_slot

ATTEMPTS = {"one slot": 600, "one key, 100 at once": 200}


@pytest.fixture(scope="module")
def stormed() -> Iterator[Arena]:
    with tempfile.TemporaryDirectory(prefix="holdfast-stampede-") as folder:
        Path(folder).chmod(0o755)
        with arena(Path(folder) / "home") as made:
            yield made


@pytest.mark.parametrize(("name", "variant"), VARIANTS, ids=[name for name, _ in VARIANTS])
def test_a_crowd_gets_exactly_what_there_is(
    stormed: Arena, name: str, variant: Callable[[Arena, int], Stampede]
) -> None:
    attempts = ATTEMPTS.get(name, 300)

    seen = variant(stormed, attempts)

    assert len(seen.answers) == attempts


@pytest.mark.control
def test_control_without_the_constraint_the_crowd_gets_more_than_there_is(stormed: Arena) -> None:
    with guard_off(stormed.owner_url):
        for number in range(20, 25):
            try:
                one_slot(stormed, 64, number)
            except AssertionError:
                return
    pytest.fail("sold once each time, so this crowd would not have found a missing guard")
