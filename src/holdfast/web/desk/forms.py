"""The forms of the desk: Django's, in our look, with the refusals of actions at the field they name."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from holdfast.actions.services import Impossible
from holdfast.core.refusal import Invalid
from holdfast.core.text import clean_line, clean_text
from holdfast.web.desk.impossible import words_of


class Look(TemplatesSetting):
    """Each field with its label, its hint and its mistakes, as on customers' pages."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


class Line(forms.CharField):
    """One line of text as the core cleans it."""

    def __init__(self, *, longest: int, **options: Any) -> None:
        self.longest = longest
        super().__init__(**options)
        self.widget.attrs["maxlength"] = str(longest)

    def to_python(self, value: Any) -> str:
        """The line, normalised; mistakes in words."""
        return _cleaned(str(value or ""), clean_line, self.longest)


class Text(forms.CharField):
    """Text of several lines as the core cleans it."""

    def __init__(self, *, longest: int, rows: int = 3, **options: Any) -> None:
        self.longest = longest
        super().__init__(widget=forms.Textarea({"rows": rows}), **options)

    def to_python(self, value: Any) -> str:
        """The text, normalised; mistakes in words."""
        return _cleaned(str(value or ""), clean_text, self.longest)


def _cleaned(value: str, clean: Any, longest: int) -> str:
    try:
        cleaned: str = clean(value, field="text", longest=longest, required=False)
    except Invalid as refusal:
        raise forms.ValidationError(explain(refusal), code="invalid") from None
    return cleaned


class DeskForm(forms.Form):
    """A form of the desk. A template writes `{{ form }}`, or single fields by `{{ form.name.as_field_group }}`."""

    default_renderer = Look
    use_required_attribute = True
    seen = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.add({})

    def add(self, fields: Mapping[str, forms.Field]) -> None:
        """Further fields, which speak as those of every form do."""
        self.fields |= fields
        for field in self.fields.values():
            said = _SAID.items()
            field.error_messages |= {name: words for name, words in said if name in field.error_messages}

    def watch(self, state: object) -> None:
        """Notices when what the form shows has become another while it was open: nobody's change is undone unseen.

        `state` is what is there now, of values alone. Sent again, the form counts.
        """
        self.seen = hashlib.sha256(repr(state).encode()).hexdigest()[:16]

    def clean(self) -> dict[str, Any]:
        """What the fields say, if it was written of what is there."""
        if self.seen and self.data.get("seen", self.seen) != self.seen:
            self.add_error(None, _CHANGED)
        return super().clean() or {}

    def refuse(self, refusal: Invalid) -> None:
        """Shows an action's refusal at the field it names, or above all where the form has none such."""
        self.add_error(refusal.field if refusal.field in self.fields else None, explain(refusal))


def explain(refusal: Invalid) -> str:
    """What is wrong with a value, in words for people."""
    if isinstance(refusal, Impossible):
        return words_of(refusal)
    reason = refusal.reason
    if reason == "required":
        return gettext("This is needed")
    if reason.startswith("longer"):
        return gettext("This is too long")
    if reason.startswith("contains"):
        return gettext("Take out the characters that are not letters, digits or punctuation")
    return str(_WRONG.get(reason, _("This cannot be used")))


_CHANGED = _(
    "Somebody changed this meanwhile, and nothing of yours is saved yet. What you typed is below: "
    "look it over, then save it again."
)
# What Django says otherwise, shorter and the same everywhere.
_SAID = {
    "required": _("This is needed"),
    "invalid_choice": _("Choose one of those that are offered"),
}
# What actions say of a value (`Invalid.reason`), for people.
_WRONG: dict[str, str | Promise] = {
    "is not an e-mail address": _("Enter an e-mail address in the right form, like name@example.com"),
    "is not a telephone number": _(
        "Enter a telephone number; one from abroad with its country code, as in the example"
    ),
    "must be a PNG, JPEG, WebP or GIF": _("This is no picture we can read: take a PNG, JPEG, WebP or GIF"),
    "is larger than 5 MB": _("This picture is larger than 5 MB: make it smaller, or take another one"),
    "has more than 40 million pixels": _("This picture is too large: make it smaller, or take another one"),
    "is broken: save it again, or take another": _("This picture is broken: save it again, or take another one"),
    "must be small letters, digits and single hyphens between": _(
        "Use small letters, digits, and single hyphens between them, like salon-aurora"
    ),
    "is a word Holdfast needs for itself": _("We need this word for ourselves: choose another one"),
    "must lie around the usual length": _("The usual length above must lie between the shortest and the longest"),
    "must be whole steps apart": _("From the shortest to the usual and the longest it must be whole steps"),
    "must be longer than the notice": _("This must be longer than how late it can be booked"),
    "is before the first date": _("This is before the first date"),
    "overlap": _("These hours overlap"),
    "is there already": _("This is there already"),
    "must be at least 1": _("This must be 1 or more; leave it empty for any number"),
    "is more than are listed": _("These are more than you chose"),
    "must be left out where all are taken": _("Where all are taken, there is no number to say"),
    "leaves nothing to choose where all are taken": _("Where all are taken, customers have nothing to choose"),
    "must be listed, or of a kind and with skills, not both": _(
        "Choose them by name, or by kind and skill, not both"
    ),
}
