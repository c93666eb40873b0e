"""Caps: which period a date lies in, and what that leaves."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.core.limits import PERIODS, Cap, Left, caps_of, left_at, period_name, period_span, periods, used_up

LISBON = ZoneInfo("Europe/Lisbon")
DATES = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("period", "day", "name"),
    [
        ("day", date(2026, 11, 21), "2026-11-21"),
        ("week", date(2026, 11, 21), "2026-W47"),
        ("month", date(2026, 11, 21), "2026-11"),
        ("week", date(2027, 1, 1), "2026-W53"),
        ("week", date(2025, 12, 30), "2026-W01"),
    ],
)
def test_periods_have_the_names_people_know(period, day, name):
    assert period_name(period, day) == name


def test_a_week_runs_from_monday_to_sunday_whatever_clocks_do():
    start, end = period_span("week", date(2026, 3, 29), LISBON)
    assert datetime.fromtimestamp(start, LISBON) == datetime(2026, 3, 23, tzinfo=LISBON)
    assert datetime.fromtimestamp(end, LISBON) == datetime(2026, 3, 30, tzinfo=LISBON)
    assert end - start == 7 * 86_400 - 3600


@given(st.sampled_from(PERIODS), DATES)
def test_two_dates_are_in_one_period_exactly_when_it_has_one_name_and_one_span(period, day):
    start, end = period_span(period, day, LISBON)
    for other in (day - timedelta(days=1), day + timedelta(days=1), day + timedelta(days=27)):
        noon = datetime(other.year, other.month, other.day, 12, tzinfo=UTC).timestamp()
        assert (period_name(period, other) == period_name(period, day)) == (start <= noon < end)


@given(st.sampled_from(PERIODS), DATES, st.integers(0, 400))
def test_every_period_of_some_dates_is_named_once(period, first, days):
    last = first + timedelta(days=days)
    every = [period_name(period, first + timedelta(days=n)) for n in range(days + 1)]
    assert [period_name(period, day) for day in periods(period, first, last)] == list(dict.fromkeys(every))


@given(DATES, st.integers(0, 400))
def test_all_names_lie_between_the_least_of_the_first_date_and_the_greatest_of_the_last(first, days):
    last = first + timedelta(days=days)
    least = min(period_name(period, first) for period in PERIODS)
    greatest = max(period_name(period, last) for period in PERIODS)
    for period in PERIODS:
        for day in periods(period, first, last):
            assert least <= period_name(period, day) <= greatest


def test_the_scarcest_cap_counts():
    caps = (Left((0, 10), 3), Left((5, 20), 0))
    assert [left_at(caps, at) for at in (4, 5, 15, 20)] == [3, 0, 0, None]
    assert used_up(caps) == ((5, 20),)
    assert caps_of(2, None, 9) == (Cap("day", 2), Cap("month", 9))
