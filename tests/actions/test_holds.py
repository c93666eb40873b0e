"""Holding times."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from holdfast.actions.bookings import confirm_hold
from holdfast.actions.holds import (
    AlreadyConfirmed,
    HoldLapsed,
    Idempotency,
    KeyReused,
    Line,
    NoMoreExtensions,
    NotOffered,
    SlotTaken,
    TooManyHolds,
    extend_hold,
    place_hold,
    release_hold,
)
from holdfast.actions.housekeeping import lapse_overdue
from holdfast.core.actor import CUSTOMER
from holdfast.core.policy import HoldLimits
from holdfast.core.refusal import Invalid, NotFound
from holdfast.data import models
from tests import cast
from tests.cast import DORA, EMIL, MONDAY, NOW, PLENTY, STAFF, Cast
from tests.clock import move_clock
from tests.invariants import assert_sound


@pytest.fixture
def salon(db: None) -> Iterator[Cast]:
    yield cast.salon()
    assert_sound()


def _hold(salon: Cast, *lines: Line, idempotency: Idempotency | None = None) -> object:
    return place_hold(
        now=NOW,
        organisation_id=salon.id,
        lines=lines,
        actor=CUSTOMER,
        client="c",
        limits=PLENTY,
        idempotency=idempotency,
    )


def test_a_held_time_is_gone_for_others(salon: Cast) -> None:
    salon.hold("cut", staff="anna")

    with pytest.raises(SlotTaken):
        salon.hold("cut", staff="anna")
    with pytest.raises(SlotTaken):
        salon.hold("cut", "10:15", staff="anna")
    salon.hold("cut", staff="ben")


def test_any_available_gives_the_two_stylists_and_then_nobody(salon: Cast) -> None:
    staff = {salon.hold("cut").lines[0].staff for _ in range(2)}

    assert staff == {"anna", "ben"}
    with pytest.raises(SlotTaken):
        salon.hold("cut")


def test_any_available_prefers_who_has_least_to_do_that_day(salon: Cast) -> None:
    salon.hold("cut", "09:00", staff="anna")
    salon.hold("cut", "14:00", staff="anna")

    assert salon.hold("cut", "11:00").lines[0].staff == "ben"


def test_while_the_colour_takes_the_stylist_is_free_and_the_chair_is_not(salon: Cast) -> None:
    salon.hold("colour", "10:00", staff="anna")
    salon.hold("cut", "10:30", staff="ben")

    # Anna is free from 10:30 to 11:00, but both chairs are taken.
    with pytest.raises(SlotTaken):
        salon.hold("cut", "10:30", staff="anna")


def test_the_buffer_of_each_resource_is_its_own(salon: Cast) -> None:
    salon.hold("cut", "10:00", staff="anna")
    # Anna needs five minutes, a chair ten; at 10:45 both are ready, at 10:30 neither.
    with pytest.raises(SlotTaken):
        salon.hold("cut", "10:30", staff="anna")
    salon.hold("cut", "10:45", staff="anna")


@pytest.mark.parametrize(
    ("clock", "why"),
    [("08:45", "before opening"), ("16:45", "would end after closing"), ("10:07", "off the grid")],
)
def test_a_time_that_was_never_on_offer_is_not_called_taken(salon: Cast, clock: str, why: str) -> None:
    with pytest.raises(NotOffered):
        salon.hold("cut", clock)


def test_a_time_in_the_past_or_too_far_ahead_is_not_offered(salon: Cast) -> None:
    with pytest.raises(NotOffered):
        salon.hold("cut", day=MONDAY - timedelta(days=7))
    with pytest.raises(NotOffered):
        salon.hold("cut", day=MONDAY + timedelta(days=100))


def test_seconds_in_a_start_are_refused(salon: Cast) -> None:
    with pytest.raises(Invalid, match="whole minute"):
        _hold(salon, Line("cut", salon.at("10:00:30")))


def test_unknown_service_place_and_person_are_refused_by_name(salon: Cast) -> None:
    with pytest.raises(NotFound):
        salon.hold("haircut")
    with pytest.raises(Invalid, match="staff"):
        salon.hold("cut", staff="zoe")
    with pytest.raises(Invalid, match="staff"):
        salon.hold("cut", staff="chair-1")
    with pytest.raises(Invalid, match="location"):
        _hold(salon, Line("cut", salon.at("10:00"), location="there"))


def test_a_basket_is_held_whole_or_not_at_all(salon: Cast) -> None:
    salon.hold("cut", "12:00", staff="anna")

    with pytest.raises(SlotTaken) as refused:
        _hold(salon, Line("cut", salon.at("10:00")), Line("cut", salon.at("12:00"), staff="anna"))
    assert refused.value.line == 1
    assert models.Booking.objects.count() == 1


def test_two_lines_at_one_time_get_two_people(salon: Cast) -> None:
    _hold(salon, Line("cut", salon.at("10:00")), Line("cut", salon.at("10:00"), staff="anna"))

    people = models.Assignment.objects.filter(resource__kind="person").values_list("resource__slug", flat=True)
    assert sorted(people) == ["anna", "ben"]


def test_no_lines_and_too_many_lines_are_refused(salon: Cast) -> None:
    with pytest.raises(Invalid):
        _hold(salon)
    with pytest.raises(Invalid):
        _hold(salon, *[Line("cut", salon.at("10:00"))] * 11)


def test_a_lapsed_hold_is_free_for_the_next_who_asks(salon: Cast) -> None:
    first = salon.hold("cut", staff="anna")
    move_clock(timedelta(minutes=11))

    second = salon.hold("cut", staff="anna")

    assert models.Booking.objects.filter(state="lapsed").count() == 1
    with pytest.raises(HoldLapsed):
        salon.confirm(first)
    salon.confirm(second)


def test_a_hold_past_its_time_that_nobody_took_may_still_be_confirmed(salon: Cast) -> None:
    hold = salon.hold("cut", staff="anna")
    move_clock(timedelta(hours=2))

    assert salon.confirm(hold).state == "confirmed"


def test_the_sweeper_ends_what_is_overdue_and_leaves_the_rest(salon: Cast) -> None:
    salon.hold("cut", "10:00")
    move_clock(timedelta(minutes=10, seconds=15))
    assert lapse_overdue(now=NOW, organisation_id=salon.id) == 0
    move_clock(timedelta(minutes=10, seconds=45))
    salon.hold("cut", "14:00")

    assert lapse_overdue(now=NOW, organisation_id=salon.id) == 1
    assert models.Booking.objects.filter(state="held").count() == 1


def test_a_hold_can_be_extended_ten_times(salon: Cast) -> None:
    hold = salon.hold("cut")
    move_clock(timedelta(minutes=5))
    for _ in range(10):
        until = extend_hold(now=NOW, organisation_id=salon.id, basket_id=salon.basket_id(hold), actor=CUSTOMER)
    assert until - hold.expires_at >= timedelta(minutes=4, seconds=59)
    with pytest.raises(NoMoreExtensions):
        extend_hold(now=NOW, organisation_id=salon.id, basket_id=salon.basket_id(hold), actor=CUSTOMER)


def test_a_released_hold_gives_its_time_back_and_releasing_twice_is_harmless(salon: Cast) -> None:
    hold = salon.hold("cut", staff="anna")
    for _ in range(2):
        release_hold(now=NOW, organisation_id=salon.id, basket_id=salon.basket_id(hold), actor=CUSTOMER)

    salon.hold("cut", staff="anna")
    with pytest.raises(HoldLapsed):
        extend_hold(now=NOW, organisation_id=salon.id, basket_id=salon.basket_id(hold), actor=CUSTOMER)


def test_a_confirmed_hold_cannot_be_released_or_confirmed_again(salon: Cast) -> None:
    hold = salon.hold("cut")
    salon.confirm(hold)

    with pytest.raises(AlreadyConfirmed):
        release_hold(now=NOW, organisation_id=salon.id, basket_id=salon.basket_id(hold), actor=CUSTOMER)
    with pytest.raises(AlreadyConfirmed):
        salon.confirm(hold)


def test_a_client_can_hold_only_so_much_at_once(salon: Cast) -> None:
    limits = HoldLimits(per_client=2, in_all=100)
    first = salon.hold("cut", "09:00", limits=limits)
    salon.hold("cut", "10:00", limits=limits)
    with pytest.raises(TooManyHolds):
        salon.hold("cut", "11:00", limits=limits)
    salon.hold("cut", "11:00", limits=limits, client="someone else")

    salon.confirm(first)
    salon.hold("cut", "12:00", limits=limits)


def test_holds_that_lapsed_do_not_count_against_their_client(salon: Cast) -> None:
    limits = HoldLimits(per_client=1, in_all=100)
    salon.hold("cut", "09:00", limits=limits)
    move_clock(timedelta(minutes=11))

    salon.hold("cut", "10:00", limits=limits)


def test_a_service_is_booked_only_so_often_a_day(salon: Cast) -> None:
    salon.book("trial", "10:00")
    salon.book("trial", "11:00")
    with pytest.raises(SlotTaken):
        salon.hold("trial", "12:00")
    salon.hold("trial", "12:00", day=MONDAY + timedelta(days=1))


def test_a_basket_cannot_go_past_a_cap_by_its_own_lines(salon: Cast) -> None:
    salon.book("trial", "10:00")
    with pytest.raises(SlotTaken) as refused:
        _hold(salon, Line("trial", salon.at("11:00")), Line("trial", salon.at("12:00")))
    assert refused.value.line == 1


def test_a_lapsed_hold_gives_its_place_under_the_cap_back(salon: Cast) -> None:
    salon.book("trial", "10:00")
    salon.hold("trial", "11:00")
    move_clock(timedelta(minutes=11))

    salon.hold("trial", "12:00")


def test_staff_may_go_past_hours_with_an_override_and_never_past_the_guard(salon: Cast) -> None:
    def place(clock: str, actor: object = STAFF) -> object:
        line = Line("cut", salon.at(clock), None, "anna")
        return place_hold(
            now=NOW,
            organisation_id=salon.id,
            lines=[line],
            actor=actor,  # type: ignore[arg-type]
            client="desk",
            limits=PLENTY,
            override=True,
        )

    place("20:10")
    with pytest.raises(SlotTaken):
        place("20:20")
    with pytest.raises(NotFound):
        place("21:00", CUSTOMER)


def _key(salon: Cast, request_hash: str = "a") -> Idempotency:
    return Idempotency(salon.id, "POST /holds", "", "k" * 16, request_hash, NOW)


def test_the_same_key_gives_the_same_hold_and_no_second_one(salon: Cast) -> None:
    line = Line("cut", salon.at("10:00"))
    first = _hold(salon, line, idempotency=_key(salon))

    assert _hold(salon, line, idempotency=_key(salon)) == first
    assert models.Basket.objects.count() == 1
    with pytest.raises(KeyReused):
        _hold(salon, line, idempotency=_key(salon, "b"))


def test_only_successes_are_remembered(salon: Cast) -> None:
    blocking = salon.hold("cut", "10:00", staff="anna")
    line = Line("cut", salon.at("10:00"), None, "anna")
    with pytest.raises(SlotTaken):
        _hold(salon, line, idempotency=_key(salon))
    release_hold(now=NOW, organisation_id=salon.id, basket_id=salon.basket_id(blocking), actor=CUSTOMER)

    _hold(salon, line, idempotency=_key(salon))


def test_who_types_anothers_address_changes_nothing_of_theirs(salon: Cast) -> None:
    salon.book("cut", "10:00")
    impostor = salon.hold("cut", "12:00")
    confirm_hold(
        now=NOW,
        organisation_id=salon.id,
        basket_id=salon.basket_id(impostor),
        contact=type(EMIL)("Not Dora", DORA.email),
        actor=CUSTOMER,
    )

    names = models.Customer.objects.order_by("id").values_list("name", flat=True)
    assert list(names) == ["Dora Dias", "Not Dora"]


def test_a_booking_remembers_its_wall_time_and_zone(salon: Cast) -> None:
    booking = salon.booking(salon.book("cut", "10:00"))

    assert booking.starts_at == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert (booking.local_start, booking.zone) == ("2026-11-23T10:00:00", "Europe/Lisbon")
    assert booking.zone_data
