"""Roles that want the same people, and chains of three roles in every order: all or nothing, and no deadlock."""

from datetime import timedelta
from itertools import permutations
from random import Random
from typing import Any

import pytest
from django.db import connection

from holdfast.data import models
from tests import cast
from tests.cast import ALWAYS, MONDAY, Cast, Need, Offered, Thing
from tests.invariants import broken
from tests.races.crowd import guard_off, race, refused, won

CROWD = 18
pytestmark = pytest.mark.usefixtures("arena")
TRIO = ("ana", "ben", "cleo")


def _studio(people: tuple[str, ...], services: list[Offered]) -> Cast:
    things = [Thing(name, name.title(), "person") for name in people]
    return cast.make("studio", "Europe/Berlin", ALWAYS, things, services)


def _pair() -> Cast:
    """Two roles that either of two people can fill: a pair takes both, whoever does what."""
    roles = [Need("Lead", ("ana", "ben")), Need("Second", ("ben", "ana"))]
    single = Offered("single", "Single", "", 0, [("Work", 60)], [Need("Whoever", ("ana", "ben"))])
    return _studio(("ana", "ben"), [Offered("pair", "Pair", "", 0, [("Work", 60)], roles), single])


def _chains() -> Cast:
    """Three people, each needed in a phase of half an hour; six services name and use them in every order."""
    services = []
    for number, order in enumerate(permutations(TRIO)):
        needs = [Need(f"Step {step}", (name,), phases=(step,)) for step, name in enumerate(order)]
        phases = [("First", 30), ("Second", 30), ("Third", 30)]
        services.append(Offered(f"chain-{number}", f"Chain {number}", "", 0, phases, needs))
    return _studio(TRIO, services)


def test_two_roles_never_share_one_person() -> None:
    pair = _pair()
    for hour in range(6, 18):
        results = race([lambda hour=hour: pair.hold("pair", f"{hour:02}:00")] * CROWD)

        assert len(won(results)) == 1
        assert refused(results) == ["slot_taken"] * (CROWD - 1)
    assert pair.scope.of(models.Allocation).count() == 2 * 12


def test_pairs_and_singles_leave_nobody_half_booked() -> None:
    pair = _pair()
    for hour in range(6, 18):
        services = ["pair", "single", "single"] * (CROWD // 3)
        results = race([lambda one=one, hour=hour: pair.hold(one, f"{hour:02}:00") for one in services])

        taken = [2 if one == "pair" else 1 for one, result in zip(services, results, strict=True) if won([result])]
        assert sum(taken) == 2
        assert set(refused(results)) == {"slot_taken"}


@pytest.mark.control
def test_control_without_the_constraint_a_pair_shares_its_people_with_others(server: Any) -> None:
    pair = _pair()
    with guard_off(server.owner_url):
        for hour in range(6, 18):
            race([lambda hour=hour: pair.hold("pair", f"{hour:02}:00")] * CROWD)
        with connection.cursor() as cursor:
            assert "I1 two live claims on a unit overlap" in broken(cursor)


@pytest.mark.parametrize("seed", range(4))
def test_chains_of_three_in_all_orders_are_booked_whole_or_not_at_all(seed: int) -> None:
    # A deadlock that reached a caller would be no refusal, and would fail the race.
    chains, random = _chains(), Random(seed)
    wishes = [(f"chain-{number % 6}", random.choice(("10:00", "10:30", "11:00"))) for number in range(CROWD)]

    results = race([lambda one=one: chains.hold(*one) for one in wishes])

    assert set(refused(results)) <= {"slot_taken"}
    assert chains.scope.of(models.Allocation).count() == 3 * len(won(results))
    assert won(results)
    for wish, result in zip(wishes, results, strict=True):
        if won([result]):
            continue
        with pytest.raises(type(result)):
            chains.hold(*wish)


@pytest.mark.control
def test_control_without_the_constraint_chains_cross(server: Any) -> None:
    chains = _chains()
    with guard_off(server.owner_url):
        for day in range(5):
            race(
                [
                    lambda number=number, day=day: chains.hold(
                        f"chain-{number % 6}", "10:00", day=MONDAY + timedelta(days=day)
                    )
                    for number in range(CROWD)
                ]
            )
        with connection.cursor() as cursor:
            assert "I1 two live claims on a unit overlap" in broken(cursor)
