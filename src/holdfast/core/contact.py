"""How a customer can be reached, as typed, checked and brought into one form."""

import re
from dataclasses import dataclass

import phonenumbers

from holdfast.core.refusal import Invalid
from holdfast.core.text import clean_line, clean_text, fold

# One "@", something on both sides, a dot in the domain, no spaces: whether it exists, only a message tells.
_EMAIL = re.compile(r"[^@\s<>()\[\]\\,;:\"]+@[^@\s<>()\[\]\\,;:\"]+\.[^@\s.<>()\[\]\\,;:\"]{2,}")


@dataclass(frozen=True, slots=True)
class Contact:
    """Name, address, telephone (E.164, or empty) and what the customer wants to say."""

    name: str
    email: str
    phone: str = ""
    notes: str = ""


def read_contact(
    *, name: str, email: str, phone: str = "", notes: str = "", region: str = "", by_staff: bool = False
) -> Contact:
    """A contact from what was typed; a telephone number without + is read as one of the region (ISO 3166-1).

    Staff may do without an address where there is a number. Refuses with `Invalid` naming the field.
    """
    contact = Contact(
        name=clean_line(name, field="name", longest=120),
        email="" if by_staff and not email.strip() else read_email(email),
        phone=read_phone(phone, region),
        notes=clean_text(notes, field="notes", longest=2000),
    )
    if not contact.email and not contact.phone:
        raise Invalid(field="phone", reason="required")
    return contact


def read_email(typed: str) -> str:
    """An address as it stands in a message. Refuses with `Invalid`."""
    email = clean_line(typed, field="email", longest=254)
    if not _EMAIL.fullmatch(email) or ".." in email or not email.isprintable():
        raise Invalid(field="email", reason="is not an e-mail address")
    return email


def read_phone(typed: str, region: str = "") -> str:
    """A telephone number as E.164, or nothing for nothing. Refuses with `Invalid`."""
    number = clean_line(typed, field="phone", longest=40, required=False)
    if not number:
        return ""
    try:
        parsed = phonenumbers.parse(number, region or None)
    except phonenumbers.NumberParseException:
        raise Invalid(field="phone", reason="is not a telephone number") from None
    if not phonenumbers.is_possible_number(parsed):
        raise Invalid(field="phone", reason="is not a telephone number")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def found_by(*, name: str, email: str, phone: str) -> str:
    """What a search for a customer looks into; each word in it begins after a space."""
    return f" {fold(f'{name} {email}')} {''.join(filter(str.isdigit, phone))}".rstrip()
