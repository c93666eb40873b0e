"""Caps as counters: in which a booking counts, of its service, of whoever fills a role, of its customer."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from holdfast.actions._counters import Key, Net
from holdfast.actions._seating import Seat
from holdfast.core.contact import Contact
from holdfast.core.limits import Cap, Period, period_name
from holdfast.core.policy import Policy
from holdfast.core.refusal import Refusal
from holdfast.core.walltime import local_date, to_instant
from holdfast.data.scope import Scope
from holdfast.queries.definitions import Definitions, ServiceDefinition, get_definitions
from holdfast.queries.engine import resource_subject, service_subject

# What is booked past a cap counts all the same, so that the next one within it finds it full.
NO_CAP = 1 << 31
_CUSTOMER = "customer:"


@dataclass(eq=False)
class LimitReached(Refusal):
    """This customer has as many bookings in that day, week or month as one customer may have."""

    code: ClassVar[str] = "limit_reached"
    period: Period
    most: int


@dataclass(frozen=True, slots=True)
class Counted:
    """A booking as caps of its customer count it."""

    id: int
    service_id: int
    location_id: int
    starts_at: datetime
    policy: Policy


def cap_keys(seat: Seat) -> dict[Key, int]:
    """The counters, each with its cap, that a seat counts in: those of its service and of whoever fills a role."""
    offer = seat.offer
    return caps_at(offer.definitions, offer.service, seat.roles, local_date(seat.at, offer.location.zone))


def caps_at(
    definitions: Definitions, service: ServiceDefinition, roles: Iterable[tuple[int, int]], day: date
) -> dict[Key, int]:
    """As `cap_keys`, of a service on a date, with (role, resource) filled."""
    caps = {service_subject(service.id): service.policy.caps}
    caps |= {resource_subject(one): definitions.resources[one].caps for _, one in sorted(roles)}
    return {(subject, period_name(cap.period, day)): cap.most for subject, its in caps.items() for cap in its}


def claim_caps(net: Net, booking_id: int, seat: Seat, *, override: bool) -> None:
    """Counts a booking in the caps of its seat; what staff book past them is not held up."""
    for key, cap in cap_keys(seat).items():
        net.claim(booking_id, key, 1, cap=NO_CAP if override else cap)


def claim_customer_caps(scope: Scope, net: Net, booking: Counted, contact: Contact, *, bound: bool) -> None:
    """Counts a booking in the caps of its customer, who is held up only if `bound`.

    What a service asks was frozen with the booking, what the business asks is as it is now.
    """
    whose = _customer_subject(scope, contact)
    if whose is None:
        return
    definitions = get_definitions(scope)
    day = local_date(to_instant(booking.starts_at), definitions.locations[booking.location_id].zone)
    caps: list[tuple[str, Cap]] = [(whose, cap) for cap in definitions.customer_caps]
    caps += [(f"{whose}:{service_subject(booking.service_id)}", cap) for cap in booking.policy.customer_caps]
    for subject, cap in caps:
        net.claim(booking.id, (subject, period_name(cap.period, day)), 1, cap=cap.most if bound else NO_CAP)


def limit_reached(key: Key, net: Net) -> LimitReached | None:
    """The refusal, if a counter that is full is a customer's."""
    subject, period = key
    if not subject.startswith(_CUSTOMER):
        return None
    named: Period = "week" if "W" in period else "day" if period.count("-") == 2 else "month"
    return LimitReached(named, net.caps[key])


def _customer_subject(scope: Scope, contact: Contact) -> str | None:
    """Who a customer is to caps: the address, whatever its case and the name beside it, else the telephone.

    A hash, because counters outlive what is known of a customer.
    """
    known = contact.email.lower() or contact.phone
    if not known:
        return None
    return _CUSTOMER + hashlib.sha256(f"{scope.organisation_id}:{known}".encode()).hexdigest()[:24]
