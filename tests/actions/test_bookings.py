"""The life of a booking after its hold."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from holdfast.actions.bookings import (
    Confirmed,
    IllegalChange,
    SlotTaken,
    TooEarly,
    TooLate,
    approve_booking,
    book,
    cancel_booking,
    check_in_booking,
    complete_booking,
    decline_booking,
    mark_no_show,
)
from holdfast.actions.holds import Line
from holdfast.actions.housekeeping import archive_past, lapse_overdue
from holdfast.actions.moving import reschedule_booking
from holdfast.core.actor import CUSTOMER, Actor
from holdfast.core.booking import LEGAL, State
from holdfast.core.contact import Contact
from holdfast.data import models
from tests import cast
from tests.cast import DORA, MONDAY, NOW, STAFF, Cast
from tests.clock import move_clock
from tests.invariants import assert_sound


@pytest.fixture
def salon(db: None) -> Iterator[Cast]:
    yield cast.salon()
    assert_sound()


@pytest.fixture
def clinic(db: None) -> Iterator[Cast]:
    yield cast.clinic()
    assert_sound()


def _do(what: Callable[..., None], at: Cast, booking: models.Booking, actor: Actor = STAFF, days: int = 0) -> None:
    what(now=NOW + timedelta(days=days), organisation_id=at.id, booking_id=booking.id, actor=actor)


def _book(at: Cast, *lines: Line, contact: Contact = DORA) -> tuple[Confirmed, ...]:
    return book(now=NOW, organisation_id=at.id, lines=lines, contact=contact, actor=CUSTOMER, client="c")


def test_booking_at_once_needs_no_hold(salon: Cast) -> None:
    made = _book(salon, Line("cut", salon.at("10:00"), None, "anna"), Line("colour", salon.at("11:00")))

    assert [one.state for one in made] == ["confirmed", "confirmed"]
    assert models.Counter.objects.count() == 0
    with pytest.raises(SlotTaken):
        _book(salon, Line("cut", salon.at("10:00"), None, "anna"))


def test_booking_at_once_where_each_is_approved_is_a_request(clinic: Cast) -> None:
    made = _book(clinic, Line("visit", clinic.at("10:00")))

    assert made[0].state == "requested"
    assert clinic.booking(made[0]).deadline_at is not None


def test_booking_at_once_takes_the_time_of_a_lapsed_hold(salon: Cast) -> None:
    salon.hold("cut", "10:00", staff="anna")
    move_clock(timedelta(minutes=11))

    assert _book(salon, Line("cut", salon.at("10:00"), None, "anna"))


def test_a_cancelled_booking_gives_its_time_back(salon: Cast) -> None:
    booking = salon.booking(salon.book("cut", staff="anna"))
    _do(cancel_booking, salon, booking, CUSTOMER)

    salon.book("cut", staff="anna")
    booking.refresh_from_db()
    assert (booking.state, booking.sequence) == ("cancelled", 1)


def test_a_customer_cannot_cancel_or_move_within_the_notice_and_staff_can(salon: Cast) -> None:
    booking = salon.booking(salon.book("trial", "10:00"))

    with pytest.raises(TooLate):
        _do(cancel_booking, salon, booking, CUSTOMER, days=2)
    with pytest.raises(TooLate):
        reschedule_booking(
            now=NOW + timedelta(days=1, hours=2),
            organisation_id=salon.id,
            booking_id=booking.id,
            starts_at=salon.at("15:00"),
            actor=CUSTOMER,
        )
    _do(cancel_booking, salon, booking, STAFF, days=2)


def test_a_request_waits_with_its_time_taken_until_staff_answer(clinic: Cast) -> None:
    confirmed = clinic.book("visit", "10:00")
    assert confirmed.state == "requested"
    with pytest.raises(SlotTaken):
        clinic.hold("visit", "10:00")

    _do(approve_booking, clinic, clinic.booking(confirmed))
    assert clinic.booking(confirmed).state == "confirmed"


def test_a_declined_request_gives_its_time_back(clinic: Cast) -> None:
    booking = clinic.booking(clinic.book("visit", "10:00"))
    _do(decline_booking, clinic, booking)

    clinic.hold("visit", "10:00")


def test_a_request_nobody_answers_lapses(clinic: Cast) -> None:
    booking = clinic.booking(clinic.book("visit", "10:00"))
    assert booking.deadline_at is not None
    move_clock(timedelta(days=4000))

    assert lapse_overdue(now=NOW, organisation_id=clinic.id) == 1
    booking.refresh_from_db()
    assert booking.state == "lapsed"


def test_only_a_request_can_be_approved(salon: Cast) -> None:
    booking = salon.booking(salon.book("cut"))
    with pytest.raises(IllegalChange):
        _do(approve_booking, salon, booking)


def test_a_completed_booking_moves_to_the_history(salon: Cast) -> None:
    booking = salon.booking(salon.book("cut"))
    with pytest.raises(TooEarly):
        _do(complete_booking, salon, booking)
    _do(check_in_booking, salon, booking, days=2)
    _do(complete_booking, salon, booking, days=3)

    assert models.Allocation.objects.count() == 0
    assert models.AllocationHistory.objects.filter(booking=booking).count() == 2


def test_a_no_show_is_kept_in_the_history(salon: Cast) -> None:
    booking = salon.booking(salon.book("cut"))
    with pytest.raises(TooEarly):
        _do(mark_no_show, salon, booking)
    _do(mark_no_show, salon, booking, days=3)

    assert models.AllocationHistory.objects.filter(booking=booking).exists()
    with pytest.raises(IllegalChange):
        _do(check_in_booking, salon, booking)


def test_what_took_place_keeps_its_place_under_the_cap_of_its_day(salon: Cast) -> None:
    for clock in ("09:00", "10:00"):
        booking = salon.booking(salon.book("trial", clock))
        _do(complete_booking, salon, booking, days=3)

    with pytest.raises(SlotTaken):
        salon.hold("trial", "15:00")


def test_the_night_after_what_is_over_leaves_the_guard(salon: Cast) -> None:
    booking = salon.booking(salon.book("cut"))
    assert archive_past(now=NOW, organisation_id=salon.id) == 0
    assert archive_past(now=NOW + timedelta(days=4), organisation_id=salon.id) == 1

    assert not models.Allocation.objects.filter(booking=booking).exists()
    _do(complete_booking, salon, booking, days=4)


ACTIONS: dict[State, Callable[..., None]] = {
    State.CANCELLED: cancel_booking,
    State.DECLINED: decline_booking,
    State.CHECKED_IN: check_in_booking,
    State.COMPLETED: complete_booking,
    State.NO_SHOW: mark_no_show,
}


@pytest.mark.parametrize(
    "state", [State.CANCELLED, State.DECLINED, State.COMPLETED, State.NO_SHOW, State.CHECKED_IN]
)
@pytest.mark.parametrize("wanted", ACTIONS)
def test_what_the_table_forbids_no_action_does(db: None, state: State, wanted: State) -> None:
    clinic = cast.clinic()
    booking = clinic.booking(clinic.book("visit", "10:00"))
    if state != State.DECLINED:
        _do(approve_booking, clinic, booking)
    _do(ACTIONS[state], clinic, booking, days=3)

    if wanted in LEGAL[state]:
        _do(ACTIONS[wanted], clinic, booking, days=3)
    else:
        with pytest.raises(IllegalChange):
            _do(ACTIONS[wanted], clinic, booking, days=3)
    assert_sound()


def _move(
    salon: Cast, booking: models.Booking, clock: str, *, staff: str | None = None, actor: Actor = CUSTOMER
) -> Confirmed:
    return reschedule_booking(
        now=NOW,
        organisation_id=salon.id,
        booking_id=booking.id,
        starts_at=salon.at(clock),
        actor=actor,
        staff=staff,
    )


def test_a_moved_booking_is_the_same_booking_at_another_time(salon: Cast) -> None:
    booking = salon.booking(salon.book("cut", "10:00", staff="anna"))
    _move(salon, booking, "10:15", staff="anna")

    before, sequence = booking.ref, booking.sequence
    booking.refresh_from_db()
    assert (booking.ref, booking.sequence) == (before, sequence + 1)
    assert booking.local_start == "2026-11-23T10:15:00"
    salon.hold("cut", "09:00", staff="anna")


def test_a_move_onto_a_taken_time_changes_nothing(salon: Cast) -> None:
    booking = salon.booking(salon.book("cut", "10:00", staff="anna"))
    salon.book("cut", "12:00", staff="anna")

    with pytest.raises(SlotTaken):
        _move(salon, booking, "12:00", staff="anna")
    booking.refresh_from_db()
    assert booking.local_start == "2026-11-23T10:00:00"


def test_a_move_takes_the_time_of_a_lapsed_hold(salon: Cast) -> None:
    booking = salon.booking(salon.book("cut", "10:00", staff="anna"))
    salon.hold("cut", "12:00", staff="anna")
    move_clock(timedelta(minutes=11))

    _move(salon, booking, "12:00", staff="anna")


def test_a_move_within_the_day_of_a_full_cap_is_possible(salon: Cast) -> None:
    booking = salon.booking(salon.book("trial", "10:00", day=MONDAY + timedelta(days=3)))
    salon.book("trial", "12:00", day=MONDAY + timedelta(days=3))

    reschedule_booking(
        now=NOW,
        organisation_id=salon.id,
        booking_id=booking.id,
        starts_at=salon.at("15:00", MONDAY + timedelta(days=3)),
        actor=CUSTOMER,
    )


def test_what_a_customer_moves_is_approved_anew_and_what_staff_move_is_not(clinic: Cast) -> None:
    booking = clinic.booking(clinic.book("visit", "10:00"))
    _do(approve_booking, clinic, booking)

    assert _move(clinic, booking, "11:00", actor=STAFF).state == "confirmed"
    assert _move(clinic, booking, "12:00").state == "requested"
    booking.refresh_from_db()
    assert booking.deadline_at == NOW + timedelta(days=2)
    assert list(models.Journal.objects.filter(booking=booking).order_by("id").values_list("kind", flat=True)) == [
        "held",
        "requested",
        "confirmed",
        "rescheduled",
        "rescheduled",
        "requested",
    ]


def test_nobody_has_come_weeks_ahead(salon: Cast) -> None:
    booking = salon.booking(salon.book("cut"))
    with pytest.raises(TooEarly):
        _do(check_in_booking, salon, booking)
    _do(check_in_booking, salon, booking, days=2)


def test_a_cancelled_booking_cannot_be_moved(salon: Cast) -> None:
    booking = salon.booking(salon.book("cut"))
    _do(cancel_booking, salon, booking)
    with pytest.raises(IllegalChange):
        _move(salon, booking, "12:00")
