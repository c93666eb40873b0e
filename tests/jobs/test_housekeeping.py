"""When the worker does what, and that it does it."""

from datetime import UTC, datetime, timedelta

from procrastinate.contrib.django import app

from holdfast.data import models
from holdfast.jobs.housekeeping import end_overdue, tidy
from tests import cast
from tests.clock import move_clock
from tests.invariants import assert_sound

START = datetime(2026, 11, 23, 2, 16, 50, tzinfo=UTC)


def _times(name: str, until: datetime) -> list[datetime]:
    """When a task falls due after START, by the library's own reading of its schedule."""
    app.perform_import_paths()
    (task,) = (one for one in app.periodic_registry.periodic_tasks.values() if one.task.name == name)
    schedule = task.croniter
    schedule.set_current(START.timestamp(), force=True)
    found: list[datetime] = []
    while (following := datetime.fromtimestamp(schedule.get_next(float), UTC)) <= until:
        found.append(following)
    return found


def test_what_ran_out_is_ended_every_half_minute() -> None:
    found = _times("holdfast.end_overdue", START + timedelta(seconds=100))
    assert [one.strftime("%M:%S") for one in found] == ["17:00", "17:30", "18:00", "18:30"]


def test_tidying_is_for_the_night() -> None:
    found = _times("holdfast.tidy", START + timedelta(days=1))
    assert [one.strftime("%H:%M:%S") for one in found] == ["02:17:00"]


def test_overdue_holds_end_and_what_was_typed_on_them_is_forgotten(db: None) -> None:
    salon = cast.salon()
    salon.hold("cut")
    models.Basket.objects.update(
        typed_name="Dora", typed_email="dora@example.org", created_at=START - timedelta(days=800)
    )
    move_clock(timedelta(minutes=11))

    end_overdue(timestamp=0)
    assert models.Booking.objects.get().state == "lapsed"
    tidy(timestamp=0)
    assert models.Basket.objects.get().typed_email == ""
    assert_sound()
