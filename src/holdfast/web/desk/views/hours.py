"""When it is open: whose hours there are, and the hours of one place, person or thing."""

from datetime import date, timedelta
from typing import Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from holdfast.actions.schedules import remove_week, set_week
from holdfast.core.opening import Owner
from holdfast.queries.access import Member, Right
from holdfast.queries.hours import HoursView, get_hours, list_owners
from holdfast.web.access import staff
from holdfast.web.desk.changing import Attempt, attempt, leave
from holdfast.web.desk.hours_forms import DatedWeekForm
from holdfast.web.parameters import read_date
from holdfast.web.rendering import page

_KINDS: dict[str, Literal["location", "resource"]] = {"location": "location", "resource": "resource"}
_WEEK = timedelta(days=7)


@staff(Right.CHANGE_DAYS, "GET")
def hours(request: HttpRequest, member: Member) -> HttpResponse:
    """Whose hours there are to look at."""
    found = list_owners(member=member)
    context = {
        "member": member,
        "places": [one for one in found if one.kind == "location"],
        "people": [one for one in found if one.kind == "resource"],
    }
    return page(request, "desk/offer/hours.html", context, organisation=member.organisation)


def hours_for(request: HttpRequest, member: Member, kind: str, slug: str) -> HoursView:
    """The hours that an address names, with the week it asks for. Refuses with `NotFound`, `Invalid`."""
    if kind not in _KINDS:
        raise Http404
    now = timezone.now()
    typed = request.GET.get("week")
    day = read_date(typed, field="week") if typed else now.date()
    return get_hours(member=member, owner=Owner(_KINDS[kind], slug), monday=_monday(day), now=now)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


@staff(Right.CHANGE_DAYS, "GET")
def hours_of(request: HttpRequest, member: Member, kind: str, slug: str) -> HttpResponse:
    """What comes of all rules in a week, and the rules."""
    found = hours_for(request, member, kind, slug)
    monday = found.preview[0].day
    year = monday.year
    context = {
        "member": member,
        "hours": found,
        "before": monday - _WEEK,
        "after": monday + _WEEK,
        "this_week": _monday(timezone.now().date()),
        "year": year,
        "holidays": found.holidays.named(year),
    }
    return page(request, "desk/offer/hours_of.html", context, organisation=member.organisation)


@staff(Right.CHANGE_OFFER, "GET", "POST")
def new_week(request: HttpRequest, member: Member, kind: str, slug: str) -> HttpResponse:
    """Weekly hours of its own, or other ones from a date; they begin as those that are in force."""
    found = hours_for(request, member, kind, slug)
    held = next((week for week in found.weeks if week.is_now), None)
    form = DatedWeekForm(request.POST or None, week=held.shifts if held else ())
    if found.weeks and not found.shares:
        # Of two weeks without a beginning the first rules: the new one would change nothing.
        form.require_beginning()
    return _week(request, member, found, form, None)


@staff(Right.CHANGE_OFFER, "GET", "POST")
def week(request: HttpRequest, member: Member, kind: str, slug: str, week: int) -> HttpResponse:
    """Weekly hours, to be changed."""
    found = hours_for(request, member, kind, slug)
    held = found.week(week)
    dates = {"valid_from": held.valid_from, "valid_until": held.valid_until}
    return _week(
        request, member, found, DatedWeekForm(request.POST or None, week=held.shifts, initial=dates), week
    )


@staff(Right.CHANGE_OFFER, "POST")
def week_remove(request: HttpRequest, member: Member, kind: str, slug: str, week: int) -> HttpResponse:
    """Takes weekly hours away."""
    found = hours_for(request, member, kind, slug)
    tried = attempt(
        request,
        member,
        None,
        lambda **how: remove_week(**how, owner=found.owner, week_id=week),
        away=found.resource_slug,
    )
    if tried.is_done:
        return leave(request, member, _("These hours are gone."), "hours_of", kind, slug)
    return ask_first(request, member, found, tried)


def ask_first(request: HttpRequest, member: Member, found: HoursView, tried: Attempt) -> HttpResponse:
    """The bookings that taking something away would hurt."""
    context = {"member": member, "hours": found, "hurt": tried.hurt}
    return page(request, "desk/offer/hours_ask.html", context, organisation=member.organisation, status=409)


def _week(
    request: HttpRequest, member: Member, found: HoursView, form: DatedWeekForm, week_id: int | None
) -> HttpResponse:
    tried = Attempt()
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("valid_from", "valid_until")}
        tried = attempt(
            request,
            member,
            form,
            lambda **how: set_week(**how, owner=found.owner, shifts=form.shifts, week_id=week_id, **said),
            away=found.resource_slug,
        )
        if tried.is_done:
            words = _("The weekly hours are saved.")
            return leave(request, member, words, "hours_of", found.owner.kind, found.owner.slug)
    context = {"member": member, "hours": found, "form": form, "week_id": week_id, "hurt": tried.hurt}
    status = tried.status if form.is_bound else 200
    return page(request, "desk/offer/week.html", context, organisation=member.organisation, status=status)
