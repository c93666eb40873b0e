"""A hold at its secret address: confirm, extend, change details, let go."""

from contextlib import suppress
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from holdfast.actions.bookings import confirm_hold
from holdfast.actions.holds import (
    AlreadyConfirmed,
    HoldLapsed,
    Idempotency,
    NoMoreExtensions,
    extend_hold,
    keep_typed,
    release_hold,
)
from holdfast.core.actor import CUSTOMER
from holdfast.core.booking import State
from holdfast.queries.access import Opened, manage_token, open_hold
from holdfast.queries.bookings import HoldView, get_hold
from holdfast.web.access import secret_link
from holdfast.web.forms import read_form_key
from holdfast.web.public.again import nearest_again, times_again
from holdfast.web.public.details import Details, read_details
from holdfast.web.refusals import words_for
from holdfast.web.rendering import page


@secret_link(open_hold, "GET")
def hold(request: HttpRequest, opened: Opened, token: str) -> HttpResponse:
    """What is held, and until when."""
    return _show(request, opened, token, timezone.now())


@secret_link(open_hold, "POST")
def confirm(request: HttpRequest, opened: Opened, token: str) -> HttpResponse:
    """Books what is held, for the details kept on it. Sent twice, it leads to the same booking."""
    now, organisation = timezone.now(), opened.organisation
    found = get_hold(organisation_id=organisation.id, basket_id=opened.id)
    if found.state == State.HELD and not found.has_details:
        return HttpResponseRedirect(reverse("public:hold_details", args=[token]), status=303)
    key = read_form_key(request)
    try:
        made = confirm_hold(
            now=now,
            organisation_id=organisation.id,
            basket_id=opened.id,
            contact=found.typed,
            actor=CUSTOMER,
            idempotency=Idempotency(organisation.id, "web.confirm", "form", key, opened.public_id.hex, now),
        )
    except (HoldLapsed, AlreadyConfirmed):
        return _back(token)
    if len(made) != 1:
        return _back(token)
    link = manage_token(organisation, made[0].public_id, made[0].token_version)
    return HttpResponseRedirect(reverse("public:booking", args=[link]), status=303)


@secret_link(open_hold, "POST")
def extend(request: HttpRequest, opened: Opened, token: str) -> HttpResponse:
    """Holds it for its full time again."""
    now = timezone.now()
    try:
        extend_hold(now=now, organisation_id=opened.organisation.id, basket_id=opened.id, actor=CUSTOMER)
    except NoMoreExtensions as refusal:
        return _show(request, opened, token, now, refusal=refusal)
    except (HoldLapsed, AlreadyConfirmed):
        pass
    return _back(token)


@secret_link(open_hold, "POST")
def release(request: HttpRequest, opened: Opened, token: str) -> HttpResponse:
    """Lets the time go, and leads to the others."""
    now, organisation = timezone.now(), opened.organisation
    try:
        release_hold(now=now, organisation_id=organisation.id, basket_id=opened.id, actor=CUSTOMER)
    except (HoldLapsed, AlreadyConfirmed):
        return _back(token)
    found = get_hold(organisation_id=organisation.id, basket_id=opened.id)
    return HttpResponseRedirect(times_again(organisation, found.bookings[0]).url, status=303)


@secret_link(open_hold, "GET", "POST")
def details(request: HttpRequest, opened: Opened, token: str) -> HttpResponse:
    """The details again, empty: the link alone must not show what somebody typed."""
    organisation = opened.organisation
    found = get_hold(organisation_id=organisation.id, basket_id=opened.id)
    if found.state != State.HELD:
        return _back(token)
    typed = read_details(request.POST.dict()) if request.method == "POST" else Details()
    if typed.contact is None:
        context = {"hold": found, "details": typed, "token": token}
        status = 422 if typed.errors else 200
        return page(request, "public/hold_details.html", context, organisation=organisation, status=status)
    # Ended meanwhile: its page says so.
    with suppress(HoldLapsed, AlreadyConfirmed):
        keep_typed(now=timezone.now(), organisation_id=organisation.id, basket_id=opened.id, typed=typed.contact)
    return _back(token)


def _back(token: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("public:hold", args=[token]), status=303)


def _show(
    request: HttpRequest,
    opened: Opened,
    token: str,
    now: datetime,
    *,
    refusal: NoMoreExtensions | None = None,
) -> HttpResponse:
    found = get_hold(organisation_id=opened.organisation.id, basket_id=opened.id)
    if found.state != State.HELD:
        return _ended(request, opened, found, now)
    left = int((found.expires_at - now).total_seconds()) if found.expires_at else 0
    context = {
        "hold": found,
        "token": token,
        "seconds_left": max(left, 0),
        "notice": words_for(refusal) if refusal else None,
    }
    status = 409 if refusal else 200
    return page(request, "public/hold.html", context, organisation=opened.organisation, status=status)


def _ended(request: HttpRequest, opened: Opened, found: HoldView, now: datetime) -> HttpResponse:
    """Booked already, with the way to the booking; or gone, with the nearest times."""
    organisation = opened.organisation
    if found.state == State.LAPSED:
        again = nearest_again(organisation, found.bookings[0], now=now)
        context = {"booking": found.bookings[0], "again": again}
        return page(request, "public/hold_gone.html", context, organisation=organisation, status=410)
    tokens = [manage_token(organisation, one.public_id, one.token_version) for one in found.bookings]
    context = {"made": list(zip(found.bookings, tokens, strict=True))}
    return page(request, "public/hold_done.html", context, organisation=organisation)
