"""The bookings a change would hurt, as far as whoever makes it may see them."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from holdfast.data.models import Service
from holdfast.data.scope import Scope
from holdfast.queries.access import Member, seen_by
from holdfast.queries.bookings import BookingView, booking_views
from holdfast.queries.catalogue import StaffView
from holdfast.queries.replacements import list_stand_ins

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class HurtView:
    """A booking, who booked it (nobody yet while it is only held), and who else could take it at its time."""

    booking: BookingView
    customer: str
    stand_ins: tuple[StaffView, ...] = ()


@dataclass(frozen=True, slots=True)
class Hurt:
    """Those that are shown, in order of time, and how many there are besides; `mark` stands for all of them.

    `services` are the slugs and names of those that nobody could give any more, `shut_out` of those that would fit
    into the hours at none of their fixed times.
    """

    shown: tuple[HurtView, ...]
    others: int
    mark: str = ""
    services: tuple[tuple[str, str], ...] = ()
    shut_out: tuple[tuple[str, str], ...] = ()

    @property
    def total(self) -> int:
        """How many there are in all."""
        return len(self.shown) + self.others


def list_hurt(
    *,
    member: Member,
    refs: Collection[str],
    services: Collection[str] = (),
    shut_out: Collection[str] = (),
    away: str | None = None,
    now: datetime | None = None,
) -> Hurt:
    """The bookings behind references that a refusal named, and the services behind its slugs.

    `away`: who would be taken from them, of whom others could take them `now`.
    """
    rows = seen_by(member).filter(ref__in=refs)
    found = list(rows.order_by("starts_at", "id").select_related("customer")[:MOST_SHOWN])
    views = booking_views(member.organisation.id, found)
    stand_ins = list_stand_ins(member=member, bookings=views, away=away, now=now) if away and now else {}
    return Hurt(
        tuple(
            HurtView(view, row.customer.name if row.customer else "", stand_ins.get(view.id, ()))
            for view, row in zip(views, found, strict=True)
        ),
        len(refs) - len(found),
        hashlib.sha256(" ".join([*sorted(refs), *sorted(services), *sorted(shut_out)]).encode()).hexdigest()[:16],
        *(_named(member, slugs) for slugs in (services, shut_out)),
    )


def _named(member: Member, slugs: Collection[str]) -> tuple[tuple[str, str], ...]:
    rows = Scope(member.organisation.id).of(Service).filter(slug__in=slugs)
    return tuple(rows.order_by("position", "id").values_list("slug", "name"))
