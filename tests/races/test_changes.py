"""Changes of state that meet: approval, lapse against confirm, a move against a claim, counters at their cap."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from holdfast.actions import _counters, _holding, _ledger, _placing, bookings, holds
from holdfast.actions._counters import Net
from holdfast.actions._journal import Fact, record
from holdfast.actions.bookings import approve_booking, decline_booking
from holdfast.actions.moving import reschedule_booking
from holdfast.actions.resources import change_capacity
from holdfast.core.actor import CUSTOMER, SYSTEM
from holdfast.core.booking import State
from holdfast.data import locks, models
from holdfast.data.locks import LockedBooking
from holdfast.data.scope import Scope
from tests import cast
from tests.cast import MONDAY, NOW, STAFF, Cast
from tests.clock import move_clock
from tests.invariants import broken
from tests.races.crowd import guard_off, race, refused, won

pytestmark = pytest.mark.usefixtures("arena")


def _broken() -> dict[str, Any]:
    with connection.cursor() as cursor:
        return broken(cursor)


# Approval


def _answer(what: Callable[..., None], clinic: Cast, booking: models.Booking) -> Callable[[], Any]:
    return lambda: what(now=NOW, organisation_id=clinic.id, booking_id=booking.id, actor=STAFF)


def _answers(clinic: Cast, clock: str) -> tuple[models.Booking, list[Any]]:
    booking = clinic.booking(clinic.book("visit", clock))
    jobs = [_answer(approve_booking, clinic, booking), _answer(decline_booking, clinic, booking)] * 8
    return booking, race(jobs)


def test_of_sixteen_answers_to_one_request_one_counts() -> None:
    clinic = cast.clinic()
    for clock in ("09:00", "10:00", "11:00", "12:00", "13:00"):
        booking, results = _answers(clinic, clock)

        assert len(won(results)) == 1
        assert refused(results) == ["illegal_change"] * 15
        answers = models.Journal.objects.filter(booking=booking, kind__in=["confirmed", "declined"])
        assert answers.count() == 1


def test_sixteen_requests_for_one_time_leave_one() -> None:
    clinic = cast.clinic()
    results = race([lambda: clinic.book("visit", "10:00")] * 16)

    assert len(won(results)) == 1


@pytest.mark.control
def test_control_without_the_row_lock_two_answers_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "_LOCK", locks._LOCK.replace("FOR NO KEY UPDATE", ""))

    def change_unguarded(scope: Scope, ids: Collection[int], before: State, after: State) -> None:
        scope.of(models.Booking).filter(id__in=ids).update(state=after.value, deadline_at=None)

    monkeypatch.setattr(bookings, "change_state", change_unguarded)
    monkeypatch.setattr(_ledger, "change_state", change_unguarded)
    clinic = cast.clinic()
    counted = [len(won(_answers(clinic, clock)[1])) for clock in ("09:00", "10:00", "11:00", "12:00")]

    assert max(counted) > 1


# A hold that ran out: its customer confirms while others take its time


def _late(salon: Cast, day: int) -> list[Any]:
    hold = salon.hold("cut", "10:00", staff="anna", day=MONDAY + timedelta(days=day))
    move_clock(timedelta(minutes=11))
    take = [lambda: salon.hold("cut", "10:00", staff="anna", day=MONDAY + timedelta(days=day))] * 15
    results = race([lambda: salon.confirm(hold), *take])
    move_clock(timedelta())
    return results


def test_a_late_confirmation_and_those_who_take_its_time_never_both_win() -> None:
    salon = cast.salon()
    for day in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18):
        results = _late(salon, day)

        assert len(won(results)) == 1
        assert set(refused(results)) <= {"slot_taken", "hold_lapsed"}


@pytest.mark.control
def test_control_lapsing_by_a_join_on_state_leaves_a_confirmed_booking_without_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lapse_naively(scope: Scope, net: Net, locked: Sequence[LockedBooking], *, now: datetime) -> None:
        ids = [booking.id for booking in locked]
        scope.rows(
            """DELETE FROM holdfast_allocation a USING holdfast_booking b
            WHERE a.organisation_id = %(org)s::bigint AND b.id = a.booking_id
              AND b.id = ANY(%(ids)s::bigint[]) AND b.state = 'held'""",
            ids=ids,
        )
        scope.rows("SELECT pg_sleep(0.02) WHERE %(org)s::bigint > 0")
        rows = scope.rows(
            """UPDATE holdfast_booking SET state = 'lapsed'
            WHERE organisation_id = %(org)s::bigint AND id = ANY(%(ids)s::bigint[]) AND state = 'held'
            RETURNING id""",
            ids=ids,
        )
        record(scope, SYSTEM, now, [Fact("lapsed", booking_id) for (booking_id,) in rows])

    monkeypatch.setattr(locks, "_LOCK", locks._LOCK.replace("FOR NO KEY UPDATE", ""))
    monkeypatch.setattr(_placing, "lapse", lapse_naively)
    salon = cast.salon()
    for day in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18):
        _late(salon, day)

    assert "I16 a live booking has no rows" in _broken()


# A booking moves while its old and its new time are wanted


def _move_and_claim(salon: Cast, day: int) -> list[Any]:
    monday = MONDAY + timedelta(days=day)
    booking = salon.booking(salon.book("cut", "10:00", staff="anna", day=monday))
    move = [
        lambda: reschedule_booking(
            now=NOW,
            organisation_id=salon.id,
            booking_id=booking.id,
            starts_at=salon.at("11:00", monday),
            staff="anna",
            actor=CUSTOMER,
        )
    ]
    new = [lambda: salon.hold("cut", "11:00", staff="anna", day=monday)] * 8
    old = [lambda: salon.hold("cut", "10:00", staff="anna", day=monday)] * 8
    return race([*move, *new, *old])


def test_a_move_and_those_who_want_either_time_never_overlap() -> None:
    salon = cast.salon()
    for day in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11):
        results = _move_and_claim(salon, day)

        assert len(won(results)) <= 2
        assert set(refused(results)) <= {"slot_taken"}


@pytest.mark.control
def test_control_without_the_constraint_a_move_lands_on_another_booking(server: Any) -> None:
    salon = cast.salon()
    with guard_off(server.owner_url):
        for day in (0, 1, 2, 3, 4, 7, 8, 9):
            _move_and_claim(salon, day)
        assert "I1 two live claims on a unit overlap" in _broken()


# Counters at their cap


def _trials(salon: Cast, day: int) -> list[Any]:
    clocks = ["09:00", "09:45", "10:30", "11:15", "12:00", "12:45", "13:30", "14:15"]
    monday = MONDAY + timedelta(days=day)
    # Each from another client: the counter of a client's holds would put them in a row before the cap does.
    wishes = [(clock, f"{number}-{clock}") for clock in clocks for number in (1, 2)]
    return race([lambda one=one: salon.hold("trial", one[0], day=monday, client=one[1]) for one in wishes])


def test_two_a_day_means_two_of_sixteen() -> None:
    salon = cast.salon()
    for day in range(5):
        results = _trials(salon, day)

        assert len(won(results)) == 2
        assert refused(results) == ["slot_taken"] * 14


@pytest.mark.control
def test_control_looking_first_and_writing_then_goes_past_the_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    def apply_naively(scope: Scope, net: Net) -> None:
        for (subject, period), change in net.change.items():
            counter, _ = models.Counter.objects.get_or_create(
                organisation_id=scope.organisation_id,
                subject=subject,
                period=period,
                defaults={"cap": net.caps[subject, period]},
            )
            if counter.used + change > counter.cap:
                raise _counters.CounterFull((subject, period))
            scope.rows("SELECT pg_sleep(0.05) WHERE %(org)s::bigint > 0")
            models.Counter.objects.filter(id=counter.id).update(used=counter.used + change)
            for booking_id, key, amount in net.claims:
                if key == (subject, period):
                    models.CounterClaim.objects.create(
                        organisation_id=scope.organisation_id,
                        booking_id=booking_id,
                        counter_id=counter.id,
                        amount=amount,
                    )

    monkeypatch.setattr(_holding, "apply", apply_naively)
    salon = cast.salon()
    sold = [len(won(_trials(salon, day))) for day in range(5)]

    assert max(sold) > 2
    assert "I2 a counter is not the sum of its claims" in _broken()


def test_a_client_races_itself_and_holds_no_more_than_it_may() -> None:
    salon = cast.salon()
    limits = cast.HoldLimits(per_client=3, in_all=100)
    clocks = ["09:00", "09:45", "10:30", "11:15", "12:00", "12:45", "13:30", "14:15"]
    results = race([lambda c=clock: salon.hold("cut", c, limits=limits) for clock in clocks])

    assert len(won(results)) == 3
    assert refused(results) == ["too_many"] * 5


def test_one_key_sent_sixteen_times_at_once_has_one_effect() -> None:
    salon = cast.salon()
    key = holds.Idempotency(salon.id, "POST /holds", "", "k" * 16, "hash", NOW)

    def place() -> holds.Hold:
        return holds.place_hold(
            now=NOW,
            organisation_id=salon.id,
            lines=[holds.Line("cut", salon.at("10:00"))],
            actor=CUSTOMER,
            client="c",
            limits=cast.PLENTY,
            idempotency=key,
        )

    results = race([place] * 16)

    assert len({result.public_id for result in results}) == 1
    assert models.Basket.objects.count() == 1


def _shrink_under_demand(number: int) -> None:
    rental = cast.rental(slug=f"rental-{number}")
    demand: list[Callable[[], Any]] = [lambda: rental.hold("tour-1", "10:00")] * 15
    shrink = [
        lambda: change_capacity(
            now=NOW, organisation_id=rental.id, resource_slug="bicycles", capacity=4, actor=STAFF
        )
    ]
    race([*demand, *shrink])


def test_capacity_goes_down_only_past_what_is_booked() -> None:
    for number in range(5):
        _shrink_under_demand(number)
