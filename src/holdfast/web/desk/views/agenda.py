"""The desk's first page: a day at a place."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from holdfast.queries.access import Member, Right, find_memberships
from holdfast.queries.agenda import first_zone, get_agenda
from holdfast.web.access import signed_in, staff
from holdfast.web.parameters import Address, read_date
from holdfast.web.rendering import page


@signed_in("GET")
def home(request: HttpRequest) -> HttpResponse:
    """The desk of the only organisation, or a choice."""
    assert request.user.pk is not None  # noqa: S101 - the decorator has looked
    members = find_memberships(request.user.pk)
    if len(members) == 1:
        return redirect("desk:agenda", members[0].organisation.slug)
    return page(request, "desk/home.html", {"members": members})


@staff(Right.SEE_AGENDA, "GET")
def agenda(request: HttpRequest, member: Member) -> HttpResponse:
    """The bookings of a day, and the requests that wait for an answer."""
    now, location = timezone.now(), request.GET.get("location") or None
    today = now.astimezone(first_zone(member=member, location_slug=location)).date()
    typed = request.GET.get("date")
    day = read_date(typed) if typed else today
    found = get_agenda(member=member, location_slug=location, day=day, now=now)
    address = Address(
        reverse("desk:agenda", args=[member.organisation.slug]),
        (
            ("location", found.location.slug if len(found.locations) > 1 else None),
            ("date", day.isoformat()),
        ),
    )
    context = {
        "member": member,
        "agenda": found,
        "now": now,
        "is_today": day == today,
        "may_change": member.may(Right.CHANGE_BOOKINGS),
        "urls": {
            "previous": address.but(date=(day - timedelta(days=1)).isoformat()),
            "today": address.but(date=None),
            "next": address.but(date=(day + timedelta(days=1)).isoformat()),
        },
    }
    return page(request, "desk/agenda.html", context, organisation=member.organisation)
