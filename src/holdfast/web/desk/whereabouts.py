"""Where a business may be: zones by country, from the zone data itself, and what is spent there."""

from functools import lru_cache
from importlib.resources import files

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.numbers import get_territory_currencies
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

from holdfast.core.walltime import find_zone

_MOST_WISHES = 20


@lru_cache(maxsize=1)
def _zones() -> tuple[tuple[str, str], ...]:
    """Country (ISO 3166-1) and zone, of each country the most populous first, as `zone.tab` lists them."""
    lines = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple((country, zone) for country, _place, zone, *_rest in rows)


def country_of(zone: str) -> str:
    """The country in which a zone is (ISO 3166-1); empty where none is known."""
    return next((country for country, one in _zones() if one == zone), "")


def currency_of(country: str) -> str:
    """What is spent in a country (ISO 4217); euros where that is not known."""
    return next(iter(get_territory_currencies(country)), "EUR") if country else "EUR"


def guess_zone(request: HttpRequest) -> str:
    """The zone in which whoever asks probably is, as the languages of the browser say."""
    wishes = parse_accept_lang_header(request.headers.get("Accept-Language", ""))[:_MOST_WISHES]
    for code, _ in wishes:
        country = _territory(code)
        for one, zone in _zones():
            if one == country:
                return zone
    return "Etc/UTC"


def known_zone(name: str) -> str | None:
    """The zone a browser named, if it is one, by the name it has today: some still say Asia/Calcutta."""
    if find_zone(name) is None:
        return None
    aliases = get_global("zone_aliases")
    same = aliases.get(name, name)
    names = {name, same, *(one for one, other in aliases.items() if other == same)}
    return next((zone for _, zone in _zones() if zone in names), "Etc/UTC" if name in {"UTC", "GMT"} else name)


@lru_cache(maxsize=1000)
def _territory(code: str) -> str:
    try:
        locale = Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return ""
    # "de" alone is most likely that of Germany (CLDR, likely subtags).
    return str(locale.territory or get_global("likely_subtags").get(locale.language, "").rpartition("_")[2])
