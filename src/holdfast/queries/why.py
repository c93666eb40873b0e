"""Why a service can or cannot start at an instant, as anybody may know it: not who is busy, and not with what."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from holdfast.core.interval import Instant, subtract
from holdfast.core.question import Question
from holdfast.core.reasons import CandidateVerdict, Explanation, Reason, RoleVerdict, explain
from holdfast.core.walltime import local_date, to_datetime, to_instant
from holdfast.data.scope import Scope
from holdfast.queries.availability import SlotView, nearest_slots
from holdfast.queries.definitions import get_definitions
from holdfast.queries.engine import Look, Offer, Wish, look, question, supplies, understand

PublicCode = Literal["notice", "window", "not_a_start", "full", "closed", "taken", "nobody"]
_ABSENT = frozenset({"inactive", "elsewhere"})
_MOST_NEAREST = 4


@dataclass(frozen=True, slots=True)
class PublicReason:
    """A reason by its code; `bound` is the first start that the notice allows, or the last of the window."""

    code: PublicCode
    bound: datetime | None = None


@dataclass(frozen=True, slots=True)
class WhyView:
    """Whether a service can start at a moment, why not, and the starts nearest to it that would do."""

    starts_at: datetime
    bookable: bool
    reasons: tuple[PublicReason, ...]
    nearest: tuple[SlotView, ...]


@dataclass(frozen=True)
class Sight:
    """One look at a moment: what is wished for, the same with anyone, and what the engine is asked."""

    seen: Look
    wish: Wish
    offer: Offer
    anyone: Offer
    question: Question


def explain_start(*, organisation_id: int, wish: Wish, starts_at: datetime, now: datetime) -> WhyView:
    """Why a service can or cannot start at a moment, discreetly.

    Refuses with `NotFound` (service), `Invalid` naming what is no choice, and `TooComplex`.
    """
    scope, at = Scope(organisation_id), to_instant(starts_at)
    sight = see(scope, wish, at, now=to_instant(now), public=True)
    found = explain(sight.question, at, {})
    anyone = found if wish.staff is None else explain(with_anyone(sight), at, {})
    return WhyView(
        starts_at=to_datetime(at),
        bookable=found.bookable,
        reasons=_discreet(sight, found, anyone),
        nearest=nearest(organisation_id, sight, at, now=now, public=True),
    )


def see(scope: Scope, wish: Wish, at: Instant, *, now: Instant, public: bool) -> Sight:
    """Looks at what there is around a moment, for whom is wished for and for anyone; one statement."""
    place = understand(get_definitions(scope), wish, public=public).location.slug
    here = replace(wish, location=place)
    wishes = [here] if wish.staff is None else [here, replace(here, staff=None)]
    window = (at, at + 1)
    seen = look(scope, wishes, window, public=public)
    offer, anyone = seen.offers[0], seen.offers[-1]
    asked = replace(question(seen, offer, window, now=now), supplies=supplies(seen, anyone, window))
    return Sight(seen, here, offer, anyone, asked)


def with_anyone(sight: Sight) -> Question:
    """The same question without those whom the customer named."""
    return replace(sight.question, plan=sight.anyone.plan)


def nearest(
    organisation_id: int, sight: Sight, at: Instant, *, now: datetime, public: bool
) -> tuple[SlotView, ...]:
    """The starts nearest to a moment that can be booked, in order of time.

    Of a moment that notice or window forbid, those nearest to the first or the last that they allow.
    """
    earliest, end = sight.offer.plan.policy.bookable(to_instant(now))
    around = to_datetime(max(earliest, min(at, end - 1)))
    return tuple(
        nearest_slots(
            organisation_id=organisation_id,
            wish=sight.wish,
            around=around,
            now=now,
            limit=_MOST_NEAREST,
            public=public,
        )
    )


def _discreet(sight: Sight, found: Explanation, anyone: Explanation) -> tuple[PublicReason, ...]:
    """Each public reason once, in the order in which the reasons are given."""
    said = (_public(sight, reason, found, anyone) for reason in found.reasons)
    return tuple(dict.fromkeys(one for one in said if one is not None))


def _public(sight: Sight, reason: Reason, found: Explanation, anyone: Explanation) -> PublicReason | None:
    if reason.code in {"notice", "window"} and reason.bound is not None:
        return PublicReason("notice" if reason.code == "notice" else "window", to_datetime(reason.bound))
    if reason.code in {"grid", "withheld"}:
        return PublicReason("not_a_start")
    if reason.code == "cap":
        return PublicReason("full")
    if reason.code == "shared":
        return PublicReason("taken")
    if reason.code == "not_chosen":
        return None
    position = reason.position
    if position is None or not _possible(found.roles[position]):
        return PublicReason("nobody")
    all_are_closed = all(_is_closed(sight, anyone, one) for one in _possible(anyone.roles[position]))
    return PublicReason("closed" if all_are_closed else "taken")


def _is_closed(sight: Sight, found: Explanation, verdict: CandidateVerdict) -> bool:
    """Whether a candidate is closed for all to see: by a week or the place. Who is away is told like a booking."""
    offer, run = sight.anyone, (found.at, found.at + sight.anyone.plan.length)
    first, last = (local_date(edge, offer.location.zone) for edge in run)
    for reason in verdict.reasons:
        if reason.code == "closed" and reason.resource_id is not None and reason.span is not None:
            plain = offer.definitions.open_spans(reason.resource_id, first, last, plain=True)
            if subtract((reason.span,), plain):
                return True
    return False


def _possible(role: RoleVerdict) -> list[CandidateVerdict]:
    """The verdicts on each candidate who could fill a role at some time."""
    return [
        one
        for one in role.candidates
        if not any(
            reason.code in _ABSENT or (reason.code == "capacity" and reason.span is None) for reason in one.reasons
        )
    ]
