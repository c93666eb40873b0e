"""Steps shared by placing and moving: lapsing what is in the way, and limits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

import tzdata

from holdfast.actions._caps import limit_reached
from holdfast.actions._counters import HOLDS, LIVE, CounterFull, Key, Net, apply, overdue_claimants
from holdfast.actions._journal import Fact, record
from holdfast.actions._ledger import end_claims
from holdfast.actions._seating import Seat
from holdfast.actions._transaction import LostRace, current_attempt
from holdfast.core.actor import SYSTEM
from holdfast.core.booking import State
from holdfast.core.refusal import NotFound, Refusal, TooMany
from holdfast.core.text import clean_line
from holdfast.core.walltime import to_datetime, to_local
from holdfast.data.locks import LockedBooking
from holdfast.data.scope import Scope

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


def apply_net(scope: Scope, net: Net) -> None:
    """Applies counters last. A full cap sends the engine to look again; a full limit of holds is refused.

    What only the counter knows of, because it depends on who books, is refused at once, with `LimitReached`.
    """
    try:
        apply(scope, net)
    except CounterFull as full:
        refusal = limit_reached(full.key, net)
        if refusal is not None:
            raise refusal from None
        is_limit = full.key[0] == HOLDS or full.key[0].startswith("client:")
        if is_limit and current_attempt() > 1:
            raise TooManyHolds from None
        raise LostRace from None


def seat_facts(seat: Seat, *, override: bool = False) -> dict[str, object]:
    """What the journal says of a seat, and whether it was taken where nothing is offered."""
    said = {"override": True} if override else {}
    return {
        "service": seat.offer.service.id,
        "starts_at": to_datetime(seat.at).isoformat(),
        "resources": sorted({resource_id for _, resource_id in seat.roles}),
        **said,
    }


def read_reason(reason: str, *, override: bool) -> str:
    """Why staff book past what is offered. Refuses with `Invalid` when they do not say it."""
    return clean_line(reason, field="reason", longest=200, required=override) if override else ""
