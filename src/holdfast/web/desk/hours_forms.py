"""The forms of hours: a week with its dates, other hours on a date, closures, blocks."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from holdfast.actions.days import LONGEST_REASON
from holdfast.core.opening import Shift, overlap
from holdfast.core.walltime import resolve_bound, to_datetime
from holdfast.web.desk.fields import Clock, Day
from holdfast.web.desk.forms import DeskForm, Line
from holdfast.web.desk.weekform import WeekForm

_PAIRS = 3
_WORKDAYS = range(1, 5)


class DatedWeekForm(WeekForm):
    """A week, and from when until when it is so."""

    valid_from = Day(required=False, label=_("From"), help_text=_("Empty: from now on."))
    valid_until = Day(required=False, label=_("Until"), help_text=_("Empty: until you say otherwise."))
    like_monday = forms.BooleanField(
        required=False,
        label=_("Tuesday to Friday as on Monday"),
        help_text=_("Whatever stands there; it is written there when you save."),
    )

    def require_beginning(self) -> None:
        """Asks from when it is so: beside other hours it must say when it takes their place."""
        self.fields["valid_from"].required = True
        self.fields["valid_from"].help_text = _("From then on these hours count instead of those before.")

    def clean(self) -> dict[str, Any]:
        """The week; the days after Monday like it, if that was wished."""
        typed = super().clean()
        if typed.get("like_monday"):
            monday = [shift for day, shift in self.shifts if day == 0]
            others = [(day, shift) for day, shift in self.shifts if day not in _WORKDAYS]
            self.shifts = [*others, *((day, shift) for day in _WORKDAYS for shift in monday)]
        first, last = typed.get("valid_from"), typed.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", gettext("This is before the first date"))
        return typed


class _Reasoned(DeskForm):
    reason = Line(
        longest=LONGEST_REASON,
        required=False,
        label=_("Why"),
        help_text=_("Only people at the desk see it."),
    )


class OverrideForm(_Reasoned):
    """Other hours on one date; without any it is a day off."""

    day = Day(label=_("Date"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for number in range(_PAIRS):
            row = {"number": number + 1}
            self.fields[f"opens_{number}"] = Clock(required=False, label=gettext("Opens (%(number)d)") % row)
            self.fields[f"closes_{number}"] = Clock(required=False, label=gettext("Closes (%(number)d)") % row)
        self.shifts: Sequence[Shift] = ()

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """The pairs of times."""
        return [(self[f"opens_{number}"], self[f"closes_{number}"]) for number in range(_PAIRS)]

    def clean(self) -> dict[str, Any]:
        """Pairs that are whole become `shifts`."""
        typed = super().clean() or {}
        found: list[Shift] = []
        for number in range(_PAIRS):
            opens, closes = typed.get(f"opens_{number}"), typed.get(f"closes_{number}")
            if opens is not None and closes is not None:
                found.append(Shift(opens, closes))
            elif opens is not None:
                self._miss(f"closes_{number}", gettext("Say when you close"))
            elif closes is not None:
                self._miss(f"opens_{number}", gettext("Say when you open"))
        if overlap(found):
            self.add_error("opens_1", gettext("These hours overlap"))
        self.shifts = found
        return typed

    def _miss(self, field: str, words: str) -> None:
        if not self.has_error(field):
            self.add_error(field, words)


class ClosureForm(_Reasoned):
    """Dates on which nothing opens."""

    first_date = Day(label=_("First day"))
    last_date = Day(required=False, label=_("Last day"), help_text=_("Empty: only that one day."))

    field_order = ("first_date", "last_date", "reason")

    def clean(self) -> dict[str, Any]:
        """One day, if no last one is said."""
        typed = super().clean() or {}
        first, last = typed.get("first_date"), typed.get("last_date")
        if first and not last and not self.has_error("last_date"):
            typed["last_date"] = first
        elif first and last and last < first:
            self.add_error("last_date", gettext("This is before the first date"))
        return typed


class BlockForm(_Reasoned):
    """A time of one date; `until` not after `since` is on the next."""

    day = Day(label=_("Date"))
    since = Clock(label=_("From"))
    until = Clock(label=_("Until"), help_text=_("Past midnight, if it is earlier than the beginning."))

    field_order = ("day", "since", "until", "reason")

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The instants of it by the clock of the place."""
        day: date = self.cleaned_data["day"]
        since: time = self.cleaned_data["since"]
        until: time = self.cleaned_data["until"]
        last = day if until > since else day + timedelta(days=1)
        return (
            to_datetime(resolve_bound(datetime.combine(day, since), zone)),
            to_datetime(resolve_bound(datetime.combine(last, until), zone)),
        )
