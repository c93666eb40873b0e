"""What people can do and things are fit for: the list, and one of them."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from holdfast.actions.skills import LONGEST_NAME, add_skill, remove_skill, rename_skill
from holdfast.core.refusal import Invalid
from holdfast.queries.access import Member, Right
from holdfast.queries.skills import get_skill, list_skills
from holdfast.web.access import staff
from holdfast.web.desk.changing import doing, leave
from holdfast.web.desk.forms import DeskForm, Line
from holdfast.web.rendering import page


class SkillForm(DeskForm):
    """What a skill is called."""

    name = Line(longest=LONGEST_NAME, label=_("Name"), help_text=_("In your own words, like Balayage or Laser."))


@staff(Right.CHANGE_OFFER, "GET", "POST")
def skills(request: HttpRequest, member: Member) -> HttpResponse:
    """All skills, and a form for another one."""
    form = SkillForm(request.POST or None)
    if form.is_valid():
        try:
            add_skill(**doing(member), name=form.cleaned_data["name"])
            return leave(request, member, _("Added. Say now who has it, on the page of each."), "skills")
        except Invalid as refusal:
            form.refuse(refusal)
    context = {"member": member, "form": form, "skills": list_skills(member=member)}
    status = 422 if form.is_bound else 200
    return page(request, "desk/offer/skills.html", context, organisation=member.organisation, status=status)


@staff(Right.CHANGE_OFFER, "GET", "POST")
def skill(request: HttpRequest, member: Member, skill: str) -> HttpResponse:
    """One skill, to be called otherwise."""
    found = get_skill(member=member, slug=skill)
    form = SkillForm(request.POST or None, initial={"name": found.name})
    if form.is_valid():
        try:
            rename_skill(**doing(member), skill_slug=skill, name=form.cleaned_data["name"])
            return leave(request, member, _("Saved."), "skills")
        except Invalid as refusal:
            form.refuse(refusal)
    context = {"member": member, "form": form, "skill": found}
    status = 422 if form.is_bound else 200
    return page(request, "desk/offer/skill.html", context, organisation=member.organisation, status=status)


@staff(Right.CHANGE_OFFER, "POST")
def skill_remove(request: HttpRequest, member: Member, skill: str) -> HttpResponse:
    """Takes a skill away from all who have it."""
    remove_skill(**doing(member), skill_slug=skill)
    return leave(request, member, _("The skill is gone."), "skills")
