"""Sixteen people want one time."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection

from holdfast.core.refusal import Refusal
from holdfast.queries.availability import list_slots
from holdfast.queries.engine import Wish
from tests import cast
from tests.cast import MONDAY, NOW, Cast
from tests.invariants import broken
from tests.races.crowd import guard_off, race, refused, won

CROWD = 16
pytestmark = pytest.mark.usefixtures("arena")


def _wants(at: Cast, service: str, clock: str, **wish: Any) -> Callable[[], Any]:
    return lambda: at.hold(service, clock, **wish)


def _slots(day_minutes: range) -> list[str]:
    return [f"{minute // 60:02}:{minute % 60:02}" for minute in day_minutes]


def test_one_of_sixteen_gets_the_time_and_fifteen_are_told_it_was_taken() -> None:
    salon = cast.salon()
    for clock in _slots(range(9 * 60, 16 * 60, 45)):
        results = race([_wants(salon, "cut", clock, staff="anna")] * CROWD)

        assert len(won(results)) == 1
        assert refused(results) == ["slot_taken"] * (CROWD - 1)


@pytest.mark.control
def test_control_without_the_constraint_the_time_is_sold_twice(server: Any) -> None:
    salon = cast.salon()
    with guard_off(server.owner_url):
        for clock in _slots(range(9 * 60, 16 * 60, 45)):
            race([_wants(salon, "cut", clock, staff="anna")] * CROWD)
        with connection.cursor() as cursor:
            assert "I1 two live claims on a unit overlap" in broken(cursor)


def _is_offered(at: Cast, service: str, clock: str, staff: str) -> bool:
    slots = list_slots(organisation_id=at.id, wish=Wish(service, None, staff), first=MONDAY, last=MONDAY, now=NOW)
    return at.at(clock) in {slot.starts_at for slot in slots}


def _overlapping(salon: Cast, random: Random) -> list[tuple[str, str, str]]:
    starts = _slots(range(10 * 60, 13 * 60, 15))
    return [
        (random.choice(["cut", "colour"]), random.choice(starts), random.choice(["anna", "ben"]))
        for _ in range(CROWD)
    ]


@pytest.mark.parametrize("seed", range(6))
def test_of_overlapping_wishes_none_is_refused_that_a_fresh_look_has_room_for(seed: int) -> None:
    salon = cast.salon()
    wishes = _overlapping(salon, Random(seed))

    results = race([_wants(salon, service, clock, staff=staff) for service, clock, staff in wishes])

    for (service, clock, staff), result in zip(wishes, results, strict=True):
        if isinstance(result, Refusal):
            assert result.code == "slot_taken"
            assert not _is_offered(salon, service, clock, staff)


@pytest.mark.control
def test_control_without_the_constraint_overlapping_wishes_overlap(server: Any) -> None:
    salon = cast.salon()
    with guard_off(server.owner_url):
        for seed in range(6):
            wishes = _overlapping(salon, Random(seed))
            race(
                [
                    _wants(salon, service, clock, staff=staff, day=MONDAY + timedelta(days=seed % 5))
                    for service, clock, staff in wishes
                ]
            )
        with connection.cursor() as cursor:
            assert "I1 two live claims on a unit overlap" in broken(cursor)
