"""The form of a place."""

from functools import lru_cache
from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from holdfast.actions.locations import LONGEST_ADDRESS, LONGEST_NAME
from holdfast.queries.holidays import holiday_countries, holiday_regions
from holdfast.web.desk.forms import DeskForm, Line
from holdfast.web.desk.zones import Zone
from holdfast.web.words import locale


class _Region(forms.ChoiceField):
    """A region of the country that is chosen with it; one of the country before is none of this."""

    def clean(self, value: Any) -> str:
        """The region, or nothing."""
        code = str(value or "")
        return code if self.valid_value(code) else ""


class PlaceForm(DeskForm):
    """Where things are; the regions to choose from are those of the country that is set."""

    name = Line(longest=LONGEST_NAME, label=_("Name"), help_text=_("If there is only one, your business's name."))
    address = Line(longest=LONGEST_ADDRESS, required=False, label=_("Address"))
    zone = Zone(label=_("Time zone"), help_text=_("All hours of this place are by its clock."))
    holiday_country = forms.ChoiceField(
        required=False,
        label=_("Closed on the public holidays of"),
        help_text=_("Other hours on a date open it all the same."),
    )
    holiday_region = _Region(required=False, label=_("Region"), help_text=_("Some holidays are kept only there."))
    both_showings = forms.BooleanField(
        required=False,
        label=_("Open twice when clocks are set back"),
        help_text=_("For whoever works at night: hours that clocks show twice in autumn count twice."),
    )
    is_active = forms.BooleanField(
        required=False, label=_("In use"), help_text=_("Otherwise nothing new can be booked here.")
    )

    def __init__(self, *args: Any, is_new: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        country = self["holiday_country"].value() or ""
        self.fields["holiday_country"].choices = [("", gettext("none")), *_countries(str(locale()))]  # type: ignore[attr-defined]
        regions = sorted(holiday_regions(country).items(), key=lambda region: region[1])
        self.fields["holiday_region"].choices = [("", gettext("the whole country")), *regions]  # type: ignore[attr-defined]
        if not regions:
            del self.fields["holiday_region"]
        if is_new:
            del self.fields["is_active"]


@lru_cache(maxsize=20)
def _countries(code: str) -> list[tuple[str, str]]:
    names = Locale.parse(code).territories
    return sorted(((one, names.get(one, one)) for one in holiday_countries()), key=lambda pair: pair[1])
