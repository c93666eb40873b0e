"""What a customer types about themselves: read field by field, so that every mistake is told at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import phonenumbers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from holdfast.core.contact import Contact, read_email, read_phone
from holdfast.core.refusal import Invalid
from holdfast.core.text import clean_line, clean_text
from holdfast.queries.organisations import OrganisationView

_READERS: dict[str, Callable[[str], str]] = {
    "name": lambda typed: clean_line(typed, field="name", longest=120),
    "email": read_email,
    "phone": read_phone,
    "notes": lambda typed: clean_text(typed, field="notes", longest=2000),
}
_MISSING = {
    "name": _("Enter your name"),
    "email": _("Enter your e-mail address"),
}
_WRONG = {
    "email": _("Enter an e-mail address in the right form, like name@example.com"),
    "phone": _("Enter a telephone number; one from abroad with its country code, as in the example"),
}
_TOO_LONG = {
    "name": _("Your name must be 120 characters or shorter"),
    "email": _("Your e-mail address must be 254 characters or shorter"),
    "phone": _("Your telephone number must be 40 characters or shorter"),
    "notes": _("Your note must be 2000 characters or shorter"),
}
_UNUSABLE = _("Take out the characters that are not letters, digits or punctuation")


@dataclass(frozen=True, slots=True)
class Details:
    """The form: what was typed, as it was typed, and what is wrong with each field."""

    name: str = ""
    email: str = ""
    phone: str = ""
    notes: str = ""
    errors: Mapping[str, str | Promise] = field(default_factory=dict)
    contact: Contact | None = None


def read_details(posted: Mapping[str, str], *, kept: Contact | None = None, region: str = "") -> Details:
    """The details that were sent; `contact` is there when nothing is wrong with them.

    With `kept`, what is left empty stays as it was before; it is never shown. A telephone number without its
    country is one of the `region` (ISO 3166-1).
    """
    typed = {name: posted.get(name, "") for name in _READERS}
    clean: dict[str, str] = {}
    errors: dict[str, str | Promise] = {}
    for name, read in _READERS.items():
        try:
            said = typed[name] if typed[name].strip() else getattr(kept, name, typed[name])
            clean[name] = read_phone(said, region) if name == "phone" else read(said)
        except Invalid as refusal:
            errors[name] = _explain(name, refusal.reason)
    # A page cannot carry a NUL; everything else is shown again as it was typed.
    shown = {name: value.replace("\0", "") for name, value in typed.items()}
    return Details(**shown, errors=errors, contact=None if errors else Contact(**clean))


def _explain(name: str, reason: str) -> str | Promise:
    if reason == "required":
        return _MISSING[name]
    if reason.startswith("longer"):
        return _TOO_LONG[name]
    if reason.startswith("contains"):
        return _UNUSABLE
    return _WRONG[name]


def region_of(organisation: OrganisationView) -> str:
    """The country of a business (ISO 3166-1), as its telephone number says; empty where it says none."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(organisation.phone)) or ""
    except phonenumbers.NumberParseException:
        return ""


def example_phone(region: str) -> str:
    """A telephone number as it is written with its country: of the region, where there is one."""
    example = phonenumbers.example_number_for_type(region or "GB", phonenumbers.PhoneNumberType.MOBILE)
    if example is None:
        return "+44 7400 123456"
    return phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
