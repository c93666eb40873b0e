"""Moving a booking at the desk: to a free time, to somebody else, or for a reason to any other time."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from holdfast.actions.moving import Busy, IllegalChange, NotOffered, SlotTaken, reschedule_booking
from holdfast.core.actor import Actor
from holdfast.core.booking import MOVABLE
from holdfast.core.refusal import Invalid, Refusal
from holdfast.queries.access import Member, Right, get_booking_id
from holdfast.queries.agenda import EntryView, get_entry
from holdfast.queries.bookings import BookingView
from holdfast.queries.moving import MoveView
from holdfast.web.access import staff
from holdfast.web.desk.forms import DeskForm, Line
from holdfast.web.desk.moves import offered_move, why_not
from holdfast.web.parameters import (
    Address,
    read_date,
    read_month,
    read_start,
    read_start_value,
    write_start,
    write_start_value,
)
from holdfast.web.public.choices import Choice
from holdfast.web.public.party import Party, read_move_party
from holdfast.web.public.picker import Search, make_picker
from holdfast.web.public.visit import understood
from holdfast.web.refusals import with_retry, words_for
from holdfast.web.rendering import page, page_or_part
from holdfast.web.words import moment


class ReasonForm(DeskForm):
    """Why a booking goes where nothing is offered."""

    reason = Line(
        label=_("Why there all the same?"),
        help_text=_("It stays in the history of the booking."),
        longest=200,
    )


@dataclass(frozen=True, slots=True)
class Move:
    """A booking to be moved by the desk, and the choices made for its new time."""

    member: Member
    entry: EntryView
    party: Party
    month: date | None
    day: date | None
    starts_at: datetime | None
    search: Search
    length: int
    mistakes: tuple[str, ...] = ()

    @property
    def booking(self) -> BookingView:
        """What is moved."""
        return self.entry.booking

    @property
    def choices(self) -> list[Choice]:
        """What there is to choose before a time: with whom, and with what, it is to be."""
        return self.party.choices(lambda written: self.search.address.but(staff=written, time=None))

    @property
    def times_url(self) -> str:
        """Back to the times of the chosen day."""
        return self.search.address.but(time=None)

    @property
    def ask_url(self) -> str:
        """Where the chosen time is sent to."""
        return self.search.address.but()


@staff(Right.CHANGE_BOOKINGS, "GET", "POST")
def move(request: HttpRequest, member: Member, ref: str) -> HttpResponse:
    """The free times; with one in the address a question; by POST the move."""
    now = timezone.now()
    entry = get_entry(member=member, booking_id=get_booking_id(member, ref))
    if entry.booking.state not in MOVABLE:
        messages.warning(request, gettext("This booking cannot be moved any more."))
        return _to_booking(entry, member)
    offered = offered_move(member, entry.booking)
    if offered is None:
        messages.warning(request, why_not(member, entry.booking))
        return _to_booking(entry, member)
    wanted = read_move(request, member, entry, offered, now)
    if request.method == "POST":
        return _move(request, _as_posted(request, wanted), now)
    if wanted.starts_at is None or wanted.mistakes:
        return _times(request, wanted, status=400 if wanted.mistakes else 200)
    return _ask(request, wanted)


def read_move(request: HttpRequest, member: Member, entry: EntryView, offered: MoveView, now: datetime) -> Move:
    """The choices an address makes; one that is none is a mistake of the move."""
    query, booking, groups = request.GET, entry.booking, offered.groups
    zone, mistakes = ZoneInfo(booking.zone), list[str]()
    party = understood(mistakes, lambda: read_move_party(groups, query.get("staff"), booking))
    party = party or Party(groups, says_any=True)
    month = understood(mistakes, lambda: read_month(query["month"]) if query.get("month") else None)
    day = understood(mistakes, lambda: read_date(query["date"]) if query.get("date") else None)
    clock = query.get("time")
    start = understood(mistakes, lambda: read_start(day, clock, zone) if day and clock else None)
    address = Address(
        reverse("desk:move", args=[member.organisation.slug, booking.ref]),
        (
            ("staff", None if "staff" in mistakes else query.get("staff") or None),
            ("month", f"{month:%Y-%m}" if month else None),
            ("date", day.isoformat() if day else None),
            ("time", clock if start else None),
        ),
    )
    search = Search(
        member.organisation.id,
        offered.wish(party.slugs),
        offered.policy,
        zone,
        address,
        now,
        moving=booking.id,
        but_not=None if party.changes(booking) else booking.starts_at,
        public=False,
    )
    return Move(
        member=member,
        entry=entry,
        party=party,
        month=month,
        day=day,
        starts_at=start,
        search=search,
        length=offered.length,
        mistakes=tuple(mistakes),
    )


def _as_posted(request: HttpRequest, wanted: Move) -> Move:
    """The move to the start that the form names. Refuses with `Invalid` what cannot be chosen."""
    if wanted.mistakes:
        raise Invalid(field=wanted.mistakes[0], reason="cannot be chosen")
    return replace(wanted, starts_at=read_start_value(request.POST.get("start", ""), wanted.search.zone))


def _times(request: HttpRequest, wanted: Move, *, status: int = 200, **more: object) -> HttpResponse:
    picker = make_picker(wanted.search, month=wanted.month, day=wanted.day)
    context = {
        "member": wanted.member,
        "move": wanted,
        "choices": wanted.choices,
        "picker": picker,
        "typed_day": picker.day or wanted.search.today,
        **more,
    }
    return page_or_part(
        request,
        "desk/move.html",
        "public/partials/choose_again.html",
        context,
        organisation=wanted.member.organisation,
        status=status,
    )


def _ask(
    request: HttpRequest, wanted: Move, *, form: ReasonForm | None = None, status: int = 200, **more: object
) -> HttpResponse:
    assert wanted.starts_at is not None  # noqa: S101 - the caller has looked
    is_free = wanted.search.is_free(wanted.starts_at)
    context = {
        "member": wanted.member,
        "move": wanted,
        "start": write_start_value(wanted.starts_at, wanted.search.zone),
        "form": None if is_free else form or ReasonForm(),
        "nearest": [] if is_free else [wanted.search.time(one) for one in wanted.search.nearest(wanted.starts_at)],
        **more,
    }
    return page(request, "desk/move_ask.html", context, organisation=wanted.member.organisation, status=status)


def _move(request: HttpRequest, wanted: Move, now: datetime) -> HttpResponse:
    assert wanted.starts_at is not None  # noqa: S101 - read from the form
    override, reason = "override" in request.POST, ""
    if override:
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return _ask(request, _at(wanted), form=form, status=422)
        reason = form.cleaned_data["reason"]
    try:
        reschedule_booking(
            now=now,
            organisation_id=wanted.member.organisation.id,
            booking_id=wanted.booking.id,
            starts_at=wanted.starts_at,
            actor=Actor("staff", wanted.member.user_id),
            staff=wanted.party.slugs,
            keeping=wanted.member.only_resource_id,
            override=override,
            reason=reason,
        )
    except (SlotTaken, NotOffered, Busy) as refusal:
        return _refused(request, _at(wanted), refusal)
    except IllegalChange as refusal:
        messages.warning(request, str(words_for(refusal).text))
        return _to_booking(wanted.entry, wanted.member)
    messages.success(request, _done(wanted))
    return _to_booking(wanted.entry, wanted.member)


def _at(wanted: Move) -> Move:
    """The move with its start in the address, as the question has it."""
    assert wanted.starts_at is not None  # noqa: S101 - read from the form
    day, clock = write_start(wanted.starts_at, wanted.search.zone)
    choices = {**dict(wanted.search.address.choices), "date": day, "time": clock}
    address = Address(wanted.search.address.path, tuple(choices.items()))
    return replace(wanted, day=date.fromisoformat(day), search=replace(wanted.search, address=address))


def _refused(request: HttpRequest, wanted: Move, refusal: Refusal) -> HttpResponse:
    """What stands in the way: somebody else, or the hours; the booking is where it was."""
    words = words_for(refusal)
    form = ReasonForm({"reason": request.POST["reason"]}) if "reason" in request.POST else None
    answer = _ask(
        request, wanted, form=form, status=words.status, notice=words, is_taken=isinstance(refusal, SlotTaken)
    )
    return with_retry(answer, refusal)


def _done(wanted: Move) -> str:
    assert wanted.starts_at is not None  # noqa: S101 - it was just moved there
    said = {"moment": moment(wanted.starts_at, wanted.search.zone)}
    if wanted.party.chosen and wanted.starts_at == wanted.booking.starts_at:
        return gettext("It is now with %(name)s.") % {"name": wanted.party.names}
    return gettext("It is moved to %(moment)s.") % said


def _to_booking(entry: EntryView, member: Member) -> HttpResponse:
    url = reverse("desk:booking", args=[member.organisation.slug, entry.booking.ref])
    return HttpResponseRedirect(url, status=303)
