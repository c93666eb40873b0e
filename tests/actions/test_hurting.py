"""What a change would do to bookings is said before it is done."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest

from holdfast.actions.days import (
    add_block,
    add_closure,
    remove_block,
    remove_closure,
    remove_override,
    set_override,
)
from holdfast.actions.locations import change_location
from holdfast.actions.resources import change_resource
from holdfast.actions.schedules import WouldHurt, remove_week, set_week
from holdfast.actions.services import change_service
from holdfast.core.availability import find_start
from holdfast.core.opening import Owner, Shift
from holdfast.core.refusal import Invalid, NotFound
from holdfast.core.walltime import to_instant
from holdfast.data import models
from holdfast.queries.engine import Wish, look, question
from holdfast.queries.wishes import get_service_wish
from tests import cast
from tests.actions.test_services import without
from tests.cast import MONDAY, NOW, STAFF, Cast

ANNA = Owner("resource", "anna")
HERE = Owner("location", "here")
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def salon(db: None) -> Cast:
    return cast.salon()


def _who(salon: Cast) -> dict[str, object]:
    return {"now": NOW, "organisation_id": salon.id, "actor": STAFF}


def _close(salon: Cast, owner: Owner = ANNA, day: date = MONDAY, **more: object) -> int:
    return add_closure(**_who(salon), owner=owner, first_date=day, last_date=day, **more)  # type: ignore[arg-type]


def _week(salon: Cast, opens: int, closes: int, owner: Owner = ANNA, **more: object) -> int:
    shifts = [(day, Shift(time(opens), time(closes))) for day in range(5)]
    return set_week(**_who(salon), owner=owner, shifts=shifts, **more)  # type: ignore[arg-type]


def _refs(refused: pytest.ExceptionInfo[WouldHurt]) -> list[str]:
    return refused.value.refs


def test_closing_a_day_names_the_bookings_on_it_and_changes_nothing(salon: Cast) -> None:
    later = salon.book("cut", "15:00", staff="anna").ref
    first = salon.book("cut", "09:00", staff="anna").ref
    salon.book("cut", "09:00", staff="ben")
    salon.book("cut", "10:00", staff="anna", day=TUESDAY)
    version = models.Organisation.objects.get().definitions_version
    with pytest.raises(WouldHurt) as refused:
        _close(salon)
    assert _refs(refused) == [first, later]
    assert not models.Closure.objects.exists()
    assert models.Organisation.objects.get().definitions_version == version


def test_it_is_done_anyway_and_the_booking_stays_as_it_was(salon: Cast) -> None:
    salon.book("cut", "09:00", staff="anna")
    before = models.Booking.objects.values().get()
    closure = _close(salon, anyway=True)
    assert models.Closure.objects.get().id == closure
    assert models.Booking.objects.values().get() == before
    assert models.Allocation.objects.count() == 2


def test_closing_the_place_names_the_bookings_of_everybody_there(salon: Cast) -> None:
    refs = {salon.book("cut", "09:00", staff=who).ref for who in ("anna", "ben")}
    with pytest.raises(WouldHurt) as refused:
        _close(salon, HERE)
    assert set(_refs(refused)) == refs


def test_what_is_out_of_place_already_is_not_said_again(salon: Cast) -> None:
    salon.book("cut", "09:00", staff="anna")
    _close(salon, anyway=True)
    _week(salon, 12, 17)
    with pytest.raises(WouldHurt):
        _block(salon, "09:00", "10:00")


def test_what_is_over_or_cancelled_hurts_nobody(salon: Cast) -> None:
    salon.book("cut", "09:00", staff="anna")
    models.Booking.objects.update(state="cancelled")
    _close(salon)
    salon.book("cut", "09:00", staff="anna", day=TUESDAY)
    late = {**_who(salon), "now": salon.at("18:00", TUESDAY)}
    add_closure(**late, owner=ANNA, first_date=TUESDAY, last_date=TUESDAY)  # type: ignore[arg-type]


def test_a_hold_that_has_run_out_hurts_nobody_though_it_was_not_swept_away(salon: Cast) -> None:
    salon.hold("cut", "09:00", staff="anna")
    with pytest.raises(WouldHurt):
        _close(salon)
    models.Booking.objects.update(deadline_at=cast.NOW - timedelta(minutes=1))
    _close(salon)


def test_shorter_weekly_hours_hurt_only_what_they_cut_off(salon: Cast) -> None:
    early = salon.book("cut", "09:00", staff="anna").ref
    salon.book("cut", "16:30", staff="anna")
    with pytest.raises(WouldHurt) as refused:
        _week(salon, 10, 17)
    assert _refs(refused) == [early]
    _week(salon, 9, 17)
    # In force only after the booking, it cuts nothing off.
    _week(salon, 12, 17, valid_from=TUESDAY)


def test_a_week_is_changed_in_place_and_removed(salon: Cast) -> None:
    ref = salon.book("cut", "16:00", staff="anna").ref
    week = _week(salon, 8, 20)
    assert _week(salon, 9, 17, week_id=week) == week
    assert models.ScheduleShift.objects.filter(schedule_id=week).count() == 5
    place = models.Schedule.objects.get(location__isnull=False)
    with pytest.raises(NotFound):
        remove_week(**_who(salon), owner=ANNA, week_id=place.id)  # type: ignore[arg-type]
    with pytest.raises(WouldHurt) as refused:
        _week(salon, 9, 12, HERE, week_id=place.id)
    # Ben is still there, and so are the chairs: it is they who would be missing.
    assert _refs(refused) == [ref]
    remove_week(**_who(salon), owner=ANNA, week_id=week)  # type: ignore[arg-type]
    assert not models.Schedule.objects.filter(resource__isnull=False).exists()


def test_while_the_stylist_is_not_needed_she_may_be_away(salon: Cast) -> None:
    """Apply 10:00, wait 10:30, finish 11:00: a block in the middle hurts nobody."""
    ref = salon.book("colour", "10:00", staff="anna").ref
    block = _block(salon, "10:30", "11:00")
    with pytest.raises(WouldHurt) as refused:
        _block(salon, "10:29", "10:35")
    assert _refs(refused) == [ref]
    remove_block(**_who(salon), resource_slug="anna", block_id=block)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        remove_block(**_who(salon), resource_slug="anna", block_id=block)  # type: ignore[arg-type]


def _block(salon: Cast, start: str, end: str) -> int:
    return add_block(
        **_who(salon),  # type: ignore[arg-type]
        resource_slug="anna",
        starts_at=salon.at(start),
        ends_at=salon.at(end),
    )


def test_other_hours_on_a_date_come_and_go(salon: Cast) -> None:
    override = set_override(**_who(salon), owner=HERE, day=MONDAY, shifts=[Shift(time(8), time(20))])  # type: ignore[arg-type]
    ref = salon.book("cut", "18:00", staff="anna").ref
    with pytest.raises(WouldHurt) as refused:
        remove_override(**_who(salon), owner=HERE, override_id=override)  # type: ignore[arg-type]
    assert _refs(refused) == [ref]
    with pytest.raises(Invalid):
        set_override(
            **_who(salon),  # type: ignore[arg-type]
            owner=HERE,
            day=MONDAY,
            shifts=[Shift(time(8), time(12)), Shift(time(11), time(13))],
        )
    remove_override(**_who(salon), owner=HERE, override_id=override, anyway=True)  # type: ignore[arg-type]
    assert not models.OverrideShift.objects.exists()


def test_a_closure_goes_as_it_came(salon: Cast) -> None:
    closure = _close(salon)
    with pytest.raises(NotFound):
        remove_closure(**_who(salon), owner=HERE, closure_id=closure)  # type: ignore[arg-type]
    remove_closure(**_who(salon), owner=ANNA, closure_id=closure)  # type: ignore[arg-type]
    assert not models.Closure.objects.exists()


def test_somebody_who_leaves_is_missed(salon: Cast) -> None:
    ref = salon.book("cut", "09:00", staff="anna").ref
    leave = {**_who(salon), "resource_slug": "anna", "name": "Anna", "kind": "person", "is_active": False}
    with pytest.raises(WouldHurt) as refused:
        change_resource(**leave)  # type: ignore[arg-type]
    assert _refs(refused) == [ref]
    change_resource(**leave, anyway=True)  # type: ignore[arg-type]


def test_another_zone_moves_the_hours_from_under_the_bookings(salon: Cast) -> None:
    early = salon.book("cut", "09:00").ref
    salon.book("cut", "12:00")
    change = {**_who(salon), "location_slug": "here", "name": "Here"}
    with pytest.raises(WouldHurt) as refused:
        change_location(**change, zone="Atlantic/Azores")  # type: ignore[arg-type]
    assert _refs(refused) == [early]
    with pytest.raises(WouldHurt):
        change_location(**change, zone="Europe/Lisbon", is_active=False)  # type: ignore[arg-type]


def test_public_holidays_hurt_like_any_closing(salon: Cast) -> None:
    christmas = date(2026, 12, 25)
    ref = salon.book("cut", "12:00", day=christmas).ref
    with pytest.raises(WouldHurt) as refused:
        change_location(
            **_who(salon),  # type: ignore[arg-type]
            location_slug="here",
            name="Here",
            zone="Europe/Lisbon",
            holiday_country="PT",
        )
    assert _refs(refused) == [ref]


def test_who_gives_a_service_no_more_is_missed_where_it_was_booked(salon: Cast) -> None:
    ref = salon.book("cut", "09:00", staff="anna").ref
    wish = get_service_wish(organisation_id=salon.id, service_slug="cut")
    with pytest.raises(WouldHurt) as refused:
        change_service(**_who(salon), service_slug="cut", wish=without(wish, "anna"))  # type: ignore[arg-type]
    assert _refs(refused) == [ref]
    change_service(**_who(salon), service_slug="cut", wish=without(wish, "ben"))  # type: ignore[arg-type]


def test_a_night_shift_belongs_to_the_evening_on_which_it_begins(salon: Cast) -> None:
    nights = [(0, Shift(time(22), time(6)))]
    week = set_week(**_who(salon), owner=ANNA, shifts=nights)  # type: ignore[arg-type]
    chairs = [(day, Shift(time(), time())) for day in range(7)]
    place = models.Schedule.objects.get(location__isnull=False).id
    set_week(**_who(salon), owner=HERE, shifts=chairs, week_id=place)  # type: ignore[arg-type]
    ref = salon.book("cut", "03:00", staff="anna", day=TUESDAY).ref
    _close(salon, ANNA, TUESDAY, anyway=True)
    with pytest.raises(WouldHurt) as refused:
        _close(salon, ANNA, MONDAY)
    assert _refs(refused) == [ref]
    with pytest.raises(WouldHurt):
        set_week(**_who(salon), owner=ANNA, shifts=[(0, Shift(time(22), time(3)))], week_id=week)  # type: ignore[arg-type]


def test_in_the_night_on_which_clocks_change_hours_are_those_of_the_clock(salon: Cast) -> None:
    """28 March 2027: from 01:00 clocks in Lisbon show 02:00; a shift from 00:00 to 03:00 is two hours long."""
    night = date(2027, 3, 28)
    models.Service.objects.update(booking_window=timedelta(days=365))
    place = models.Schedule.objects.get(location__isnull=False).id
    set_week(**_who(salon), owner=HERE, shifts=[(6, Shift(time(), time(4)))], week_id=place)  # type: ignore[arg-type]
    ref = salon.book("cut", "02:30", staff="anna", day=night).ref
    assert models.Booking.objects.get().starts_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    set_week(**_who(salon), owner=ANNA, shifts=[(6, Shift(time(2), time(3)))])  # type: ignore[arg-type]
    with pytest.raises(WouldHurt) as refused:
        set_week(**_who(salon), owner=ANNA, shifts=[(6, Shift(time(0), time(2, 30)))], valid_from=night)  # type: ignore[arg-type]
    assert _refs(refused) == [ref]


def _would_start(salon: Cast, booking: models.Booking) -> bool:
    """Whether the engine would offer a booking's own time, with its own stylist, if it were not there."""
    at = to_instant(booking.starts_at)
    seen = look(salon.scope, [Wish("cut", None, "anna")], (at, at + 1), public=False, ignoring=[booking.id])
    return find_start(question(seen, seen.offers[0], (at, at + 1), now=to_instant(NOW)), at) is not None


def _any_change(salon: Cast, random: Random, **more: object) -> None:
    """Something about Anna's days, anywhere around the bookings; by night too."""
    opens, closes = (time(random.randrange(24), random.choice([0, 20, 30])) for _ in range(2))
    day = MONDAY + timedelta(days=random.randrange(-1, 3))
    whose = {**_who(salon), "owner": ANNA, **more}
    shifts = random.choice([[], [Shift(opens, closes)]])
    which = random.randrange(4)
    if which == 0:
        set_week(**whose, shifts=[(random.randrange(2), one) for one in shifts])  # type: ignore[arg-type]
    elif which == 1:
        set_override(**whose, day=day, shifts=shifts)  # type: ignore[arg-type]
    elif which == 2:
        add_closure(**whose, first_date=day, last_date=day + timedelta(days=random.randrange(2)))  # type: ignore[arg-type]
    else:
        start = salon.at("08:00", day) + timedelta(minutes=random.randrange(900))
        end = start + timedelta(minutes=random.randrange(1, 200))
        del whose["owner"]
        add_block(**whose, resource_slug="anna", starts_at=start, ends_at=end)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(40))
def test_hurt_is_what_the_engine_would_offer_no_more(salon: Cast, seed: int) -> None:
    # A block in the time for tidying up spoils no customer's visit, though nothing new would be offered beside it.
    models.Requirement.objects.update(buffer_after=timedelta())
    for day in (MONDAY, TUESDAY):
        for clock in ("09:00", "12:15", "16:30"):
            salon.book("cut", clock, staff="anna", day=day)
    said: list[str] = []
    try:
        _any_change(salon, Random(seed))
    except WouldHurt as refusal:
        said = refusal.refs
        _any_change(salon, Random(seed), anyway=True)
    gone = [one.ref for one in models.Booking.objects.order_by("starts_at") if not _would_start(salon, one)]
    assert said == gone


def test_as_many_statements_for_many_bookings_as_for_few(salon: Cast) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for clocks in (["09:00"], ["10:00", "11:00", "12:00", "13:00", "14:00"]):
        for clock in clocks:
            salon.book("cut", clock, staff="anna")
        with CaptureQueriesContext(connection) as seen, pytest.raises(WouldHurt):
            _close(salon)
        counts.append(len(seen))
    assert counts[0] == counts[1]
