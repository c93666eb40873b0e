"""Notes that several people write at once: one of them is written, the others are told."""

from collections.abc import Callable
from typing import Any

import pytest

from holdfast.actions import notes
from holdfast.actions.notes import write_desk_notes
from holdfast.data import models
from tests import cast
from tests.cast import NOW, STAFF, Cast
from tests.races.crowd import race, refused, won

pytestmark = pytest.mark.usefixtures("arena")


def _write(salon: Cast, booking: models.Booking, said: str) -> Callable[[], Any]:
    return lambda: write_desk_notes(
        now=NOW, organisation_id=salon.id, booking_id=booking.id, notes=said, was="", actor=STAFF
    )


def _round(salon: Cast, clock: str) -> list[Any]:
    booking = salon.booking(salon.book("cut", clock))
    return race([_write(salon, booking, f"note {number}") for number in range(16)])


def test_of_sixteen_notes_at_once_one_is_written() -> None:
    salon = cast.salon()
    for clock in ("09:00", "10:00", "11:00"):
        results = _round(salon, clock)
        assert len(won(results)) == 1
        assert refused(results) == ["notes_changed"] * 15
    assert models.Journal.objects.filter(kind="notes_written").count() == 3


def test_control_without_the_lock_some_overwrite_others(monkeypatch: pytest.MonkeyPatch) -> None:
    salon = cast.salon()
    monkeypatch.setattr(notes, "lock_bookings", lambda scope, ids: ids)
    assert max(len(won(_round(salon, clock))) for clock in ("09:00", "10:00", "11:00", "12:00")) > 1
