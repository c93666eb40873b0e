"""Placing a hold for what a form says, once, however often the form is sent."""

import hashlib
from datetime import datetime

from django.http import HttpRequest

from holdfast.actions.holds import Hold, Idempotency, KeyReused, Line, keep_typed, place_hold
from holdfast.actions.throttle import TooManyRequests, count_request
from holdfast.core.actor import CUSTOMER
from holdfast.core.booking import State
from holdfast.core.contact import Contact
from holdfast.queries.access import hold_token, open_hold
from holdfast.queries.bookings import get_hold
from holdfast.queries.limits import client_id, hold_limits, request_limits
from holdfast.queries.organisations import OrganisationView


def client_of(request: HttpRequest) -> str:
    """The client a request comes from, as holds are counted by."""
    return client_id(
        remote_address=request.META.get("REMOTE_ADDR", ""),
        forwarded_for=request.headers.get("X-Forwarded-For", ""),
    )


def place(
    request: HttpRequest, organisation: OrganisationView, line: Line, contact: Contact, *, key: str, now: datetime
) -> Hold:
    """The hold of a line. A form sent twice, by a double click or after Back, gets the same hold again.

    Refuses as `place_hold` does.
    """
    wait = count_request(
        now=now,
        organisation_id=organisation.id,
        client=client_of(request),
        kind="write",
        limits=request_limits("write"),
    )
    if wait:
        raise TooManyRequests(retry_after=wait)
    wanted = f"{line.service} {line.starts_at.isoformat()} {line.location} {line.staff} {line.duration}"
    once = Idempotency(organisation.id, "web.hold", "form", key, hashlib.sha256(wanted.encode()).hexdigest(), now)
    try:
        return _kept(organisation, _place(request, organisation, line, contact, once, now), contact, now)
    except KeyReused:
        # Back, then another time chosen on the same form: a new wish.
        return _place(request, organisation, line, contact, None, now)


def _place(
    request: HttpRequest,
    organisation: OrganisationView,
    line: Line,
    contact: Contact,
    once: Idempotency | None,
    now: datetime,
) -> Hold:
    return place_hold(
        now=now,
        organisation_id=organisation.id,
        lines=[line],
        actor=CUSTOMER,
        client=client_of(request),
        limits=hold_limits(organisation),
        typed=contact,
        idempotency=once,
    )


def _kept(organisation: OrganisationView, hold: Hold, contact: Contact, now: datetime) -> Hold:
    """The hold with the latest details: a repeated answer is of an earlier sending, which may have said less."""
    opened = open_hold(hold_token(organisation, hold.public_id, hold.token_version))
    found = get_hold(organisation_id=organisation.id, basket_id=opened.id)
    if found.state == State.HELD and found.typed != contact:
        keep_typed(now=now, organisation_id=organisation.id, basket_id=opened.id, typed=contact)
    return hold
