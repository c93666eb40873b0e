"""Services as they were wished for: what a form of one begins with."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from holdfast.core.refusal import NotFound
from holdfast.core.service import LengthChoice, NeedWish, PhaseWish, ServiceWish
from holdfast.data.models import (
    Phase,
    Requirement,
    RequirementCandidate,
    RequirementPhase,
    RequirementSkill,
    Service,
    ServiceLocation,
)
from holdfast.data.scope import Scope


def get_service_wish(*, organisation_id: int, service_slug: str) -> ServiceWish:
    """A service as it was wished for. Refuses with `NotFound`."""
    scope = Scope(organisation_id)
    row = scope.of(Service).filter(slug=service_slug).first()
    if row is None:
        raise NotFound
    phases = list(scope.of(Phase).filter(service_id=row.id).order_by("position"))
    places = scope.of(ServiceLocation).filter(service_id=row.id).order_by("location__position", "location_id")
    return ServiceWish(
        name=row.name,
        phases=tuple(PhaseWish(one.name, one.duration, _choice(one)) for one in phases),
        needs=tuple(_needs(scope, row.id, {one.id: one.position for one in phases})),
        locations=tuple(places.values_list("location__slug", flat=True)),
        description=row.description,
        price_minor=row.price_minor,
        policy=row.rules(),
        is_public=row.is_public,
        is_active=row.is_active,
    )


def _choice(phase: Phase) -> LengthChoice | None:
    if phase.shortest is None or phase.longest is None or phase.step is None:
        return None
    return LengthChoice(phase.shortest, phase.longest, phase.step)


def _needs(scope: Scope, service_id: int, positions: Mapping[int, int]) -> Sequence[NeedWish]:
    needs = list(scope.of(Requirement).filter(service_id=service_id, is_retired=False).order_by("position", "id"))
    named: defaultdict[int, list[int]] = defaultdict(list)
    for need_id, phase_id in (
        scope.of(RequirementPhase).filter(phase_id__in=positions).values_list("requirement_id", "phase_id")
    ):
        named[need_id].append(positions[phase_id])
    listed, skills = _asked(scope, [need.id for need in needs])
    return [
        NeedWish(
            name=need.name,
            candidates=tuple(listed[need.id]),
            kind=need.kind,
            skills=tuple(skills[need.id]),
            how_many=need.how_many,
            takes_all=need.takes_all,
            units=need.units,
            customer_chooses=need.customer_chooses,
            phases=tuple(sorted(named[need.id])),
            buffer_before=need.buffer_before,
            buffer_after=need.buffer_after,
            keeps=need.keeps,
            turn=need.turn,
            least_gap=need.least_gap,
        )
        for need in needs
    ]


Slugs = defaultdict[int, list[str]]


def _asked(scope: Scope, ids: Collection[int]) -> tuple[Slugs, Slugs]:
    """The resources that are listed for each need, and the skills that it asks for."""
    listed: Slugs = defaultdict(list)
    rows = scope.of(RequirementCandidate).filter(requirement_id__in=ids)
    for need_id, slug in rows.order_by("resource__position", "resource_id").values_list(
        "requirement_id", "resource__slug"
    ):
        listed[need_id].append(slug)
    skills: Slugs = defaultdict(list)
    asked = scope.of(RequirementSkill).filter(requirement_id__in=ids)
    for need_id, slug in asked.order_by("skill__position", "skill_id").values_list(
        "requirement_id", "skill__slug"
    ):
        skills[need_id].append(slug)
    return listed, skills
