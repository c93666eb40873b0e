"""The rules of a service as one frozen value, kept with each booking made under them."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Self

from holdfast.core.interval import Instant, Span
from holdfast.core.limits import Cap, caps_of

_STAFF_PLANS_AHEAD = timedelta(days=731)


@dataclass(frozen=True, slots=True)
class Policy:
    """When a service may be booked, held, changed, and how often.

    Durations are elapsed time. `slot_step` and `slot_anchor` make the grid of starts in wall time: the anchor
    (time after midnight) plus or minus whole steps. `change_notice` is how long before the start a customer
    may still cancel or move the booking.
    """

    slot_step: timedelta = timedelta(minutes=15)
    slot_anchor: timedelta = timedelta()
    minimum_notice: timedelta = timedelta()
    booking_window: timedelta = timedelta(days=90)
    hold_for: timedelta = timedelta(minutes=10)
    change_notice: timedelta = timedelta()
    needs_approval: bool = False
    approval_within: timedelta = timedelta(days=2)
    daily_cap: int | None = None
    weekly_cap: int | None = None
    monthly_cap: int | None = None
    customer_daily_cap: int | None = None
    customer_weekly_cap: int | None = None
    customer_monthly_cap: int | None = None
    fixed_starts: tuple[timedelta, ...] = ()
    offered_share: int = 100

    def bookable(self, now: Instant) -> Span:
        """The starts that notice and window allow at a moment; exactly the notice is enough."""
        return now + seconds(self.minimum_notice), now + seconds(self.booking_window) + 1

    def for_staff(self) -> "Policy":
        """The policy as it binds staff: at any notice, as far ahead as anybody plans, and all of its grid."""
        return replace(
            self,
            minimum_notice=timedelta(),
            booking_window=max(self.booking_window, _STAFF_PLANS_AHEAD),
            offered_share=100,
        )

    @property
    def caps(self) -> tuple[Cap, ...]:
        """How many bookings the service may have."""
        return caps_of(self.daily_cap, self.weekly_cap, self.monthly_cap)

    @property
    def customer_caps(self) -> tuple[Cap, ...]:
        """How many bookings of the service one customer may have."""
        return caps_of(self.customer_daily_cap, self.customer_weekly_cap, self.customer_monthly_cap)

    def may_change(self, *, starts_at: Instant, now: Instant) -> bool:
        """Whether the customer may still cancel or move a booking; exactly the notice is enough."""
        return now <= starts_at - seconds(self.change_notice)

    def to_json(self) -> dict[str, Any]:
        """What a booking stores; durations in seconds."""
        return {name: _to_stored(value) for name in self.__slots__ if (value := getattr(self, name)) is not None}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The policy stored with a booking; what a later version added takes its default."""
        default = cls()
        known: dict[str, Any] = {
            name: _from_stored(value, getattr(default, name))
            for name, value in stored.items()
            if name in cls.__slots__
        }
        return cls(**known)


def _to_stored(value: Any) -> Any:
    if isinstance(value, tuple):
        return [seconds(one) for one in value]
    return seconds(value) if isinstance(value, timedelta) else value


def _from_stored(value: Any, like: Any) -> Any:
    if isinstance(like, tuple):
        return tuple(timedelta(seconds=one) for one in value)
    return timedelta(seconds=value) if isinstance(like, timedelta) else value


@dataclass(frozen=True, slots=True)
class HoldLimits:
    """How many holds may be live at once, so that nobody can block a business by squatting."""

    per_client: int
    in_all: int


@dataclass(frozen=True, slots=True)
class RequestLimits:
    """Requests a minute: of one client, and of all clients of an organisation together."""

    per_client: int
    in_all: int


def seconds(duration: timedelta) -> int:
    """A duration in whole seconds."""
    return int(duration.total_seconds())
