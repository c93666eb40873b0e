"""Founding a business: by a link that opens once, with something to book at once."""

from datetime import time, timedelta
from threading import Barrier
from typing import Any
from unittest.mock import patch

import pytest

from holdfast.actions._people import AddressTaken
from holdfast.actions.founding import (
    Lengths,
    Outline,
    Owner,
    found_organisation,
    make_start_link,
)
from holdfast.actions.passwords import choose_password, hand_over_password_link
from holdfast.actions.staff import create_user
from holdfast.core.actor import Actor
from holdfast.core.refusal import Invalid, NotFound
from holdfast.data import models
from holdfast.queries.access import StartUsed, open_start, start_token
from holdfast.queries.availability import list_slots
from holdfast.queries.engine import Wish
from tests import cast
from tests.cast import MONDAY, NOW
from tests.races.crowd import race, refused, won

OUTLINE = Outline(
    place="Studio Sol",
    week={0: [(time(9), time(12))]},
    resource="",
    kind="person",
    role="Teacher",
    service="Lesson",
    minutes=60,
    price_minor=5000,
)


def _found(version: int = 1, **wish: Any) -> str:
    owner = Owner(name="Olga Owner", email="olga@example.org", password="a good long password")
    return found_organisation(
        **{
            "now": NOW,
            "link_version": version,
            "name": "Studio Sol",
            "owner": owner,
            "outline": OUTLINE,
            "zone": "Europe/Lisbon",
            **wish,
        }
    ).slug


@pytest.fixture
def version(db: None) -> int:
    made = make_start_link(now=NOW)
    assert made is not None
    return made[1]


def test_what_was_founded_can_be_booked_at_once(version: int) -> None:
    assert _found(version, country="PT") == "studio-sol"
    organisation = models.Organisation.objects.get()
    slots = list_slots(organisation_id=organisation.id, wish=Wish("lesson"), first=MONDAY, last=MONDAY, now=NOW)
    assert [slot.starts_at.hour for slot in slots][:1] == [9]
    assert slots[0].staff == ("olga-owner",)
    member = models.Membership.objects.get()
    assert (member.role, member.resource.slug) == ("owner", "olga-owner")
    assert member.user.check_password("a good long password")
    assert models.Location.objects.get().holiday_country == "PT"
    assert models.Journal.objects.get().kind == "organisation_founded"


def test_a_pool_of_things_of_chosen_length_is_founded_too(version: int) -> None:
    _found(
        version,
        outline=Outline(
            place="Wheels",
            week={day: [(time(9), time(18))] for day in range(7)},
            resource="City bicycles",
            kind="vehicle",
            role="Bicycle",
            service="City bicycle",
            minutes=120,
            price_minor=1000,
            capacity=5,
            lengths=Lengths(60, 480, 60),
        ),
    )
    organisation = models.Organisation.objects.get()
    wish = Wish("city-bicycle", duration=timedelta(hours=4))
    slots = list_slots(organisation_id=organisation.id, wish=wish, first=MONDAY, last=MONDAY, now=NOW)
    assert slots[0].left == 5
    assert models.Membership.objects.get().resource is None


def test_the_link_opens_once(version: int) -> None:
    token = _token()
    assert open_start(token) == version
    _found(version)
    with pytest.raises(StartUsed):
        open_start(token)
    with pytest.raises(StartUsed):
        _found(version, owner=Owner(name="Other", email="other@example.org", password="x"))
    assert models.Organisation.objects.count() == 1
    assert open_start(_token()) == version + 1


def test_a_link_that_was_never_ours_opens_nothing(version: int) -> None:
    for token in ("", "A" * 64, _token()[:-1], _token(version + 1)):
        with pytest.raises(NotFound):
            open_start(token)


def test_the_link_is_offered_only_while_there_is_no_business_of_ones_own(version: int) -> None:
    assert make_start_link(now=NOW, only_first=True)
    demo = cast.salon()
    models.Organisation.objects.filter(id=demo.id).update(is_demo=True)
    assert make_start_link(now=NOW, only_first=True)
    _found(version)
    assert make_start_link(now=NOW, only_first=True) is None
    assert make_start_link(now=NOW)


def test_a_refusal_leaves_the_link_unused(version: int) -> None:
    models.User.objects.create(email="Olga@Example.org", name="Olga", created_at=NOW)
    for why, wish in (
        (AddressTaken, {}),
        (Invalid, {"name": " "}),
        (Invalid, {"zone": "Europe/Nowhere"}),
        (Invalid, {"owner": Owner(name="O", email="no address", password="x")}),
    ):
        with pytest.raises(why):
            _found(version, **wish)
    assert open_start(_token()) == version
    assert not models.Organisation.objects.exists()


def test_somebody_with_a_log_in_founds_another_one(version: int) -> None:
    _found(version)
    user = models.User.objects.get()
    assert _found(version + 1, owner=Owner(user_id=user.id)) == "studio-sol-2"
    assert models.User.objects.count() == 1
    assert set(models.Membership.objects.values_list("user_id", "role")) == {(user.id, "owner")}


def test_a_link_for_a_password_opened_just_before_its_user_founds_a_business_gives_none(version: int) -> None:
    salon = cast.salon()
    made = {"now": NOW, "organisation_slug": salon.world.organisation.slug, "name": "N", "password": "x"}
    owner = create_user(**made, email="boss@example.org", role="owner")
    user = create_user(**made, email="nora@example.org", role="front_desk")
    who: dict[str, Any] = {"now": NOW, "organisation_id": salon.id, "user_id": user}
    link = hand_over_password_link(**who, actor=Actor("staff", owner))
    _found(version, owner=Owner(user_id=user))
    with pytest.raises(NotFound):
        choose_password(**who, link_version=link, password="another good password")


def test_whoever_is_a_moment_late_with_an_address_is_told_so(version: int) -> None:
    def let_another_be_quicker(user: models.User, password: str) -> None:
        user.password = password
        models.User.objects.create(email="OLGA@example.org", name="Quicker", password="!", created_at=NOW)

    with patch.object(models.User, "set_password", let_another_be_quicker), pytest.raises(AddressTaken):
        _found(version)


def _rush(many: int) -> list[Any]:
    assert make_start_link(now=NOW)
    owners = [Owner(name="Olga", email=f"olga{number}@example.org", password="x") for number in range(many)]
    return race([lambda owner=owner: _found(1, owner=owner) for owner in owners])


@pytest.mark.race
def test_of_many_who_use_the_link_at_once_one_founds(committed: None) -> None:
    results = _rush(8)
    assert won(results) == ["studio-sol"]
    assert refused(results) == ["start_used"] * 7
    assert models.Organisation.objects.count() == models.User.objects.count() == 1


@pytest.mark.race
@pytest.mark.control
def test_control_looking_first_and_using_it_then_lets_several_in(committed: None) -> None:
    looked = Barrier(4)

    def look_then_use(version: int) -> None:
        if models.Installation.objects.get().link_version != version:
            raise StartUsed
        looked.wait(timeout=30)
        models.Installation.objects.update(link_version=version + 1)

    with patch("holdfast.actions.founding._use_link", look_then_use):
        _rush(4)
    assert models.Membership.objects.filter(role="owner").count() > 1


def _token(version: int | None = None) -> str:
    row = models.Installation.objects.get()
    return start_token(row.public_id, row.link_version if version is None else version)
