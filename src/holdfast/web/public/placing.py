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
from holdfast.web.public.visit import Visit


def client_of(request: HttpRequest) -> str:
    """The client a request comes from, as holds are counted by."""
    return client_id(
        remote_address=request.META.get("REMOTE_ADDR", ""),
        forwarded_for=request.headers.get("X-Forwarded-For", ""),
    )


def place(request: HttpRequest, visit: Visit, contact: Contact, *, key: str, now: datetime) -> Hold:
    """The hold for a visit. A form sent twice, by a double click or after Back, gets the same hold again.

    Refuses as `place_hold` does.
    """
    assert visit.starts_at is not None  # noqa: S101 - the caller has looked
    wait = count_request(
        now=now,
        organisation_id=visit.organisation.id,
        client=client_of(request),
        kind="write",
        limits=request_limits("write"),
    )
    if wait:
        raise TooManyRequests(retry_after=wait)
    wish = visit.wish
    line = Line(wish.service, visit.starts_at, wish.location, wish.staff, duration=wish.duration)
    wanted = f"{line.service} {line.starts_at.isoformat()} {line.location} {line.staff} {visit.length}"
    once = Idempotency(
        visit.organisation.id, "web.hold", "form", key, hashlib.sha256(wanted.encode()).hexdigest(), now
    )
    try:
        return _kept(visit, _place(request, visit, line, contact, once, now), contact, now)
    except KeyReused:
        # Back, then another time chosen on the same form: a new wish.
        return _place(request, visit, line, contact, None, now)


def _place(
    request: HttpRequest, visit: Visit, line: Line, contact: Contact, once: Idempotency | None, now: datetime
) -> Hold:
    return place_hold(
        now=now,
        organisation_id=visit.organisation.id,
        lines=[line],
        actor=CUSTOMER,
        client=client_of(request),
        limits=hold_limits(visit.organisation),
        typed=contact,
        idempotency=once,
    )


def _kept(visit: Visit, hold: Hold, contact: Contact, now: datetime) -> Hold:
    """The hold with the latest details: a repeated answer is of an earlier sending, which may have said less."""
    opened = open_hold(hold_token(visit.organisation, hold.public_id, hold.token_version))
    found = get_hold(organisation_id=visit.organisation.id, basket_id=opened.id)
    if found.state == State.HELD and found.typed != contact:
        keep_typed(now=now, organisation_id=visit.organisation.id, basket_id=opened.id, typed=contact)
    return hold
