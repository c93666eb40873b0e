"""Pools of like things, and any of many."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection

from holdfast.actions import _seating
from holdfast.core.refusal import Refusal
from holdfast.queries.availability import list_slots
from holdfast.queries.engine import Wish
from tests import cast
from tests.cast import MONDAY, NOW, Cast
from tests.invariants import broken
from tests.races.crowd import guard_off, race, refused, won

pytestmark = pytest.mark.usefixtures("arena")


def _parties(seed: int) -> list[tuple[int, str]]:
    random = Random(seed)
    return [(random.randint(1, 3), random.choice(["10:00", "11:00", "11:30"])) for _ in range(20)]


def _rent(rental: Cast, party: int, clock: str, day: int) -> Callable[[], Any]:
    return lambda: rental.hold(f"tour-{party}", clock, day=MONDAY + timedelta(days=day))


@pytest.mark.parametrize("seed", range(5))
def test_a_pool_of_eight_is_filled_by_parties_and_refused_only_when_too_full(seed: int) -> None:
    rental = cast.rental()
    wishes = _parties(seed)

    results = race([_rent(rental, party, clock, 0) for party, clock in wishes])

    for (party, clock), result in zip(wishes, results, strict=True):
        if isinstance(result, Refusal):
            assert result.code == "slot_taken"
            slots = list_slots(
                organisation_id=rental.id, wish=Wish(f"tour-{party}"), first=MONDAY, last=MONDAY, now=NOW
            )
            assert rental.at(clock) not in {slot.starts_at for slot in slots}


@pytest.mark.control
def test_control_without_the_constraint_more_than_eight_leave(server: Any) -> None:
    rental = cast.rental()
    with guard_off(server.owner_url):
        for day in range(5):
            race([_rent(rental, party, clock, day) for party, clock in _parties(day)])
        with connection.cursor() as cursor:
            assert "I1 two live claims on a unit overlap" in broken(cursor)


def test_fifty_of_sixty_who_want_any_of_fifty_courts_get_one() -> None:
    club = cast.club()

    results = race([lambda: club.hold("game", "10:00")] * 60)

    assert len(won(results)) == 50
    assert refused(results) == ["slot_taken"] * 10


@pytest.mark.control
def test_control_choosing_in_a_fixed_order_refuses_people_while_courts_are_free(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_seating, "_ranked", lambda *looked: [sorted(one) for one in looked[-1].options])
    monkeypatch.setattr(_seating, "_LOCKING_ATTEMPT", 99)
    club = cast.club()

    results = race([lambda: club.hold("game", "10:00")] * 50)

    assert "busy" in refused(results)
