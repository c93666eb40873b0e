"""Skills: who has them fills what asks for them, also those who come later."""

import pytest

from holdfast.actions.organisations import describe_organisation
from holdfast.actions.resources import add_resource, change_resource
from holdfast.actions.services import add_service, change_service
from holdfast.actions.skills import SkillInUse, add_skill, remove_skill, rename_skill
from holdfast.core.refusal import Invalid, NotFound
from holdfast.core.service import Caps, NeedWish
from holdfast.data import models
from holdfast.queries.catalogue import get_service
from holdfast.queries.organisations import get_organisation
from holdfast.queries.wishes import get_service_wish
from tests import cast
from tests.actions.test_possible import wish
from tests.cast import NOW, STAFF, Cast


@pytest.fixture
def salon(db: None) -> Cast:
    return cast.salon()


def _who(salon: Cast) -> dict[str, object]:
    return {"now": NOW, "organisation_id": salon.id, "actor": STAFF}


def _give(salon: Cast, slug: str, *skills: str, **more: object) -> None:
    name = slug.title()
    change_resource(**_who(salon), resource_slug=slug, name=name, kind="person", skills=skills, **more)  # type: ignore[arg-type]


def _staff(service: str) -> list[str]:
    salon = get_organisation("salon")
    return [person.slug for person in get_service(organisation_id=salon.id, slug=service).staff]


def test_who_is_hired_later_with_the_skill_fills_what_asks_for_it(salon: Cast) -> None:
    laser = add_skill(**_who(salon), name="Laser")  # type: ignore[arg-type]
    _give(salon, "anna", laser)
    need = NeedWish("Expert", kind="person", skills=(laser,), customer_chooses=True)
    service = add_service(**_who(salon), wish=wish(need))  # type: ignore[arg-type]
    assert _staff(service) == ["anna"]
    add_resource(**_who(salon), name="Cleo", kind="person", location_slug="here", skills=(laser,))  # type: ignore[arg-type]
    assert _staff(service) == ["anna", "cleo"]
    salon.book(service, "09:00", staff="cleo")
    assert get_service_wish(organisation_id=salon.id, service_slug=service).needs == (need,)


def test_a_skill_is_added_renamed_and_removed_and_the_journal_has_no_name(salon: Cast) -> None:
    slug = add_skill(**_who(salon), name=" Laser ")  # type: ignore[arg-type]
    assert slug == "laser"
    skill_id = models.Skill.objects.get().id
    rename_skill(**_who(salon), skill_slug=slug, name="LASER")  # type: ignore[arg-type]
    assert models.Skill.objects.get().name == "LASER"
    _give(salon, "anna", slug)
    remove_skill(**_who(salon), skill_slug=slug)  # type: ignore[arg-type]
    assert (models.Skill.objects.count(), models.ResourceSkill.objects.count()) == (0, 0)
    written = models.Journal.objects.filter(kind__startswith="skill_").order_by("id")
    assert [(one.kind, one.facts) for one in written] == [
        (kind, {"skill": skill_id}) for kind in ("skill_added", "skill_renamed", "skill_removed")
    ]


def test_a_skill_is_called_once_and_is_there(salon: Cast) -> None:
    slug = add_skill(**_who(salon), name="Laser")  # type: ignore[arg-type]
    other = add_skill(**_who(salon), name="Curls")  # type: ignore[arg-type]
    for act, wrong in (
        (add_skill, {"name": "laser"}),
        (add_skill, {"name": " "}),
        (rename_skill, {"skill_slug": other, "name": "LASER"}),
    ):
        with pytest.raises(Invalid) as refused:
            act(**_who(salon), **wrong)  # type: ignore[arg-type]
        assert refused.value.field == "name"
    for act, wrong in ((rename_skill, {"name": "x"}), (remove_skill, {})):
        with pytest.raises(NotFound):
            act(**_who(salon), skill_slug="nothing", **wrong)  # type: ignore[operator]
    assert list(models.Skill.objects.order_by("position").values_list("slug", flat=True)) == [slug, other]
    with pytest.raises(Invalid) as refused:
        _give(salon, "anna", "flying")
    assert refused.value.field == "skills"


def test_a_skill_that_a_service_asks_for_stays_until_it_asks_for_another(salon: Cast) -> None:
    slug = add_skill(**_who(salon), name="Laser")  # type: ignore[arg-type]
    _give(salon, "anna", slug)
    service = add_service(**_who(salon), wish=wish(NeedWish("Expert", skills=(slug,))))  # type: ignore[arg-type]
    with pytest.raises(SkillInUse) as refused:
        remove_skill(**_who(salon), skill_slug=slug)  # type: ignore[arg-type]
    assert refused.value.services == [service]
    salon.book(service, "09:00")
    change_service(**_who(salon), service_slug=service, wish=wish(NeedWish("Chair", ("chair-1",))), anyway=True)  # type: ignore[arg-type]
    remove_skill(**_who(salon), skill_slug=slug)  # type: ignore[arg-type]
    assert not models.RequirementSkill.objects.exists()


def test_caps_are_kept_and_those_not_named_stay(salon: Cast) -> None:
    _give(salon, "anna", caps=Caps(3, 12, None))
    _give(salon, "anna")
    anna = models.Resource.objects.get(slug="anna")
    assert (anna.daily_cap, anna.weekly_cap, anna.monthly_cap) == (3, 12, None)
    describe_organisation(**_who(salon), customer_caps=Caps(monthly=4))  # type: ignore[arg-type]
    describe_organisation(**_who(salon), about="New")  # type: ignore[arg-type]
    business = models.Organisation.objects.get()
    assert (business.customer_daily_cap, business.customer_monthly_cap) == (None, 4)
    with pytest.raises(Invalid) as refused:
        _give(salon, "anna", caps=Caps(weekly=0))
    assert refused.value.field == "weekly_cap"
    with pytest.raises(Invalid) as refused:
        describe_organisation(**_who(salon), customer_caps=Caps(daily=0))  # type: ignore[arg-type]
    assert refused.value.field == "customer_daily_cap"
