"""Placing a basket, as a hold or as bookings at once: the steps both share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom
from uuid import UUID, uuid4

import orjson
import tzdata

from holdfast.actions._caps import Counted, cap_keys, claim_caps, claim_customer_caps
from holdfast.actions._counters import Key, Net
from holdfast.actions._customers import CUSTOMER, customer_parameters
from holdfast.actions._holding import (
    FIRST_VERSION,
    lapse,
    overdue_in_counters,
    seat_facts,
    wall_time,
)
from holdfast.actions._ledger import CLAIMED, Claims
from holdfast.actions._seating import Line, Seat, find_seats
from holdfast.core.actor import Actor
from holdfast.core.booking import State, new_ref
from holdfast.core.contact import Contact
from holdfast.core.policy import seconds
from holdfast.core.refusal import Invalid, NotFound
from holdfast.core.walltime import to_datetime
from holdfast.data.locks import lock_with_baskets
from holdfast.data.scope import Scope

_random = SystemRandom()
MOST_LINES = 10


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new booking begins as: held for a while, or booked at once."""

    state: State
    deadline_at: datetime | None = None
    hold_for: timedelta | None = None
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Inserted:
    """A booking just written."""

    id: int
    ref: str
    public_id: UUID
    deadline_at: datetime | None


@dataclass(frozen=True, slots=True)
class Placed:
    """A basket just written, with its bookings in the order of its lines."""

    public_id: UUID
    bookings: tuple[Inserted, ...]


def seat_lines(
    scope: Scope,
    net: Net,
    lines: Sequence[Line],
    *,
    now: datetime,
    actor: Actor,
    override: bool,
    limit_keys: Sequence[Key] = (),
) -> tuple[Seat, ...]:
    """Seats for all lines, with the lapsed holds in their way ended."""
    if not 1 <= len(lines) <= MOST_LINES:
        raise Invalid(field="lines", reason=f"must be between 1 and {MOST_LINES}")
    if override and not actor.is_staff:
        raise NotFound
    seating = find_seats(scope, lines, now=now, public=not actor.is_staff, override=override)
    caps = [key for seat in seating.seats for key in cap_keys(seat)]
    overdue = overdue_in_counters(scope, [*limit_keys, *caps])
    if seating.lapsed or overdue:
        lapse(scope, net, lock_with_baskets(scope, (), {*seating.lapsed, *overdue}), now=now)
    return seating.seats


def place_basket(
    scope: Scope,
    net: Net,
    seats: Sequence[Seat],
    beginnings: Sequence[Beginning],
    *,
    client: str,
    contact: Contact | None = None,
    typed: Contact | None = None,
    now: datetime,
    actor: Actor,
    override: bool,
) -> Placed:
    """Writes a basket with its bookings, claims their rows and caps, and says so in the journal.

    `contact`: the customer whose bookings they are; `typed`: what whoever holds has typed so far; `override`:
    they are booked though nothing is offered there.
    """
    public_id, said = uuid4(), typed or Contact(name="", email="")
    claims = Claims.of(enumerate(seats))
    rows = scope.rows(
        _PLACE,
        **customer_parameters(contact, now),
        **claims.parameters(),
        basket=public_id,
        version=FIRST_VERSION,
        client=client,
        typed_name=said.name,
        typed_email=said.email,
        typed_phone=said.phone,
        typed_notes=said.notes,
        notes="" if contact is None else contact.notes,
        zone_data=tzdata.IANA_VERSION,
        actor=actor.kind,
        user=actor.user_id,
        lines=orjson.dumps(
            [_line(*line, override) for line in zip(range(len(seats)), seats, beginnings, strict=True)]
        ).decode(),
    )
    claims.require(rows[0][-1])
    inserted = tuple(Inserted(*row[:-1]) for row in rows)
    for booking, seat in zip(inserted, seats, strict=True):
        claim_caps(net, booking.id, seat, override=override)
        if contact is not None:
            policy, at = seat.offer.service.policy, to_datetime(seat.at)
            counted = Counted(booking.id, seat.offer.service.id, seat.offer.location.id, at, policy)
            claim_customer_caps(scope, net, counted, contact, bound=not override)
    return Placed(public_id, inserted)


def _line(position: int, seat: Seat, beginning: Beginning, override: bool) -> dict[str, object]:
    wall = wall_time(seat)
    return {
        "position": position,
        "public_id": uuid4(),
        "ref": new_ref(_random),
        "state": beginning.state.value,
        "service": seat.offer.service.id,
        "location": seat.offer.location.id,
        "a": seat.at,
        "z": seat.at + seat.offer.plan.length,
        "zone": wall.zone,
        "wall": wall.local,
        "price": seat.price.minor,
        "currency": seat.price.currency,
        "policy": seat.offer.service.policy.to_json(),
        "quantity": seat.quantity,
        "deadline": beginning.deadline_at,
        "hold_for": None if beginning.hold_for is None else seconds(beginning.hold_for),
        "confirmed": beginning.confirmed_at,
        "facts": seat_facts(seat, override=override),
    }


# One statement, because each costs a round trip: who, what, the claim, and the journal. The clock of expiry is the
# database's.
_PLACE = f"""
WITH clock AS MATERIALIZED (SELECT date_trunc('second', holdfast_clock()) AS now),
line AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%(lines)s::jsonb) AS q (
        position int, public_id uuid, ref text, state text, service bigint, location bigint, a bigint, z bigint,
        zone text, wall text, price bigint, currency text, policy jsonb, quantity int, deadline timestamptz,
        hold_for bigint, confirmed timestamptz, facts jsonb)
),
{CUSTOMER},
basket AS (
    INSERT INTO holdfast_basket
        (organisation_id, public_id, token_version, extensions, client, customer_id, typed_name, typed_email,
         typed_phone, typed_notes, created_at)
    VALUES (%(org)s::bigint, %(basket)s, %(version)s::int, 0, %(client)s, (SELECT id FROM customer),
            %(typed_name)s, %(typed_email)s, %(typed_phone)s, %(typed_notes)s, %(now)s)
    RETURNING id, customer_id
),
booked AS (
    INSERT INTO holdfast_booking
        (organisation_id, public_id, ref, token_version, basket_id, position, state, service_id, location_id,
         customer_id, starts_at, ends_at, zone, local_start, zone_data, price_minor, currency, policy, notes,
         quantity, deadline_at, confirmed_at, sequence, created_at)
    SELECT %(org)s::bigint, line.public_id, line.ref, %(version)s::int, basket.id, line.position, line.state,
           line.service, line.location, basket.customer_id, to_timestamp(line.a), to_timestamp(line.z), line.zone,
           line.wall, %(zone_data)s, line.price, line.currency, line.policy, %(notes)s, line.quantity,
           coalesce(line.deadline, clock.now + line.hold_for * interval '1 second'), line.confirmed, 0, %(now)s
    FROM line, basket, clock
    RETURNING id, position, ref, public_id, deadline_at
),
{CLAIMED},
recorded AS (
    INSERT INTO holdfast_journal (organisation_id, at, kind, booking_id, actor_kind, actor_id, facts)
    SELECT %(org)s::bigint, %(now)s, line.state, booked.id, %(actor)s, %(user)s::bigint, line.facts
    FROM line JOIN booked USING (position) ORDER BY position
)
SELECT id, ref, public_id, deadline_at, (SELECT count(*) FROM claimed) FROM booked ORDER BY position
"""  # noqa: S608 - put together from constants
