"""Holding times and confirming them."""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from holdfast.actions.bookings import confirm_hold
from holdfast.actions.holds import Hold, extend_hold, place_hold, release_hold
from holdfast.api.v1.description import refuses
from holdfast.api.v1.lines import naming_lines, read_details, read_lines, show_booked, show_booking_line, show_line
from holdfast.api.v1.requests import enter, enter_opened, read_client, read_idempotency, read_limits
from holdfast.api.v1.schemas import (
    ConfirmedOut,
    ConfirmIn,
    ExtendedOut,
    HoldIn,
    HoldOut,
    HoldStateOut,
    NothingIn,
    Org,
)
from holdfast.api.v1.tokens import hold_bearer
from holdfast.core.actor import CUSTOMER
from holdfast.core.refusal import NotFound
from holdfast.queries.access import Opened, hold_token
from holdfast.queries.bookings import get_hold
from holdfast.queries.organisations import OrganisationView

router = Router(tags=["Holds"])


@router.post(
    "",
    response={201: HoldOut},
    openapi_extra=refuses("slot_taken", "not_offered", "too_complex"),
    auth=None,
    summary="Hold times",
)
def create_hold(request: HttpRequest, org: Org, body: HoldIn) -> Status[HoldOut]:
    """Holds starts for a while, all of them or none."""
    now = timezone.now()
    organisation = enter(request, org, now)
    with naming_lines(body):
        hold = place_hold(
            now=now,
            organisation_id=organisation.id,
            lines=read_lines(body),
            actor=CUSTOMER,
            client=read_client(request),
            limits=read_limits(organisation),
            idempotency=read_idempotency(request, organisation, "POST /holds", "", now),
        )
    return Status(201, _hold(organisation, hold))


@router.get("/{hold_id}", response={200: HoldStateOut}, auth=hold_bearer, summary="A hold")
def read_hold(request: HttpRequest, org: Org, hold_id: UUID) -> HoldStateOut:
    """A hold as it is now; nothing of who holds it."""
    opened = _opened(request, org, hold_id)
    found = get_hold(organisation_id=opened.organisation.id, basket_id=opened.id)
    return HoldStateOut(
        id=found.public_id,
        state=found.state.value,
        expires_at=found.expires_at,
        lines=[show_booking_line(booking) for booking in found.bookings],
    )


@router.delete(
    "/{hold_id}",
    response={204: None},
    openapi_extra=refuses("already_confirmed", "hold_lapsed"),
    auth=hold_bearer,
    summary="Let go",
)
def delete_hold(request: HttpRequest, org: Org, hold_id: UUID) -> Status[None]:
    """Gives the times back; again, it changes nothing."""
    opened = _opened(request, org, hold_id)
    release_hold(now=timezone.now(), organisation_id=opened.organisation.id, basket_id=opened.id, actor=CUSTOMER)
    return Status(204, None)


@router.post(
    "/{hold_id}/extend",
    response={200: ExtendedOut},
    openapi_extra=refuses("already_confirmed", "no_more_extensions", "hold_lapsed"),
    auth=hold_bearer,
    summary="Hold for longer",
)
def extend(request: HttpRequest, org: Org, hold_id: UUID, body: NothingIn | None = None) -> ExtendedOut:
    """The full time again from now on; ten times at most."""
    opened, now = _opened(request, org, hold_id), timezone.now()
    until = extend_hold(
        now=now,
        organisation_id=opened.organisation.id,
        basket_id=opened.id,
        actor=CUSTOMER,
        idempotency=read_idempotency(
            request, opened.organisation, "POST /holds/extend", opened.public_id.hex, now
        ),
    )
    return ExtendedOut(expires_at=until)


@router.post(
    "/{hold_id}/confirm",
    response={200: ConfirmedOut},
    openapi_extra=refuses("already_confirmed", "hold_lapsed", "limit_reached"),
    auth=hold_bearer,
    summary="Make bookings of a hold",
)
def confirm(request: HttpRequest, org: Org, hold_id: UUID, body: ConfirmIn) -> ConfirmedOut:
    """Confirms what is held, or requests it where the business approves each booking."""
    opened, now = _opened(request, org, hold_id), timezone.now()
    confirmed = confirm_hold(
        now=now,
        organisation_id=opened.organisation.id,
        basket_id=opened.id,
        contact=read_details(body),
        actor=CUSTOMER,
        idempotency=read_idempotency(
            request, opened.organisation, "POST /holds/confirm", opened.public_id.hex, now
        ),
    )
    return ConfirmedOut(bookings=[show_booked(request, opened.organisation, one) for one in confirmed])


def _opened(request: HttpRequest, org: str, hold_id: UUID) -> Opened:
    """What the bearer opens, if it is what the address names. Refuses with `NotFound`."""
    opened: Opened = request.auth  # type: ignore[attr-defined] # what hold_bearer returned
    if opened.public_id != hold_id:
        raise NotFound
    enter_opened(request, org, opened, timezone.now())
    return opened


def _hold(organisation: OrganisationView, hold: Hold) -> HoldOut:
    return HoldOut(
        id=hold.public_id,
        token=hold_token(organisation, hold.public_id, hold.token_version),
        expires_at=hold.expires_at,
        lines=[show_line(line) for line in hold.lines],
    )
