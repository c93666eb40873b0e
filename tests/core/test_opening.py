"""Opening hours against the oracle, and the order in which exceptions decide."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.core.interval import normalise
from holdfast.core.opening import (
    Closure,
    Hours,
    Override,
    Shift,
    Week,
    dates,
    open_spans,
    overlap,
    rule_on,
    shifts_on,
)
from tests.core import times
from tests.core.oracle import Oracle, World, hours_on
from tests.in_core import as_shifts, hours_of
from tests.strategies import PLACES, seconds_at_midnight, timetables

LISBON = ZoneInfo("Europe/Lisbon")
MONDAY = date(2026, 6, 1)
DAY, EVENING, LATE = Shift(time(9), time(17)), Shift(time(18), time(22)), Shift(time(22), time(6))


def all_week(*shifts):
    return tuple((weekday, shift) for weekday in range(7) for shift in shifts)


@settings(max_examples=times(200))
@given(PLACES, st.sampled_from((30, 15, 7)), st.booleans(), st.data())
def test_open_time_is_what_the_oracle_reads_off_the_clock(place, quantum, both, data):
    zone, day = place
    timetable = data.draw(timetables(day, quantum, both=both))
    base = seconds_at_midnight(day)
    oracle = Oracle(World(zone, {}, (), (base, base + 86_400)))
    first, last = day - timedelta(days=1), day + timedelta(days=1)
    expected = oracle.minutes_open(timetable, [first - timedelta(days=1), first, day, last])
    found = open_spans(hours_of(zone, timetable), first, last)
    assert {minute for start, end in found for minute in range(start // 60, end // 60)} == expected
    assert normalise(found) == found
    for near in dates(first, last):
        assert shifts_on(hours_of(zone, timetable), near) == as_shifts(hours_on(timetable, near))


def test_a_closure_closes_its_first_date_its_last_and_all_between():
    hours = Hours(LISBON, weeks=(Week(all_week(DAY)),), closures=(Closure(MONDAY, MONDAY + timedelta(days=2)),))
    assert [bool(shifts_on(hours, MONDAY + timedelta(days=n))) for n in range(-1, 4)] == [
        True,
        False,
        False,
        False,
        True,
    ]


def test_a_closure_counts_more_than_an_override():
    hours = Hours(LISBON, overrides=(Override(MONDAY, (EVENING,)),), closures=(Closure(MONDAY, MONDAY),))
    assert shifts_on(hours, MONDAY) == ()


def test_an_override_replaces_the_week_and_a_holiday():
    hours = Hours(
        LISBON,
        weeks=(Week(all_week(DAY)),),
        overrides=(Override(MONDAY, (EVENING,)),),
        holidays=frozenset({MONDAY}),
    )
    assert shifts_on(hours, MONDAY) == (EVENING,)


def test_an_override_without_shifts_is_a_day_off():
    hours = Hours(LISBON, weeks=(Week(all_week(DAY)),), overrides=(Override(MONDAY, ()),))
    assert shifts_on(hours, MONDAY) == ()


def test_a_holiday_closes():
    hours = Hours(LISBON, weeks=(Week(all_week(DAY)),), holidays=frozenset({MONDAY}))
    assert shifts_on(hours, MONDAY) == ()
    assert shifts_on(hours, MONDAY + timedelta(days=1)) == (DAY,)


def test_of_weeks_in_force_the_one_that_began_last_rules():
    summer = Week(all_week(EVENING), MONDAY, MONDAY + timedelta(days=6))
    hours = Hours(LISBON, weeks=(summer, Week(all_week(DAY))))
    assert shifts_on(hours, MONDAY - timedelta(days=1)) == (DAY,)
    assert shifts_on(hours, MONDAY) == (EVENING,)
    assert shifts_on(hours, MONDAY + timedelta(days=6)) == (EVENING,)
    assert shifts_on(hours, MONDAY + timedelta(days=7)) == (DAY,)


def test_a_week_in_force_that_leaves_a_weekday_out_closes_it():
    hours = Hours(LISBON, weeks=(Week(all_week(DAY)), Week(((1, DAY),), MONDAY)))
    assert shifts_on(hours, MONDAY) == ()
    assert shifts_on(hours, MONDAY + timedelta(days=1)) == (DAY,)


def test_a_night_shift_belongs_to_the_date_on_which_it_opens():
    hours = Hours(LISBON, weeks=(Week(((0, LATE),)),))
    ((start, end),) = open_spans(hours, MONDAY + timedelta(days=1), MONDAY + timedelta(days=1))
    assert (end - start) / 3600 == 8
    closed = Hours(LISBON, weeks=(Week(((0, LATE),)),), closures=(Closure(*[MONDAY + timedelta(days=1)] * 2),))
    assert open_spans(closed, MONDAY, MONDAY + timedelta(days=1)) == ((start, end),)


def test_hours_that_touch_at_midnight_are_one():
    whole = Hours(LISBON, weeks=(Week(all_week(Shift(time(0), time(0)))),))
    ((start, end),) = open_spans(whole, MONDAY, MONDAY + timedelta(days=2))
    assert end - start == 4 * 86_400


def test_the_rule_that_decides_is_named():
    days = [MONDAY + timedelta(days=n) for n in range(4)]
    hours = Hours(
        LISBON,
        weeks=(Week(all_week(DAY)),),
        overrides=(Override(days[0], (EVENING,)), Override(days[1], (EVENING,))),
        closures=(Closure(days[0], days[0]),),
        holidays=frozenset(days[:3]),
    )
    assert [rule_on(hours, day) for day in days] == ["closure", "override", "holiday", "week"]


def test_shifts_of_a_date_may_touch_and_may_not_overlap():
    assert not overlap([EVENING, DAY])
    assert not overlap([DAY, Shift(time(17), time(18)), EVENING])
    assert overlap([DAY, Shift(time(16), time(18))])
    # Until the next morning, and all day: nothing can begin after it on the same date.
    assert overlap([LATE, Shift(time(23), time(23, 30))])
    assert overlap([Shift(time(), time()), DAY])
