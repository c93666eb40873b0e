"""Reading: as many statements for many as for one, and never older than what it is combined with."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdfast.actions.days import add_block, add_closure, set_override
from holdfast.core.opening import Owner, Shift
from holdfast.data import models
from holdfast.queries.availability import list_days, list_slots, next_slots
from holdfast.queries.bookings import booking_views
from holdfast.queries.engine import Wish
from tests import cast
from tests.cast import MONDAY, NOW, STAFF, Cast

ANNA = Owner("resource", "anna")


@pytest.fixture
def salon(db: None) -> Cast:
    return cast.salon()


def _starts(salon: Cast, staff: str = "anna", day: date = MONDAY) -> list[datetime]:
    slots = list_slots(organisation_id=salon.id, wish=Wish("cut", None, staff), first=day, last=day, now=NOW)
    return [slot.starts_at for slot in slots]


def test_a_months_answer_takes_one_statement_once_definitions_are_known(salon: Cast) -> None:
    def ask() -> None:
        list_days(
            organisation_id=salon.id,
            wish=Wish("cut"),
            first=MONDAY,
            last=MONDAY + timedelta(days=30),
            now=NOW,
        )

    ask()
    with CaptureQueriesContext(
        connection,
    ) as empty:
        ask()
    for clock in ("09:00", "10:00", "11:00", "12:00"):
        salon.book("cut", clock)
    with CaptureQueriesContext(connection) as busy:
        ask()
    assert (len(empty), len(busy)) == (1, 1)


def test_views_of_bookings_take_as_many_statements_for_many_as_for_one(salon: Cast) -> None:
    for clock in ("09:00", "10:00", "11:00", "12:00"):
        salon.book("cut", clock)
    rows = models.Booking.objects.order_by("id")
    with CaptureQueriesContext(connection) as one:
        booking_views(salon.id, rows[:1])
    with CaptureQueriesContext(connection) as many:
        assert len(booking_views(salon.id, rows)) == 4
    assert len(one) == len(many)


def test_a_change_of_definitions_is_seen_at_once(salon: Cast) -> None:
    assert _starts(salon)
    add_closure(now=NOW, organisation_id=salon.id, owner=ANNA, first_date=MONDAY, last_date=MONDAY, actor=STAFF)
    assert not _starts(salon)
    assert _starts(salon, "ben")


def test_an_override_replaces_the_hours_of_its_date(salon: Cast) -> None:
    for shifts in ([Shift(time(20), time(21))], [Shift(time(12), time(13))]):
        set_override(now=NOW, organisation_id=salon.id, owner=ANNA, day=MONDAY, shifts=shifts, actor=STAFF)
    assert _starts(salon) == [datetime(2026, 11, 23, 12, minute, tzinfo=UTC) for minute in (0, 15, 30)]


def test_a_block_is_busy_time(salon: Cast) -> None:
    add_block(
        now=NOW,
        organisation_id=salon.id,
        resource_slug="anna",
        starts_at=salon.at("09:00"),
        ends_at=salon.at("16:30"),
        actor=STAFF,
    )
    assert _starts(salon) == [salon.at("16:30")]


def test_public_holidays_close_a_place_that_keeps_them(salon: Cast) -> None:
    christmas = date(2026, 12, 25)
    assert _starts(salon, day=christmas)
    models.Location.objects.update(holiday_country="PT")
    models.Organisation.objects.update(definitions_version=99)
    assert not _starts(salon, day=christmas)


def test_the_next_free_time_is_found_past_days_without_any(salon: Cast) -> None:
    add_closure(
        now=NOW,
        organisation_id=salon.id,
        owner=ANNA,
        first_date=MONDAY,
        last_date=MONDAY + timedelta(days=40),
        actor=STAFF,
    )
    found = next_slots(organisation_id=salon.id, wish=Wish("cut", None, "anna"), after=NOW, now=NOW)
    assert found[0].starts_at == salon.at("09:00", MONDAY + timedelta(days=42))
