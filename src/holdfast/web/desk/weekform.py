"""Weekly hours as a form: for each weekday two pairs of times or more, of which an empty one is none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext

from holdfast.core.opening import Shift, overlap
from holdfast.web.desk.forms import DeskForm
from holdfast.web.words import weekday

_PAIRS = 2
_MONDAY = date(2024, 1, 1)
_DAYS = range(7)


@dataclass(frozen=True, slots=True)
class Row:
    """A weekday with its pairs of fields."""

    name: str
    pairs: tuple[tuple[BoundField, BoundField], ...]

    @property
    def errors(self) -> list[str]:
        """What is wrong with its hours."""
        return [str(error) for pair in self.pairs for field in pair for error in field.errors]


class WeekForm(DeskForm):
    """The hours of a week; a day without any is closed, `closes` not after `opens` is on the next day."""

    def __init__(self, *args: Any, week: Iterable[tuple[int, Shift]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        held: dict[int, list[Shift]] = {day: [] for day in _DAYS}
        for day, shift in week:
            held[day].append(shift)
        self._pairs = {day: self._add(day, held[day]) for day in _DAYS}
        self.shifts: Sequence[tuple[int, Shift]] = ()

    @property
    def rows(self) -> list[Row]:
        """The weekdays in the order of the week."""
        return [
            Row(
                _weekday(day),
                tuple(
                    (self[_name("opens", day, pair)], self[_name("closes", day, pair)]) for pair in range(pairs)
                ),
            )
            for day, pairs in self._pairs.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Pairs that are whole become `shifts`."""
        typed = super().clean() or {}
        found: list[tuple[int, Shift]] = []
        for day, pairs in self._pairs.items():
            shifts = [shift for pair in range(pairs) if (shift := self._shift(typed, day, pair)) is not None]
            if overlap(shifts):
                self.add_error(_name("opens", day, 0), gettext("These hours overlap"))
            found += [(day, shift) for shift in shifts]
        self.shifts = found
        return typed

    def _add(self, day: int, held: Sequence[Shift]) -> int:
        """Fields for the hours that are there, and for one pair more; how many pairs there are then."""
        pairs = max(_PAIRS, len(held) + 1)
        for pair in range(pairs):
            shift = held[pair] if pair < len(held) else None
            self.fields[_name("opens", day, pair)] = _time(
                gettext("%(weekday)s, opens") % {"weekday": _weekday(day)}, shift.opens if shift else None
            )
            self.fields[_name("closes", day, pair)] = _time(
                gettext("%(weekday)s, closes") % {"weekday": _weekday(day)}, shift.closes if shift else None
            )
        return pairs

    def _shift(self, typed: dict[str, Any], day: int, pair: int) -> Shift | None:
        opens, closes = (typed.get(_name(name, day, pair)) for name in ("opens", "closes"))
        if opens is not None and closes is not None:
            return Shift(opens, closes)
        missing = "closes" if opens is not None else "opens" if closes is not None else None
        if missing is not None and not self.has_error(_name(missing, day, pair)):
            said = gettext("Say when you close") if missing == "closes" else gettext("Say when you open")
            self.add_error(_name(missing, day, pair), said)
        return None


def _name(which: str, day: int, pair: int) -> str:
    return f"{which}_{day}_{pair}"


def _weekday(day: int) -> str:
    return weekday(_MONDAY + timedelta(days=day))


def _time(label: str, value: time | None) -> forms.TimeField:
    return forms.TimeField(
        required=False,
        label=label,
        initial=value,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"invalid": gettext("Enter a time like 09:30")},
    )
