"""The forms of a person or thing, and of its photo."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from holdfast.actions.resources import LONGEST_ABOUT, LONGEST_BUFFER, LONGEST_NAME, MOST_UNITS
from holdfast.queries.offer import LocationView
from holdfast.queries.skills import SkillView
from holdfast.web.desk.capped import CappedForm
from holdfast.web.desk.fields import Cap, Duration, Several
from holdfast.web.desk.forms import DeskForm, Line
from holdfast.web.words import KINDS

PICTURES = "image/png,image/jpeg,image/webp,image/gif"


class ResourceForm(CappedForm):
    """A person or thing; without places to choose from it stays where it is."""

    capped = ("daily_cap", "weekly_cap", "monthly_cap")
    caps_named = "caps"

    name = Line(longest=LONGEST_NAME, label=_("Name"))
    kind = forms.ChoiceField(choices=list(KINDS.items()), label=_("What it is"))
    about = Line(
        longest=LONGEST_ABOUT,
        required=False,
        label=_("A few words"),
        help_text=_("Customers see them where they choose: what somebody is good at, what a room has."),
    )
    location = forms.ChoiceField(label=_("Place"))
    capacity = forms.IntegerField(
        min_value=1,
        max_value=MOST_UNITS,
        initial=1,
        label=_("How many there are"),
        help_text=_("Of things that are all alike: eight bicycles are one entry with eight. Of a person 1."),
    )
    buffer_before = Duration(
        most=LONGEST_BUFFER, initial=timedelta(), label=_("Free before each booking"), help_text=_("To get ready.")
    )
    buffer_after = Duration(
        most=LONGEST_BUFFER, initial=timedelta(), label=_("Free after each booking"), help_text=_("To tidy up.")
    )
    skills = Several(
        required=False,
        label=_("Skills"),
        help_text=_("What services can ask for, instead of naming people and things."),
    )
    daily_cap = Cap(label=_("At most a day"))
    weekly_cap = Cap(label=_("At most a week"))
    monthly_cap = Cap(label=_("At most a month"))
    is_active = forms.BooleanField(
        required=False,
        label=_("In use"),
        help_text=_("Otherwise nothing new can be booked; what is booked stays."),
    )

    def __init__(
        self,
        *args: Any,
        skills: Sequence[SkillView],
        places: Sequence[LocationView] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        if skills:
            self.fields["skills"].choices = [(one.slug, one.name) for one in skills]  # type: ignore[attr-defined]
        else:
            del self.fields["skills"]
        if places:
            self.fields["location"].choices = [(place.slug, place.name) for place in places]  # type: ignore[attr-defined]
            del self.fields["is_active"]
            if len(places) == 1:
                self.fields["location"].widget = forms.HiddenInput()
                self.initial["location"] = places[0].slug
        else:
            del self.fields["location"]
            del self.fields["capacity"]


class CapacityForm(DeskForm):
    """How many units of a thing there are."""

    capacity = forms.IntegerField(
        min_value=1, max_value=MOST_UNITS, label=_("Number"), help_text=_("Of things that are all alike.")
    )


class PictureForm(DeskForm):
    """A picture from the computer or the telephone."""

    picture = forms.FileField(
        label=_("New picture"),
        widget=forms.FileInput({"accept": PICTURES}),
        help_text=_("PNG, JPEG, WebP or GIF, up to 5 MB. It is made small; where it was taken is not kept."),
        error_messages={"required": _("Choose a picture first")},
    )
