"""What of a booking the desk may move, and why it may not."""

from django.utils.translation import gettext

from holdfast.queries.access import Member
from holdfast.queries.bookings import BookingView
from holdfast.queries.moving import MoveView, find_move


def offered_move(member: Member, booking: BookingView) -> MoveView | None:
    """How a member may move a booking, if at all; with a specialist stays what is theirs."""
    return find_move(
        organisation_id=member.organisation.id,
        booking=booking,
        keeping=member.only_resource_id,
        public=False,
    )


def why_not(member: Member, booking: BookingView) -> str:
    """Why a member may not move it: it would go to a colleague, or what it needs is given up."""
    if find_move(organisation_id=member.organisation.id, booking=booking, public=False) is not None:
        return gettext("You cannot move this one: it is with a colleague, or would go to one. Ask the front desk.")
    return gettext("What it needs is given up at its place, so it cannot be moved. Cancel it, and book anew.")
