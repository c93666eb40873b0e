"""Forms on pages that need no cookie: a signed token bound to the page, and where the request came from.

On a page that acts for whoever is logged in, the token is bound to them too: nobody else can have it.
"""

import secrets
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpRequest

from holdfast.core.refusal import Refusal

FIELD = "form"
_LONGEST_OPEN = 24 * 60 * 60


@dataclass(eq=False)
class FormExpired(Refusal):
    """The form was not made for this page, or has been open for more than a day."""

    code: ClassVar[str] = "form_expired"


@dataclass(eq=False)
class ForeignForm(Refusal):
    """The form was sent from another site."""

    code: ClassVar[str] = "foreign_form"


def make_form_token(path: str, user_id: int | None = None) -> str:
    """The hidden field of a form that is sent to a path: a random key, signed together with the path."""
    key = secrets.token_urlsafe(16)
    return _signer(user_id).sign(f"{path} {key}").removeprefix(f"{path} ")


def read_form_key(request: HttpRequest, user_id: int | None = None) -> str:
    """The key of the form that was sent: the same again when a form is sent twice. Refuses with `FormExpired`."""
    try:
        signed = _signer(user_id).unsign(f"{request.path} {request.POST.get(FIELD, '')}", max_age=_LONGEST_OPEN)
    except signing.BadSignature:
        raise FormExpired from None
    return signed.rpartition(" ")[2]


def refuse_foreign_form(request: HttpRequest) -> None:
    """Refuses with `ForeignForm` what a browser says comes from elsewhere.

    Pages with `no-referrer` send `Origin: null`, so that alone says nothing; the token has to.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise ForeignForm
    origin = request.headers.get("Origin", "null")
    if origin != "null" and _host(origin) != request.get_host().lower():
        raise ForeignForm


def _signer(user_id: int | None) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="holdfast.form" if user_id is None else f"holdfast.form.of.{user_id}")


def _host(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
