"""Reading an address's query: dates, months and times of the clock, strictly."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from holdfast.core.refusal import Invalid
from holdfast.core.walltime import resolve, to_datetime, to_local

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
_CLOCK = re.compile(r"(\d{2}):(\d{2})(~2)?", re.ASCII)
_MINUTES = re.compile(r"[1-9]\d{0,4}", re.ASCII)
_YEARS = range(1971, 9000)


@dataclass(frozen=True, slots=True)
class Address:
    """A path with the choices made so far, from which links to the next choices are made."""

    path: str
    choices: tuple[tuple[str, str | None], ...] = ()

    def but(self, **changes: str | None) -> str:
        """The address with some choices changed; `None` takes one back."""
        kept = {name: value for name, value in {**dict(self.choices), **changes}.items() if value is not None}
        return f"{self.path}?{urlencode(kept, safe=',')}" if kept else self.path

    def before(self, *names: str) -> str:
        """The address without those choices, ready for them to be written behind it: a page has seventy such."""
        url = self.but(**dict.fromkeys(names))
        return url + ("&" if "?" in url else "?")

    def without(self, name: str) -> "Address":
        """The same with one choice taken back."""
        return Address(self.path, tuple((one, value) for one, value in self.choices if one != name))


def read_date(value: str, *, field: str = "date") -> date:
    """A date written YYYY-MM-DD. Refuses with `Invalid`."""
    try:
        if _DATE.fullmatch(value):
            found = date.fromisoformat(value)
            if found.year in _YEARS:
                return found
    except ValueError:
        pass
    raise Invalid(field=field, reason="is not a date")


def read_month(value: str) -> date:
    """The first day of a month written YYYY-MM. Refuses with `Invalid`."""
    if not _MONTH.fullmatch(value):
        raise Invalid(field="month", reason="is not a month")
    return read_date(f"{value}-01", field="month")


def read_start(day: date, clock: str, zone: ZoneInfo) -> datetime:
    """The instant at which clocks in the zone show HH:MM on a day; `HH:MM~2` where they show it a second time.

    Refuses with `Invalid`.
    """
    written = _CLOCK.fullmatch(clock)
    try:
        shown = time(int(written[1]), int(written[2])) if written else None
    except ValueError:
        shown = None
    if written is None or shown is None:
        raise Invalid(field="time", reason="is not a time")
    local, second = datetime.combine(day, shown), written[3] is not None
    instant = resolve(local, zone, second=second)
    if instant is None or (second and instant == resolve(local, zone)):
        raise Invalid(field="time", reason="does not exist on this day")
    return to_datetime(instant)


def write_start_value(starts_at: datetime, zone: ZoneInfo) -> str:
    """An instant as a form sends it; what `read_start_value` reads."""
    return "T".join(write_start(starts_at, zone))


def read_start_value(value: str, zone: ZoneInfo) -> datetime:
    """The start that a form names. Refuses with `Invalid`."""
    day, _, clock = value.partition("T")
    return read_start(read_date(day), clock, zone)


def read_minutes(value: str) -> timedelta:
    """A length written as whole minutes. Refuses with `Invalid`."""
    if not _MINUTES.fullmatch(value):
        raise Invalid(field="duration", reason="is not a number of minutes")
    return timedelta(minutes=int(value))


def write_minutes(duration: timedelta) -> str:
    """A length as an address names it; what `read_minutes` reads."""
    return str(duration // timedelta(minutes=1))


def write_start(starts_at: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """An instant as the date and time of an address; what `read_start` reads."""
    local = to_local(int(starts_at.timestamp()), zone)
    return local.date().isoformat(), f"{local:%H:%M}" + ("~2" if local.fold else "")
