"""How dates, times and prices are said."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from holdfast.core.money import Money
from holdfast.core.policy import Policy
from holdfast.web import words

THURSDAY = date(2026, 11, 5)


@pytest.mark.parametrize(
    ("language", "day", "full", "price"),
    [
        ("en", "Thursday 5 November", "Thursday 5 November 2026", "€1,234.50"),
        ("en-us", "Thursday, November 5", "Thursday, November 5, 2026", "€1,234.50"),
        ("de", "Donnerstag, 5. November", "Donnerstag, 5. November 2026", "1.234,50\xa0€"),
        ("pt-pt", "quinta-feira, 5 de novembro", "quinta-feira, 5 de novembro de 2026", "1\xa0234,50\xa0€"),
        ("ja", "11月5日木曜日", "2026年11月5日木曜日", "€1,234.50"),
        ("xx", "Thursday 5 November", "Thursday 5 November 2026", "€1,234.50"),
    ],
)
def test_dates_and_prices_in_several_languages(language: str, day: str, full: str, price: str) -> None:
    with translation.override(language):
        assert words.day(THURSDAY) == day
        assert words.full_day(THURSDAY) == full
        assert words.money(Money(123450, "EUR")) == price


def test_currencies_have_their_own_minor_units() -> None:
    assert words.money(Money(1500, "JPY")) == "JP¥1,500"
    assert words.money(Money(1500, "KWD")) == "KWD1.500"


def test_an_instant_is_told_in_the_time_of_the_place() -> None:
    instant = datetime(2026, 11, 5, 23, 30, tzinfo=UTC)
    assert words.clock(instant, "Europe/Berlin") == "00:30"
    assert words.local_date(instant, "Europe/Berlin") == date(2026, 11, 6)
    assert words.place_time("America/New_York") == "New York time"


@pytest.mark.parametrize(
    ("seconds", "said"), [(1800, "30 min"), (3600, "1 h"), (5400, "1 h 30 min"), (0, "0 min")]
)
def test_how_long_something_takes(seconds: int, said: str) -> None:
    assert words.length(seconds) == said


@pytest.mark.parametrize(
    ("notice", "said"),
    [
        (timedelta(), "until it starts"),
        (timedelta(minutes=90), "until 90 minutes before"),
        (timedelta(hours=1), "until 1 hour before"),
        (timedelta(days=1), "until 24 hours before"),
        (timedelta(days=3), "until 3 days before"),
    ],
)
def test_the_rule_for_changes_in_one_sentence(notice: timedelta, said: str) -> None:
    assert said in words.change_rule(Policy(change_notice=notice))


def test_a_telephone_number_is_written_as_in_its_country() -> None:
    assert words.phone("+61870100142") == "+61 8 7010 0142"
    assert words.phone("ask at the door") == "ask at the door"
