"""Changing what people can do and things are fit for."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from holdfast.actions._definitions import raise_version
from holdfast.actions._journal import Fact, record
from holdfast.actions._positions import next_position
from holdfast.actions._transaction import action
from holdfast.core.actor import Actor
from holdfast.core.refusal import Invalid, NotFound, Refusal
from holdfast.core.slug import make_slug
from holdfast.core.text import clean_line
from holdfast.data.models import RequirementSkill, ResourceSkill, Skill
from holdfast.data.scope import Scope

LONGEST_NAME = 80
MOST_SKILLS = 200


@dataclass(eq=False)
class SkillInUse(Refusal):
    """Services ask for this skill; let them ask for something else first."""

    code: ClassVar[str] = "skill_in_use"
    services: list[str]


@action()
def add_skill(*, now: datetime, organisation_id: int, name: str, actor: Actor) -> str:
    """A new skill, the last in order, which nobody has yet; its slug. Refuses with `Invalid`."""
    scope = Scope(organisation_id)
    raise_version(scope)
    called = _read(scope, name)
    taken = {"new", *scope.of(Skill).values_list("slug", flat=True)}
    if len(taken) > MOST_SKILLS:
        raise Invalid(field="name", reason=f"would be one of more than {MOST_SKILLS}")
    row = Skill.objects.create(
        organisation_id=organisation_id,
        slug=make_slug(called, taken, fallback="skill"),
        name=called,
        position=next_position(scope, Skill),
    )
    record(scope, actor, now, [Fact("skill_added", None, {"skill": row.id})])
    return row.slug


@action()
def rename_skill(*, now: datetime, organisation_id: int, skill_slug: str, name: str, actor: Actor) -> None:
    """Gives a skill another name. Refuses with `NotFound`, `Invalid`."""
    scope = Scope(organisation_id)
    raise_version(scope)
    skill_id = _skill_id(scope, skill_slug)
    scope.of(Skill).filter(id=skill_id).update(name=_read(scope, name, but=skill_id))
    record(scope, actor, now, [Fact("skill_renamed", None, {"skill": skill_id})])


@action()
def remove_skill(*, now: datetime, organisation_id: int, skill_slug: str, actor: Actor) -> None:
    """Takes a skill away from all who have it.

    Refuses with `NotFound`, and with `SkillInUse` while services ask for it.
    """
    scope = Scope(organisation_id)
    raise_version(scope)
    skill_id = _skill_id(scope, skill_slug)
    asking = scope.of(RequirementSkill).filter(skill_id=skill_id)
    services = asking.filter(requirement__is_retired=False).order_by("requirement__service__position")
    if slugs := list(dict.fromkeys(services.values_list("requirement__service__slug", flat=True))):
        raise SkillInUse(services=slugs)
    asking.delete()
    scope.of(ResourceSkill).filter(skill_id=skill_id).delete()
    scope.of(Skill).filter(id=skill_id).delete()
    record(scope, actor, now, [Fact("skill_removed", None, {"skill": skill_id})])


def _skill_id(scope: Scope, slug: str) -> int:
    found = scope.of(Skill).filter(slug=slug).values_list("id", flat=True).first()
    if found is None:
        raise NotFound
    return found


def _read(scope: Scope, name: str, *, but: int = 0) -> str:
    called = clean_line(name, field="name", longest=LONGEST_NAME)
    if scope.of(Skill).filter(name__iexact=called).exclude(id=but).exists():
        raise Invalid(field="name", reason="is there already")
    return called
