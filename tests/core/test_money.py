"""Money in minor units."""

import pytest

from holdfast.core.money import Money


def test_amounts_of_one_currency_add_up():
    assert Money(1999, "EUR") + Money(1, "EUR") == Money(2000, "EUR")


def test_euros_and_dollars_do_not_add_up():
    with pytest.raises(ValueError, match="USD"):
        Money(1, "EUR") + Money(1, "USD")


@pytest.mark.parametrize(("part", "minor"), [(30, 1000), (45, 1500), (1, 33), (90, 3000), (0, 0)])
def test_a_price_in_proportion_rounds_halves_up(part, minor):
    assert Money(2000, "EUR").in_proportion(part, 60) == Money(minor, "EUR")
    assert Money(1, "EUR").in_proportion(30, 60) == Money(1, "EUR")
