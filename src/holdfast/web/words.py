"""How dates, times, prices and states are said: Babel and gettext, as template filters.

The language is the one active while a page is rendered (`web/rendering.py`).
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

import phonenumbers
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, get_timezone, get_timezone_location
from babel.numbers import format_currency, get_currency_precision
from django import template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from holdfast.core.booking import State
from holdfast.core.money import Money
from holdfast.core.policy import Policy
from holdfast.queries.bookings import BookingView

register = template.Library()


@dataclass(frozen=True, slots=True)
class StateWords:
    """A state as people read it: a word, an icon, and a tone that is never alone in saying it."""

    label: str | Promise
    icon: str
    tone: str


_STATES = {
    State.HELD: StateWords(_("Being booked"), "clock", "quiet"),
    State.AWAITING_PAYMENT: StateWords(_("Waiting for payment"), "clock", "waiting"),
    State.REQUESTED: StateWords(_("Waiting for an answer"), "clock", "waiting"),
    State.CONFIRMED: StateWords(_("Confirmed"), "check", "good"),
    State.CHECKED_IN: StateWords(_("Here now"), "person", "good"),
    State.COMPLETED: StateWords(_("Done"), "double-check", "quiet"),
    State.LAPSED: StateWords(_("Not completed"), "cross", "quiet"),
    State.DECLINED: StateWords(_("Declined"), "cross", "bad"),
    State.CANCELLED: StateWords(_("Cancelled"), "cross", "bad"),
    State.NO_SHOW: StateWords(_("Did not come"), "cross", "bad"),
}

KINDS: dict[str, str | Promise] = {
    "person": _("Person"),
    "room": _("Room"),
    "table": _("Table"),
    "vehicle": _("Vehicle"),
    "equipment": _("Equipment"),
    "other": _("Something else"),
}


def locale() -> Locale:
    """The locale of the language in use; English without a country is written the European way."""
    return _locale(get_language() or "en")


@lru_cache(maxsize=100)
def _locale(code: str) -> Locale:
    try:
        return Locale.parse("en_GB" if code == "en" else code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


@register.filter
def money(amount: Money) -> str:
    """€48.00"""
    exact = Decimal(amount.minor).scaleb(-get_currency_precision(amount.currency))
    return format_currency(exact, amount.currency, locale=locale())


# The year with what joins it to the rest: at the end in most languages, at the beginning in Chinese and Japanese.
_YEAR = re.compile(r"^y+年|(?!^)[,،]?\s*('de'\s*)?y+.*$")


@register.filter
def day(value: date) -> str:
    """Thursday 5 November"""
    return _day(value, locale())


@lru_cache(maxsize=10_000)
def _day(value: date, where: Locale) -> str:
    return format_date(value, _YEAR.sub("", _full_date()), locale=where)


@register.filter
def full_day(value: date) -> str:
    """Thursday 5 November 2026"""
    return format_date(value, _full_date(), locale=locale())


def _full_date() -> str:
    """The language's own pattern of a whole date; British English goes without its comma."""
    pattern = str(locale().date_formats["full"].pattern)
    return pattern.replace(",", "", 1) if str(locale()) == "en_GB" else pattern


@register.filter
def month(value: date) -> str:
    """November 2026"""
    return format_skeleton("yMMMM", value, locale=locale())


@register.filter
def local(value: datetime, zone: str | ZoneInfo) -> datetime:
    """The wall time of an instant in a zone."""
    return value.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)


@register.filter
def local_date(value: datetime, zone: str | ZoneInfo) -> date:
    """The date of an instant in a zone."""
    return local(value, zone).date()


@register.filter
def clock(value: datetime, zone: str | ZoneInfo) -> str:
    """09:30"""
    return _clock(local(value, zone).time().replace(second=0, microsecond=0), locale())


@lru_cache(maxsize=10_000)
def _clock(value: time, where: Locale) -> str:
    # "9:00 ص" is one word.
    return format_time(value, "short", tzinfo=None, locale=where).replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def moment(value: datetime, zone: str | ZoneInfo) -> str:
    """Thursday 5 November, 09:30"""
    return gettext("%(day)s, %(time)s") % {"day": day(local_date(value, zone)), "time": clock(value, zone)}


@register.filter
def near_moment(value: datetime, zone: str | ZoneInfo) -> str:
    """Today, 09:30; Tomorrow, 09:30; Thursday 5 November, 09:30"""
    days = (local_date(value, zone) - local_date(timezone.now(), zone)).days
    said = {0: gettext("Today"), 1: gettext("Tomorrow")}.get(days, "")
    return gettext("%(day)s, %(time)s") % {"day": said or day(local_date(value, zone)), "time": clock(value, zone)}


@register.filter
def full_moment(value: datetime, zone: str | ZoneInfo) -> str:
    """Thursday 5 November 2026, 09:30"""
    return gettext("%(day)s, %(time)s") % {"day": full_day(local_date(value, zone)), "time": clock(value, zone)}


@register.simple_tag
def clock_span(starts_at: datetime, length: int, zone: str | ZoneInfo) -> str:
    """09:30–10:15; the length in seconds"""
    return f"{clock(starts_at, zone)}–{clock(starts_at + timedelta(seconds=length), zone)}"


@register.filter
def place_time(zone: str | ZoneInfo) -> str:
    """Lisbon time"""
    name = zone if isinstance(zone, str) else zone.key
    city = get_timezone_location(get_timezone(name), locale=locale(), return_city=True)
    return gettext("%(city)s time") % {"city": city}


@register.filter(name="length_words")
def length(seconds: int) -> str:
    """1 h 30 min"""
    hours, minutes = divmod(seconds // 60, 60)
    said = [gettext("%d h") % hours] if hours else []
    if minutes or not hours:
        said.append(gettext("%d min") % minutes)
    return " ".join(said)


@register.filter
def stretch(duration: timedelta) -> str:
    """2 days; 24 hours; 90 minutes"""
    minutes = int(duration.total_seconds()) // 60
    if minutes >= 2 * 24 * 60 and minutes % (24 * 60) == 0:
        return ngettext("%d day", "%d days", minutes // 1440) % (minutes // 1440)
    if minutes >= 60 and minutes % 60 == 0:
        return ngettext("%d hour", "%d hours", minutes // 60) % (minutes // 60)
    return ngettext("%d minute", "%d minutes", minutes) % minutes


@register.filter
def change_rule(policy: Policy) -> str:
    """Until when a customer may change or cancel, in one sentence."""
    if not policy.change_notice:
        return gettext("You can move or cancel it online until it starts.")
    return gettext("You can move or cancel it online until %(stretch)s before it starts.") % {
        "stretch": stretch(policy.change_notice)
    }


@register.filter
def state_words(state: State) -> StateWords:
    """A state as people read it."""
    return _STATES[state]


@register.filter
def kind_words(kind: str) -> str | Promise:
    """A kind of resource as people read it."""
    return KINDS[kind]


@register.filter
def time_words(value: time) -> str:
    """09:30"""
    return _clock(value, locale())


@register.filter
def initial(name: str) -> str:
    """The first letter, for a business without a logo."""
    return name.strip()[:1].upper()


@register.filter(name="phone_words")
def phone(number: str) -> str:
    """+61 8 7010 0142; what cannot be read as a number with its country stays as it is."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@register.filter
def weekday(value: date) -> str:
    """Monday"""
    return str(locale().days["stand-alone"]["wide"][value.weekday()])


@register.filter
def weekday_of(number: int) -> str:
    """Monday, of 0"""
    return str(locale().days["stand-alone"]["wide"][number])


@register.filter
def weekday_short(value: date) -> str:
    """Mo"""
    return str(locale().days["stand-alone"]["short"][value.weekday()]).rstrip(".")


def first_weekday() -> int:
    """On which day a week begins, 0 for Monday: on Sunday in the United States, on Saturday in Egypt."""
    return locale().first_week_day


@register.filter
def booked_length(booking: BookingView) -> int:
    """How long a booking takes, in seconds."""
    return int((booking.ends_at - booking.starts_at).total_seconds())
