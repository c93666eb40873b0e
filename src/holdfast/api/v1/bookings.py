"""Bookings: made at once, and read and changed by whoever has their token."""

from collections.abc import Sequence
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Status
from pydantic import Field

from holdfast.actions.bookings import book, cancel_booking
from holdfast.actions.moving import reschedule_booking
from holdfast.api.v1.description import refuses
from holdfast.api.v1.lines import naming_lines, read_details, read_lines, show_booked
from holdfast.api.v1.requests import enter, enter_opened, read_client, read_idempotency
from holdfast.api.v1.schemas import (
    BookedOut,
    BookIn,
    BookingOut,
    ConfirmedOut,
    Named,
    NothingIn,
    Org,
    PriceOut,
    RescheduleIn,
    SlotsOut,
    SubstituteOut,
    SubstitutesOut,
)
from holdfast.api.v1.times import MOST_DAYS_OF_SLOTS, Dates, show_slots
from holdfast.api.v1.tokens import booking_bearer
from holdfast.core.actor import CUSTOMER
from holdfast.core.refusal import NotFound
from holdfast.queries.access import Opened
from holdfast.queries.availability import list_slots
from holdfast.queries.bookings import BookingView, get_booking
from holdfast.queries.moving import find_move
from holdfast.queries.substitutes import Substitute, list_offers, was_ended_by_business

router = Router(tags=["Bookings"])


@router.post(
    "",
    response={201: ConfirmedOut},
    openapi_extra=refuses("slot_taken", "not_offered", "too_complex", "limit_reached"),
    auth=None,
    summary="Book at once",
)
def create_bookings(request: HttpRequest, org: Org, body: BookIn) -> Status[ConfirmedOut]:
    """Holds and confirms in one request, all lines or none."""
    now = timezone.now()
    organisation = enter(request, org, now)
    with naming_lines(body):
        booked = book(
            now=now,
            organisation_id=organisation.id,
            lines=read_lines(body),
            contact=read_details(body),
            actor=CUSTOMER,
            client=read_client(request),
            idempotency=read_idempotency(request, organisation, "POST /bookings", "", now),
        )
    return Status(201, ConfirmedOut(bookings=[show_booked(request, organisation, one) for one in booked]))


@router.get("/{ref}", response={200: BookingOut}, auth=booking_bearer, summary="A booking")
def read_booking(request: HttpRequest, org: Org, ref: str) -> BookingOut:
    """A booking by its reference and token; the reference alone opens nothing.

    Where the business cancelled or declined it, `substitutes` are what it offers instead.
    """
    opened, booking = _opened(request, org, ref)
    return _show(opened, booking)


@router.get(
    "/{ref}/substitutes", response={200: SubstitutesOut}, auth=booking_bearer, summary="What could take its place"
)
def read_substitutes(request: HttpRequest, org: Org, ref: str) -> SubstitutesOut:
    """At most four free starts: the same time with others, the nearest with the same person, then with others.

    A booking that may still move can move there; for one that has ended they can be held or booked.
    """
    opened, booking = _opened(request, org, ref)
    found = list_offers(organisation_id=opened.organisation.id, booking=booking, now=timezone.now())
    return SubstitutesOut(substitutes=_substitutes(booking, found))


class MoveDates(Dates):
    """On which dates, and with whom."""

    staff: Annotated[Named | None, Field(description="With whom or what; else those the customer chose")] = None
    anyone: Annotated[bool, Field(description="With anyone who gives the service")] = False


@router.get(
    "/{ref}/slots", response={200: SlotsOut}, auth=booking_bearer, summary="The starts a booking can move to"
)
def read_moves(request: HttpRequest, org: Org, ref: str, wished: Query[MoveDates]) -> HttpResponse:
    """The starts to which it can be moved, on at most 31 dates; it is not in its own way."""
    (opened, booking), now = _opened(request, org, ref), timezone.now()
    asked = wished.asked(most_days=MOST_DAYS_OF_SLOTS)
    if not booking.may_change(now):
        return show_slots([])
    staff = None if wished.anyone else wished.staff or _chosen(booking)
    offered = find_move(organisation_id=opened.organisation.id, booking=booking)
    if offered is None:
        return show_slots([])
    slots = list_slots(
        organisation_id=opened.organisation.id,
        wish=offered.wish(staff),
        now=now,
        moving=opened.id,
        **asked,
    )
    return show_slots(slots)


@router.post(
    "/{ref}/cancel",
    response={200: BookingOut},
    auth=booking_bearer,
    summary="Cancel a booking",
    openapi_extra=refuses("illegal_change", "too_late"),
)
def cancel(request: HttpRequest, org: Org, ref: str, body: NothingIn | None = None) -> BookingOut:
    """Cancels it, until the service's notice before its start."""
    (opened, _), now = _opened(request, org, ref), timezone.now()
    cancel_booking(
        now=now,
        organisation_id=opened.organisation.id,
        booking_id=opened.id,
        actor=CUSTOMER,
        idempotency=read_idempotency(
            request, opened.organisation, "POST /bookings/cancel", opened.public_id.hex, now
        ),
    )
    return _show(opened, get_booking(organisation_id=opened.organisation.id, booking_id=opened.id))


@router.post(
    "/{ref}/reschedule",
    response={200: BookedOut},
    openapi_extra=refuses(
        "illegal_change", "too_late", "slot_taken", "not_offered", "too_complex", "limit_reached"
    ),
    auth=booking_bearer,
    summary="Move a booking",
)
def reschedule(request: HttpRequest, org: Org, ref: str, body: RescheduleIn) -> BookedOut:
    """Moves it to another start, with the same people and things unless others are named.

    It is never without a place.
    """
    (opened, booking), now = _opened(request, org, ref), timezone.now()
    moved = reschedule_booking(
        now=now,
        organisation_id=opened.organisation.id,
        booking_id=opened.id,
        starts_at=body.starts_at,
        staff=_whom(booking, body),
        actor=CUSTOMER,
        idempotency=read_idempotency(
            request, opened.organisation, "POST /bookings/reschedule", opened.public_id.hex, now
        ),
    )
    return show_booked(request, opened.organisation, moved)


def _whom(booking: BookingView, body: RescheduleIn) -> str | None:
    """Who it is to be with: as named, or anyone if `null` is; else whoever fills what the customer may choose."""
    if "staff" in body.model_fields_set:
        return body.staff
    return _chosen(booking)


def _chosen(booking: BookingView) -> str | None:
    return ",".join(one.slug for one in booking.chosen) or None


def _opened(request: HttpRequest, org: str, ref: str) -> tuple[Opened, BookingView]:
    """What the bearer opens, if it is what the address names. Refuses with `NotFound`."""
    opened: Opened = request.auth  # type: ignore[attr-defined] # what booking_bearer returned
    enter_opened(request, org, opened, timezone.now())
    booking = get_booking(organisation_id=opened.organisation.id, booking_id=opened.id)
    if booking.ref != ref.upper():
        raise NotFound
    return opened, booking


def _show(opened: Opened, booking: BookingView) -> BookingOut:
    organisation_id, offers = opened.organisation.id, list[Substitute]()
    if was_ended_by_business(organisation_id=organisation_id, booking=booking):
        offers = list_offers(organisation_id=organisation_id, booking=booking, now=timezone.now())
    return BookingOut(
        ref=booking.ref,
        state=booking.state.value,
        service=booking.service_slug,
        location=booking.location_slug,
        staff=booking.staff.slug if booking.staff else None,
        quantity=booking.quantity,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        zone=booking.zone,
        price=PriceOut(minor=booking.price.minor, currency=booking.price.currency),
        substitutes=_substitutes(booking, offers),
    )


def _substitutes(booking: BookingView, offers: Sequence[Substitute]) -> list[SubstituteOut]:
    return [
        SubstituteOut(
            service=booking.service_slug,
            location=booking.location_slug,
            staff=one.staff,
            starts_at=one.slot.starts_at,
            ends_at=one.slot.ends_at,
        )
        for one in offers
    ]
