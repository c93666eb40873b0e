"""Public holidays of a place, from the library `holidays`, year by year as they are asked for."""

from collections.abc import Container
from datetime import date
from functools import lru_cache

import holidays


@lru_cache(maxsize=512)
def _of_year(country: str, region: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year))


class HolidayDates(Container[date]):
    """The public holidays of a country and region, asked date by date; none without a country."""

    def __init__(self, country: str, region: str = "") -> None:
        self.country = country
        self.region = region

    def __contains__(self, day: object) -> bool:
        if not self.country or not isinstance(day, date):
            return False
        return day in _of_year(self.country, self.region, day.year)
