"""Moving a booking to another time, at its secret address."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from holdfast.actions.holds import Idempotency
from holdfast.actions.moving import (
    Busy,
    IllegalChange,
    NotOffered,
    SlotTaken,
    TooLate,
    reschedule_booking,
)
from holdfast.core.actor import CUSTOMER
from holdfast.core.refusal import Invalid
from holdfast.queries.access import Opened, open_booking
from holdfast.queries.bookings import BookingView, get_booking
from holdfast.queries.moving import MoveView, find_move
from holdfast.queries.organisations import OrganisationView
from holdfast.web.access import secret_link
from holdfast.web.forms import read_form_key
from holdfast.web.language import PARAMETER, chosen_language
from holdfast.web.links import go
from holdfast.web.parameters import Address, read_date, read_month, read_start
from holdfast.web.public.choices import Choice
from holdfast.web.public.party import Party, read_move_party
from holdfast.web.public.picker import Search, make_picker
from holdfast.web.public.sooner import sooner
from holdfast.web.public.visit import understood
from holdfast.web.refusals import with_retry, words_for
from holdfast.web.rendering import page, page_or_part


@dataclass(frozen=True, slots=True)
class Move:
    """A booking to be moved, and the choices made for its new time."""

    organisation: OrganisationView
    booking: BookingView
    token: str
    party: Party
    month: date | None
    day: date | None
    starts_at: datetime | None
    search: Search
    length: int
    mistakes: tuple[str, ...] = ()

    @property
    def choices(self) -> list[Choice]:
        """What there is to choose before a time: with whom, and with what, it is to be."""
        return self.party.choices(lambda written: self.search.address.but(staff=written, time=None))

    @property
    def times_url(self) -> str:
        """Back to the times of the chosen day."""
        return self.search.address.but(time=None)


@secret_link(open_booking, "GET", "POST")
def move(request: HttpRequest, opened: Opened, token: str) -> HttpResponse:
    """The free times; with one in the address a question; by POST the move."""
    now = timezone.now()
    booking = get_booking(organisation_id=opened.organisation.id, booking_id=opened.id)
    offered = find_move(organisation_id=opened.organisation.id, booking=booking)
    if offered is None or not booking.may_change(now):
        # Its page says why.
        return go(request, "public:booking", token)
    wanted = read_move(request, opened.organisation, booking, offered, token, now)
    if request.method == "POST":
        if wanted.mistakes:
            raise Invalid(field=wanted.mistakes[0], reason="cannot be chosen")
        return _move(request, wanted, now)
    if wanted.starts_at is None or wanted.mistakes:
        return _times(request, wanted, status=400 if wanted.mistakes else 200)
    if wanted.search.is_free(wanted.starts_at):
        return page(request, "public/move_ask.html", {"move": wanted}, organisation=opened.organisation)
    return _gone(request, wanted, now)


def read_move(
    request: HttpRequest,
    organisation: OrganisationView,
    booking: BookingView,
    offered: MoveView,
    token: str,
    now: datetime,
) -> Move:
    """The choices an address makes; a choice that is none is a mistake of the move."""
    query, groups = request.GET, offered.groups
    zone = ZoneInfo(booking.zone)
    mistakes: list[str] = []
    party = understood(mistakes, lambda: read_move_party(groups, query.get("staff"), booking))
    party = party or Party(groups, says_any=True)
    month = understood(mistakes, lambda: read_month(query["month"]) if query.get("month") else None)
    day = understood(mistakes, lambda: read_date(query["date"]) if query.get("date") else None)
    clock = query.get("time")
    start = understood(mistakes, lambda: read_start(day, clock, zone) if day and clock else None)
    choices = {
        "staff": None if "staff" in mistakes else query.get("staff") or None,
        "month": f"{month:%Y-%m}" if month else None,
        "date": day.isoformat() if day else None,
        "time": clock if start else None,
        PARAMETER: chosen_language(request),
    }
    address = Address(reverse("public:booking_move", args=[token]), tuple(choices.items()))
    but_not = None if party.changes(booking) else booking.starts_at
    wish, policy = offered.wish(party.slugs), offered.policy
    search = Search(organisation.id, wish, policy, zone, address, now, moving=booking.id, but_not=but_not)
    return Move(
        organisation=organisation,
        booking=booking,
        token=token,
        party=party,
        month=month,
        day=day,
        starts_at=start,
        search=search,
        length=offered.length,
        mistakes=tuple(mistakes),
    )


def _times(request: HttpRequest, wanted: Move, *, status: int = 200, **more: object) -> HttpResponse:
    picker = make_picker(wanted.search, month=wanted.month, day=wanted.day)
    context = {
        "move": wanted,
        "choices": wanted.choices,
        "picker": picker,
        "party": wanted.party,
        "sooner": sooner(wanted.search, wanted.party, picker.earliest) if picker.is_first else (),
        **more,
    }
    return page_or_part(
        request,
        "public/move.html",
        "public/partials/choose_again.html",
        context,
        organisation=wanted.organisation,
        status=status,
    )


def _gone(request: HttpRequest, wanted: Move, now: datetime, *, was_taken: bool = False) -> HttpResponse:
    assert wanted.starts_at is not None  # noqa: S101 - the caller has looked
    return _times(
        request,
        wanted,
        status=409,
        gone=wanted.starts_at,
        is_past=wanted.starts_at <= now,
        was_taken=was_taken,
        nearest=[wanted.search.time(slot) for slot in wanted.search.nearest(wanted.starts_at)],
    )


def _move(request: HttpRequest, wanted: Move, now: datetime) -> HttpResponse:
    if wanted.starts_at is None:
        raise Invalid(field="time", reason="is missing")
    organisation, key = wanted.organisation, read_form_key(request)
    hashed = f"{wanted.booking.public_id.hex} {int(wanted.starts_at.timestamp())}"
    try:
        reschedule_booking(
            now=now,
            organisation_id=organisation.id,
            booking_id=wanted.booking.id,
            starts_at=wanted.starts_at,
            actor=CUSTOMER,
            staff=wanted.party.slugs,
            idempotency=Idempotency(organisation.id, "web.move", "form", key, hashed, now),
        )
        return go(request, "public:booking", wanted.token, moved="1")
    except (SlotTaken, NotOffered) as refusal:
        return _gone(request, wanted, now, was_taken=isinstance(refusal, SlotTaken))
    except (IllegalChange, TooLate):
        pass
    except Busy as refusal:
        words = words_for(refusal)
        context = {"move": wanted, "notice": words}
        answer = page(request, "public/move_ask.html", context, organisation=organisation, status=words.status)
        return with_retry(answer, refusal)
    return go(request, "public:booking", wanted.token)
