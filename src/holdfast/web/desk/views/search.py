"""Finding bookings and customers by what somebody remembers of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from holdfast.queries.access import Member, Right
from holdfast.queries.search import find_bookings, find_customers, is_ref
from holdfast.web.access import staff
from holdfast.web.rendering import page

_LONGEST = 200


@staff(Right.SEE_CUSTOMERS, "GET")
def search(request: HttpRequest, member: Member) -> HttpResponse:
    """What fits the words in the address, as far as the member may see it."""
    typed = request.GET.get("q", "").strip()[:_LONGEST]
    bookings = find_bookings(member=member, typed=typed, now=timezone.now()) if typed else []
    if len(bookings) == 1 and is_ref(typed, bookings[0].booking.ref):
        return redirect("desk:booking", member.organisation.slug, bookings[0].booking.ref)
    context = {
        "member": member,
        "typed": typed,
        "bookings": bookings,
        "customers": find_customers(member=member, typed=typed, limit=20) if typed else [],
    }
    return page(request, "desk/search.html", context, organisation=member.organisation)
