"""A password somebody chooses: Django's validators have a say, and their mistakes stand at the field."""

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class NewPassword(forms.CharField):
    """The field."""

    def __init__(self) -> None:
        super().__init__(
            label=_("A password"),
            help_text=_("Eight characters or more, and none that others guess easily."),
            strip=False,
            max_length=200,
            widget=forms.PasswordInput({"autocomplete": "new-password"}),
        )


def check_password(form: forms.Form, *, name: str, email: str) -> None:
    """Adds what the validators say of the form's `password`, who know name and address."""
    typed = form.cleaned_data.get("password")
    if typed is None:
        return
    try:
        validate_password(typed, get_user_model()(email=email, name=name))
    except ValidationError as wrong:
        form.add_error("password", wrong)
