"""The form of what a business says of itself."""

from functools import lru_cache
from typing import Any

from babel.core import get_global
from babel.numbers import get_currency_name, list_currencies
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from holdfast.actions.organisations import LONGEST_ABOUT, LONGEST_NAME
from holdfast.core.slug import LONGEST
from holdfast.web.desk.capped import SAME_CUSTOMER, CappedForm
from holdfast.web.desk.fields import Cap
from holdfast.web.desk.forms import Line, Text
from holdfast.web.words import locale

# Those most businesses have come first; the others follow by their codes.
_USUAL = ("EUR", "USD", "GBP", "CHF", "CAD", "AUD", "JPY", "SEK", "NOK", "DKK", "PLN", "CZK", "BRL", "INR")


class BusinessForm(CappedForm):
    """Name, address of the page, words, how to reach it, look, currency and language."""

    capped = ("customer_daily_cap", "customer_weekly_cap", "customer_monthly_cap")
    caps_named = "customer_caps"
    caps_title = _("How many bookings a customer may have")
    caps_hints = (
        _("In the whole business, whatever the service. What is left empty has no limit."),
        SAME_CUSTOMER,
    )

    name = Line(longest=LONGEST_NAME, label=_("Name"))
    about = Text(
        longest=LONGEST_ABOUT,
        required=False,
        label=_("Words on your page"),
        help_text=_("What you do, and for whom. Customers read it first."),
    )
    email = Line(longest=254, required=False, label=_("E-mail address"), help_text=_("For customers' questions."))
    phone = Line(longest=40, required=False, label=_("Telephone"), help_text=_("For customers' questions."))
    accent = forms.CharField(
        label=_("Colour"),
        widget=forms.TextInput({"type": "color"}),
        help_text=_("Of buttons and links. One that could not be read is made darker, or lighter in the dark."),
    )
    slug = Line(
        longest=LONGEST,
        label=_("Address of your page"),
        help_text=_(
            "Small letters, digits and hyphens. If you change it, links and codes you printed lead nowhere."
        ),
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        help_text=_("Prices keep their numbers: look through them after a change. What is booked keeps its own."),
    )
    language = forms.ChoiceField(
        choices=settings.LANGUAGES,
        label=_("Language of your words"),
        help_text=_(
            "In which your services are described. Visitors read the rest in their own, as far as we have it."
        ),
    )
    customer_daily_cap = Cap(label=_("One customer a day"))
    customer_weekly_cap = Cap(label=_("One customer a week"))
    customer_monthly_cap = Cap(label=_("One customer a month"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["currency"].choices = _currencies(str(locale()))  # type: ignore[attr-defined]


@lru_cache(maxsize=20)
def _currencies(code: str) -> list[tuple[str, str]]:
    codes = [*_USUAL, *sorted(_in_use() - set(_USUAL))]
    return [(one, f"{one} · {get_currency_name(one, locale=code)}") for one in codes]


def _in_use() -> set[str]:
    """Currencies that some country pays with today."""
    return {
        code
        for history in get_global("territory_currencies").values()
        for code, _start, end, is_tender in history
        if end is None and is_tender
    } & set(list_currencies())
