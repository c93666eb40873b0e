"""What people can do and things are fit for."""

from django.db import models

from holdfast.data.keys import Owned, within


class Skill(Owned):
    """What somebody can do, or something is fit for, in the business's own words."""

    slug = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    position = models.IntegerField(default=0)

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "slug"], name="skill_slug_once"),
        ]

    def __str__(self) -> str:
        return self.slug


class ResourceSkill(Owned):
    """A resource has a skill."""

    resource = within("Resource")
    skill = within("Skill")

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "resource", "skill"], name="resourceskill_once"),
        ]


class RequirementSkill(Owned):
    """A requirement asks for a skill of whoever fills it."""

    requirement = within("Requirement")
    skill = within("Skill")

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "requirement", "skill"], name="requirementskill_once"),
        ]
