"""What a change would do to bookings: those it puts out of place are named before it is done.

A booking is out of place where somebody or something that fills one of its roles is not open or not in use then,
is blocked, or can fill that role no more. Nothing keeps it from taking place all the same, and the booking itself
is never touched: whoever makes the change is told, and decides.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, NamedTuple

from holdfast.actions._fillable import filled, shut_out
from holdfast.core.booking import LIVE, State
from holdfast.core.interval import Span, Spans, overlaps, subtract
from holdfast.core.opening import is_closed
from holdfast.core.policy import seconds
from holdfast.core.refusal import Refusal
from holdfast.core.walltime import local_date, to_instant
from holdfast.data.models import Assignment, Booking
from holdfast.data.scope import Scope
from holdfast.queries.definitions import Definitions, ServiceDefinition, read_definitions


@dataclass(eq=False)
class WouldHurt(Refusal):
    """Bookings to come would be out of place after this change; move them first, or change it all the same.

    `services` (slugs) are those that nobody could give any more, `shut_out` those that would fit into the hours at
    none of their fixed times.
    """

    code: ClassVar[str] = "would_hurt"
    refs: list[str]
    services: list[str] = field(default_factory=list)
    shut_out: list[str] = field(default_factory=list)


class Use(NamedTuple):
    """One resource in one role of a booking, and when the booking needs it, without buffers."""

    booking_id: int
    service_id: int
    location_id: int
    role_id: int
    resource_id: int
    needed: Spans


Harm = tuple[int, int, str]


@contextmanager
def hurting_nobody(
    scope: Scope,
    now: datetime,
    *,
    anyway: bool,
    resource_ids: Collection[int] | None = None,
    service_id: int | None = None,
    empties: bool = False,
    shuts: bool = False,
) -> Iterator[None]:
    """Around a change, in the action's open transaction: refuses with `WouldHurt` what puts bookings out of place.

    Looked at are live bookings that are not over, which use some resources or are of a service. What is out of
    place already, and what is booked in the same moment, refuses nothing. `empties`: the change may leave services
    with nobody, `shuts`: with no hours at their fixed times; these are named too. `anyway`: looks at nothing.
    """
    if anyway:
        yield
        return
    before = read_definitions(scope)
    uses = _uses(scope, before, now, resource_ids, service_id)
    known = _harms(scope, before, uses, now)
    yield
    after = read_definitions(scope)
    hurt = {booking_id for booking_id, *_ in _harms(scope, after, uses, now) - known}
    emptied = filled(before) - filled(after) if empties else set()
    shut = shut_out(after, now) - shut_out(before, now) if shuts else set()
    if hurt or emptied or shut:
        refs = scope.of(Booking).filter(id__in=hurt).order_by("starts_at", "id").values_list("ref", flat=True)
        raise WouldHurt(refs=list(refs), services=sorted(emptied), shut_out=sorted(shut))


def _uses(
    scope: Scope,
    definitions: Definitions,
    now: datetime,
    resource_ids: Collection[int] | None,
    service_id: int | None,
) -> list[Use]:
    rows = scope.of(Assignment).filter(booking__state__in=list(LIVE), booking__ends_at__gt=now)
    # What is held no longer is free, though nobody has swept it away yet.
    rows = rows.exclude(booking__state=State.HELD, booking__deadline_at__lte=now)
    if resource_ids is not None:
        rows = rows.filter(resource_id__in=resource_ids)
    if service_id is not None:
        rows = rows.filter(booking__service_id=service_id)
    services = {service.id: service for service in definitions.services.values()}
    return [
        Use(
            row.booking_id,
            row.booking.service_id,
            row.booking.location_id,
            row.requirement_id,
            row.resource_id,
            runs,
        )
        for row in rows.select_related("booking")
        for runs in [_needed(definitions, services[row.booking.service_id], row.booking, row.requirement_id)]
    ]


def _needed(definitions: Definitions, service: ServiceDefinition, booking: Booking, role_id: int) -> Spans:
    """When a role of a booking is needed; all its time, where the service has changed since."""
    start, end = to_instant(booking.starts_at), to_instant(booking.ends_at)
    length = seconds(booking.ends_at - booking.starts_at)
    if length == service.length or (service.lengths is not None and service.lengths.offers(length)):
        plan = definitions.plan(service, definitions.locations[booking.location_id], length=length)
        for role in plan.roles:
            if role.role_id == role_id:
                return tuple((start + a, start + b) for a, b in role.runs)
    return ((start, end),)


def _harms(scope: Scope, definitions: Definitions, uses: Collection[Use], now: datetime) -> set[Harm]:
    """What is wrong with whom: the booking, the resource, and a word for it."""
    blocks = _blocks(scope, {use.resource_id for use in uses}, now)
    services = {service.id: service for service in definitions.services.values()}
    return {
        (use.booking_id, use.resource_id, word)
        for use in uses
        for word, is_so in (
            ("idle", not definitions.resources[use.resource_id].is_active),
            ("closed", not _is_open(definitions, use)),
            ("away", _is_away(definitions, use)),
            ("blocked", any(overlaps(span, block) for span in use.needed for block in blocks[use.resource_id])),
            ("unfit", not _may_fill(services[use.service_id], use)),
        )
        if is_so
    }


def _is_open(definitions: Definitions, use: Use) -> bool:
    first, last = _dates(definitions, use)
    return not subtract(use.needed, definitions.open_spans(use.resource_id, first, last))


def _is_away(definitions: Definitions, use: Use) -> bool:
    """Whether all is closed on its date: said also of what was booked outside of hours."""
    first, _ = _dates(definitions, use)
    return is_closed(definitions.resources[use.resource_id].hours, first)


def _dates(definitions: Definitions, use: Use) -> tuple[date, date]:
    zone = definitions.resources[use.resource_id].hours.zone
    return local_date(use.needed[0][0], zone), local_date(use.needed[-1][1] - 1, zone)


def _may_fill(service: ServiceDefinition, use: Use) -> bool:
    """Whether the resource is a candidate, of a role that is still needed, where the service is still given."""
    if use.location_id not in service.location_ids:
        return False
    roles = [role for role in service.roles if role.role_id == use.role_id]
    return not roles or any(one.resource_id == use.resource_id for role in roles for one in role.parts)


def _blocks(scope: Scope, resource_ids: Collection[int], now: datetime) -> defaultdict[int, list[Span]]:
    found: defaultdict[int, list[Span]] = defaultdict(list)
    rows = scope.rows(
        """SELECT resource_id, extract(epoch FROM lower(during))::bigint, extract(epoch FROM upper(during))::bigint
        FROM holdfast_block
        WHERE organisation_id = %(org)s::bigint AND resource_id = ANY(%(resources)s::bigint[])
          AND upper(during) > %(now)s""",
        resources=sorted(resource_ids),
        now=now,
    )
    for resource_id, start, end in rows:
        found[resource_id].append((start, end))
    return found
