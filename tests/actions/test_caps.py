"""Caps of services, of who fills a role, and of customers, over days, weeks and months."""

from datetime import timedelta
from typing import Any

import pytest

from holdfast.actions._definitions import raise_version
from holdfast.actions.bookings import LimitReached, book, cancel_booking, confirm_hold
from holdfast.actions.holds import Line, NotOffered, SlotTaken, place_hold
from holdfast.actions.moving import reschedule_booking
from holdfast.core.actor import CUSTOMER
from holdfast.core.contact import Contact
from holdfast.data import models
from holdfast.queries.availability import list_slots
from holdfast.queries.engine import Wish
from tests import cast
from tests.cast import DORA, EMIL, MONDAY, NOW, PLENTY, STAFF, Cast

pytestmark = pytest.mark.usefixtures("committed")
TUESDAY, NEXT_MONDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=7)


def _set(at: Cast, model: type[Any], slug: str, **caps: int) -> None:
    at.scope.of(model).filter(slug=slug).update(**caps)
    raise_version(at.scope)


def _days_offered(salon: Cast, staff: str | None = None) -> set[int]:
    """The days of two weeks, counted from the Monday, with a free time for a cut."""
    last = MONDAY + timedelta(days=11)
    slots = list_slots(organisation_id=salon.id, wish=Wish("cut", None, staff), first=MONDAY, last=last, now=NOW)
    return {(slot.starts_at.date() - MONDAY).days for slot in slots}


def _move(salon: Cast, booking: models.Booking, clock: str, day: Any, **more: Any) -> None:
    reschedule_booking(
        now=NOW,
        organisation_id=salon.id,
        booking_id=booking.id,
        starts_at=salon.at(clock, day),
        **{"actor": CUSTOMER, **more},
    )


def test_a_week_in_which_somebody_has_enough_is_offered_with_others_alone() -> None:
    salon = cast.salon()
    _set(salon, models.Resource, "anna", weekly_cap=2)
    salon.book("cut", "09:00", staff="anna")
    salon.book("cut", "12:00", staff="anna", day=TUESDAY)
    assert _days_offered(salon, "anna") == {7, 8, 9, 10, 11}
    assert _days_offered(salon, "ben") == {0, 1, 2, 3, 4, 7, 8, 9, 10, 11}
    with pytest.raises(SlotTaken):
        salon.hold("cut", "16:00", staff="anna")
    assert salon.scope.of(models.Assignment).filter(resource__slug="ben").count() == 0
    salon.book("cut", "16:00")
    assert salon.scope.of(models.Assignment).filter(resource__slug="ben").count() == 1


def test_a_month_that_is_full_ends_with_the_month() -> None:
    salon = cast.salon()
    _set(salon, models.Service, "cut", monthly_cap=1)
    salon.book("cut")
    # The last Monday of November; December begins on a Tuesday.
    assert _days_offered(salon) == {8, 9, 10, 11}


def test_what_is_cancelled_may_be_booked_again() -> None:
    salon = cast.salon()
    _set(salon, models.Resource, "anna", daily_cap=1)
    booked = salon.booking(salon.book("cut", staff="anna"))
    cancel_booking(now=NOW, organisation_id=salon.id, booking_id=booked.id, actor=STAFF)
    assert salon.book("cut", "15:00", staff="anna").state == "confirmed"


def test_a_booking_moves_within_its_caps_and_frees_them_where_it_was() -> None:
    salon = cast.salon()
    _set(salon, models.Resource, "anna", daily_cap=1)
    first = salon.booking(salon.book("cut", staff="anna"))
    salon.book("cut", staff="anna", day=TUESDAY)
    _move(salon, first, "14:00", MONDAY, staff="anna")
    with pytest.raises(SlotTaken):
        _move(salon, first, "14:00", TUESDAY, staff="anna")
    _move(salon, first, "14:00", NEXT_MONDAY, staff="anna")
    assert salon.book("cut", staff="anna").state == "confirmed"


def test_two_lines_of_a_basket_share_the_cap_of_whoever_fills_them() -> None:
    salon = cast.salon()
    for slug in ("anna", "ben"):
        _set(salon, models.Resource, slug, daily_cap=1)
    lines = [Line("cut", salon.at(clock)) for clock in ("09:00", "11:00")]
    placed: dict[str, Any] = {"now": NOW, "organisation_id": salon.id, "actor": CUSTOMER, "limits": PLENTY}
    held = place_hold(**placed, lines=lines, client="a")
    filled = salon.scope.of(models.Assignment).filter(booking__basket__public_id=held.public_id)
    assert set(filled.filter(resource__kind="person").values_list("resource__slug", flat=True)) == {"anna", "ben"}
    with pytest.raises(SlotTaken):
        place_hold(**placed, lines=[Line("cut", salon.at("14:00"))], client="b")


def test_a_cap_counts_a_booking_once_whatever_it_fills_in_it() -> None:
    salon = cast.salon()
    _set(salon, models.Resource, "chair-1", daily_cap=2)
    _set(salon, models.Resource, "chair-2", is_active=False)
    salon.book("colour", "09:00")
    salon.book("colour", "12:00")
    assert 0 not in _days_offered(salon)


def test_what_staff_book_past_a_cap_counts_in_it() -> None:
    salon = cast.salon()
    _set(salon, models.Service, "cut", daily_cap=1)
    first = salon.booking(salon.book("cut", "09:00"))
    past: dict[str, Any] = {"now": NOW, "organisation_id": salon.id, "contact": EMIL, "client": "desk"}
    line = Line("cut", salon.at("12:00"))
    with pytest.raises(SlotTaken):
        book(**past, lines=[line], actor=STAFF)
    book(**past, lines=[line], actor=STAFF, override=True, reason="A friend of the house")
    assert salon.scope.of(models.Counter).get(subject__startswith="service").used == 2
    cancel_booking(now=NOW, organisation_id=salon.id, booking_id=first.id, actor=STAFF)
    with pytest.raises(SlotTaken):
        salon.hold("cut", "15:00")


# Customers


def test_a_customer_who_has_enough_is_told_so_and_keeps_the_hold() -> None:
    salon = cast.salon()
    _set(salon, models.Service, "cut", customer_weekly_cap=1)
    salon.book("cut", "09:00")
    held = salon.hold("cut", "12:00", day=TUESDAY)
    with pytest.raises(LimitReached) as told:
        salon.confirm(held, Contact("D. Dias", DORA.email.upper()))
    assert (told.value.period, told.value.most) == ("week", 1)
    assert salon.confirm(held, EMIL).state == "confirmed"


def test_customers_without_an_address_are_known_by_their_number() -> None:
    salon = cast.salon()
    _set(salon, models.Service, "cut", customer_daily_cap=1)
    calls: dict[str, Any] = {"now": NOW, "organisation_id": salon.id, "actor": STAFF, "client": "desk"}
    caller = Contact("Fay", "", "+447700900999")
    book(**calls, lines=[Line("cut", salon.at("09:00"))], contact=caller)
    with pytest.raises(LimitReached):
        book(**calls, lines=[Line("cut", salon.at("12:00"))], contact=caller)
    book(**calls, lines=[Line("cut", salon.at("12:00"))], contact=caller, override=True, reason="Twins")


def test_the_caps_of_the_whole_business_count_every_service() -> None:
    salon = cast.salon()
    models.Organisation.objects.filter(id=salon.id).update(customer_monthly_cap=2)
    raise_version(salon.scope)
    salon.book("cut", "09:00")
    salon.book("trial", "10:00")
    with pytest.raises(LimitReached) as told:
        salon.book("colour", "13:00")
    assert (told.value.period, told.value.most) == ("month", 2)


def test_a_customer_moves_a_booking_within_their_caps_and_staff_past_them() -> None:
    salon = cast.salon()
    _set(salon, models.Service, "cut", customer_daily_cap=1)
    first = salon.booking(salon.book("cut", "09:00"))
    salon.book("cut", "09:00", day=TUESDAY)
    _move(salon, first, "15:00", MONDAY)
    with pytest.raises(LimitReached):
        _move(salon, first, "15:00", TUESDAY)
    _move(salon, first, "15:00", TUESDAY, actor=STAFF)


def test_a_basket_that_is_too_much_for_one_customer_is_confirmed_not_in_part() -> None:
    salon = cast.salon()
    _set(salon, models.Service, "cut", customer_daily_cap=1)
    lines = [Line("cut", salon.at(clock)) for clock in ("09:00", "12:00")]
    held = place_hold(now=NOW, organisation_id=salon.id, lines=lines, actor=CUSTOMER, client="a", limits=PLENTY)
    with pytest.raises(LimitReached):
        confirm_hold(
            now=NOW,
            organisation_id=salon.id,
            basket_id=salon.basket_id(held),
            contact=DORA,
            actor=CUSTOMER,
        )
    assert set(salon.scope.of(models.Booking).values_list("state", flat=True)) == {"held"}


def test_a_start_that_customers_are_not_shown_is_not_theirs_to_hold_but_staff_may() -> None:
    salon = cast.salon()
    _set(salon, models.Service, "cut", offered_share=50)
    shown = {
        slot.starts_at
        for slot in list_slots(organisation_id=salon.id, wish=Wish("cut"), first=MONDAY, last=MONDAY, now=NOW)
    }
    every = [salon.at(f"{hour:02}:{minute:02}") for hour in range(9, 16) for minute in (0, 15, 30, 45)]
    hidden = next(one for one in every if one not in shown)
    placed: dict[str, Any] = {"now": NOW, "organisation_id": salon.id, "client": "a", "limits": PLENTY}
    with pytest.raises(NotOffered):
        place_hold(**placed, lines=[Line("cut", hidden)], actor=CUSTOMER)
    place_hold(**placed, lines=[Line("cut", hidden)], actor=STAFF)


def test_fixed_starts_are_all_that_is_offered() -> None:
    salon = cast.salon()
    _set(salon, models.Service, "cut", fixed_starts=[9 * 60 + 10, 13 * 60, 20 * 60])
    slots = list_slots(organisation_id=salon.id, wish=Wish("cut"), first=MONDAY, last=MONDAY, now=NOW)
    assert [slot.starts_at for slot in slots] == [salon.at("09:10"), salon.at("13:00")]
