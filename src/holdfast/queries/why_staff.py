"""Why a service can or cannot start at an instant, as staff may know it: whose bookings, and the whole day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from holdfast.core.availability import find_start
from holdfast.core.capacity import Taken
from holdfast.core.interval import Instant, Span, Spans, normalise, overlaps
from holdfast.core.plan import Candidate, Part, Role, needs
from holdfast.core.reasons import CandidateVerdict, Claim, Evidence, Explanation, Reason, RoleVerdict, explain
from holdfast.core.walltime import day_span, local_date, to_datetime, to_instant
from holdfast.data.scope import Scope
from holdfast.queries.access import Member, seen_by
from holdfast.queries.agenda import BlockView, EntryView, blocks_of, entries_of
from holdfast.queries.availability import SlotView
from holdfast.queries.claims import read_claims
from holdfast.queries.definitions import LocationDefinition, ResourceDefinition
from holdfast.queries.engine import Wish
from holdfast.queries.why import Sight, nearest, see, with_anyone


@dataclass(frozen=True, slots=True)
class ReasonView:
    """A reason with what it names: a resource or role, bookings (as far as they may be seen), why it is blocked.

    `span` is that of the reason; of a booking in the way its own time, without buffers.
    Of a role that nobody fills: who was looked at, who `others` than those the customer named could, or that
    `nobody_else` can either.
    """

    reason: Reason
    span: Span | None = None
    name: str = ""
    entries: tuple[EntryView, ...] = ()
    note: str = ""
    candidates: tuple["CandidateView", ...] = ()
    others: tuple[str, ...] = ()
    nobody_else: bool = False


@dataclass(frozen=True, slots=True)
class ClaimView:
    """What a booking takes, buffers included, and its own time of it; the booking, if it may be seen."""

    span: Span
    own: Span
    entry: EntryView | None


@dataclass(frozen=True, slots=True)
class DayView:
    """A resource's day, and what the wish would need of it: `wanted`, and `needed` with its buffers."""

    resource: ResourceDefinition
    open: Spans
    blocks: tuple[BlockView, ...]
    claims: tuple[ClaimView, ...]
    wanted: Spans
    needed: Spans


@dataclass(frozen=True, slots=True)
class CandidateView:
    """Who could fill a role, what speaks against it, and the days of all that would be taken.

    Of whom a specialist may not see, only whether they are free: no reasons, no days.
    """

    name: str
    is_named: bool
    is_free: bool
    is_in_full: bool
    reasons: tuple[ReasonView, ...]
    days: tuple[DayView, ...]


@dataclass(frozen=True, slots=True)
class RoleView:
    """A role, needed so `many` times over during `wanted`, with who could fill it."""

    name: str
    many: int
    units: int
    wanted: Spans
    candidates: tuple[CandidateView, ...]

    @property
    def free(self) -> int:
        """How many could fill it, each looked at alone."""
        return sum(one.is_free for one in self.candidates)

    @property
    def is_filled(self) -> bool:
        """Whether so many as it needs could."""
        return self.free >= self.many


@dataclass(frozen=True, slots=True)
class StaffWhyView:
    """Whether a service can start at a moment, what speaks against it, the picture of the day, what would do.

    `by_override`: whether staff could book it for a reason, if it is not bookable. Of what is bookable,
    `for_customers` says why customers still cannot book it themselves; where not `is_public`, none of the service.
    """

    service: str
    location: LocationDefinition
    starts_at: datetime
    ends_at: datetime
    bookable: bool
    by_override: bool
    reasons: tuple[ReasonView, ...]
    is_public: bool
    for_customers: tuple[ReasonView, ...]
    roles: tuple[RoleView, ...]
    nearest: tuple[SlotView, ...]


@dataclass(frozen=True)
class _Files:
    """All that is known of a day, for whoever asks."""

    member: Member
    resources: Mapping[int, ResourceDefinition]
    evidence: Mapping[int, Evidence]
    blocks: Mapping[int, list[BlockView]]
    entries: Mapping[int, EntryView]
    open: Mapping[int, Spans]
    named: frozenset[int]
    day: Span

    def claims_of(self, resource_id: int) -> Mapping[Taken, Claim]:
        """What bookings take of a resource."""
        return self.evidence[resource_id].claims if resource_id in self.evidence else {}

    def may_see(self, resource_ids: Iterable[int]) -> bool:
        """Whether the days of resources may be seen; a specialist sees their own."""
        return self.member.only_resource_id is None or set(resource_ids) <= {self.member.only_resource_id}


def explain_to_staff(*, member: Member, wish: Wish, starts_at: datetime, now: datetime) -> StaffWhyView:
    """Why a service can or cannot start at a moment, as far as the member may see it.

    Refuses with `NotFound` (service), `Invalid` naming what is no choice, and `TooComplex`.
    """
    scope, at = Scope(member.organisation.id), to_instant(starts_at)
    sight = see(scope, wish, at, now=to_instant(now), public=False)
    files = _open_files(scope, member, sight, at)
    # A specialist books with themselves alone: who else could do it is not theirs to see.
    anyone = None if member.only_resource_id is not None or wish.staff is None else sight.anyone.plan
    found = explain(sight.question, at, files.evidence, anyone=anyone)
    pictured = sight.question if anyone is None else with_anyone(sight)
    if member.only_resource_id is None:
        roles = _with_absent(sight, pictured.plan.roles)
        pictured = replace(pictured, plan=replace(pictured.plan, roles=roles))
    picture = explain(pictured, at, files.evidence)
    return StaffWhyView(
        service=sight.offer.service.name,
        location=sight.offer.location,
        starts_at=to_datetime(at),
        ends_at=to_datetime(at + sight.offer.plan.length),
        bookable=found.bookable,
        by_override=not found.bookable and find_start(replace(sight.question, override=True), at) is not None,
        reasons=tuple(_against(files, reason, found, picture) for reason in _each_once(found)),
        is_public=sight.offer.service.is_public,
        for_customers=_for_customers(sight, at) if found.bookable else (),
        roles=_roles(files, picture, at),
        nearest=nearest(member.organisation.id, sight, at, now=now, public=False),
    )


def _for_customers(sight: Sight, at: Instant) -> tuple[ReasonView, ...]:
    """Why customers cannot book what staff can: their notice, their window, what is not shown to them."""
    plan = replace(sight.question.plan, policy=sight.offer.service.policy)
    found = explain(replace(sight.question, plan=plan), at, {})
    return tuple(ReasonView(reason, reason.span) for reason in found.reasons)


def _each_once(found: Explanation) -> Iterator[Reason]:
    """The reasons against a start; what is true of several roles alike is told once."""
    told: set[tuple[object, ...]] = set()
    for reason in found.reasons:
        role = None if reason.position is None else found.roles[reason.position].role
        of = (reason.code, reason.period, role and (role.role_id, role.runs, role.candidates))
        if of not in told:
            told.add(of)
            yield reason


def _open_files(scope: Scope, member: Member, sight: Sight, at: Instant) -> _Files:
    """The evidence, in as many statements however many resources there are."""
    definitions, location = sight.seen.offers[0].definitions, sight.offer.location
    day = local_date(at, location.zone)
    span = day_span(day, location.zone)
    wanted = [need for role in sight.anyone.plan.roles for part in role.parts for need in needs(role, part, at)]
    reach = min(start for start, _ in (span, *wanted)), max(end for _, end in (span, *wanted))
    ids = sight.anyone.resource_ids
    claims = read_claims(scope, ids, reach)
    visible = [one for one in ids if member.only_resource_id in {None, one}]
    bookings = {claim.booking_id for taken in claims.values() for claim in taken.values()}
    rows = list(seen_by(member).filter(id__in=bookings).select_related("customer"))
    return _Files(
        member=member,
        resources=definitions.resources,
        evidence={one: _evidence(sight, definitions.resources[one], claims[one]) for one in ids},
        blocks=blocks_of(scope, visible, reach),
        entries={entry.booking.id: entry for entry in entries_of(member, rows)},
        open={one: definitions.open_spans(one, day, day) for one in ids},
        named=sight.offer.resource_ids if sight.wish.staff is not None else frozenset(),
        day=span,
    )


def _evidence(sight: Sight, resource: ResourceDefinition, claims: Mapping[Taken, Claim]) -> Evidence:
    busy = sight.seen.busy
    # A hold that has run out may still have its rows, and is in nobody's way.
    standing = set(busy.claims.get(resource.id, ()))
    held = {use: claim for use, claim in claims.items() if use in standing}
    return Evidence(frozenset(busy.blocks.get(resource.id, ())), held, resource.hours)


def _with_absent(sight: Sight, roles: Sequence[Role]) -> tuple[Role, ...]:
    """The roles with those of the place who could fill them, were they in use."""
    resources, here = sight.offer.definitions.resources, sight.offer.location.id

    def absent(role: Role, usual: Role) -> Iterator[Candidate]:
        known = {candidate.key for candidate in role.candidates}
        for one in usual.candidates:
            parts = tuple(part for part in one.parts if resources[part.resource_id].location_id == here)
            if parts and one.key not in known:
                yield Candidate(one.key, parts)

    usual = sight.offer.service.roles
    return tuple(
        replace(role, candidates=(*role.candidates, *absent(role, one)))
        for role, one in zip(roles, usual, strict=True)
    )


def _roles(files: _Files, picture: Explanation, at: Instant) -> tuple[RoleView, ...]:
    """Roles that are alike as one."""
    found = []
    for _, group in groupby(picture.roles, key=lambda one: (one.role.role_id, one.role.runs)):
        alike = list(group)
        role = alike[0].role
        found.append(
            RoleView(
                name=role.name,
                many=len(alike),
                units=role.units,
                wanted=normalise((at + a, at + b) for a, b in role.runs),
                candidates=_candidates(files, alike[0], at),
            )
        )
    return tuple(found)


def _candidates(files: _Files, verdict: RoleVerdict, at: Instant) -> tuple[CandidateView, ...]:
    """Those whom the customer named first, then in the business's order."""
    views = [_candidate(files, verdict.role, one, at) for one in verdict.candidates]
    return tuple(sorted(views, key=lambda one: not one.is_named))


def _candidate(files: _Files, role: Role, verdict: CandidateVerdict, at: Instant) -> CandidateView:
    parts = verdict.candidate.parts
    ids = [part.resource_id for part in parts]
    is_in_full = files.may_see(ids)
    return CandidateView(
        name=_name(files, verdict.candidate),
        is_named=not files.named.isdisjoint(ids) and role.customer_chooses,
        is_free=not verdict.reasons,
        is_in_full=is_in_full,
        reasons=tuple(_reason(files, reason) for reason in verdict.reasons) if is_in_full else (),
        days=tuple(_day(files, role, part, at) for part in parts) if is_in_full else (),
    )


def _name(files: _Files, candidate: Candidate) -> str:
    return ", ".join(files.resources[part.resource_id].name for part in candidate.parts)


def _day(files: _Files, role: Role, part: Part, at: Instant) -> DayView:
    resource = files.resources[part.resource_id]
    return DayView(
        resource=resource,
        open=tuple(span for span in files.open.get(resource.id, ()) if overlaps(span, files.day)),
        blocks=tuple(files.blocks.get(resource.id, ())),
        claims=tuple(
            ClaimView((use.start, use.end), claim.own, files.entries.get(claim.booking_id))
            for use, claim in files.claims_of(resource.id).items()
        ),
        wanted=normalise((at + a, at + b) for a, b in role.runs),
        needed=needs(role, part, at),
    )


def _reason(files: _Files, reason: Reason) -> ReasonView:
    if reason.resource_id is None:
        return ReasonView(reason, reason.span)
    claims, blocks = files.claims_of(reason.resource_id), files.blocks.get(reason.resource_id, ())
    own = next((claim.own for use, claim in claims.items() if use[1:] == reason.span), reason.span)
    return ReasonView(
        reason,
        own if reason.code == "busy" else reason.span,
        files.resources[reason.resource_id].name,
        entries=tuple(files.entries[one] for one in reason.booking_ids if one in files.entries),
        note=next((block.reason for block in blocks if block.span == reason.span), ""),
    )


def _against(files: _Files, reason: Reason, found: Explanation, picture: Explanation) -> ReasonView:
    """A reason against the start; with who fills no role, or could instead of whom the customer named."""
    view = _reason(files, reason)
    if reason.position is None:
        return view
    verdict, others = found.roles[reason.position], picture.roles[reason.position]
    return replace(
        view,
        name=verdict.role.name,
        candidates=_candidates(files, verdict, found.at),
        others=tuple(_name(files, one.candidate) for one in others.candidates if one.candidate.key in reason.keys),
        nobody_else=bool(files.named) and not others.fitting and len(others.candidates) > len(verdict.candidates),
    )
