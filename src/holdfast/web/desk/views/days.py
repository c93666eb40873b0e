"""Single dates: other hours, closures and vacations, blocks."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from holdfast.actions.days import (
    add_block,
    add_closure,
    remove_block,
    remove_closure,
    remove_override,
    set_override,
)
from holdfast.queries.access import Member, Right
from holdfast.queries.hours import HoursView
from holdfast.web.access import staff
from holdfast.web.desk.changing import Attempt, attempt, leave
from holdfast.web.desk.forms import DeskForm
from holdfast.web.desk.hours_forms import BlockForm, ClosureForm, OverrideForm
from holdfast.web.desk.views.hours import ask_first, hours_for
from holdfast.web.rendering import page


@staff(Right.CHANGE_DAYS, "GET", "POST")
def new_closure(request: HttpRequest, member: Member, kind: str, slug: str) -> HttpResponse:
    """A closure of a place, a vacation of a person."""
    found, form = hours_for(request, member, kind, slug), ClosureForm(request.POST or None)
    return _form(
        request,
        member,
        found,
        form,
        "closure",
        lambda **how: add_closure(**how, owner=found.owner, **form.cleaned_data),
        _("These days are closed."),
    )


@staff(Right.CHANGE_DAYS, "GET", "POST")
def new_override(request: HttpRequest, member: Member, kind: str, slug: str) -> HttpResponse:
    """Other hours on one date."""
    found = hours_for(request, member, kind, slug)
    form = OverrideForm(request.POST or None, initial={"day": request.GET.get("day", "")})

    def act(**how: Any) -> int:
        said = {"day": form.cleaned_data["day"], "reason": form.cleaned_data["reason"]}
        return set_override(**how, owner=found.owner, shifts=form.shifts, **said)

    return _form(request, member, found, form, "override", act, _("This date has its own hours now."))


@staff(Right.CHANGE_DAYS, "GET", "POST")
def new_block(request: HttpRequest, member: Member, kind: str, slug: str) -> HttpResponse:
    """A time in which somebody or something cannot be booked."""
    found = hours_for(request, member, kind, slug)
    if found.owner.kind != "resource":
        raise Http404
    form = BlockForm(request.POST or None, initial={"day": request.GET.get("day", "")})

    def act(**how: Any) -> int:
        starts_at, ends_at = form.span(found.zone)
        said = {"starts_at": starts_at, "ends_at": ends_at, "reason": form.cleaned_data["reason"]}
        return add_block(**how, resource_slug=slug, **said)

    return _form(request, member, found, form, "block", act, _("This time is blocked."))


@staff(Right.CHANGE_DAYS, "POST")
def remove_day(request: HttpRequest, member: Member, kind: str, slug: str, what: str, row: int) -> HttpResponse:
    """Takes a closure, other hours or a block away."""
    found = hours_for(request, member, kind, slug)
    doings: dict[str, Callable[..., None]] = {
        "closure": lambda anyway, **who: remove_closure(**who, owner=found.owner, closure_id=row),
        "override": lambda **how: remove_override(**how, owner=found.owner, override_id=row),
        "block": lambda anyway, **who: remove_block(**who, resource_slug=slug, block_id=row),
    }
    if what not in doings or (what == "block" and kind != "resource"):
        raise Http404
    tried = attempt(request, member, None, doings[what], away=found.resource_slug)
    if tried.is_done:
        return leave(request, member, _("It is gone; the usual hours count again."), "hours_of", kind, slug)
    return ask_first(request, member, found, tried)


def _form(
    request: HttpRequest,
    member: Member,
    found: HoursView,
    form: DeskForm,
    what: str,
    act: Callable[..., Any],
    done: str | Promise,
) -> HttpResponse:
    tried = Attempt()
    if form.is_valid():
        tried = attempt(request, member, form, act, away=found.resource_slug)
        if tried.is_done:
            day = form.cleaned_data.get("day") or form.cleaned_data["first_date"]
            return leave(
                request,
                member,
                done,
                "hours_of",
                found.owner.kind,
                found.owner.slug,
                query=f"?week={day:%Y-%m-%d}",
            )
    context = {"member": member, "hours": found, "form": form, "what": what, "hurt": tried.hurt}
    status = tried.status if form.is_bound else 200
    return page(request, f"desk/offer/{what}.html", context, organisation=member.organisation, status=status)
