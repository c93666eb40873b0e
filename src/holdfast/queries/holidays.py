"""Public holidays of a place, from the library `holidays`, year by year as they are asked for."""

from collections.abc import Container, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays
from holidays.registry import COUNTRIES

# Longer ones name towns, which have no code of their own (ISO 3166-2).
_LONGEST_REGION = 6


@lru_cache(maxsize=512)
def _of_year(country: str, region: str, year: int) -> Mapping[date, str]:
    return MappingProxyType(dict(holidays.country_holidays(country, subdiv=region or None, years=year)))


class HolidayDates(Container[date]):
    """The public holidays of a country and region, asked date by date; none without a country."""

    def __init__(self, country: str, region: str = "") -> None:
        self.country = country
        self.region = region

    def __contains__(self, day: object) -> bool:
        if not self.country or not isinstance(day, date):
            return False
        return day in _of_year(self.country, self.region, day.year)

    def named(self, year: int) -> list[tuple[date, str]]:
        """The holidays of a year with their names, in order."""
        return sorted(_of_year(self.country, self.region, year).items()) if self.country else []


@lru_cache(maxsize=1)
def holiday_countries() -> tuple[str, ...]:
    """The countries whose holidays are known (ISO 3166-1)."""
    return tuple(sorted(code for _, code, *_ in COUNTRIES.values()))


@lru_cache(maxsize=32)
def holiday_regions(country: str) -> Mapping[str, str]:
    """The regions of a country that have holidays of their own: codes (ISO 3166-2) and names."""
    if country not in holiday_countries():
        return {}
    found = holidays.country_holidays(country)
    names = {code: name for name, code in reversed(getattr(found, "subdivisions_aliases", {}).items())}
    return {code: names.get(code, code) for code in found.subdivisions if len(code) <= _LONGEST_REGION}


def knows_holidays(country: str, region: str = "") -> bool:
    """Whether the holidays of a country, and of a region of it, are known; also of no country."""
    if not country:
        return not region
    return country in holiday_countries() and (not region or region in holiday_regions(country))
