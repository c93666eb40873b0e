"""What a service requires, from rows to seats: by kind and skill, several, all, another each phase, two named."""

from datetime import timedelta
from typing import Any

import pytest

from holdfast.actions._definitions import raise_version
from holdfast.actions.holds import SlotTaken
from holdfast.core.refusal import Invalid
from holdfast.data import models
from holdfast.queries.availability import list_slots
from holdfast.queries.engine import Wish
from tests import cast
from tests.cast import ALWAYS, MONDAY, NOW, Cast, Need, Offered, Thing

pytestmark = pytest.mark.usefixtures("committed")
PEOPLE = ("ana", "ben", "cleo", "dan")
ROOMS = ("blue", "green")


def _studio(needs: list[Need], phases: list[tuple[str, int]] | None = None) -> Cast:
    things = [Thing(one, one.title(), "person") for one in PEOPLE]
    things += [Thing(one, one.title(), "room") for one in ROOMS]
    service = Offered("class", "Class", "", 0, phases or [("Class", 60)], needs)
    return cast.make("studio", "Europe/Berlin", ALWAYS, things, [service])


def _set(studio: Cast, name: str, **values: Any) -> models.Requirement:
    studio.scope.of(models.Requirement).filter(name=name).update(**values)
    raise_version(studio.scope)
    return studio.scope.of(models.Requirement).get(name=name)


def _teach(studio: Cast, skill: str, *who: str) -> models.Skill:
    taught = models.Skill.objects.create(organisation_id=studio.id, slug=skill, name=skill.title())
    for resource in studio.scope.of(models.Resource).filter(slug__in=who):
        models.ResourceSkill.objects.create(organisation_id=studio.id, resource=resource, skill=taught)
    raise_version(studio.scope)
    return taught


def _staffed(studio: Cast, clock: str = "10:00", **wish: Any) -> dict[str, list[str]]:
    """Who fills which requirement of a booking."""
    booked = studio.booking(studio.book("class", clock, **wish))
    found: dict[str, list[str]] = {}
    for one in studio.scope.of(models.Assignment).filter(booking=booked).order_by("resource__slug"):
        found.setdefault(one.requirement.name, []).append(one.resource.slug)
    return found


def test_two_of_four_come_and_a_third_pair_is_one_too_many() -> None:
    studio = _studio([Need("Team", PEOPLE)])
    _set(studio, "Team", how_many=2)
    first, second = _staffed(studio)["Team"], _staffed(studio)["Team"]
    assert sorted(first + second) == sorted(PEOPLE)
    with pytest.raises(SlotTaken):
        studio.hold("class")


def test_all_of_several_are_taken_together() -> None:
    studio = _studio([Need("Rooms", ROOMS)])
    _set(studio, "Rooms", takes_all=True)
    assert _staffed(studio) == {"Rooms": ["blue", "green"]}
    with pytest.raises(SlotTaken):
        studio.hold("class")


def test_what_is_taken_together_cannot_be_had_while_a_part_is_out_of_use() -> None:
    studio = _studio([Need("Rooms", ROOMS)])
    _set(studio, "Rooms", takes_all=True)
    studio.scope.of(models.Resource).filter(slug="green").update(is_active=False)
    raise_version(studio.scope)
    assert list_slots(organisation_id=studio.id, wish=Wish("class"), first=MONDAY, last=MONDAY, now=NOW) == []


def test_whoever_has_all_the_skills_may_come_also_who_learns_them_later() -> None:
    studio = _studio([Need("Teacher", ())])
    yoga, dance = _teach(studio, "yoga", "ana", "ben", "blue"), _teach(studio, "dance", "ben")
    teacher = _set(studio, "Teacher", kind="person")
    for skill in (yoga, dance):
        models.RequirementSkill.objects.create(organisation_id=studio.id, requirement=teacher, skill=skill)
    raise_version(studio.scope)
    assert _staffed(studio) == {"Teacher": ["ben"]}
    with pytest.raises(SlotTaken):
        studio.hold("class")
    ana = studio.scope.of(models.Resource).get(slug="ana")
    models.ResourceSkill.objects.create(organisation_id=studio.id, resource=ana, skill=dance)
    raise_version(studio.scope)
    assert _staffed(studio) == {"Teacher": ["ana"]}


def test_any_room_is_any_room_of_the_place() -> None:
    studio = _studio([Need("Room", ())])
    _set(studio, "Room", kind="room")
    assert sorted([*_staffed(studio)["Room"], *_staffed(studio)["Room"]]) == ["blue", "green"]


def test_who_began_ends_unless_another_may() -> None:
    phases = [("Begin", 60), ("End", 60)]
    studio = _studio([Need("Teacher", ("ana", "ben"))], phases)
    first = studio.scope.of(models.Resource).get(slug="ana")
    second = studio.scope.of(models.Resource).get(slug="ben")
    blocked = [(first, studio.at("11:00")), (second, studio.at("10:00"))]
    for resource, at in blocked:
        models.Block.objects.create(
            organisation_id=studio.id, resource=resource, during=(at, at + timedelta(hours=1))
        )
    raise_version(studio.scope)
    with pytest.raises(SlotTaken):
        studio.hold("class", "10:00")
    _set(studio, "Teacher", keeps=False)
    assert _staffed(studio) == {"Teacher": ["ana", "ben"]}


def test_the_same_person_may_fill_each_phase_anew() -> None:
    studio = _studio([Need("Teacher", ("ana",))], [("Begin", 60), ("End", 60)])
    _set(studio, "Teacher", keeps=False)
    assert _staffed(studio) == {"Teacher": ["ana"]}
    assert studio.scope.of(models.Allocation).count() == 2


def test_customers_name_a_person_and_a_room() -> None:
    needs = [Need("Teacher", PEOPLE, customer_chooses=True), Need("Room", ROOMS, customer_chooses=True)]
    studio = _studio(needs)
    assert _staffed(studio, staff="cleo,green") == {"Teacher": ["cleo"], "Room": ["green"]}
    assert _staffed(studio, staff="blue")["Room"] == ["blue"]
    with pytest.raises(SlotTaken):
        studio.hold("class", staff="dan,blue")
    with pytest.raises(Invalid):
        studio.hold("class", "12:00", staff="dan,red")
    slots = list_slots(
        organisation_id=studio.id, wish=Wish("class", None, "green,dan"), first=MONDAY, last=MONDAY, now=NOW
    )
    assert slots[0].staff == ("dan",)


def test_a_gap_too_short_for_anything_is_not_left() -> None:
    studio = _studio([Need("Teacher", ("ana",))])
    _set(studio, "Teacher", least_gap=timedelta(minutes=45))
    studio.book("class", "10:00")
    offered = {
        slot.starts_at
        for slot in list_slots(organisation_id=studio.id, wish=Wish("class"), first=MONDAY, last=MONDAY, now=NOW)
    }
    assert {
        clock: studio.at(clock) in offered for clock in ("08:15", "08:30", "09:00", "11:00", "11:30", "11:45")
    } == {
        "08:15": True,
        "08:30": False,
        "09:00": True,
        "11:00": True,
        "11:30": False,
        "11:45": True,
    }
