"""Any sequence of actions leaves the ledger sound: a model of who holds what, beside the real thing."""

from datetime import timedelta
from itertools import count
from random import Random
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from holdfast.actions import bookings, holds, moving
from holdfast.actions.housekeeping import archive_past, lapse_overdue
from holdfast.core.actor import CUSTOMER
from holdfast.core.refusal import Refusal
from holdfast.data import models
from tests import cast
from tests.cast import DORA, MONDAY, NOW, STAFF, Cast
from tests.clock import move_clock
from tests.invariants import assert_sound

_numbers = count()
CLOCKS = st.sampled_from(["09:00", "09:30", "10:00", "10:15", "11:00", "13:00", "15:30"])
DAYS = st.sampled_from([MONDAY, MONDAY + timedelta(days=1)])


class Life(RuleBasedStateMachine):
    """A salon and a clinic over a few days, everybody doing everything."""

    held: Bundle[Any] = Bundle("held")
    booked: Bundle[Any] = Bundle("booked")

    @initialize()
    def open(self) -> None:
        number = next(_numbers)
        self.salon = cast.salon(f"salon-{number}")
        self.clinic = cast.clinic(f"clinic-{number}")
        self.ahead = timedelta()
        move_clock(self.ahead)
        # Who of several is taken is a matter of chance: the same draws must lead to the same life.
        self.chance = patch("holdfast.actions._seating._random", Random(7))
        self.chance.start()

    def teardown(self) -> None:
        if hasattr(self, "chance"):
            self.chance.stop()

    @rule(
        target=held,
        service=st.sampled_from(["cut", "colour", "trial"]),
        clock=CLOCKS,
        day=DAYS,
        staff=st.sampled_from([None, "anna", "ben"]),
    )
    def hold(self, service: str, clock: str, day: Any, staff: str | None) -> Any:
        return self._held(self.salon, service, clock, day, staff)

    @rule(target=held, clock=CLOCKS, day=DAYS)
    def hold_visit(self, clock: str, day: Any) -> Any:
        return self._held(self.clinic, "visit", clock, day, None)

    def _held(self, where: Cast, service: str, clock: str, day: Any, staff: str | None) -> Any:
        try:
            return where, where.hold(service, clock, day=day, staff=staff, limits=cast.HoldLimits(4, 6))
        except (holds.SlotTaken, holds.TooManyHolds):
            return multiple()

    @rule(target=booked, hold=consumes(held))
    def confirm(self, hold: Any) -> Any:
        where, placed = hold
        try:
            return where, where.booking(where.confirm(placed)).id
        except holds.HoldLapsed:
            return multiple()

    @rule(target=booked, service=st.sampled_from(["cut", "trial"]), clock=CLOCKS, day=DAYS)
    def book_at_once(self, service: str, clock: str, day: Any) -> Any:
        line = holds.Line(service, self.salon.at(clock, day))
        try:
            made = bookings.book(
                now=NOW, organisation_id=self.salon.id, lines=[line], contact=DORA, actor=CUSTOMER, client="c"
            )
        except holds.SlotTaken:
            return multiple()
        return self.salon, self.salon.booking(made[0]).id

    @rule(hold=held)
    def extend(self, hold: Any) -> None:
        where, placed = hold
        self._may_refuse(holds.extend_hold, where, basket_id=where.basket_id(placed), actor=CUSTOMER)

    @rule(hold=consumes(held))
    def release(self, hold: Any) -> None:
        where, placed = hold
        self._may_refuse(holds.release_hold, where, basket_id=where.basket_id(placed), actor=CUSTOMER)

    @rule(
        booking=booked,
        what=st.sampled_from(
            [
                bookings.cancel_booking,
                bookings.approve_booking,
                bookings.decline_booking,
                bookings.check_in_booking,
                bookings.complete_booking,
                bookings.mark_no_show,
            ]
        ),
        actor=st.sampled_from([CUSTOMER, STAFF]),
        days=st.sampled_from([0, 0, 3]),
    )
    def change(self, booking: Any, what: Any, actor: Any, days: int) -> None:
        where, booking_id = booking
        before = models.Journal.objects.filter(booking_id=booking_id).count()
        state = models.Booking.objects.get(id=booking_id).state
        done = self._may_refuse(what, where, days=days, booking_id=booking_id, actor=actor)
        after = models.Journal.objects.filter(booking_id=booking_id).count()
        assert after - before == int(done)
        assert (models.Booking.objects.get(id=booking_id).state != state) == done

    @rule(booking=booked, clock=CLOCKS, day=DAYS)
    def move(self, booking: Any, clock: str, day: Any) -> None:
        where, booking_id = booking
        self._may_refuse(
            moving.reschedule_booking,
            where,
            booking_id=booking_id,
            starts_at=where.at(clock, day),
            actor=CUSTOMER,
        )

    @rule(minutes=st.sampled_from([3, 11, 60]))
    def wait(self, minutes: int) -> None:
        self.ahead += timedelta(minutes=minutes)
        move_clock(self.ahead)

    @rule()
    def sweep(self) -> None:
        for where in (self.salon, self.clinic):
            lapse_overdue(now=NOW, organisation_id=where.id)

    @rule(days=st.sampled_from([0, 3, 5]))
    def archive(self, days: int) -> None:
        for where in (self.salon, self.clinic):
            archive_past(now=NOW + timedelta(days=days), organisation_id=where.id)

    @invariant()
    def is_sound(self) -> None:
        assert_sound()

    def _may_refuse(self, what: Any, where: Cast, *, days: int = 0, **details: Any) -> bool:
        try:
            what(now=NOW + timedelta(days=days), organisation_id=where.id, **details)
        except Refusal:
            return False
        return True


def test_whatever_happens_in_whatever_order_the_ledger_is_sound(db: None) -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=30,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
