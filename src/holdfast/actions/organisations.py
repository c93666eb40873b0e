"""Changing what a business says of itself."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar

from babel.numbers import get_currency_precision, is_currency
from django.conf import settings
from django.db import IntegrityError

from holdfast.actions._definitions import raise_version
from holdfast.actions._journal import Fact, record
from holdfast.actions._transaction import action
from holdfast.core.actor import Actor
from holdfast.core.contact import read_email, read_phone
from holdfast.core.possible import cap_columns
from holdfast.core.refusal import Invalid, NotFound, Refusal
from holdfast.core.service import Caps
from holdfast.core.slug import RESERVED, is_slug
from holdfast.core.text import clean_line, clean_text
from holdfast.data.models import Location, Organisation, Service
from holdfast.data.scope import Scope

LONGEST_NAME = 120
LONGEST_ABOUT = 600
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(eq=False)
class SlugTaken(Refusal):
    """Another business here has this address already."""

    code: ClassVar[str] = "slug_taken"


@action()
def describe_organisation(
    *,
    now: datetime,
    organisation_id: int,
    actor: Actor,
    about: str | None = None,
    accent: str | None = None,
    name: str | None = None,
    slug: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    currency: str | None = None,
    language: str | None = None,
    customer_caps: Caps | None = None,
) -> None:
    """Changes what the business says of itself; `None` leaves a thing as it is.

    Another slug is another address: links with the one before lead nowhere then. Another currency keeps the
    numbers on the price list; what is booked keeps its own. `customer_caps` are of one customer's bookings in all
    of the business. Refuses with `NotFound`, `Invalid`, `SlugTaken`.
    """
    wished = {
        "about": about,
        "accent": accent,
        "name": name,
        "slug": slug,
        "email": email,
        "currency": currency,
        "language": language,
    }
    scope = Scope(organisation_id)
    said: dict[str, Any] = {field: _READ[field](value) for field, value in wished.items() if value is not None}
    if phone is not None:
        said["phone"] = read_phone(phone, _region(scope))
    if customer_caps is not None:
        said |= cap_columns(customer_caps, "customer_")
    if not said:
        raise Invalid(field="about", reason="required")
    raise_version(scope)
    if "currency" in said:
        _change_currency(scope, said["currency"])
    try:
        if not Organisation.objects.filter(id=organisation_id).update(**said):
            raise NotFound
    except IntegrityError as error:
        raise SlugTaken from error
    record(scope, actor, now, [Fact("organisation_described", None, {"changed": sorted(said)})])


def _region(scope: Scope) -> str:
    """The country whose telephone numbers may be typed without its code."""
    countries = scope.of(Location).exclude(holiday_country="").order_by("position", "id")
    return countries.values_list("holiday_country", flat=True).first() or ""


def _change_currency(scope: Scope, currency: str) -> None:
    """Prices keep their numbers: 30 euros are 30 yen, though the one is 3000 minor units and the other 30."""
    for row in scope.of(Service).exclude(currency=currency):
        moved = get_currency_precision(currency) - get_currency_precision(row.currency)
        minor = Decimal(row.price_minor).scaleb(moved).to_integral_value(ROUND_HALF_UP)
        scope.of(Service).filter(id=row.id).update(price_minor=int(minor), currency=currency)


def _about(value: str) -> str:
    return clean_text(value, field="about", longest=LONGEST_ABOUT)


def _accent(value: str) -> str:
    if not _COLOUR.fullmatch(value):
        raise Invalid(field="accent", reason="must be # and six digits or letters from a to f, like #8a3b5c")
    return value.lower()


def _name(value: str) -> str:
    return clean_line(value, field="name", longest=LONGEST_NAME)


def _slug(value: str) -> str:
    if not is_slug(value):
        raise Invalid(field="slug", reason="must be small letters, digits and single hyphens between")
    if value in RESERVED:
        raise Invalid(field="slug", reason="is a word Holdfast needs for itself")
    return value


def _email(value: str) -> str:
    return read_email(value) if value.strip() else ""


def _currency(value: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", value) or not is_currency(value):
        raise Invalid(field="currency", reason="is not a currency")
    return value


def _language(value: str) -> str:
    if value not in dict(settings.LANGUAGES):
        raise Invalid(field="language", reason="is no language of these pages")
    return value


_READ: dict[str, Callable[[str], str]] = {
    "about": _about,
    "accent": _accent,
    "name": _name,
    "slug": _slug,
    "email": _email,
    "currency": _currency,
    "language": _language,
}
