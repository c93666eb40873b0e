"""What services require, as the roles of the core: who may fill each is read from lists, kinds and skills."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from holdfast.core.interval import Span
from holdfast.core.plan import Candidate, Part, Role, Turn, expand
from holdfast.core.policy import seconds
from holdfast.data import models
from holdfast.data.scope import Scope

_TURNS: Mapping[str, Turn] = {
    "least_busy": "least_busy",
    "priority": "priority",
    "round_robin": "round_robin",
}


def read_roles(scope: Scope, phases: Mapping[int, Mapping[int, Span]]) -> defaultdict[int, tuple[Role, ...]]:
    """The roles of each service, by its id, with the candidates of all places.

    `phases`: the spans of each service's phases by their ids, in order.
    """
    named: defaultdict[int, list[int]] = defaultdict(list)
    for link in scope.of(models.RequirementPhase).order_by("id"):
        named[link.requirement_id].append(link.phase_id)
    candidates = _candidates(scope)
    found: defaultdict[int, tuple[Role, ...]] = defaultdict(tuple)
    for row in scope.of(models.Requirement).filter(is_retired=False).order_by("service_id", "position", "id"):
        spans = phases[row.service_id]
        at = sorted(spans[phase_id] for phase_id in named[row.id] or spans)
        found[row.service_id] += _roles_of(row, candidates[row.id], at)
    return found


def _roles_of(row: models.Requirement, parts: Sequence[Part], phases: Sequence[Span]) -> tuple[Role, ...]:
    singly = tuple(Candidate(part.resource_id, (part,)) for part in parts)
    role = Role(
        role_id=row.id,
        name=row.name,
        runs=(),
        candidates=(Candidate.together(parts),) if row.takes_all and parts else singly,
        units=row.units,
        customer_chooses=row.customer_chooses,
        turn=_TURNS[row.turn],
        least_gap=seconds(row.least_gap),
    )
    return expand(role, phases, how_many=row.how_many, keeps=row.keeps)


def role_at(role: Role, resource_ids: Collection[int], active_ids: Collection[int]) -> Role:
    """The role as it is filled at a place, whose resources those are.

    Of what is taken together only what stands there is taken; it cannot be had while a part of it is out of use.
    """
    here = []
    for candidate in role.candidates:
        parts = tuple(part for part in candidate.parts if part.resource_id in resource_ids)
        if parts and all(part.resource_id in active_ids for part in parts):
            here.append(Candidate(candidate.key, parts))
    return Role(
        role.role_id,
        role.name,
        role.runs,
        tuple(here),
        role.units,
        role.customer_chooses,
        role.turn,
        role.least_gap,
    )


def _candidates(scope: Scope) -> defaultdict[int, list[Part]]:
    """Those listed for each requirement; where none are, whoever is of its kind and has all its skills."""
    rows = scope.rows(
        """WITH wanted AS (
            SELECT q.id, q.kind, q.buffer_before, q.buffer_after,
                   ARRAY(SELECT c.resource_id FROM holdfast_requirementcandidate c
                         WHERE c.organisation_id = q.organisation_id AND c.requirement_id = q.id) AS listed,
                   ARRAY(SELECT s.skill_id FROM holdfast_requirementskill s
                         WHERE s.organisation_id = q.organisation_id AND s.requirement_id = q.id) AS skills
            FROM holdfast_requirement q
            WHERE q.organisation_id = %(org)s::bigint AND NOT q.is_retired
        ), able AS (
            SELECT r.id, r.kind, r.is_active, r.position, r.buffer_before, r.buffer_after,
                   ARRAY(SELECT s.skill_id FROM holdfast_resourceskill s
                         WHERE s.organisation_id = r.organisation_id AND s.resource_id = r.id) AS skills
            FROM holdfast_resource r WHERE r.organisation_id = %(org)s::bigint
        )
        SELECT w.id, r.id,
               extract(epoch from coalesce(w.buffer_before, r.buffer_before))::bigint,
               extract(epoch from coalesce(w.buffer_after, r.buffer_after))::bigint
        FROM wanted w JOIN able r ON CASE
            WHEN cardinality(w.listed) > 0 THEN r.id = ANY(w.listed)
            ELSE r.is_active AND (w.kind <> '' OR cardinality(w.skills) > 0)
                 AND w.kind IN ('', r.kind) AND w.skills <@ r.skills
        END
        ORDER BY w.id, r.position, r.id"""
    )
    found: defaultdict[int, list[Part]] = defaultdict(list)
    for requirement_id, resource_id, before, after in rows:
        found[requirement_id].append(Part(resource_id, before, after))
    return found
