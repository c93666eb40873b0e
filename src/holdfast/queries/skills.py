"""What people can do and things are fit for."""

from collections import defaultdict
from dataclasses import dataclass

from holdfast.core.refusal import NotFound
from holdfast.data.models import RequirementSkill, ResourceSkill, Skill
from holdfast.data.scope import Scope
from holdfast.queries.access import Member


@dataclass(frozen=True, slots=True)
class SkillView:
    """A skill: the names of those who have it, and of the services that ask for it."""

    slug: str
    name: str
    resources: tuple[str, ...]
    services: tuple[str, ...]


def list_skills(*, member: Member) -> list[SkillView]:
    """All skills in their order."""
    scope = Scope(member.organisation.id)
    having: defaultdict[int, list[str]] = defaultdict(list)
    rows = scope.of(ResourceSkill).order_by("resource__position", "resource_id")
    for skill_id, name in rows.values_list("skill_id", "resource__name"):
        having[skill_id].append(name)
    asking: defaultdict[int, list[str]] = defaultdict(list)
    asked = scope.of(RequirementSkill).filter(requirement__is_retired=False)
    for skill_id, name in asked.order_by("requirement__service__position", "requirement__service_id").values_list(
        "skill_id", "requirement__service__name"
    ):
        asking[skill_id].append(name)
    return [
        SkillView(row.slug, row.name, tuple(having[row.id]), tuple(dict.fromkeys(asking[row.id])))
        for row in scope.of(Skill).order_by("position", "id")
    ]


def get_skill(*, member: Member, slug: str) -> SkillView:
    """One skill. Refuses with `NotFound`."""
    found = next((one for one in list_skills(member=member) if one.slug == slug), None)
    if found is None:
        raise NotFound
    return found
