"""Wall time against a clock that is read minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.core.walltime import (
    day_span,
    is_plain,
    local_date,
    resolve,
    resolve_bound,
    shift_span,
    to_datetime,
    to_instant,
    to_local,
    wall_starts,
)
from tests.core import times
from tests.core.oracle import Oracle, World
from tests.strategies import CHANGES, STEADY, seconds_at_midnight

LISBON = ZoneInfo("Europe/Lisbon")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
PLACES = (*CHANGES, *STEADY)


def at(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute))


def utc(*parts):
    return int(datetime(*parts, tzinfo=UTC).timestamp())


def clock_of(zone, day):
    base = seconds_at_midnight(day)
    return Oracle(World(zone, {}, (), (base, base + 86_400)))


@pytest.mark.parametrize(("zone", "day"), PLACES)
def test_every_wall_time_resolves_to_the_minutes_at_which_clocks_show_it(zone, day):
    oracle, place = clock_of(zone, day), ZoneInfo(zone)
    for offset in range(-1440, 2880):
        local = datetime.combine(day, time()) + timedelta(minutes=offset)
        wall = (local.date(), local.hour * 60 + local.minute)
        showings = oracle.showings.get(wall, [])
        assert resolve(local, place) == (showings[0] * 60 if showings else None)
        assert resolve(local, place, second=True) == (showings[-1] * 60 if showings else None)
        if not showings:
            assert resolve_bound(local, place) == oracle.moment(wall) * 60
            assert resolve_bound(local, place, second=True) == oracle.moment(wall) * 60


@pytest.mark.parametrize(("zone", "day"), PLACES)
def test_a_date_has_the_minutes_at_which_calendars_show_it(zone, day):
    oracle, place = clock_of(zone, day), ZoneInfo(zone)
    for near in (day + timedelta(days=n) for n in (-2, -1, 0, 1, 2)):
        minutes = [minute for minute, (shown, _) in oracle.shown.items() if shown == near]
        start, end = day_span(near, place)
        assert list(range(start // 60, end // 60)) == minutes
        clocks = [oracle.shown[minute][1] for minute in minutes]
        assert is_plain(near, place) == (clocks == list(range(1440)))


@settings(max_examples=times(300))
@given(st.sampled_from(PLACES), st.integers(-200_000, 200_000), st.booleans())
def test_an_instant_survives_its_way_through_wall_time(place, offset, naive_second):
    zone, instant = ZoneInfo(place[0]), seconds_at_midnight(place[1]) + offset
    local = to_local(instant, zone)
    assert to_instant(local) == instant
    assert to_instant(to_datetime(instant)) == instant
    assert resolve(local.replace(tzinfo=None), zone, second=bool(local.fold)) == instant
    assert local_date(instant, zone) == local.date()
    start, end = day_span(local.date(), zone)
    assert start <= instant < end
    # The fold a naive value carries says nothing: the argument does.
    stray = local.replace(tzinfo=None, fold=int(naive_second))
    assert resolve(stray, zone) == resolve(local.replace(tzinfo=None, fold=0), zone)


@settings(max_examples=times(100))
@given(
    st.sampled_from(CHANGES),
    st.sampled_from((5, 7, 15, 20, 25, 45, 90)),
    st.integers(0, 1439),
    st.booleans(),
)
def test_the_grid_of_an_irregular_date_is_read_off_the_clock(place, step, anchor, both):
    zone, day = place
    oracle = clock_of(zone, day)
    expected = [
        minute * 60
        for minute, (shown, wall) in oracle.shown.items()
        if shown == day and (wall - anchor) % step == 0 and (both or oracle.showings[shown, wall][0] == minute)
    ]
    wall = range(anchor * 60 % (step * 60), 86_400, step * 60)
    assert list(wall_starts(day, ZoneInfo(zone), wall, both)) == expected


def test_a_time_that_clocks_skip_has_no_instant():
    assert resolve(at(SPRING, 1, 30), LISBON) is None
    assert resolve(at(SPRING, 1, 30), LISBON, second=True) is None


def test_hours_that_begin_at_a_skipped_time_begin_when_clocks_jump():
    assert resolve_bound(at(SPRING, 1, 30), LISBON) == utc(2026, 3, 29, 1)


def test_of_a_time_shown_twice_the_first_is_meant():
    assert resolve(at(AUTUMN, 1, 30), LISBON) == utc(2026, 10, 25, 0, 30)
    assert resolve(at(AUTUMN, 1, 30), LISBON, second=True) == utc(2026, 10, 25, 1, 30)


def test_a_date_has_the_hours_it_has():
    def hours(zone, *day):
        start, end = day_span(date(*day), ZoneInfo(zone))
        return (end - start) / 3600

    assert hours("Europe/Lisbon", 2026, 3, 29) == 23
    assert hours("Europe/Lisbon", 2026, 10, 25) == 25
    assert hours("Australia/Lord_Howe", 2026, 10, 4) == 23.5
    assert hours("Australia/Lord_Howe", 2026, 4, 5) == 24.5
    assert hours("America/Sao_Paulo", 2018, 11, 4) == 23
    assert hours("Pacific/Apia", 2011, 12, 30) == 0
    assert hours("Asia/Kathmandu", 2026, 3, 29) == 24


def test_a_date_whose_midnight_is_skipped_begins_at_one():
    start, _ = day_span(date(2018, 11, 4), ZoneInfo("America/Sao_Paulo"))
    assert to_local(start, ZoneInfo("America/Sao_Paulo")).time() == time(1)


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 10, 24), 9), (date(2026, 3, 28), 7), (date(2026, 6, 1), 8)]
)
def test_a_night_shift_has_the_hours_it_has(day, hours):
    start, end = shift_span(day, time(22), time(6), LISBON)
    assert (end - start) / 3600 == hours


def test_a_closing_time_shown_twice_is_the_first_unless_the_place_keeps_both():
    start, end = shift_span(AUTUMN, time(0), time(1, 30), LISBON)
    assert end - start == 90 * 60
    start, end = shift_span(AUTUMN, time(0), time(1, 30), LISBON, both=True)
    assert end - start == 150 * 60


def test_hours_that_close_when_they_open_last_a_day():
    start, end = shift_span(date(2026, 6, 1), time(9), time(9), LISBON)
    assert end - start == 86_400


def test_a_datetime_without_a_zone_is_no_instant():
    with pytest.raises(ValueError, match="without a zone"):
        to_instant(datetime(2026, 1, 1))


def test_fractions_of_a_second_fall_away():
    assert to_instant(datetime(1969, 12, 31, 23, 59, 59, 900_000, tzinfo=UTC)) == -1
