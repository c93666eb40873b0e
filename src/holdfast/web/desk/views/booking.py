"""One booking at the desk: all of it, its history, and what can be done with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from holdfast.actions import bookings
from holdfast.actions.notes import NotesChanged, write_desk_notes
from holdfast.core.actor import Actor
from holdfast.core.booking import LEGAL, MOVABLE, State
from holdfast.core.refusal import Invalid
from holdfast.queries.access import Member, Right, get_booking_id
from holdfast.queries.agenda import get_entry, list_others
from holdfast.queries.bookings import BookingView
from holdfast.queries.journal import list_happenings
from holdfast.queries.replacements import list_replacements
from holdfast.web.access import staff
from holdfast.web.desk.forms import DeskForm, Text
from holdfast.web.desk.history import in_words
from holdfast.web.desk.moves import offered_move, why_not
from holdfast.web.parameters import write_start_value
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


class NotesForm(DeskForm):
    """What the staff note about a booking; `was` is what the writer has read."""

    notes = Text(label=_("Notes of the staff"), longest=2000, required=False)
    was = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)


@staff(Right.SEE_AGENDA, "GET")
def booking(request: HttpRequest, member: Member, ref: str) -> HttpResponse:
    """A booking with its customer and its history."""
    return show_booking(request, member, get_booking_id(member, ref))


def show_booking(
    request: HttpRequest, member: Member, booking_id: int, *, notes: NotesForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a booking; with `notes` the form as somebody just sent it."""
    now = timezone.now()
    entry = get_entry(member=member, booking_id=booking_id)
    may_change = member.may(Right.CHANGE_BOOKINGS)
    is_movable = may_change and entry.booking.state in MOVABLE
    may_move = is_movable and offered_move(member, entry.booking) is not None
    history = in_words(list_happenings(member=member, booking_id=booking_id), entry.booking.zone)
    context = {
        "member": member,
        "entry": entry,
        "deeds": _deeds(entry.booking, now) if may_change else [],
        "may_change": may_change,
        "may_move": may_move,
        "why_not": why_not(member, entry.booking) if is_movable and not may_move else "",
        "replacements": list_replacements(member=member, booking=entry.booking, now=now) if may_move else (),
        "start": write_start_value(entry.booking.starts_at, ZoneInfo(entry.booking.zone)),
        "history": history,
        "made": history[-1] if history else None,
        "others": list_others(member=member, entry=entry),
        "now": now,
        "notes": notes or NotesForm(initial={"notes": entry.desk_notes, "was": entry.desk_notes}),
    }
    return page(request, "desk/booking.html", context, organisation=member.organisation, status=status)


@staff(Right.CHANGE_BOOKINGS, "POST")
def write_notes(request: HttpRequest, member: Member, ref: str) -> HttpResponse:
    """Keeps the staff's notes; where somebody else was quicker both are shown, and nothing is lost."""
    booking_id = get_booking_id(member, ref)
    form = NotesForm(request.POST)
    if not form.is_valid():
        return show_booking(request, member, booking_id, notes=form, status=422)
    try:
        write_desk_notes(
            now=timezone.now(),
            organisation_id=member.organisation.id,
            booking_id=booking_id,
            notes=form.cleaned_data["notes"],
            was=form.cleaned_data["was"],
            actor=Actor("staff", member.user_id),
        )
    except NotesChanged as refusal:
        return _told(request, member, booking_id, form, str(words_for(refusal).title))
    except Invalid as refusal:
        form.refuse(refusal)
        return show_booking(request, member, booking_id, notes=form, status=422)
    messages.success(request, str(_("The notes are kept.")))
    return HttpResponseRedirect(reverse("desk:booking", args=[member.organisation.slug, ref]), status=303)


def _told(request: HttpRequest, member: Member, booking_id: int, form: NotesForm, title: str) -> HttpResponse:
    """The form again with what was typed, what stands there now above it, and sent again it replaces that."""
    now_says = get_entry(member=member, booking_id=booking_id).desk_notes
    again = NotesForm({"notes": form.data.get("notes", ""), "was": now_says})
    again.add_error("notes", f"{title}. " + str(_("They now say: “%(notes)s”") % {"notes": now_says}))
    return show_booking(request, member, booking_id, notes=again, status=409)


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
