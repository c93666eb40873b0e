"""The service's form beyond the plain case: kinds, skills, numbers, turns, fixed times and caps."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from holdfast.actions.skills import add_skill
from holdfast.core.service import NeedWish
from holdfast.data import models
from holdfast.queries.wishes import get_service_wish
from tests.cast import NOW, STAFF, Cast
from tests.web.test_desk import _log_in
from tests.web.test_hours import send, text_of
from tests.web.visitor import Page, path_of

SERVICES = "/desk/salon/services"
SKILLS = "/desk/salon/skills"
PLAIN = {
    "name": "Laser",
    "phase0_duration_0": "30",
    "phase0_duration_1": "min",
    "price_minor": "80",
    "locations": ["here"],
}
HOUR = timedelta(hours=1)


@pytest.fixture
def owner(salon: Cast) -> Client:
    return _log_in("salon", "owner")


@pytest.fixture
def laser(salon: Cast) -> str:
    """A skill that Anna has."""
    slug = add_skill(now=NOW, organisation_id=salon.id, name="Laser", actor=STAFF)
    models.ResourceSkill.objects.create(
        organisation_id=salon.id, resource=salon.world.resources["anna"], skill=models.Skill.objects.get()
    )
    return slug


def _new(owner: Client, **typed: object) -> Any:
    return send(owner, f"{SERVICES}/new", **{**PLAIN, **typed})


def _wish(salon: Cast) -> Any:
    return get_service_wish(organisation_id=salon.id, service_slug="laser")


def test_the_plain_form_has_every_fold_closed(owner: Client) -> None:
    page = owner.get(f"{SERVICES}/new").content.decode()
    assert "<details open" not in page.replace("  ", " ")
    assert "need0_skills" not in page
    assert "first say which skills there are" in page


def test_whoever_has_a_skill_or_is_of_a_kind_gives_it(salon: Cast, owner: Client, laser: str) -> None:
    typed = {"need0_kind": "person", "need0_skills": [laser], "need1_name": "Chairs", "need1_kind": "equipment"}
    assert path_of(_new(owner, **typed)) == SERVICES
    assert _wish(salon).needs == (
        NeedWish("Person", kind="person", skills=("laser",), customer_chooses=True),
        NeedWish("Chairs", kind="equipment"),
    )
    owner.get(SERVICES)
    salon.book("laser", "09:00", staff="anna")
    again = owner.get(f"{SERVICES}/laser")
    assert "<details open" in " ".join(again.content.decode().split())
    assert path_of(send(owner, f"{SERVICES}/laser")) == SERVICES
    assert len(_wish(salon).needs) == 2


def test_several_or_all_are_taken_together(salon: Cast, owner: Client) -> None:
    typed = {
        "need0_candidates": ["anna", "ben"],
        "need0_takes": "several",
        "need0_how_many": "2",
        "need0_turn": "round_robin",
        "need0_changes": "on",
        "need0_least_gap_0": "15",
        "need1_candidates": ["chair-1", "chair-2"],
        "need1_takes": "all",
    }
    _new(owner, **typed)
    people, chairs = _wish(salon).needs
    assert (people.how_many, people.turn, people.keeps) == (2, "round_robin", False)
    assert people.least_gap == timedelta(minutes=15)
    assert (chairs.takes_all, chairs.how_many, chairs.customer_chooses) == (True, 1, False)
    owner.get(SERVICES)
    salon.book("laser", "09:00")
    assert models.Assignment.objects.count() == 4
    assert path_of(send(owner, f"{SERVICES}/laser")) == SERVICES
    assert _wish(salon).needs == (people, chairs)


def test_fixed_times_a_share_and_caps_are_kept_and_shown_again(salon: Cast, owner: Client) -> None:
    typed = {
        "need0_candidates": ["anna"],
        "fixed_starts": "14:00; 9 11.30, 9:00",
        "offered_share": "60",
        "weekly_cap": "20",
        "customer_monthly_cap": "2",
    }
    _new(owner, **typed)
    policy = _wish(salon).policy
    assert policy.fixed_starts == (9 * HOUR, 11.5 * HOUR, 14 * HOUR)
    assert (policy.offered_share, policy.daily_cap, policy.weekly_cap) == (60, None, 20)
    assert policy.customer_monthly_cap == 2
    assert 'value="9:00, 11:30, 14:00"' in owner.get(f"{SERVICES}/laser").content.decode()
    assert path_of(send(owner, f"{SERVICES}/laser")) == SERVICES
    assert _wish(salon).policy == policy


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        (
            {"need1_kind": "table"},
            "need1_candidates",
            "Table: at Here there is nobody and nothing of what you ask",
        ),
        ({"need1_kind": "room"}, "need1_candidates", "(Room)"),
        (
            {"need2_kind": "equipment", "need2_takes": "several", "need2_how_many": "3", "need2_name": "Chairs"},
            "need2_how_many",
            "Chairs: 3 are taken together, and at Here there are 2.",
        ),
        ({"need1_candidates": ["chair-1"], "need1_units": "4"}, "need1_units", "each booking takes 4 of it"),
        ({"need1_candidates": ["anna"]}, "need1_candidates", "somebody would be needed twice"),
        ({"need1_kind": "room", "need1_candidates": ["chair-1"]}, "need1_candidates", "not both"),
        ({"need0_takes": "all"}, "need0_customer_chooses", "nothing to choose"),
        ({"need0_takes": "several"}, "need0_how_many", "Say how many"),
        ({"need0_how_many": "2"}, "need0_takes", "Choose several of them"),
        ({"need1_units": "4"}, "need1_candidates", "Choose at least one"),
        (
            {"fixed_starts": "6:00, 7:00"},
            "fixed_starts",
            "At Here the service fits into the opening hours at none",
        ),
        (
            {"phase0_duration_0": "23", "phase0_duration_1": "h"},
            "phase0_duration",
            "At Here this takes longer than those it needs",
        ),
        ({"fixed_starts": "noon"}, "fixed_starts", "Type times like 9:00, 11:30, 14:00"),
        ({"offered_share": "0"}, "offered_share", "Show only some of the free times"),
        ({"monthly_cap": "0"}, "monthly_cap", "At most a month"),
    ],
)
def test_what_could_never_be_is_said_in_its_row_and_nothing_typed_is_lost(
    owner: Client, typed: dict[str, object], field: str, words: str
) -> None:
    # The second row is left empty where the third is typed: the third one is still the one that is named.
    answer = _new(owner, **{"need0_candidates": ["anna"], "description": "Kept", "need2_name": "", **typed})
    assert answer.status_code == 422
    assert words in text_of(answer)
    page = answer.content.decode()
    assert "Kept" in page
    assert f'id="id_{field}_error"' in page
    sent = next(form.fields for form in Page(page).forms if "seen" in form.fields or "name" in form.fields)
    assert sent["name"] == "Laser"
    assert not models.Service.objects.filter(slug="laser").exists()


def test_skills_are_added_renamed_and_removed(owner: Client) -> None:
    assert path_of(send(owner, SKILLS, name="Laser")) == SKILLS
    assert "Laser Nobody has it yet" in text_of(owner.get(SKILLS))
    twice = send(owner, SKILLS, name="LASER")
    assert twice.status_code == 422
    assert "This is there already" in text_of(twice)
    assert path_of(send(owner, f"{SKILLS}/laser", name="<b>Light</b>")) == SKILLS
    assert "<b>Light" not in owner.get(SKILLS).content.decode()
    form = Page(owner.get(f"{SKILLS}/laser").content.decode()).form("/remove")
    assert path_of(owner.post(form.action, form.fields)) == SKILLS
    assert owner.get(f"{SKILLS}/laser").status_code == 404


def test_a_skill_that_is_asked_for_says_by_what(owner: Client, laser: str) -> None:
    _new(owner, need0_skills=[laser])
    assert "Laser Anna asked for by Laser" in text_of(owner.get(SKILLS))
    said = text_of(owner.get(f"{SKILLS}/laser"))
    assert "Laser asks for this skill. Let it ask for something else first." in said
    token = Page(owner.get(SKILLS).content.decode()).forms[-1].fields["csrfmiddlewaretoken"]
    refused = owner.post(f"{SKILLS}/laser/remove", {"csrfmiddlewaretoken": token})
    assert refused.status_code == 409
    assert "Services ask for this skill" in text_of(refused)
    assert models.Skill.objects.count() == 1


def test_a_person_has_skills_and_caps(owner: Client, laser: str) -> None:
    send(owner, "/desk/salon/resources/ben", skills=[laser], weekly_cap="12")
    ben = models.Resource.objects.get(slug="ben")
    assert (ben.daily_cap, ben.weekly_cap) == (None, 12)
    assert models.ResourceSkill.objects.filter(resource=ben).count() == 1
    page = owner.get("/desk/salon/resources/ben").content.decode()
    assert 'value="12"' in page
    send(owner, "/desk/salon/resources/ben", skills=[], weekly_cap="")
    ben.refresh_from_db()
    assert (ben.weekly_cap, models.ResourceSkill.objects.filter(resource=ben).count()) == (None, 0)
    send(owner, "/desk/salon/resources/new", name="Cleo", kind="person", skills=[laser], daily_cap="3")
    cleo = models.Resource.objects.get(slug="cleo")
    assert (cleo.daily_cap, models.ResourceSkill.objects.filter(resource=cleo).count()) == (3, 1)


def test_the_business_says_how_often_one_customer_may_come(owner: Client) -> None:
    send(owner, "/desk/salon/settings", customer_weekly_cap="3")
    assert models.Organisation.objects.get().customer_weekly_cap == 3
    assert 'value="3"' in owner.get("/desk/salon/settings").content.decode()
    assert send(owner, "/desk/salon/settings", customer_weekly_cap="0").status_code == 422
    send(owner, "/desk/salon/settings", customer_weekly_cap="")
    assert models.Organisation.objects.get().customer_weekly_cap is None


def test_who_is_the_last_with_a_skill_loses_it_only_knowingly(salon: Cast, owner: Client, laser: str) -> None:
    _new(owner, need0_skills=[laser])
    asked = send(owner, "/desk/salon/resources/anna", skills=[])
    assert asked.status_code == 409
    said = text_of(asked)
    assert "Nobody could give this any more" in said
    assert Page(asked.content.decode()).hrefs("services/laser")
    assert models.ResourceSkill.objects.count() == 1
    hurt = asked.context["hurt"]
    assert path_of(send(owner, "/desk/salon/resources/anna", skills=[], anyway=hurt.mark))
    assert not models.ResourceSkill.objects.exists()
    # Nobody is left already: what changes now changes nothing about that.
    assert path_of(send(owner, "/desk/salon/resources/anna", about="Cuts")) == "/desk/salon/resources/anna"


def test_fewer_than_a_service_takes_is_done_only_knowingly(salon: Cast, owner: Client) -> None:
    models.Resource.objects.filter(slug="chair-1").update(capacity=3)
    _new(owner, need0_candidates=["anna"], need1_candidates=["chair-1"], need1_units="3")
    page = "/desk/salon/resources/chair-1"
    form = Page(owner.get(page).content.decode()).form("/capacity")
    asked = owner.post(form.action, {**form.fields, "capacity": "2"})
    assert asked.status_code == 409
    assert "Nobody could give this any more" in text_of(asked)
    again = Page(asked.content.decode()).form("/capacity")
    assert again.fields["capacity"] == "2"
    answer = owner.post(form.action, {**again.fields, "anyway": asked.context["fewer"].mark})
    assert path_of(answer) == page
    assert models.Resource.objects.get(slug="chair-1").capacity == 2


def test_hours_without_any_of_the_fixed_times_are_kept_only_knowingly(salon: Cast, owner: Client) -> None:
    _new(owner, need0_candidates=["anna"], fixed_starts="9, 14")
    page = "/desk/salon/hours/resource/anna/weeks/new"
    late = {"opens": "10:00", "closes": "13:00"}
    typed = {f"{edge}_{day}_{pair}": "" for edge in late for day in range(7) for pair in (0, 1)}
    typed |= {f"{edge}_{day}_0": clock for edge, clock in late.items() for day in range(5)}
    asked = send(owner, page, **typed)
    assert asked.status_code == 409
    assert "Nobody could book this any more" in text_of(asked)
    assert Page(asked.content.decode()).hrefs("services/laser")


def test_rows_are_added_without_judging_what_is_typed(salon: Cast, owner: Client) -> None:
    names = {"phase0_name": "Apply", "phase1_name": "Wait", "phase1_duration_0": "x", "need1_name": "Chair"}
    grown = send(owner, f"{SERVICES}/new", **{**names, "price_minor": "dear", "another": "phase"})
    assert grown.status_code == 200
    page = grown.content.decode()
    assert "phase2_duration_0" in page
    assert "phase3_name" not in page
    assert "need2_name" not in page
    assert 'value="dear"' in page
    assert "error-summary" not in page
    assert "Step 2: Wait" in text_of(grown)
    assert "need2_units" in send(owner, f"{SERVICES}/new", **names, another="need").content.decode()
    assert models.Service.objects.count() == 3


def test_what_somebody_else_saved_is_noticed_after_another_row_too(salon: Cast, owner: Client) -> None:
    page = f"{SERVICES}/cut"
    seen = owner.get(page).context["form"].seen
    models.Service.objects.filter(slug="cut").update(price_minor=1)
    grown = send(owner, page, another="need", seen=seen)
    assert grown.context["form"].seen == seen
