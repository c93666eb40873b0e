"""From a service to a hold: who, when, your details."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from holdfast.actions.holds import Busy, NotOffered, SlotTaken
from holdfast.core.refusal import Invalid, Refusal, TooMany
from holdfast.queries.access import hold_token
from holdfast.queries.catalogue import offers_one_service
from holdfast.web.access import public
from holdfast.web.forms import FormExpired, read_form_key
from holdfast.web.language import chosen_language
from holdfast.web.links import go
from holdfast.web.parameters import read_start_value, write_start_value
from holdfast.web.public.again import Offer
from holdfast.web.public.details import Details, example_phone, read_details, region_of
from holdfast.web.public.picker import Search, make_picker
from holdfast.web.public.placing import place
from holdfast.web.public.sooner import sooner
from holdfast.web.public.visit import Visit, read_visit
from holdfast.web.refusals import with_retry, words_for
from holdfast.web.rendering import page, page_or_part


@public("GET", "POST", own_form=True)
def service(request: HttpRequest, organisation: str, service: str, staff: str | None = None) -> HttpResponse:
    """The times of a service; with a time in the address, the form for the details."""
    now = timezone.now()
    visit = read_visit(
        request.GET.dict(),
        organisation=organisation,
        service=service,
        staff=staff,
        language=chosen_language(request),
    )
    if request.method == "POST":
        if visit.mistakes:
            raise Invalid(field=visit.mistakes[0], reason="cannot be chosen")
        return _take(request, _at_posted_start(request, visit), now)
    if visit.starts_at is None or visit.mistakes:
        return _times(request, visit, now, status=400 if visit.mistakes else 200)
    if _search(visit, now).is_free(visit.starts_at):
        return _details(request, visit, Details())
    return _gone(request, visit, visit.starts_at, now)


def _times(request: HttpRequest, visit: Visit, now: datetime, *, status: int = 200, **more: Any) -> HttpResponse:
    search = _search(visit, now)
    picker = make_picker(search, month=visit.month, day=visit.day)
    context = {
        "visit": visit,
        "choices": visit.choices,
        "picker": picker,
        "sooner": () if visit.party.fixed or not picker.is_first else sooner(search, visit.party, picker.earliest),
        "only": offers_one_service(organisation_id=visit.organisation.id),
        **more,
    }
    return page_or_part(
        request,
        "public/times.html",
        "public/partials/choose.html",
        context,
        organisation=visit.organisation,
        status=status,
    )


def _search(visit: Visit, now: datetime) -> Search:
    address = visit.address.without("time")
    return Search(visit.organisation.id, visit.wish, visit.service.policy, visit.place.zone, address, now)


def _gone(request: HttpRequest, visit: Visit, starts_at: datetime, now: datetime) -> HttpResponse:
    """The times, for who came with an address whose time cannot be booked; with the nearest that can."""
    search = _search(visit, now)
    nearest = [search.time(slot) for slot in search.nearest(starts_at)]
    return _times(request, visit, now, status=409, gone=starts_at, is_past=starts_at <= now, nearest=nearest)


def _details(
    request: HttpRequest, visit: Visit, details: Details, *, status: int = 200, **more: Any
) -> HttpResponse:
    start = write_start_value(visit.starts_at, visit.place.zone) if visit.starts_at else ""
    only = offers_one_service(organisation_id=visit.organisation.id)
    context = {
        "visit": visit,
        "details": details,
        "start": start,
        "only": only,
        "phone_example": example_phone(region_of(visit.organisation)),
        **more,
    }
    return page(request, "public/details.html", context, organisation=visit.organisation, status=status)


def _take(request: HttpRequest, visit: Visit, now: datetime) -> HttpResponse:
    """Holds the time for who typed their details; whatever is refused, what they typed stays."""
    if visit.starts_at is None:
        raise Invalid(field="time", reason="is missing")
    details = read_details(request.POST.dict(), region=region_of(visit.organisation))
    try:
        key = read_form_key(request)
        if details.contact is None:
            return _details(request, visit, details, status=422)
        hold = place(request, visit.organisation, visit.line, details.contact, key=key, now=now)
    except (SlotTaken, NotOffered) as refusal:
        return _taken(request, visit, details, refusal, now)
    except (TooMany, Busy, FormExpired) as refusal:
        words = words_for(refusal)
        response = _details(request, visit, details, status=words.status, notice=words)
        return with_retry(response, refusal)
    return go(request, "public:hold", hold_token(visit.organisation, hold.public_id, hold.token_version))


def _taken(request: HttpRequest, visit: Visit, details: Details, refusal: Refusal, now: datetime) -> HttpResponse:
    assert visit.starts_at is not None  # noqa: S101 - the caller has looked
    zone = visit.place.zone
    nearest = _search(visit, now).nearest(visit.starts_at)
    offers = [Offer(slot.starts_at, write_start_value(slot.starts_at, zone)) for slot in nearest]
    was_taken = isinstance(refusal, SlotTaken)
    return _details(request, visit, details, status=409, nearest=offers, was_taken=was_taken, refused=True)


def _at_posted_start(request: HttpRequest, visit: Visit) -> Visit:
    """The visit at the start that the form names: after a refusal that is another than the address's."""
    value = request.POST.get("start", "")
    return visit.at(read_start_value(value, visit.place.zone)) if "T" in value else visit
