"""Booking by telephone: who, what, and the free times to read out; a press books."""

import json
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from holdfast.actions.bookings import Busy, LimitReached, NotOffered, SlotTaken
from holdfast.core.allocation import TooComplex
from holdfast.core.contact import Contact, read_contact
from holdfast.core.refusal import Invalid, Refusal
from holdfast.queries.access import Member, Right, get_booking_id
from holdfast.queries.agenda import get_entry
from holdfast.queries.search import find_customers
from holdfast.queries.why_staff import StaffWhyView, explain_to_staff
from holdfast.web.access import staff
from holdfast.web.desk.forms import DeskForm, Line, Text
from holdfast.web.desk.telephone import Call, book_call, read_call, wish_url
from holdfast.web.parameters import read_start_value
from holdfast.web.public.details import example_phone, region_of
from holdfast.web.refusals import Words, words_for
from holdfast.web.rendering import page

_MOST_FOUND = 6
_TOO_MANY = Words(
    409,
    _("This customer has as many bookings then as one customer may have"),
    _("Choose another day, or say why, and it is booked all the same."),
)
_TAKEN = Words(409, _("This time was just booked"), _("Read out one of the free times below."))
# A name, a number and an address, with what JSON puts around them.
_LONGEST_KNOWN, _PARTS_OF_KNOWN = 1_000, 3


class CallerForm(DeskForm):
    """Who calls; `reason` only where the time is not offered."""

    name = Line(
        label=_("Name"),
        longest=120,
        widget=forms.TextInput({"autofocus": True, "autocomplete": "off"}),
    )
    phone = Line(
        label=_("Telephone"),
        longest=40,
        required=False,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )
    email = Line(
        label=_("E-mail address"),
        longest=254,
        required=False,
        widget=forms.TextInput({"inputmode": "email", "autocomplete": "off"}),
    )
    notes = Text(label=_("What the customer says"), longest=2000, rows=2, required=False)
    reason = Line(label=_("Why then all the same?"), longest=200, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # One of the two is enough, and a number is what a caller has.
        self.fields["phone"].required = not (self.data or self.initial).get("email", "").strip()

    def contact(self, region: str) -> Contact:
        """The customer, from what was typed. Refuses with `Invalid`."""
        said = self.cleaned_data
        return read_contact(
            name=said["name"],
            email=said["email"],
            phone=said["phone"],
            notes=said["notes"],
            region=region,
            by_staff=True,
        )


@staff(Right.BOOK, "GET", "POST")
def telephone(request: HttpRequest, member: Member) -> HttpResponse:
    """The form of a call; by POST its next state, or with a time the booking."""
    now = timezone.now()
    typed = (request.POST if request.method == "POST" else request.GET).dict()
    call = read_call(member, typed, now)
    if call is None:
        return page(request, "desk/telephone_none.html", {"member": member}, organisation=member.organisation)
    if request.method == "POST" and {"start", "at", "override"} & typed.keys():
        return _book(request, call)
    return _show(request, call, CallerForm(initial=_known(typed)))


@staff(Right.BOOK, "GET")
def booked(request: HttpRequest, member: Member, ref: str) -> HttpResponse:
    """What was booked, to be read out."""
    entry = get_entry(member=member, booking_id=get_booking_id(member, ref))
    context = {"member": member, "entry": entry, "booking": entry.booking, "now": timezone.now()}
    return page(request, "desk/booked.html", context, organisation=member.organisation)


def _known(typed: dict[str, str]) -> dict[str, str]:
    """What was typed; with one of the customers found in place of who was typed."""
    shown = {name: value.replace("\0", "") for name, value in typed.items()}
    return {**shown, **dict(zip(("name", "phone", "email"), _read_known(typed.get("known", "")), strict=False))}


def _read_known(typed: str) -> list[str]:
    """The name, number and address that choosing a customer fills in; nothing, of what is none of ours."""
    if len(typed) > _LONGEST_KNOWN:
        return []
    try:
        said = json.loads(typed)
        # Half a character, which JSON can say, is none that a page could show.
        texts = [text.encode().decode().replace("\0", "") for text in said]
    except (AttributeError, RecursionError, TypeError, ValueError):
        return []
    return texts if isinstance(said, list) and len(texts) == _PARTS_OF_KNOWN else []


def _show(request: HttpRequest, call: Call, form: CallerForm, *, status: int = 200, **more: Any) -> HttpResponse:
    target = request.headers.get("HX-Target", "") if request.method == "POST" else ""
    context = {
        "member": call.member,
        "call": call,
        "form": form,
        "phone_example": example_phone(region_of(call.member.organisation)),
        "found": [] if target == "when" else _found(request, call, form),
        "pressed": _pressed(call),
        "wanted_at": _wanted_at(call),
        "why_url": wish_url("desk:why", call, _wanted_at(call)),
        **more,
    }
    template = {"when": "desk/partials/telephone_when.html", "found": "desk/partials/telephone_found.html"}
    return page(
        request,
        template.get(target, "desk/telephone.html"),
        context,
        organisation=call.member.organisation,
        status=status,
    )


def _found(request: HttpRequest, call: Call, form: CallerForm) -> list[dict[str, Any]]:
    """Customers whom the name or the number may mean, each with what choosing them fills in."""
    if request.method != "POST" or form.is_bound or "known" in call.typed:
        return []
    field = "phone" if request.headers.get("HX-Trigger-Name") == "phone" else "name"
    typed = call.typed.get(field, "")
    customers = find_customers(member=call.member, typed=typed, now=call.now, limit=_MOST_FOUND)
    return [
        {"customer": one, "value": json.dumps([one.name, one.phone, one.email], ensure_ascii=False)}
        for one in customers
    ]


def _wanted_at(call: Call) -> datetime | None:
    """The time that was typed, if it is one."""
    try:
        return call.typed_start
    except Invalid:
        return None


def _pressed(call: Call) -> datetime | None:
    """The time that was pressed in the agenda, where it is free."""
    start = _wanted_at(call)
    return next((time.starts_at for day in call.days for time in day.times if time.starts_at == start), None)


def _book(request: HttpRequest, call: Call) -> HttpResponse:
    override = "override" in call.typed
    form = CallerForm(call.typed)
    form.fields["reason"].required = override
    try:
        starts_at = _start(call)
        if not form.is_valid():
            return _show(request, call, form, status=422, asks_reason=override)
        contact = form.contact(region_of(call.member.organisation))
        made = book_call(
            call, contact, starts_at, override=override, reason=form.cleaned_data["reason"] if override else ""
        )
    except Invalid as refusal:
        if form.is_valid() or form.errors:
            _say(form, refusal)
        return _show(request, call, form, status=422, asks_reason=override or refusal.field == "reason")
    except (SlotTaken, NotOffered, LimitReached, Busy, TooComplex) as refusal:
        return _refused(request, call, form, refusal, starts_at)
    ref = made.ref
    return HttpResponseRedirect(reverse("desk:booked", args=[call.member.organisation.slug, ref]), status=303)


def _say(form: CallerForm, refusal: Invalid) -> None:
    """What is wrong, in words; day and time stand beside the form's own fields, and have no place of theirs."""
    words = {
        ("date", "required"): _("Say on which day"),
        ("time", "required"): _("Say at what time"),
        ("time", "does not exist on this day"): _("Clocks skip this time on that day"),
    }.get((refusal.field, refusal.reason))
    if words is None:
        form.refuse(refusal)
    else:
        form.add_error(None, str(words))


def _start(call: Call) -> datetime:
    """The time that was chosen, or else typed. Refuses with `Invalid`."""
    if "start" in call.typed:
        return read_start_value(call.typed["start"], call.zone)
    start = call.typed_start
    if start is None:
        raise Invalid(field="time", reason="required")
    return start


def _refused(
    request: HttpRequest, call: Call, form: CallerForm, refusal: Refusal, starts_at: datetime
) -> HttpResponse:
    """The form with what stands in the way; what an override would pass may be booked for a reason."""
    words = {SlotTaken: _TAKEN, LimitReached: _TOO_MANY}.get(type(refusal)) or words_for(refusal)
    against = _against(call, starts_at) if isinstance(refusal, SlotTaken | NotOffered) else None
    may_override = isinstance(refusal, LimitReached) or (against is not None and against.by_override)
    form.fields["reason"].required = may_override
    return _show(
        request,
        call.at(starts_at) if may_override else call,
        form,
        status=words.status,
        notice=None if against else words,
        against=against,
        asks_reason=may_override,
        why_url=wish_url("desk:why", call, starts_at),
    )


def _against(call: Call, starts_at: datetime) -> StaffWhyView | None:
    """What stands in the way; nothing, where it went away since or nobody can say."""
    try:
        found = explain_to_staff(member=call.member, wish=call.wish, starts_at=starts_at, now=call.now)
    except TooComplex:
        return None
    return None if found.bookable else found
