"""What the actions on bookings share: the answer they give, and until when a customer may change anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from holdfast.core.actor import Actor
from holdfast.core.policy import Policy
from holdfast.core.refusal import Refusal
from holdfast.core.walltime import to_instant
from holdfast.data.locks import LockedBooking
from holdfast.data.models import Booking
from holdfast.data.scope import Scope


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A booking as it was just made: what its link is made of, and what to tell the customer."""

    ref: str
    public_id: UUID
    token_version: int
    state: str
    starts_at: datetime
    ends_at: datetime


@dataclass(eq=False)
class TooLate(Refusal):
    """It is too close to the start to change this booking online; please call."""

    code: ClassVar[str] = "too_late"


def confirmed(scope: Scope, booking_ids: Sequence[int]) -> tuple[Confirmed, ...]:
    """Bookings as they are now, in the order of their lines."""
    rows = (
        scope.of(Booking)
        .filter(id__in=booking_ids)
        .order_by("position")
        .values_list("ref", "public_id", "token_version", "state", "starts_at", "ends_at")
    )
    return tuple(Confirmed(*row) for row in rows)


def require_notice(booking: LockedBooking, actor: Actor, now: datetime) -> None:
    """Refuses with `TooLate` what a customer wants too close to the start."""
    policy = Policy.from_json(booking.policy)
    starts_at = to_instant(booking.starts_at)
    if not actor.is_staff and not policy.may_change(starts_at=starts_at, now=to_instant(now)):
        raise TooLate
