"""From a service to a hold: who, when, your details."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from holdfast.actions.holds import Busy, NotOffered, SlotTaken
from holdfast.core.refusal import Invalid, Refusal, TooMany
from holdfast.queries.access import hold_token
from holdfast.queries.availability import list_slots, nearest_slots
from holdfast.web.access import public
from holdfast.web.forms import FormExpired, read_form_key
from holdfast.web.parameters import read_date, read_start, write_start
from holdfast.web.public.details import Details, read_details
from holdfast.web.public.picker import Search, make_picker
from holdfast.web.public.placing import place
from holdfast.web.public.visit import Visit, read_visit
from holdfast.web.refusals import with_retry, words_for
from holdfast.web.rendering import page


@public("GET", "POST", own_form=True)
def service(request: HttpRequest, organisation: str, service: str, staff: str | None = None) -> HttpResponse:
    """The times of a service; with a time in the address, the form for the details."""
    now = timezone.now()
    visit = read_visit(request.GET.dict(), organisation=organisation, service=service, staff=staff)
    if request.method == "POST":
        return _take(request, _at_posted_start(request, visit), now)
    if visit.starts_at is None:
        return _times(request, visit, now)
    if _is_free(visit, visit.starts_at, now):
        return _details(request, visit, Details())
    return _times(request, visit, now, gone=True)


def _times(request: HttpRequest, visit: Visit, now: datetime, *, gone: bool = False) -> HttpResponse:
    search = Search(
        visit.organisation.id,
        visit.wish,
        visit.service.policy,
        visit.place.zone,
        visit.address,
        now,
    )
    picker = make_picker(search, month=visit.month, day=visit.day)
    context = {"visit": visit, "picker": picker, "gone": gone}
    return page(
        request, "public/times.html", context, organisation=visit.organisation, status=409 if gone else 200
    )


def _details(
    request: HttpRequest, visit: Visit, details: Details, *, status: int = 200, **more: Any
) -> HttpResponse:
    start = "T".join(write_start(visit.starts_at, visit.place.zone)) if visit.starts_at else ""
    context = {"visit": visit, "details": details, "start": start, **more}
    return page(request, "public/details.html", context, organisation=visit.organisation, status=status)


def _take(request: HttpRequest, visit: Visit, now: datetime) -> HttpResponse:
    """Holds the time for who typed their details; whatever is refused, what they typed stays."""
    if visit.starts_at is None:
        raise Invalid(field="time", reason="is missing")
    details = read_details(request.POST.dict())
    try:
        key = read_form_key(request)
        if details.contact is None:
            return _details(request, visit, details, status=422)
        hold = place(request, visit, details.contact, key=key, now=now)
    except (SlotTaken, NotOffered) as refusal:
        return _taken(request, visit, details, refusal, now)
    except (TooMany, Busy, FormExpired) as refusal:
        words = words_for(refusal)
        response = _details(request, visit, details, status=words.status, notice=words)
        return with_retry(response, refusal)
    token = hold_token(visit.organisation, hold.public_id, hold.token_version)
    return HttpResponseRedirect(reverse("public:hold", args=[token]), status=303)


def _taken(request: HttpRequest, visit: Visit, details: Details, refusal: Refusal, now: datetime) -> HttpResponse:
    assert visit.starts_at is not None  # noqa: S101 - the caller has looked
    nearest = nearest_slots(
        organisation_id=visit.organisation.id, wish=visit.wish, around=visit.starts_at, now=now
    )
    offers = [
        {"starts_at": slot.starts_at, "value": "T".join(write_start(slot.starts_at, visit.place.zone))}
        for slot in nearest
    ]
    was_taken = isinstance(refusal, SlotTaken)
    return _details(request, visit, details, status=409, nearest=offers, was_taken=was_taken, refused=True)


def _at_posted_start(request: HttpRequest, visit: Visit) -> Visit:
    """The visit at the start that the form names: after a refusal that is another than the address's."""
    day, separator, clock = request.POST.get("start", "").partition("T")
    if not separator:
        return visit
    return visit.at(read_start(read_date(day), clock, visit.place.zone))


def _is_free(visit: Visit, starts_at: datetime, now: datetime) -> bool:
    day = starts_at.astimezone(visit.place.zone).date()
    slots = list_slots(organisation_id=visit.organisation.id, wish=visit.wish, first=day, last=day, now=now)
    return any(slot.starts_at == starts_at for slot in slots)
