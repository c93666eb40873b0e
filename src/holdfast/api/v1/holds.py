"""Holding times and confirming them."""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from holdfast.actions.bookings import Confirmed, confirm_hold
from holdfast.actions.holds import Hold, Line, place_hold
from holdfast.api.v1.requests import absolute, read_client, read_idempotency, read_limits
from holdfast.api.v1.schemas import (
    BookedOut,
    ConfirmedOut,
    ConfirmIn,
    HeldLineOut,
    HoldIn,
    HoldOut,
    Org,
    PriceOut,
    ProblemOut,
)
from holdfast.api.v1.tokens import hold_bearer
from holdfast.core.actor import CUSTOMER
from holdfast.core.contact import Contact, read_contact
from holdfast.core.refusal import Invalid, NotFound
from holdfast.queries.access import Opened, hold_token, manage_token
from holdfast.queries.organisations import OrganisationView, get_organisation

router = Router(tags=["Holds"])
_PROBLEMS = {404: ProblemOut, 409: ProblemOut, 410: ProblemOut, 422: ProblemOut, 429: ProblemOut}


@router.post("", response={201: HoldOut, **_PROBLEMS}, auth=None, summary="Hold a time")
def create_hold(request: HttpRequest, org: Org, body: HoldIn) -> Status[HoldOut]:
    """Holds a start for a while. With an `Idempotency-Key` the same request gets the same answer."""
    organisation, now = get_organisation(org), timezone.now()
    hold = place_hold(
        now=now,
        organisation_id=organisation.id,
        lines=[Line(body.service, body.starts_at, body.location, body.staff)],
        actor=CUSTOMER,
        client=read_client(request),
        limits=read_limits(organisation),
        idempotency=read_idempotency(request, organisation, "POST /holds", "", now),
    )
    return Status(201, _hold(organisation, hold))


@router.post(
    "/{hold_id}/confirm",
    response={200: ConfirmedOut, 401: ProblemOut, **_PROBLEMS},
    auth=hold_bearer,
    summary="Make a booking of a hold",
)
def confirm(request: HttpRequest, org: Org, hold_id: UUID, body: ConfirmIn) -> ConfirmedOut:
    """Confirms what is held, or requests it where the business approves each booking."""
    opened: Opened = request.auth  # type: ignore[attr-defined] # what hold_bearer returned
    if opened.public_id != hold_id or opened.organisation.slug != org.lower():
        raise NotFound
    now = timezone.now()
    confirmed = confirm_hold(
        now=now,
        organisation_id=opened.organisation.id,
        basket_id=opened.id,
        contact=_contact(body),
        actor=CUSTOMER,
        idempotency=read_idempotency(
            request, opened.organisation, "POST /holds/confirm", opened.public_id.hex, now
        ),
    )
    return ConfirmedOut(bookings=[_booked(request, opened.organisation, one) for one in confirmed])


def _contact(body: ConfirmIn) -> Contact:
    """The customer's details; a refusal names the field as it stands in the body."""
    typed = body.customer
    try:
        return read_contact(name=typed.name, email=typed.email, phone=typed.phone or "", notes=body.notes or "")
    except Invalid as refused:
        field = refused.field if refused.field == "notes" else f"customer.{refused.field}"
        raise Invalid(field=field, reason=refused.reason) from None


def _hold(organisation: OrganisationView, hold: Hold) -> HoldOut:
    return HoldOut(
        id=hold.public_id,
        token=hold_token(organisation, hold.public_id, hold.token_version),
        expires_at=hold.expires_at,
        lines=[
            HeldLineOut(
                service=line.service,
                location=line.location,
                staff=line.staff,
                starts_at=line.starts_at,
                ends_at=line.ends_at,
                zone=line.zone,
                price=PriceOut(minor=line.price_minor, currency=line.currency),
            )
            for line in hold.lines
        ],
    )


def _booked(request: HttpRequest, organisation: OrganisationView, booked: Confirmed) -> BookedOut:
    token = manage_token(organisation, booked.public_id, booked.token_version)
    return BookedOut(
        ref=booked.ref,
        state=booked.state,
        starts_at=booked.starts_at,
        ends_at=booked.ends_at,
        manage_url=absolute(request, f"/b/{token}"),
        token=token,
    )
