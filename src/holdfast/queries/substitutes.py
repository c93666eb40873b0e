"""Who could stand in: others who give the same service, at the wished time or as near to it as they are free.

What is free is read around the wished time, a few days at first and then ever wider: one statement each time,
however many people there are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from holdfast.core.availability import iterate_starts
from holdfast.core.booking import State
from holdfast.core.interval import Span
from holdfast.core.policy import seconds
from holdfast.core.refusal import Invalid, NotFound
from holdfast.core.walltime import to_instant
from holdfast.data.models import Journal
from holdfast.data.scope import Scope
from holdfast.queries.availability import SlotView, slot_views
from holdfast.queries.bookings import BookingView
from holdfast.queries.catalogue import GroupView, StaffView, get_service, groups_in
from holdfast.queries.definitions import get_definitions
from holdfast.queries.engine import Offer, Wish, look, question, understand
from holdfast.queries.moving import find_move

MOST_OFFERS = 4
_OF_A_KIND = 2
_FIRST_REACH = timedelta(days=2)
_WIDER = 4


@dataclass(frozen=True, slots=True)
class Substitute:
    """A free start with somebody; with nobody in particular where the customer chooses nobody.

    `kept`: who and what stays as it was wished for beside them, as a wish names them.
    """

    person: StaffView | None
    slot: SlotView
    kept: str | None = None

    @property
    def staff(self) -> str | None:
        """With whom and what, as a wish names them."""
        return ",".join(one for one in (self.person.slug if self.person else None, self.kept) if one) or None


@dataclass(frozen=True, slots=True)
class _Around:
    """A moment, and what is wished for around it; nothing from `until` on; `moving` as elsewhere.

    `role_id`: for which requirement others are sought, whom the wish does not name; else for the first.
    """

    organisation_id: int
    wish: Wish
    moment: datetime
    now: datetime
    until: datetime | None = None
    moving: int | None = None
    role_id: int | None = None

    def looks(self) -> Iterator[tuple[int, list[Substitute]]]:
        """How many there are to choose from, and who is free near the moment; each time further around it.

        The nearest first, then in the business's order.
        """
        scope = Scope(self.organisation_id)
        for window in self._windows(scope):
            seen = look(scope, [self.wish], window, ignoring=() if self.moving is None else (self.moving,))
            (offer,) = seen.offers
            people = self._people(offer)
            starts = iterate_starts(question(seen, offer, window, now=to_instant(self.now)))
            slots = slot_views(offer, starts, role_id=self.role_id)
            yield len(people), self._nearest_first(people, slots)

    def _people(self, offer: Offer) -> Sequence[StaffView]:
        """Whom to choose from for the requirement; who stands with an earlier one too may be chosen there."""
        groups = groups_in(offer.definitions, offer.plan, offer.location.slug)
        if self.role_id is None:
            return groups[0].people if groups else ()
        return next((group.people for group in groups if group.role_id == self.role_id), ())

    def _windows(self, scope: Scope) -> Iterator[Span]:
        offer = understand(get_definitions(scope), self.wish, public=True)
        first, end = offer.plan.policy.bookable(to_instant(self.now))
        if self.until is not None:
            end = min(end, to_instant(self.until))
        around, reach = to_instant(self.moment), seconds(_FIRST_REACH)
        if first >= end:
            return
        around = min(max(around, first), end)
        while True:
            window = max(first, around - reach), min(end, around + reach)
            yield window
            if window == (first, end):
                return
            reach *= _WIDER

    def _nearest_first(self, people: Sequence[StaffView], slots: Iterator[SlotView]) -> list[Substitute]:
        order = {person.slug: number for number, person in enumerate(people)}
        found = list[tuple[timedelta, int, Substitute]]()
        for slot in slots:
            far = abs(slot.starts_at - self.moment)
            found += [
                (far, order[slug], Substitute(people[order[slug]], slot, self.wish.staff))
                for slug in slot.staff
                if slug in order
            ]
            found += [] if slot.staff else [(far, 0, Substitute(None, slot, self.wish.staff))]
        return [one for _, _, one in sorted(found, key=lambda each: each[:2])]


def list_substitutes(
    *,
    organisation_id: int,
    wish: Wish,
    around: datetime,
    now: datetime,
    until: datetime | None = None,
    moving: int | None = None,
    limit: int = 3,
) -> list[Substitute]:
    """The others who give what is wished for with someone, each at their time nearest to a moment.

    Of several named one is replaced at a time, and the others stay. In order of nearness, then of the business;
    no times from `until` on. Refuses with `NotFound`, `Invalid`.
    """
    named = (wish.staff or "").split(",")
    found: list[Substitute] = []
    for group in _groups(organisation_id, wish):
        its = [person.slug for person in group.people if person.slug in named]
        if its:
            kept = ",".join(slug for slug in named if slug not in its) or None
            wanted = replace(wish, staff=kept)
            near = _Around(organisation_id, wanted, around, now, until, moving, group.role_id)
            found += _others(near, but=its, limit=limit)
    return sorted(found, key=lambda one: abs(one.slot.starts_at - around))[:limit]


def _groups(organisation_id: int, wish: Wish) -> list[GroupView]:
    """All there are to choose from where a wish is for; not only those whom it names."""
    definitions = get_definitions(Scope(organisation_id))
    place = understand(definitions, wish, public=True).location.slug
    anyone = understand(definitions, replace(wish, staff=None, location=place), public=True)
    return groups_in(definitions, anyone.plan, place)


def _others(near: _Around, *, but: Sequence[str], limit: int) -> list[Substitute]:
    found: dict[str, Substitute] = {}
    for how_many, looked in near.looks():
        for one in looked:
            if one.person is not None and one.person.slug not in but:
                found.setdefault(one.person.slug, one)
        if len(found) >= min(limit, how_many - len(but)):
            break
    return list(found.values())


def list_offers(*, organisation_id: int, booking: BookingView, now: datetime) -> list[Substitute]:
    """What could take the place of a booking, at most four; nothing where its service is offered no longer.

    First the same time with somebody else, then the nearest times with the same person, then with others. A
    booking that may still move is not in its own way; one that is over or ended is booked anew.
    """
    offers: list[Substitute] = []
    try:
        near = _around(organisation_id, booking, now)
        for _, looked in near.looks() if near else ():
            offers = _chosen(looked, booking)
            if len(offers) >= MOST_OFFERS:
                break
    except (Invalid, NotFound):
        return []
    return offers


def was_ended_by_business(*, organisation_id: int, booking: BookingView) -> bool:
    """Whether it was declined, not answered in time, or cancelled by anybody but its customer."""
    if booking.state != State.CANCELLED:
        return booking.state in {State.DECLINED, State.LAPSED}
    ended = Scope(organisation_id).of(Journal).filter(booking_id=booking.id, kind=State.CANCELLED.value)
    return ended.exclude(actor_kind="customer").exists()


def _around(organisation_id: int, booking: BookingView, now: datetime) -> _Around | None:
    """The time of a booking, and what it wishes for; `None` where it can neither move nor be booked anew."""
    moment = max(booking.starts_at, now)
    if booking.is_live:
        offered = find_move(organisation_id=organisation_id, booking=booking)
        if offered is None or not booking.may_change(now):
            return None
        return _Around(organisation_id, offered.wish(offered.kept(booking)), moment, now, moving=booking.id)
    service = get_service(organisation_id=organisation_id, slug=booking.service_slug)
    still = {person.slug for person in service.staff_at(booking.location_slug)}
    kept = booking.named(still, besides=booking.staff.role_id if booking.staff else None)
    wish = service.wish_again(booking.location_slug, kept, booking.quantity, booking.duration)
    return _Around(organisation_id, wish, moment, now)


def _chosen(found: Sequence[Substitute], booking: BookingView) -> list[Substitute]:
    """Few of many: some of each kind where there are several kinds, in the order of the kinds."""
    met = booking.staff.slug if booking.staff else None
    same, own, others = list[Substitute](), list[Substitute](), dict[str, Substitute]()
    for one in found:
        is_then = one.slot.starts_at == booking.starts_at
        if one.person is None or one.person.slug == met:
            # The very same again is what has just been ended, or is no move.
            own += [] if is_then else [one]
        elif is_then:
            same.append(one)
        else:
            others.setdefault(one.person.slug, one)
    at_once = {one.person for one in same}
    rest = [one for one in others.values() if one.person not in at_once]
    few = [*same[:_OF_A_KIND], *own[:_OF_A_KIND], *rest, *same[_OF_A_KIND:], *own[_OF_A_KIND:]][:MOST_OFFERS]
    return [one for kind in (same, own, rest) for one in kind if one in few]
