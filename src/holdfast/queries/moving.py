"""How a booking can be moved."""

from dataclasses import dataclass, replace

from holdfast.core.policy import Policy
from holdfast.core.refusal import Invalid, NotFound
from holdfast.data.scope import Scope
from holdfast.queries.bookings import BookingView
from holdfast.queries.catalogue import GroupView, StaffView, groups_in
from holdfast.queries.definitions import get_definitions
from holdfast.queries.engine import Wish, understand


@dataclass(frozen=True, slots=True)
class MoveView:
    """What a booking that moves may become: with whom, by which rules, and how long it then is, in seconds."""

    groups: tuple[GroupView, ...]
    policy: Policy
    length: int
    wish_for_anyone: Wish

    @property
    def people(self) -> tuple[StaffView, ...]:
        """All who can be chosen."""
        return tuple(person for group in self.groups for person in group.people)

    def wish(self, staff: str | None) -> Wish:
        """What it wishes for: its own service, place and length, with someone or anyone."""
        return replace(self.wish_for_anyone, staff=staff)

    def kept(self, booking: BookingView) -> str | None:
        """Whom else it keeps when somebody takes the place of whom the customer meets: the room, say."""
        still = {person.slug for person in self.people}
        return booking.named(still, besides=booking.staff.role_id if booking.staff else None)


def find_move(
    *, organisation_id: int, booking: BookingView, keeping: int | None = None, public: bool = True
) -> MoveView | None:
    """How a booking can be moved; not at all where what it needs is given up at its place.

    Staff move what is of a service that is given up, too. `keeping`: a resource that is to go on filling its
    roles; then it cannot be moved either where the customer meets somebody else.
    """
    definitions = get_definitions(Scope(organisation_id))
    kept = tuple((one.role_id, one.resource_id) for one in booking.assigned if one.resource_id == keeping)
    if keeping is not None and (not kept or _is_with_somebody_else(booking, keeping)):
        return None
    wish = Wish(
        booking.service_slug,
        booking.location_slug,
        None,
        booking.quantity,
        booking.duration,
        is_booked=True,
        keeping=kept,
    )
    try:
        offer = understand(definitions, wish, public=public)
    except (Invalid, NotFound):
        return None
    if not offer.plan.can_be_filled:
        return None
    groups = tuple(groups_in(definitions, offer.plan, offer.location.slug))
    return MoveView(groups, offer.plan.policy, offer.plan.length, wish)


def _is_with_somebody_else(booking: BookingView, keeping: int) -> bool:
    met = booking.staff
    return met is not None and met.kind == "person" and met.resource_id != keeping
