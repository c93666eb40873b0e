"""What the desk's forms ask for again and again: prices, lengths, zones."""

from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import available_timezones

from babel.numbers import get_currency_precision
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

_MOST = Decimal(10) ** 9


class Price(forms.CharField):
    """A price in the currency's own decimals, with a point or a comma; cleaned, it is whole minor units."""

    def __init__(self, currency: str, **options: Any) -> None:
        self.places = get_currency_precision(currency)
        options.setdefault("help_text", _("In %(currency)s") % {"currency": currency})
        super().__init__(max_length=20, **options)
        self.widget.attrs |= {"inputmode": "decimal", "class": "is-short"}

    def prepare_value(self, value: Any) -> Any:
        """Minor units as they are typed."""
        return f"{Decimal(value).scaleb(-self.places):f}" if isinstance(value, int) else value

    def clean(self, value: Any) -> int:
        """Minor units; mistakes in words."""
        typed = super().clean(value).replace(" ", "").replace(",", ".")
        try:
            amount = Decimal(typed or "0").scaleb(self.places)
        except InvalidOperation:
            amount = Decimal("NaN")
        if not (amount.is_finite() and 0 <= amount < _MOST and amount == amount.to_integral_value()):
            raise forms.ValidationError(_("Enter a price like %(example)s") % {"example": self._example()})
        return int(amount)

    def _example(self) -> str:
        return "42.50" if self.places == 2 else f"{Decimal(42).scaleb(0):.{self.places}f}"


class Minutes(forms.IntegerField):
    """A length in whole minutes; cleaned, it is a duration."""

    def __init__(self, *, least: int = 1, most: int = 24 * 60, **options: Any) -> None:
        options.setdefault("help_text", _("In minutes"))
        super().__init__(min_value=least, max_value=most, **options)
        self.widget.attrs["class"] = "is-short"

    def prepare_value(self, value: Any) -> Any:
        """A duration as it is typed."""
        return value // timedelta(minutes=1) if isinstance(value, timedelta) else value

    def clean(self, value: Any) -> timedelta | None:
        """The duration; mistakes in words."""
        minutes = super().clean(value)
        return None if minutes is None else timedelta(minutes=minutes)


class Zone(forms.ChoiceField):
    """A time zone, by continent and city."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=_zone_choices, **options)

    def valid_value(self, value: Any) -> bool:
        """Also the zones of old names, which a place may have had for long."""
        return str(value) in available_timezones()


def _zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(available_timezones()):
        area, slash, city = name.partition("/")
        if slash and area in _AREAS:
            groups.setdefault(area, []).append((name, city.replace("_", " ").replace("/", ", ")))
    return [*groups.items(), (gettext("Other"), [("Etc/UTC", "UTC")])]


_AREAS = frozenset(
    {
        *("Africa", "America", "Antarctica", "Arctic", "Asia"),
        *("Atlantic", "Australia", "Europe", "Indian", "Pacific"),
    }
)
