"""Caps under a crowd: of a resource over a week, of a service over a month, of one customer."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import product
from typing import Any

import psycopg
import pytest

from holdfast.actions import _counters
from holdfast.actions._definitions import raise_version
from holdfast.core.contact import Contact
from holdfast.data import models
from tests import cast
from tests.cast import DORA, MONDAY, Cast
from tests.races.crowd import race, refused, won

pytestmark = pytest.mark.usefixtures("arena")
CLOCKS = ("09:00", "10:00", "11:00", "13:00", "14:00")
WEEK = [MONDAY + timedelta(days=day) for day in range(5)]


@contextmanager
def counters_unguarded(owner_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Counters that count and refuse nothing: what would happen if caps were only looked at before."""
    unguarded = _counters._APPLY.replace(
        "WHERE excluded.used = 0 OR holdfast_counter.used + excluded.used BETWEEN 0 AND excluded.cap", ""
    )
    assert unguarded != _counters._APPLY
    monkeypatch.setattr(_counters, "_APPLY", unguarded)
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute("ALTER TABLE holdfast_counter DROP CONSTRAINT counter_within_cap")
        try:
            yield
        finally:
            owner.execute("DELETE FROM holdfast_counterclaim")
            owner.execute("DELETE FROM holdfast_counter")
            owner.execute(
                """ALTER TABLE holdfast_counter
                ADD CONSTRAINT counter_within_cap CHECK (used >= 0 AND used <= cap)"""
            )


def _capped(at: Cast, model: type[Any], slug: str, **caps: int) -> None:
    at.scope.of(model).filter(slug=slug).update(**caps)
    raise_version(at.scope)


def _wants(at: Cast, staff: str) -> list[Any]:
    """Twenty-five people, each another time of the week, and none held up by a client's counter of holds."""
    return race(
        [
            lambda day=day, clock=clock: at.hold("cut", clock, day=day, staff=staff, client=f"{day}{clock}")
            for day, clock in product(WEEK, CLOCKS)
        ]
    )


def test_a_resource_has_no_more_bookings_in_a_week_than_its_cap() -> None:
    salon = cast.salon()
    _capped(salon, models.Resource, "anna", weekly_cap=7)

    results = _wants(salon, "anna")

    assert len(won(results)) == 7
    assert set(refused(results)) == {"slot_taken"}
    assert len(won(_wants(salon, "ben"))) == 25


@pytest.mark.control
def test_control_caps_that_are_only_looked_at_are_passed(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    salon = cast.salon()
    _capped(salon, models.Resource, "anna", weekly_cap=7)
    with counters_unguarded(server.owner_url, monkeypatch):
        assert len(won(_wants(salon, "anna"))) > 7


def test_caps_of_day_week_and_month_hold_at_once() -> None:
    salon = cast.salon()
    _capped(salon, models.Service, "cut", daily_cap=2, weekly_cap=6, monthly_cap=8)

    first = _wants(salon, "anna")
    following = race(
        [
            lambda day=day: salon.hold("cut", "09:00", day=day + timedelta(days=7), staff="ben")
            for day in WEEK
            for _ in range(3)
        ]
    )

    assert len(won(first)) == 6
    by_day = [len(won(first[number : number + 5])) for number in range(0, 25, 5)]
    assert max(by_day) <= 2
    # The week after begins on the 30th of November: one day of the old month, four of the new.
    assert 4 <= len(won(following)) <= 5


def _confirm_at_once(salon: Cast) -> list[Any]:
    """One customer, writing the address as it comes, confirms twelve holds at once."""
    holds = [salon.hold("cut", clock, day=day) for day, clock in product(WEEK[:4], CLOCKS[:3])]
    contacts = [
        Contact(f"Dora {number}", DORA.email.upper() if number % 2 else DORA.email) for number in range(12)
    ]
    return race(
        [
            lambda hold=hold, contact=contact: salon.confirm(hold, contact)
            for hold, contact in zip(holds, contacts, strict=True)
        ]
    )


def test_a_customer_has_no_more_bookings_in_a_week_than_one_may() -> None:
    salon = cast.salon()
    _capped(salon, models.Service, "cut", customer_weekly_cap=3)

    results = _confirm_at_once(salon)

    assert len(won(results)) == 3
    assert refused(results) == ["limit_reached"] * 9
    assert salon.scope.of(models.Booking).filter(state="held").count() == 9


def test_a_customer_has_no_more_bookings_in_the_whole_business_than_one_may() -> None:
    salon = cast.salon()
    models.Organisation.objects.filter(id=salon.id).update(customer_monthly_cap=2)
    raise_version(salon.scope)

    assert len(won(_confirm_at_once(salon))) == 2


@pytest.mark.control
def test_control_a_customer_who_is_only_counted_gets_more(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    salon = cast.salon()
    _capped(salon, models.Service, "cut", customer_weekly_cap=3)
    with counters_unguarded(server.owner_url, monkeypatch):
        assert len(won(_confirm_at_once(salon))) > 3
