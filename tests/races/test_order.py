"""Two resources wanted in opposite order: the sorted claim cannot deadlock."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError

from holdfast.actions import _placing
from holdfast.data.scope import Scope
from tests import cast
from tests.cast import ALWAYS, MONDAY, Cast
from tests.races.crowd import race, refused, won

CROWD = 16
ROUNDS = 12
pytestmark = pytest.mark.usefixtures("arena")


_SLOWLY = "(q.unit + (pg_sleep(0.01) IS NULL)::int)::smallint"


def _duet() -> Cast:
    """Two musicians; one service names them in one order, the other in the other."""
    left, right = cast.Need("Left", ("lea",)), cast.Need("Right", ("max",))
    return cast.make(
        "duet",
        "Europe/Berlin",
        ALWAYS,
        [cast.Thing("lea", "Lea", "person"), cast.Thing("max", "Max", "person")],
        [
            cast.Offered("forth", "Forth", "", 0, [("Play", 60)], [left, right]),
            cast.Offered("back", "Back", "", 0, [("Play", 60)], [right, left]),
        ],
    )


def _round(duet: Cast, number: int) -> list[Any]:
    day = MONDAY + timedelta(days=number)
    return race(
        [lambda service=service: duet.hold(service, "10:00", day=day) for service in ("forth", "back")]
        * (CROWD // 2)
    )


def test_one_gets_both_and_nobody_gets_one_or_a_deadlock() -> None:
    duet = _duet()
    for number in range(ROUNDS):
        results = _round(duet, number)

        assert len(won(results)) == 1
        assert refused(results) == ["slot_taken"] * (CROWD - 1)


@pytest.mark.control
def test_control_claiming_in_any_order_deadlocks(monkeypatch: pytest.MonkeyPatch) -> None:
    deadlocks: list[str] = []
    place_sorted = _placing._PLACE
    # In any order, with a moment between two rows in which another can take what is wanted next.
    slow = place_sorted.replace(
        "SELECT %(org)s::bigint, q.resource, q.unit,", f"SELECT %(org)s::bigint, q.resource, {_SLOWLY},"
    )
    unsorted = slow.replace("ORDER BY q.resource, q.unit, q.a", "ORDER BY random()")
    assert place_sorted != slow != unsorted

    def rows(scope: Scope, sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
        try:
            return send(scope, sql, **parameters)
        except OperationalError as error:
            deadlocks.append(getattr(error.__cause__, "sqlstate", ""))
            raise

    send = Scope.rows
    monkeypatch.setattr(Scope, "rows", rows)
    monkeypatch.setattr(_placing, "_PLACE", unsorted)
    duet = _duet()
    for number in range(ROUNDS):
        _round(duet, number)
        if deadlocks:
            break

    assert "40P01" in deadlocks
