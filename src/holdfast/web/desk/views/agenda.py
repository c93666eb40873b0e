"""The desk's first page: a day or a week at a place."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext, ngettext

from holdfast.core.refusal import Invalid
from holdfast.core.walltime import to_instant
from holdfast.queries.access import Member, Right, find_memberships
from holdfast.queries.agenda import AgendaView, first_zone, get_agenda
from holdfast.queries.news import Mark, count_news, find_mark, read_mark
from holdfast.web.access import signed_in, staff
from holdfast.web.desk.daygrid import BookUrl, make_day, make_week
from holdfast.web.parameters import Address, read_date, write_start
from holdfast.web.rendering import page, page_or_part
from holdfast.web.words import first_weekday

VIEWS = ("day", "week", "list")


@signed_in("GET")
def home(request: HttpRequest) -> HttpResponse:
    """The desk of the only organisation, or a choice."""
    assert request.user.pk is not None  # noqa: S101 - the decorator has looked
    members = find_memberships(request.user.pk)
    if len(members) == 1:
        return redirect("desk:agenda", members[0].organisation.slug)
    return page(request, "desk/home.html", {"members": members})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address of the agenda asks for."""

    view: str
    day: date
    today: date
    location: str | None
    staff: str | None

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last date that are shown."""
        if self.view != "week":
            return self.day, self.day
        first = self.day - timedelta(days=(self.day.weekday() - first_weekday()) % 7)
        return first, first + timedelta(days=6)


@staff(Right.SEE_AGENDA, "GET")
def agenda(request: HttpRequest, member: Member) -> HttpResponse:
    """The bookings of a day or a week, and the requests that wait for an answer.

    With `since` (a mark) only whoever missed something gets an answer.
    """
    now = timezone.now()
    mark = read_mark(organisation_id=member.organisation.id, now=now)
    since = find_mark(request.GET.get("since", ""))
    if since == mark:
        return _nothing_new()
    wanted = read_wanted(request, member, now)
    found = get_agenda(
        member=member,
        location_slug=wanted.location,
        first=wanted.days[0],
        last=wanted.days[1],
        now=now,
        resource_slug=wanted.staff,
    )
    context = {
        "member": member,
        "agenda": found,
        "wanted": wanted,
        "mark": mark,
        "said": "" if since is None else _say_news(member, found, since),
        "may_change": member.may(Right.CHANGE_BOOKINGS),
        "may_book": member.may(Right.BOOK),
        "count": sum(1 for entry in found.entries if entry.takes_time),
        "urls": _urls(member, wanted, found),
        **_drawn(member, wanted, found, now),
    }
    organisation = member.organisation
    return page_or_part(
        request,
        "desk/agenda.html",
        "desk/partials/agenda_live.html",
        context,
        organisation=organisation,
        status=200,
    )


def read_wanted(request: HttpRequest, member: Member, now: datetime) -> Wanted:
    """What the address asks for. Refuses with `Invalid`, `NotFound`."""
    query = request.GET
    location, typed = query.get("location") or None, query.get("date")
    view = query.get("view") or VIEWS[0]
    if view not in VIEWS:
        raise Invalid(field="view", reason="is none")
    today = now.astimezone(first_zone(member=member, location_slug=location)).date()
    day = read_date(typed) if typed else today
    return Wanted(view, day, today, location, query.get("staff") or None)


def _nothing_new() -> HttpResponse:
    response = HttpResponse(status=204)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _drawn(member: Member, wanted: Wanted, found: AgendaView, now: datetime) -> dict[str, object]:
    if wanted.view == "week":
        first = wanted.days[0]
        return {"week": make_week(found), "week_days": [first + timedelta(days=number) for number in range(7)]}
    if wanted.view == "list":
        return {"now": now}
    book_url = _book_url(member, found) if member.may(Right.BOOK) else None
    return {"grid": make_day(found, now=to_instant(now), book_url=book_url)}


def _book_url(member: Member, found: AgendaView) -> BookUrl:
    path = reverse("desk:book", args=[member.organisation.slug])
    location = found.location.slug if len(found.locations) > 1 else None

    def book_url(resource: str, starts_at: datetime) -> str:
        day, clock = write_start(starts_at, found.location.zone)
        choices = (("location", location), ("staff", resource), ("date", day), ("time", clock))
        return Address(path, choices).but()

    return book_url


def _urls(member: Member, wanted: Wanted, found: AgendaView) -> dict[str, object]:
    address = Address(
        reverse("desk:agenda", args=[member.organisation.slug]),
        (
            ("view", None if wanted.view == VIEWS[0] else wanted.view),
            ("location", found.location.slug if len(found.locations) > 1 else None),
            ("staff", wanted.staff),
            ("date", wanted.day.isoformat()),
        ),
    )
    step = timedelta(days=7 if wanted.view == "week" else 1)
    labels = {"day": gettext("Day"), "week": gettext("Week"), "list": gettext("List")}
    return {
        "here": address.but(),
        "previous": address.but(date=(wanted.day - step).isoformat()),
        "today": address.but(date=None),
        "next": address.but(date=(wanted.day + step).isoformat()),
        "everyone": address.but(staff=None),
        "views": [
            (labels[view], address.but(view=None if view == VIEWS[0] else view), view == wanted.view)
            for view in VIEWS
        ],
        "days": address.but(view=None, date=None, staff=wanted.staff),
        "why": Address(
            reverse("desk:why", args=[member.organisation.slug]),
            (
                ("location", found.location.slug if len(found.locations) > 1 else None),
                ("staff", wanted.staff),
                ("day", wanted.day.isoformat()),
            ),
        ).but(),
        "book": Address(
            reverse("desk:book", args=[member.organisation.slug]),
            (
                ("location", found.location.slug if len(found.locations) > 1 else None),
                ("date", wanted.day.isoformat() if wanted.day > wanted.today else None),
            ),
        ).but(),
    }


def _say_news(member: Member, found: AgendaView, since: Mark) -> str:
    """What those who cannot see the page change are told; nothing where only the clock went on."""
    shown = {entry.booking.id for entry in (*found.entries, *found.requests)}
    news = count_news(organisation_id=member.organisation.id, booking_ids=shown, since=since)
    if news.new:
        return ngettext("Updated: %d new booking", "Updated: %d new bookings", news.new) % news.new
    if news.changed:
        return ngettext("Updated: %d booking changed", "Updated: %d bookings changed", news.changed) % news.changed
    return ""
