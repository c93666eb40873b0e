"""Finding bookings and customers by what somebody remembers of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from holdfast.queries.access import Member, Right
from holdfast.queries.search import Found, find_all, is_ref
from holdfast.web.access import staff
from holdfast.web.rendering import page

_LONGEST = 200


@staff(Right.SEE_CUSTOMERS, "GET")
def search(request: HttpRequest, member: Member) -> HttpResponse:
    """What fits the words in the address, as far as the member may see it."""
    typed = request.GET.get("q", "").strip()[:_LONGEST]
    found = find_all(member=member, typed=typed, now=timezone.now()) if typed else Found((), ())
    if len(found.bookings) == 1 and is_ref(typed, found.bookings[0].booking.ref):
        return redirect("desk:booking", member.organisation.slug, found.bookings[0].booking.ref)
    context = {
        "member": member,
        "typed": typed,
        "bookings": found.bookings,
        "customers": found.customers,
    }
    return page(request, "desk/search.html", context, organisation=member.organisation)
