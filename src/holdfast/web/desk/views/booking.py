"""One booking at the desk, and what can be done with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from holdfast.actions import bookings
from holdfast.core.actor import Actor
from holdfast.core.booking import LEGAL, State
from holdfast.queries.access import Member, Right, get_booking_id
from holdfast.queries.agenda import get_entry
from holdfast.queries.bookings import BookingView
from holdfast.web.access import staff
from holdfast.web.refusals import words_for
from holdfast.web.rendering import page


@dataclass(frozen=True, slots=True)
class Deed:
    """Something the desk does with a booking: where it leads, what the button says, what is said afterwards.

    `asks` holds it behind a second press, because it gives the time away.
    """

    verb: str
    run: Callable[..., None]
    leads_to: State
    label: str | Promise
    done: str | Promise
    asks: str | Promise = ""


_DEEDS = (
    Deed(
        "approve", bookings.approve_booking, State.CONFIRMED, _("Confirm request"), _("The request is confirmed.")
    ),
    Deed(
        "decline",
        bookings.decline_booking,
        State.DECLINED,
        _("Decline request"),
        _("The request is declined; its time is free again."),
        _("The time becomes free for others. This cannot be taken back."),
    ),
    Deed(
        "check-in",
        bookings.check_in_booking,
        State.CHECKED_IN,
        _("Customer is here"),
        _("Noted: the customer is here."),
    ),
    Deed("complete", bookings.complete_booking, State.COMPLETED, _("Done"), _("The booking is done.")),
    Deed(
        "no-show",
        bookings.mark_no_show,
        State.NO_SHOW,
        _("Did not come"),
        _("Noted: the customer did not come."),
        _("The rest of its time becomes free. This cannot be taken back."),
    ),
    Deed(
        "cancel",
        bookings.cancel_booking,
        State.CANCELLED,
        _("Cancel booking"),
        _("The booking is cancelled; its time is free again."),
        _("The time becomes free for others. This cannot be taken back."),
    ),
)


def deeds_for(state: State, *, has_begun: bool, is_near: bool) -> list[Deed]:
    """What can be done with a booking in a state; a request is declined rather than cancelled."""
    possible = [
        deed
        for deed in _DEEDS
        if deed.leads_to in LEGAL[state]
        and (has_begun or deed.leads_to not in {State.COMPLETED, State.NO_SHOW})
        and (is_near or deed.leads_to != State.CHECKED_IN)
    ]
    if state == State.REQUESTED:
        return [deed for deed in possible if deed.verb in {"approve", "decline"}]
    return [deed for deed in possible if deed.verb != "approve" and state != State.HELD]


def _deeds(booking: BookingView, now: datetime) -> list[Deed]:
    return deeds_for(
        booking.state,
        has_begun=now >= booking.starts_at,
        is_near=now >= booking.starts_at - bookings.CHECK_IN_BEFORE,
    )


@staff(Right.SEE_AGENDA, "GET")
def booking(request: HttpRequest, member: Member, ref: str) -> HttpResponse:
    """A booking with its customer."""
    entry = get_entry(member=member, booking_id=get_booking_id(member, ref))
    may_change = member.may(Right.CHANGE_BOOKINGS)
    context = {
        "member": member,
        "entry": entry,
        "deeds": _deeds(entry.booking, timezone.now()) if may_change else [],
    }
    return page(request, "desk/booking.html", context, organisation=member.organisation)


@staff(Right.CHANGE_BOOKINGS, "POST")
def change(request: HttpRequest, member: Member, ref: str, verb: str) -> HttpResponse:
    """Does something with a booking, and says so on its page."""
    deed = next((deed for deed in _DEEDS if deed.verb == verb), None)
    if deed is None:
        raise Http404
    booking_id = get_booking_id(member, ref)
    try:
        deed.run(
            now=timezone.now(),
            organisation_id=member.organisation.id,
            booking_id=booking_id,
            actor=Actor("staff", member.user_id),
        )
        messages.success(request, str(deed.done))
    except (bookings.IllegalChange, bookings.TooEarly) as refusal:
        messages.warning(request, str(words_for(refusal).text))
    return HttpResponseRedirect(reverse("desk:booking", args=[member.organisation.slug, ref]), status=303)
