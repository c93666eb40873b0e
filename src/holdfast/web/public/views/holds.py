"""A hold at its secret address: confirm, extend, change details, let go; take another time once it has ended."""

from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from holdfast.actions.bookings import LimitReached, confirm_hold
from holdfast.actions.holds import (
    MOST_EXTENSIONS,
    AlreadyConfirmed,
    Busy,
    HoldLapsed,
    Idempotency,
    NoMoreExtensions,
    NotOffered,
    SlotTaken,
    extend_hold,
    keep_typed,
    release_hold,
)
from holdfast.core.actor import CUSTOMER
from holdfast.core.booking import State
from holdfast.core.policy import seconds
from holdfast.core.refusal import Refusal, TooMany
from holdfast.queries.access import Opened, hold_token, manage_token, open_hold
from holdfast.queries.bookings import HoldView, get_hold
from holdfast.web.access import secret_link
from holdfast.web.forms import read_form_key
from holdfast.web.links import go
from holdfast.web.parameters import read_start_value
from holdfast.web.public.again import line_again, nearest_again, times_again
from holdfast.web.public.details import Details, example_phone, read_details, region_of
from holdfast.web.public.placing import place
from holdfast.web.refusals import with_retry, words_for
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
        return go(request, "public:hold_details", token)
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
    except LimitReached as refusal:
        return _show(request, opened, token, now, refusal=refusal)
    except (HoldLapsed, AlreadyConfirmed):
        return go(request, "public:hold", token)
    if len(made) != 1:
        return go(request, "public:hold", token)
    link = manage_token(organisation, made[0].public_id, made[0].token_version)
    return go(request, "public:booking", link)


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
    return go(request, "public:hold", token, part="held")


@secret_link(open_hold, "POST")
def release(request: HttpRequest, opened: Opened, token: str) -> HttpResponse:
    """Lets the time go, and leads to the others."""
    now, organisation = timezone.now(), opened.organisation
    try:
        release_hold(now=now, organisation_id=organisation.id, basket_id=opened.id, actor=CUSTOMER)
    except (HoldLapsed, AlreadyConfirmed):
        return go(request, "public:hold", token)
    found = get_hold(organisation_id=organisation.id, basket_id=opened.id)
    return HttpResponseRedirect(times_again(request, organisation, found.bookings[0]), status=303)


@secret_link(open_hold, "POST")
def again(request: HttpRequest, opened: Opened, token: str) -> HttpResponse:
    """Holds another time in place of one that was not held any longer, for the details that were typed then."""
    now, organisation = timezone.now(), opened.organisation
    found = get_hold(organisation_id=organisation.id, basket_id=opened.id)
    if found.state != State.LAPSED or not found.has_details or len(found.bookings) > 1:
        return go(request, "public:hold", token)
    booking = found.bookings[0]
    starts_at = read_start_value(request.POST.get("start", ""), ZoneInfo(booking.zone))
    try:
        line = line_again(organisation, booking, starts_at)
        held = place(request, organisation, line, found.typed, key=read_form_key(request), now=now)
    except (SlotTaken, NotOffered, TooMany, Busy) as refusal:
        return _gone(request, opened, found, now, refusal=refusal)
    return go(request, "public:hold", hold_token(organisation, held.public_id, held.token_version))


@secret_link(open_hold, "GET", "POST")
def details(request: HttpRequest, opened: Opened, token: str) -> HttpResponse:
    """The details again, empty: the link alone must not show what somebody typed."""
    organisation = opened.organisation
    found = get_hold(organisation_id=organisation.id, basket_id=opened.id)
    if found.state != State.HELD:
        return go(request, "public:hold", token)
    region = region_of(organisation)
    sent = request.POST.dict()
    typed = read_details(sent, kept=found.typed, region=region) if request.method == "POST" else Details()
    if typed.contact is None:
        context = {"hold": found, "details": typed, "token": token, "phone_example": example_phone(region)}
        status = 422 if typed.errors else 200
        return page(request, "public/hold_details.html", context, organisation=organisation, status=status)
    # Ended meanwhile: its page says so.
    with suppress(HoldLapsed, AlreadyConfirmed):
        keep_typed(now=timezone.now(), organisation_id=organisation.id, basket_id=opened.id, typed=typed.contact)
    return go(request, "public:hold", token)


def _show(
    request: HttpRequest,
    opened: Opened,
    token: str,
    now: datetime,
    *,
    refusal: Refusal | None = None,
) -> HttpResponse:
    found = get_hold(organisation_id=opened.organisation.id, basket_id=opened.id)
    if found.state != State.HELD:
        return _ended(request, opened, found, now)
    left = int((found.expires_at - now).total_seconds()) if found.expires_at else 0
    context = {
        "hold": found,
        "token": token,
        "seconds_left": max(left, 0),
        "seconds_all": seconds(found.bookings[0].policy.hold_for),
        "may_extend": found.extensions < MOST_EXTENSIONS,
        "notice": words_for(refusal) if refusal else None,
    }
    status = 409 if refusal else 200
    return page(request, "public/hold.html", context, organisation=opened.organisation, status=status)


def _ended(request: HttpRequest, opened: Opened, found: HoldView, now: datetime) -> HttpResponse:
    """Booked already, with the way to the booking; or gone, with the nearest times."""
    organisation = opened.organisation
    if found.state == State.LAPSED:
        return _gone(request, opened, found, now)
    tokens = [manage_token(organisation, one.public_id, one.token_version) for one in found.bookings]
    context = {"made": list(zip(found.bookings, tokens, strict=True))}
    return page(request, "public/hold_done.html", context, organisation=organisation)


def _gone(
    request: HttpRequest, opened: Opened, found: HoldView, now: datetime, *, refusal: Refusal | None = None
) -> HttpResponse:
    """What to do when the time is not held any longer; what was typed need not be typed again."""
    organisation, booking = opened.organisation, found.bookings[0]
    context = {
        "booking": booking,
        "token": hold_token(organisation, found.public_id, found.token_version),
        "nearest": nearest_again(organisation, booking, now=now) if len(found.bookings) == 1 else [],
        "times_url": times_again(request, organisation, booking),
        "has_details": found.has_details,
        "notice": words_for(refusal) if refusal else None,
    }
    status = words_for(refusal).status if refusal else 410
    response = page(request, "public/hold_gone.html", context, organisation=organisation, status=status)
    return with_retry(response, refusal) if refusal else response
