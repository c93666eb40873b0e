"""The bookings a change would hurt, as far as whoever makes it may see them."""

from collections.abc import Collection
from dataclasses import dataclass

from holdfast.data.models import Assignment, Booking
from holdfast.data.scope import Scope
from holdfast.queries.access import Member
from holdfast.queries.bookings import BookingView, booking_views

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class HurtView:
    """A booking, and who booked it; nobody yet while it is only held."""

    booking: BookingView
    customer: str


@dataclass(frozen=True, slots=True)
class Hurt:
    """Those that are shown, in order of time, and how many there are besides."""

    shown: tuple[HurtView, ...]
    others: int

    @property
    def total(self) -> int:
        """How many there are in all."""
        return len(self.shown) + self.others


def list_hurt(*, member: Member, refs: Collection[str]) -> Hurt:
    """The bookings behind references that a refusal named."""
    scope = Scope(member.organisation.id)
    rows = scope.of(Booking).filter(ref__in=refs)
    if member.only_resource_id is not None:
        mine = scope.of(Assignment).filter(resource_id=member.only_resource_id).values("booking_id")
        rows = rows.filter(id__in=mine)
    found = list(rows.order_by("starts_at", "id").select_related("customer")[:MOST_SHOWN])
    views = booking_views(member.organisation.id, found)
    return Hurt(
        tuple(
            HurtView(view, row.customer.name if row.customer else "")
            for view, row in zip(views, found, strict=True)
        ),
        len(refs) - len(found),
    )
