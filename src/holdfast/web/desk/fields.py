"""What people type about what they offer: durations, prices, several of many."""

import re
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.numbers import get_currency_precision, get_currency_symbol
from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from holdfast.core.service import MOST_CAP
from holdfast.web.words import locale

_UNITS = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_UNIT_WORDS = (("min", _("minutes")), ("h", _("hours")), ("d", _("days")))
_MOST = 100_000


class _DurationWidget(forms.MultiWidget):
    """A number and its unit, side by side."""

    template_name = "forms/duration.html"
    use_fieldset = True

    def __init__(self) -> None:
        number = forms.NumberInput({"aria-label": _("How many"), "min": "0", "inputmode": "numeric"})
        unit = forms.Select({"aria-label": _("Minutes, hours or days")}, choices=_UNIT_WORDS)
        super().__init__([number, unit])

    def decompress(self, value: timedelta | None) -> list[Any]:
        """The largest unit of which it is a whole number."""
        if value is None:
            return [None, "min"]
        for unit in ("d", "h", "min"):
            if value and value % _UNITS[unit] == timedelta():
                return [value // _UNITS[unit], unit]
        return [value // _UNITS["min"], "min"]

    def id_for_label(self, id_: str) -> str:
        """Where a link to the field leads."""
        return f"{id_}_0"


class Duration(forms.MultiValueField):
    """How long something takes; nothing typed is `None`."""

    def __init__(self, *, least: timedelta = timedelta(), most: timedelta, **options: Any) -> None:
        self.least, self.most = least, most
        parts = (forms.IntegerField(min_value=0, max_value=_MOST), forms.ChoiceField(choices=_UNIT_WORDS))
        super().__init__(parts, require_all_fields=False, widget=_DurationWidget(), **options)

    def clean(self, value: Any) -> Any:
        """Only the number says whether anything was typed."""
        if not value or value[0] in (None, ""):
            if self.required:
                raise forms.ValidationError(gettext("Say how long"), code="required")
            return None
        return super().clean(value)

    def compress(self, data_list: Sequence[Any]) -> timedelta:
        """The duration, if it is neither too short nor too long."""
        duration = int(data_list[0]) * _UNITS[data_list[1]]
        if not self.least <= duration <= self.most:
            raise forms.ValidationError(gettext("This is too short or too long"), code="invalid")
        return duration


class Price(forms.CharField):
    """An amount in a currency, with a point or a comma; cleaned to minor units."""

    def __init__(self, *, currency: str, **options: Any) -> None:
        self.digits = get_currency_precision(currency)
        super().__init__(**options)
        self.widget.attrs |= {"inputmode": "decimal", "maxlength": "20", "class": "short"}
        self.help_text = gettext("In %(currency)s; 0 if it costs nothing.") % {
            "currency": get_currency_symbol(currency, locale=locale())
        }

    def prepare_value(self, value: Any) -> Any:
        """Minor units as they are typed; what was typed as it was."""
        return f"{Decimal(value).scaleb(-self.digits):f}" if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:  # type: ignore[override] # an amount, not a text
        """The amount in minor units."""
        typed = re.sub(r"[\s'\u2019]", "", str(value or ""))
        if not typed:
            return None
        if not re.fullmatch(r"\d[\d.,]*", typed, re.ASCII):
            raise forms.ValidationError(gettext("Type an amount, like 42.50"), code="invalid")
        try:
            exact = Decimal(_with_point(typed)).scaleb(self.digits)
        except InvalidOperation:
            raise forms.ValidationError(gettext("Type an amount, like 42.50"), code="invalid") from None
        if exact != exact.to_integral_value():
            raise forms.ValidationError(self._too_fine(), code="invalid")
        if exact > 10**10:
            raise forms.ValidationError(gettext("This is too much"), code="invalid")
        return int(exact)

    def _too_fine(self) -> str:
        return (
            ngettext(
                "Type at most %d digit after the point", "Type at most %d digits after the point", self.digits
            )
            % self.digits
            if self.digits
            else gettext("Type a whole number: this currency has nothing smaller")
        )


def _with_point(typed: str) -> str:
    """1.234,50 and 1,234.50 are both 1234.50; the last of two signs begins the fraction, and three digits none."""
    sign = max(",.", key=typed.rfind)
    whole, _, fraction = typed.rpartition(sign)
    if (
        not whole
        or (len(fraction) == 3 and typed.count("." if sign == "," else ",") == 0)
        or typed.count(sign) > 1
    ):
        return re.sub("[.,]", "", typed)
    return f"{re.sub('[.,]', '', whole)}.{fraction}"


class Several(forms.MultipleChoiceField):
    """Any of some choices, each with a box."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=_Boxes, **options)


class _Boxes(forms.CheckboxSelectMultiple):
    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """A link to the field leads to its first box."""
        return super().id_for_label(id_, index) if index else f"{id_}_0"


class Day(forms.DateField):
    """A date."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "min": "2000-01-01", "max": "2199-12-31"})

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **options)

    def clean(self, value: Any) -> Any:
        """A date of these two centuries: further no hours are kept."""
        day = super().clean(value)
        if day is not None and not 2000 <= day.year < 2200:
            raise forms.ValidationError(gettext("This date is too far away"), code="invalid")
        return day


class Cap(forms.IntegerField):
    """At most so many bookings; nothing typed is any number."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("Empty if any number."))
        super().__init__(required=False, min_value=1, max_value=MOST_CAP, **options)


class Times(forms.CharField):
    """Times of the clock in one line, cleaned to how long they are after midnight; 9, 9:30, 14.15 are times."""

    def __init__(self, *, most: int, **options: Any) -> None:
        self.most = most
        super().__init__(max_length=400, **options)

    def prepare_value(self, value: Any) -> Any:
        """Times as they are typed; what was typed as it was."""
        return ", ".join(_clock_of(one) for one in value) if isinstance(value, tuple) else value

    def to_python(self, value: Any) -> tuple[timedelta, ...]:  # type: ignore[override] # times, not a text
        """The times in order, each once."""
        words = re.split(r"[\s,;]+", str(value or "").strip())
        times = {_read_time(word) for word in words if word}
        if len(times) > self.most:
            raise forms.ValidationError(gettext("These are too many times"), code="invalid")
        return tuple(sorted(times))


def _read_time(word: str) -> timedelta:
    typed = re.fullmatch(r"([01]?\d|2[0-3])(?:[:.h]([0-5]\d))?", word, re.ASCII)
    if typed is None:
        raise forms.ValidationError(gettext("Type times like 9:00, 11:30, 14:00"), code="invalid")
    return timedelta(hours=int(typed[1]), minutes=int(typed[2] or 0))


def _clock_of(time: timedelta) -> str:
    hours, minutes = divmod(time // timedelta(minutes=1), 60)
    return f"{hours}:{minutes:02}"


class Clock(forms.TimeField):
    """A time of the clock."""

    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%H:%M", "%H:%M:%S"], **options)
