"""What every endpoint reads of a request besides its parameters."""

import hashlib
from datetime import datetime, timedelta
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest

from holdfast.actions.holds import Idempotency
from holdfast.actions.throttle import TooManyRequests, count_request
from holdfast.core.policy import HoldLimits
from holdfast.core.refusal import Invalid, NotFound
from holdfast.core.walltime import find_zone
from holdfast.queries.access import Opened
from holdfast.queries.limits import client_id, hold_limits, request_limits
from holdfast.queries.organisations import OrganisationView, answer_of, get_organisation

R_co = TypeVar("R_co", covariant=True)


class Reading(Protocol[R_co]):
    """A query of times that lacks only its organisation."""

    def __call__(self, *, organisation_id: int) -> R_co:
        """Its answer."""


def read_idempotency(
    request: HttpRequest, organisation: OrganisationView, route: str, bearer: str, now: datetime
) -> Idempotency | None:
    """The request's `Idempotency-Key` with all it is bound to, or `None`. Refuses with `Invalid`."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not 16 <= len(key) <= 255 or not key.isascii() or not key.isprintable():
        raise Invalid(field="Idempotency-Key", reason="must be 16 to 255 printable ASCII characters")
    return Idempotency(
        organisation_id=organisation.id,
        route=route,
        bearer=hashlib.sha256(bearer.encode()).hexdigest() if bearer else "",
        key=key,
        request_hash=hashlib.sha256(request.body).hexdigest(),
        now=now,
    )


def enter(request: HttpRequest, slug: str, now: datetime) -> OrganisationView:
    """The organisation in the address, with the request counted. Refuses with `NotFound`, `TooManyRequests`."""
    organisation = get_organisation(slug)
    _count(request, organisation.id, now)
    return organisation


def enter_opened(request: HttpRequest, slug: str, opened: Opened, now: datetime) -> None:
    """As `enter`, for what a token has opened. Refuses with `NotFound` under another organisation's address."""
    if opened.organisation.slug != slug.lower():
        raise NotFound
    _count(request, opened.organisation.id, now)


def read_times(request: HttpRequest, slug: str, now: datetime, read: Reading[R_co]) -> R_co:
    """What `read` gives of the organisation in the address, looking at busy time; counted as by `enter`."""
    is_counted = False

    def counted(organisation_id: int) -> R_co:
        nonlocal is_counted
        if not is_counted:
            is_counted = True
            _count(request, organisation_id, now)
        return read(organisation_id=organisation_id)

    return answer_of(slug, counted)


def _count(request: HttpRequest, organisation_id: int, now: datetime) -> None:
    kind = "read" if request.method in {"GET", "HEAD"} else "write"
    wait = count_request(
        now=now,
        organisation_id=organisation_id,
        client=read_client(request),
        kind=kind,
        limits=request_limits(kind),
    )
    if wait:
        raise TooManyRequests(retry_after=wait)


def read_client(request: HttpRequest) -> str:
    """Whose live holds are counted: a keyed hash, no address."""
    return client_id(
        remote_address=request.META.get("REMOTE_ADDR", ""),
        forwarded_for=request.headers.get("X-Forwarded-For", ""),
    )


def read_limits(organisation: OrganisationView) -> HoldLimits:
    """How many holds may be live at once."""
    return hold_limits(organisation)


def read_zone(name: str | None) -> ZoneInfo | None:
    """The zone a caller wants dates counted in, or `None` for the place's. Refuses with `Invalid`."""
    if name is None:
        return None
    zone = find_zone(name)
    if zone is None:
        raise Invalid(field="tz", reason="is no time zone (IANA name)")
    return zone


def read_duration(minutes: int | None) -> timedelta | None:
    """The length a caller asks for, or `None` for the usual."""
    return None if minutes is None else timedelta(minutes=minutes)


def absolute(request: HttpRequest, path: str) -> str:
    """An address others can open: under HOLDFAST_BASE_URL where it is set, else under the request's host."""
    if settings.BASE_URL:
        return str(settings.BASE_URL).rstrip("/") + path
    return request.build_absolute_uri(path)
