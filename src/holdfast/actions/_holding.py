"""Steps shared by placing and moving: lapsing what is in the way, limits, rows of bookings."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom
from typing import ClassVar
from uuid import UUID, uuid4

import orjson
import tzdata

from holdfast.actions._counters import HOLDS, LIVE, CounterFull, Key, Net, apply, overdue_claimants
from holdfast.actions._journal import Fact, record
from holdfast.actions._ledger import Row, claim, end_claims
from holdfast.actions._seating import Seat
from holdfast.actions._transaction import LostRace, current_attempt
from holdfast.core.actor import SYSTEM
from holdfast.core.booking import State, new_ref
from holdfast.core.contact import Contact
from holdfast.core.refusal import NotFound, Refusal, TooMany
from holdfast.core.walltime import local_date, to_datetime, to_local
from holdfast.data.locks import LockedBooking
from holdfast.data.scope import Scope

_random = SystemRandom()
# Links of a new row carry this version; raising it revokes them.
FIRST_VERSION = 1


@dataclass(eq=False)
class TooManyHolds(TooMany):
    """Too many times are being held at once; confirm or release one, or wait a few minutes."""

    code: ClassVar[str] = "too_many"
    retry_after: int = 60


@dataclass(eq=False)
class HoldLapsed(Refusal):
    """This hold has ended, and its time may have gone to someone else."""

    code: ClassVar[str] = "hold_lapsed"


@dataclass(eq=False)
class AlreadyConfirmed(Refusal):
    """This hold has been confirmed already."""

    code: ClassVar[str] = "already_confirmed"


@dataclass(frozen=True, slots=True)
class WallTime:
    """How an instant was understood: the zone, what its clocks show, and the zone data that said so."""

    zone: str
    local: str
    zone_data: str


def require_held(locked: Sequence[LockedBooking]) -> Sequence[LockedBooking]:
    """The bookings of a hold that still stands: the state decides, not the clock."""
    if any(booking.state in {State.LAPSED, State.CANCELLED, State.DECLINED} for booking in locked):
        raise HoldLapsed
    if any(booking.state != State.HELD for booking in locked):
        raise AlreadyConfirmed
    if not locked:
        raise NotFound
    return locked


def wall_time(seat: Seat) -> WallTime:
    """The wall time of a seat's start at its place."""
    zone = seat.offer.location.zone
    local = to_local(seat.at, zone).replace(tzinfo=None).isoformat(timespec="seconds")
    return WallTime(zone.key, local, tzdata.IANA_VERSION)


def cap_claim(seat: Seat) -> tuple[Key, int] | None:
    """The counter (and its cap) of the service's cap per day that a seat counts in."""
    cap = seat.offer.service.policy.daily_cap
    if cap is None:
        return None
    return (seat.offer.cap_subject, local_date(seat.at, seat.offer.location.zone).isoformat()), cap


def hold_keys(client: str) -> tuple[Key, Key]:
    """The counters of live holds: a client's, and all."""
    return (f"client:{client}", LIVE), (HOLDS, LIVE)


def overdue_in_counters(scope: Scope, keys: Collection[Key]) -> set[int]:
    """On a second try: holds past their time that fill the counters this action wants to raise."""
    return overdue_claimants(scope, keys) if current_attempt() > 1 and keys else set()


def lapse(scope: Scope, net: Net, locked: Sequence[LockedBooking], *, now: datetime) -> None:
    """Ends locked holds whose time has passed; whichever was confirmed or extended meanwhile stays."""
    overdue = [booking for booking in locked if booking.state == State.HELD and booking.is_overdue]
    if overdue:
        end_claims(scope, net, overdue, State.LAPSED)
        record(scope, SYSTEM, now, [Fact("lapsed", booking.id) for booking in overdue])


def claim_seats(scope: Scope, booking_ids: Sequence[int], seats: Sequence[Seat]) -> None:
    """Claims the ledger's rows of seats, each for its booking, and writes down who fills which role."""
    claim(
        scope,
        [
            Row(booking_id, resource_id, taken)
            for booking_id, seat in zip(booking_ids, seats, strict=True)
            for resource_id, taken in seat.rows
        ],
    )
    roles = [
        (booking_id, role_id, resource_id)
        for booking_id, seat in zip(booking_ids, seats, strict=True)
        for role_id, resource_id in seat.roles
    ]
    scope.rows(
        """INSERT INTO holdfast_assignment (organisation_id, booking_id, requirement_id, resource_id)
        SELECT %(org)s::bigint, q.* FROM unnest(%(b)s::bigint[], %(q)s::bigint[], %(r)s::bigint[]) AS q""",
        b=[role[0] for role in roles],
        q=[role[1] for role in roles],
        r=[role[2] for role in roles],
    )


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new booking begins as: held, or booked at once for a customer."""

    state: State
    deadline_at: datetime | None
    confirmed_at: datetime | None = None
    customer_id: int | None = None
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Inserted:
    """A booking just written."""

    id: int
    ref: str
    public_id: UUID


def insert_bookings(
    scope: Scope,
    basket_public_id: UUID,
    client: str,
    typed: Contact,
    seats: Sequence[Seat],
    beginnings: Sequence[Beginning],
    *,
    now: datetime,
) -> list[Inserted]:
    """Writes a basket with its bookings, in the order of the seats, in one statement."""
    wall = [wall_time(seat) for seat in seats]
    rows = scope.rows(
        _INSERT,
        basket=basket_public_id,
        version=FIRST_VERSION,
        client=client,
        basket_customer=beginnings[0].customer_id,
        typed_name=typed.name,
        typed_email=typed.email,
        typed_phone=typed.phone,
        typed_notes=typed.notes,
        now=now,
        zone_data=tzdata.IANA_VERSION,
        refs=[new_ref(_random) for _ in seats],
        public_ids=[uuid4() for _ in seats],
        positions=list(range(len(seats))),
        states=[one.state.value for one in beginnings],
        services=[seat.offer.service.id for seat in seats],
        locations=[seat.offer.location.id for seat in seats],
        customers=[one.customer_id for one in beginnings],
        a=[seat.at for seat in seats],
        z=[seat.at + seat.offer.plan.length for seat in seats],
        zones=[one.zone for one in wall],
        walls=[one.local for one in wall],
        prices=[seat.price.minor for seat in seats],
        currencies=[seat.price.currency for seat in seats],
        policies=[orjson.dumps(seat.offer.service.policy.to_json()).decode() for seat in seats],
        notes=[one.notes for one in beginnings],
        quantities=[seat.quantity for seat in seats],
        deadlines=[one.deadline_at for one in beginnings],
        confirmed=[one.confirmed_at for one in beginnings],
    )
    return [Inserted(*row[1:]) for row in sorted(rows)]


_INSERT = """
WITH basket AS (
    INSERT INTO holdfast_basket
        (organisation_id, public_id, token_version, extensions, client, customer_id, typed_name, typed_email,
         typed_phone, typed_notes, created_at)
    VALUES (%(org)s::bigint, %(basket)s, %(version)s::int, 0, %(client)s, %(basket_customer)s::bigint,
            %(typed_name)s, %(typed_email)s, %(typed_phone)s, %(typed_notes)s, %(now)s)
    RETURNING id
)
INSERT INTO holdfast_booking
    (organisation_id, public_id, ref, token_version, basket_id, position, state, service_id, location_id,
     customer_id, starts_at, ends_at, zone, local_start, zone_data, price_minor, currency, policy, notes,
     quantity, deadline_at, confirmed_at, sequence, created_at)
SELECT %(org)s::bigint, q.public_id, q.ref, %(version)s::int, basket.id, q.position, q.state, q.service,
       q.location, q.customer, to_timestamp(q.a), to_timestamp(q.z), q.zone, q.wall, %(zone_data)s, q.price,
       q.currency, q.policy::jsonb, q.notes, q.quantity, q.deadline, q.confirmed, 0, %(now)s
FROM basket, unnest(
    %(refs)s::text[], %(public_ids)s::uuid[], %(positions)s::int[], %(states)s::text[], %(services)s::bigint[],
    %(locations)s::bigint[], %(customers)s::bigint[], %(a)s::bigint[], %(z)s::bigint[], %(zones)s::text[],
    %(walls)s::text[], %(prices)s::bigint[], %(currencies)s::text[], %(policies)s::text[], %(notes)s::text[],
    %(quantities)s::int[], %(deadlines)s::timestamptz[], %(confirmed)s::timestamptz[])
    AS q (ref, public_id, position, state, service, location, customer, a, z, zone, wall, price, currency, policy,
          notes, quantity, deadline, confirmed)
RETURNING position, id, ref, public_id
"""


def apply_net(scope: Scope, net: Net) -> None:
    """Applies counters last. A full cap sends the engine to look again; a full limit of holds is refused."""
    try:
        apply(scope, net)
    except CounterFull as full:
        is_limit = full.subject == HOLDS or full.subject.startswith("client:")
        if is_limit and current_attempt() > 1:
            raise TooManyHolds from None
        raise LostRace from None


def seat_facts(seat: Seat) -> dict[str, object]:
    """What the journal says of a seat."""
    return {
        "service": seat.offer.service.id,
        "starts_at": to_datetime(seat.at).isoformat(),
        "resources": sorted({resource_id for _, resource_id in seat.roles}),
    }
