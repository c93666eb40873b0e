"""Which skills a person or thing has. Needs the action's open transaction."""

from collections.abc import Collection

from holdfast.core.refusal import Invalid
from holdfast.data.models import ResourceSkill, Skill
from holdfast.data.scope import Scope


def put_skills(scope: Scope, resource_id: int, slugs: Collection[str]) -> None:
    """Makes the skills of a resource those named. Refuses with `Invalid` one that there is not."""
    known = dict(scope.of(Skill).values_list("slug", "id"))
    if not set(slugs) <= set(known):
        raise Invalid(field="skills", reason="is no skill of this business")
    scope.of(ResourceSkill).filter(resource_id=resource_id).delete()
    ResourceSkill.objects.bulk_create(
        ResourceSkill(organisation_id=scope.organisation_id, resource_id=resource_id, skill_id=known[slug])
        for slug in dict.fromkeys(slugs)
    )
