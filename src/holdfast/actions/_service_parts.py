"""The parts of a service: its places, its phases, its needs. Needs the action's open transaction."""

from collections.abc import Sequence
from dataclasses import asdict

from holdfast.core.refusal import Invalid
from holdfast.core.service import NeedWish, PhaseWish, ServiceWish
from holdfast.data.models import (
    Assignment,
    Location,
    Phase,
    Requirement,
    RequirementCandidate,
    RequirementPhase,
    RequirementSkill,
    Resource,
    ServiceLocation,
    Skill,
)
from holdfast.data.scope import Scope

_ROWS_OF_THEIR_OWN = {"candidates", "skills", "phases"}


def put_parts(scope: Scope, service_id: int, wish: ServiceWish) -> None:
    """Makes the parts of a service those of a wish. Refuses with `Invalid` what there is not."""
    _put_places(scope, service_id, wish.locations)
    needs = _put_needs(scope, service_id, wish.needs)
    phases = _put_phases(scope, service_id, wish.phases)
    RequirementPhase.objects.bulk_create(
        RequirementPhase(
            organisation_id=scope.organisation_id, requirement_id=requirement_id, phase_id=phases[number]
        )
        for requirement_id, need in zip(needs, wish.needs, strict=True)
        for number in sorted(set(need.phases))
    )


def _put_places(scope: Scope, service_id: int, slugs: Sequence[str]) -> None:
    known = dict(scope.of(Location).order_by("position", "id").values_list("slug", "id"))
    if not set(slugs) <= set(known):
        raise Invalid(field="locations", reason="is no place of this business")
    scope.of(ServiceLocation).filter(service_id=service_id).delete()
    ServiceLocation.objects.bulk_create(
        ServiceLocation(organisation_id=scope.organisation_id, service_id=service_id, location_id=location_id)
        for slug, location_id in known.items()
        if slug in slugs
    )


def _put_needs(scope: Scope, service_id: int, needs: Sequence[NeedWish]) -> list[int]:
    """Writes the needs over those there are, as far as they are the same; the ids, in order."""
    for number, need in enumerate(needs):
        if need.kind and need.kind not in Resource.Kind.values:
            raise Invalid(field=f"needs[{number}].kind", reason="is not a kind of resource")
    there = list(scope.of(Requirement).filter(service_id=service_id, is_retired=False).order_by("position", "id"))
    kept = _same(needs, there)
    _drop(scope, [row.id for row in there if row.id not in kept])
    # Also of retired ones: the phases they name are about to go.
    of_service = scope.of(Requirement).filter(service_id=service_id)
    scope.of(RequirementPhase).filter(requirement__in=of_service).delete()
    _drop_asked(scope, [one for one in kept if one])
    ids: list[int] = []
    for position, (need, kept_id) in enumerate(zip(needs, kept, strict=True)):
        said = {name: value for name, value in asdict(need).items() if name not in _ROWS_OF_THEIR_OWN}
        if kept_id is None:
            row = Requirement(
                organisation_id=scope.organisation_id, service_id=service_id, position=position, **said
            )
            row.save()
            ids.append(row.id)
        else:
            scope.of(Requirement).filter(id=kept_id).update(position=position, **said)
            ids.append(kept_id)
    _put_asked(scope, ids, needs)
    return ids


def _same(needs: Sequence[NeedWish], there: Sequence[Requirement]) -> list[int | None]:
    """Which row each need goes on in: that of its name, else that of its place, if no other need has it."""
    free = {row.id: row for row in there}
    found: list[int | None] = []
    for need in needs:
        same = next((row.id for row in free.values() if row.name == need.name), None)
        found.append(same)
        if same is not None:
            del free[same]
    for position, (row, same) in enumerate(zip(there, list(found), strict=False)):
        if same is None and row.id in free:
            found[position] = row.id
            del free[row.id]
    return found


def _drop(scope: Scope, ids: Sequence[int]) -> None:
    """Needs that are no more: retired where bookings were made with them, else deleted."""
    used = set(
        scope.of(Assignment).filter(requirement_id__in=ids).values_list("requirement_id", flat=True).distinct()
    )
    scope.of(Requirement).filter(id__in=used).update(is_retired=True)
    unused = [row_id for row_id in ids if row_id not in used]
    scope.of(RequirementPhase).filter(requirement_id__in=unused).delete()
    _drop_asked(scope, unused)
    scope.of(Requirement).filter(id__in=unused).delete()


def _put_asked(scope: Scope, ids: Sequence[int], needs: Sequence[NeedWish]) -> None:
    """Who and what the needs ask for: by name, or by skills."""
    resources = dict(scope.of(Resource).values_list("slug", "id"))
    skills = dict(scope.of(Skill).values_list("slug", "id"))
    for number, need in enumerate(needs):
        if not set(need.candidates) <= set(resources):
            raise Invalid(field=f"needs[{number}].candidates", reason="is nobody and nothing of this business")
        if not set(need.skills) <= set(skills):
            raise Invalid(field=f"needs[{number}].skills", reason="is no skill of this business")
    RequirementCandidate.objects.bulk_create(
        RequirementCandidate(
            organisation_id=scope.organisation_id, requirement_id=need_id, resource_id=resources[slug]
        )
        for need_id, need in zip(ids, needs, strict=True)
        for slug in dict.fromkeys(need.candidates)
    )
    RequirementSkill.objects.bulk_create(
        RequirementSkill(organisation_id=scope.organisation_id, requirement_id=need_id, skill_id=skills[slug])
        for need_id, need in zip(ids, needs, strict=True)
        for slug in dict.fromkeys(need.skills)
    )


def _drop_asked(scope: Scope, ids: Sequence[int]) -> None:
    scope.of(RequirementCandidate).filter(requirement_id__in=ids).delete()
    scope.of(RequirementSkill).filter(requirement_id__in=ids).delete()


def _put_phases(scope: Scope, service_id: int, phases: Sequence[PhaseWish]) -> list[int]:
    scope.of(Phase).filter(service_id=service_id).delete()
    rows = Phase.objects.bulk_create(
        Phase(
            organisation_id=scope.organisation_id,
            service_id=service_id,
            position=position,
            name=phase.name,
            duration=phase.duration,
            **(asdict(phase.choice) if phase.choice else {}),
        )
        for position, phase in enumerate(phases)
    )
    return [row.id for row in rows]
