"""Money in minor units."""

import pytest

from holdfast.core.money import Money


def test_amounts_of_one_currency_add_up():
    assert Money(1999, "EUR") + Money(1, "EUR") == Money(2000, "EUR")


def test_euros_and_dollars_do_not_add_up():
    with pytest.raises(ValueError, match="USD"):
        Money(1, "EUR") + Money(1, "USD")
