"""Limits of requests a minute."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from holdfast.actions import throttle
from holdfast.actions.throttle import count_request
from holdfast.core.policy import RequestLimits
from holdfast.data import models
from tests import cast
from tests.cast import NOW, Cast


@pytest.fixture
def salon(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    monkeypatch.setattr(throttle, "_untold", throttle._Untold())
    return cast.salon()


def _ask(salon: Cast, client: str = "dora", now: datetime = NOW, per_client: int = 10, in_all: int = 1000) -> int:
    limits = RequestLimits(per_client=per_client, in_all=in_all)
    return count_request(now=now, organisation_id=salon.id, client=client, kind="write", limits=limits)


def test_a_client_past_its_limit_waits_for_the_next_minute(salon: Cast) -> None:
    assert [_ask(salon) for _ in range(10)] == [0] * 10
    assert _ask(salon, now=NOW + timedelta(seconds=20)) == 40
    assert _ask(salon, client="emil") == 0
    assert _ask(salon, now=NOW + timedelta(minutes=1)) == 0


def test_all_clients_together_have_a_limit_too(salon: Cast) -> None:
    for number in range(5):
        assert _ask(salon, client=f"client-{number}", in_all=5) == 0
    assert _ask(salon, client="one-more", in_all=5) == 60


def test_processes_share_what_they_count(salon: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(10):
        _ask(salon)
    monkeypatch.setattr(throttle, "_untold", throttle._Untold())
    assert _ask(salon) == 60


def test_reading_costs_a_statement_only_now_and_then(salon: Cast) -> None:
    for _ in range(100):
        _ask(salon, per_client=1000)
    assert models.Throttle.objects.get(subject="write:dora").used == 100

    for _ in range(49):
        _ask(salon, per_client=1000)
    assert models.Throttle.objects.get(subject="write:dora").used == 100


def test_many_clients_with_one_request_each_are_counted_all_the_same(salon: Cast) -> None:
    waits = [_ask(salon, client=f"client-{number}", per_client=1000, in_all=50) for number in range(80)]
    assert waits[:50] == [0] * 50
    assert waits[55:] == [60] * 25
    # Everybody waits, whoever it was that came past the limit.
    assert _ask(salon, client="client-0", per_client=1000, in_all=50) == 60
