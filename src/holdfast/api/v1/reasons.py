"""Why a start cannot be booked: what travels."""

from typing import Literal

from django.http import HttpResponse
from ninja import Schema
from pydantic import AwareDatetime

from holdfast.api.v1.schemas import SlotOut
from holdfast.api.v1.times import show_json, slot_body
from holdfast.queries.why import PublicReason, WhyView

_BOUNDS = {"notice": "bookable_from", "window": "bookable_until"}


class ReasonOut(Schema):
    """A reason why a start cannot be booked.

    `closed`: nobody works then. `taken`: whoever could do it is not free. `notice`: it is too soon, starts can be
    booked from `bookable_from` on. `window`: it is too far ahead, they can be until `bookable_until`.
    `not_a_start`: none of the times at which the service starts. `full`: no more such bookings in that day, week
    or month. `nobody`: there is nobody to give it.
    """

    code: Literal["closed", "taken", "notice", "window", "not_a_start", "full", "nobody"]
    bookable_from: AwareDatetime | None = None
    bookable_until: AwareDatetime | None = None


class WhyOut(Schema):
    """Whether a start can be booked, every reason why not, and the starts nearest to it that can be."""

    starts_at: AwareDatetime
    bookable: bool
    reasons: list[ReasonOut]
    nearest: list[SlotOut]


def show_why(found: WhyView) -> HttpResponse:
    """Whether a start can be booked, and why not."""
    return show_json(
        {
            "starts_at": found.starts_at,
            "bookable": found.bookable,
            "reasons": [_reason(reason) for reason in found.reasons],
            "nearest": [slot_body(slot) for slot in found.nearest],
        }
    )


def _reason(reason: PublicReason) -> dict[str, object]:
    said: dict[str, object] = {"code": reason.code}
    return said if reason.bound is None else {**said, _BOUNDS[reason.code]: reason.bound}
