"""Holding times while a customer decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from holdfast.actions._counters import Net, give_back
from holdfast.actions._holding import (
    FIRST_VERSION,
    AlreadyConfirmed,
    HoldLapsed,
    TooManyHolds,
    apply_net,
    hold_keys,
    require_held,
)
from holdfast.actions._journal import Fact, record
from holdfast.actions._ledger import change_state, free
from holdfast.actions._placing import MOST_LINES, Beginning, place_basket, seat_lines
from holdfast.actions._seating import Line, NotOffered, Seat, SlotTaken
from holdfast.actions._transaction import Busy, Idempotency, KeyReused, action
from holdfast.core.actor import Actor
from holdfast.core.booking import State
from holdfast.core.contact import Contact
from holdfast.core.policy import HoldLimits, Policy
from holdfast.core.refusal import Refusal
from holdfast.core.walltime import to_datetime
from holdfast.data.locks import lock_basket
from holdfast.data.models import Basket
from holdfast.data.scope import Scope

__all__ = [
    "MOST_LINES",
    "AlreadyConfirmed",
    "Busy",
    "HeldLine",
    "Hold",
    "HoldLapsed",
    "Idempotency",
    "KeyReused",
    "Line",
    "NoMoreExtensions",
    "NotOffered",
    "SlotTaken",
    "TooManyHolds",
    "extend_hold",
    "keep_typed",
    "place_hold",
    "release_hold",
]

MOST_EXTENSIONS = 10


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A line of a hold, as it was when it was placed."""

    service: str
    location: str
    staff: str | None
    starts_at: datetime
    ends_at: datetime
    zone: str
    price_minor: int
    currency: str
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold just placed or extended: what its link is made of, until when, and what it holds."""

    public_id: UUID
    token_version: int
    expires_at: datetime
    lines: tuple[HeldLine, ...]


@dataclass(eq=False)
class NoMoreExtensions(Refusal):
    """This hold has been extended as often as is possible."""

    code: ClassVar[str] = "no_more_extensions"


@action(tries=6)
def place_hold(
    *,
    now: datetime,
    organisation_id: int,
    lines: Sequence[Line],
    actor: Actor,
    client: str,
    limits: HoldLimits,
    typed: Contact | None = None,
    override: bool = False,
    idempotency: Idempotency | None = None,
) -> Hold:
    """Holds the times of all lines, or none.

    `client` names whose live holds are counted (a hash, no address); `typed` is kept on the hold. Refuses with
    `SlotTaken`, `NotOffered`, `NotFound`, `Invalid`, `TooComplex`, `TooManyHolds`, `Busy`. Locks lapsed holds
    in the way; claims allocations and counters.
    """
    scope, net = Scope(organisation_id), Net()
    limit_keys = hold_keys(client)
    seats = seat_lines(scope, net, lines, now=now, actor=actor, override=override, limit_keys=limit_keys)
    beginning = Beginning(State.HELD, hold_for=min(seat.offer.service.policy.hold_for for seat in seats))
    placed = place_basket(
        scope,
        net,
        seats,
        [beginning] * len(seats),
        client=client,
        typed=typed,
        now=now,
        actor=actor,
        override=override,
    )
    # The first booking of the basket stands for it in the limits of live holds.
    for key, cap in zip(limit_keys, (limits.per_client, limits.in_all), strict=True):
        net.claim(placed.bookings[0].id, key, 1, cap=cap)
    apply_net(scope, net)
    deadline = placed.bookings[0].deadline_at
    assert deadline is not None  # noqa: S101 - the statement has just set it
    return Hold(placed.public_id, FIRST_VERSION, deadline, tuple(_held(seat) for seat in seats))


@action()
def extend_hold(
    *,
    now: datetime,
    organisation_id: int,
    basket_id: int,
    actor: Actor,
    idempotency: Idempotency | None = None,
) -> datetime:
    """Gives a hold its full time again from now on, at most ten times (WCAG 2.2.1), and says until when.

    Refuses with `HoldLapsed`, `AlreadyConfirmed`, `NoMoreExtensions`. Locks the basket's bookings.
    """
    scope = Scope(organisation_id)
    locked = require_held(lock_basket(scope, basket_id))
    extended = (
        scope.of(Basket).filter(id=basket_id, extensions__lt=MOST_EXTENSIONS).values_list("extensions", flat=True)
    ).first()
    if extended is None:
        raise NoMoreExtensions
    scope.of(Basket).filter(id=basket_id).update(extensions=extended + 1)
    deadline = _deadline(scope, min(Policy.from_json(booking.policy).hold_for for booking in locked))
    scope.rows(
        """UPDATE holdfast_booking SET deadline_at = %(deadline)s
        WHERE organisation_id = %(org)s::bigint AND id = ANY(%(ids)s::bigint[]) AND state = 'held'""",
        ids=[booking.id for booking in locked],
        deadline=deadline,
    )
    record(scope, actor, now, [Fact("extended", booking.id) for booking in locked])
    return deadline


@action()
def release_hold(*, now: datetime, organisation_id: int, basket_id: int, actor: Actor) -> None:
    """Gives the times of a hold back. Releasing one that has ended changes nothing.

    Refuses with `AlreadyConfirmed`. Locks the basket's bookings.
    """
    scope, net = Scope(organisation_id), Net()
    locked = lock_basket(scope, basket_id)
    if all(booking.state == State.LAPSED for booking in locked):
        return
    ids = [booking.id for booking in require_held(locked)]
    change_state(scope, ids, State.HELD, State.LAPSED)
    free(scope, ids)
    record(scope, actor, now, [Fact("released", booking_id) for booking_id in ids])
    give_back(scope, net, ids)
    apply_net(scope, net)


@action()
def keep_typed(*, now: datetime, organisation_id: int, basket_id: int, typed: Contact) -> None:
    """Keeps what was typed on a hold. Refuses with `HoldLapsed`, `AlreadyConfirmed`."""
    scope = Scope(organisation_id)
    require_held(lock_basket(scope, basket_id))
    scope.of(Basket).filter(id=basket_id).update(
        typed_name=typed.name, typed_email=typed.email, typed_phone=typed.phone, typed_notes=typed.notes
    )


def _deadline(scope: Scope, hold_for: timedelta) -> datetime:
    """The end of a hold by the database's clock, which also decides that it has passed."""
    rows = scope.rows(
        "SELECT date_trunc('second', holdfast_clock()) + %(hold_for)s::interval WHERE %(org)s::bigint > 0",
        hold_for=hold_for,
    )
    deadline: datetime = rows[0][0]
    return deadline


def _held(seat: Seat) -> HeldLine:
    service, location = seat.offer.service, seat.offer.location
    chosen = {role.role_id for role in seat.offer.plan.roles if role.customer_chooses}
    staff = next((resource_id for role_id, resource_id in seat.roles if role_id in chosen), None)
    return HeldLine(
        service=service.slug,
        location=location.slug,
        staff=None if staff is None else seat.offer.definitions.resources[staff].slug,
        starts_at=to_datetime(seat.at),
        ends_at=to_datetime(seat.at + seat.offer.plan.length),
        zone=location.zone.key,
        price_minor=seat.price.minor,
        currency=seat.price.currency,
        quantity=seat.quantity,
    )
