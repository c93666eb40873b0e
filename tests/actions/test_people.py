"""What the actions on people refuse, whatever the page showed."""

from collections.abc import Callable
from typing import Any

import pytest

from holdfast.actions._people import NotYourself, OwnersOnly
from holdfast.actions.invitations import InvitationEnded, invite, join, join_newly, take_back_invitation
from holdfast.actions.passwords import WorksElsewhere, choose_password, hand_over_password_link, replace_password
from holdfast.actions.staff import LastOwner, change_member, create_user, remove_member
from holdfast.core.actor import SYSTEM, Actor
from holdfast.core.refusal import Invalid, NotFound
from holdfast.data import models
from tests import cast
from tests.cast import NOW, Cast

PASSWORD = "a good long password"


@pytest.fixture
def salon(db: None) -> Cast:
    return cast.salon()


def _user(business: Cast, role: str, email: str = "") -> Actor:
    slug = business.world.organisation.slug
    return Actor(
        "staff",
        create_user(
            now=NOW,
            organisation_slug=slug,
            email=email or f"{role}@example.org",
            name=role.title(),
            password=PASSWORD,
            role=role,
        ),
    )


def _invite(
    business: Cast, actor: Actor, role: str = "front_desk", person: str | None = None
) -> models.Invitation:
    public_id = invite(
        now=NOW, organisation_id=business.id, name="Nora", email="", role=role, person_slug=person, actor=actor
    )
    return models.Invitation.objects.get(public_id=public_id)


def _deeds(business: Cast, actor: Actor, user: Actor, role: str) -> dict[str, Callable[[], Any]]:
    who: dict[str, Any] = {"now": NOW, "organisation_id": business.id, "user_id": user.user_id, "actor": actor}
    return {
        "change": lambda: change_member(**who, role=role, person_slug=None),
        "remove": lambda: remove_member(**who),
        "password": lambda: hand_over_password_link(**who),
    }


@pytest.mark.parametrize("deed", ["change", "remove", "password"])
def test_an_owner_is_an_owners_business(salon: Cast, deed: str) -> None:
    owner, manager = _user(salon, "owner"), _user(salon, "manager")
    with pytest.raises(OwnersOnly):
        _deeds(salon, manager, owner, "front_desk")[deed]()


@pytest.mark.parametrize("deed", ["change", "remove", "password"])
def test_nobody_does_it_to_themselves(salon: Cast, deed: str) -> None:
    _user(salon, "owner", "another@example.org")
    owner = _user(salon, "owner")
    with pytest.raises(NotYourself):
        _deeds(salon, owner, owner, "manager")[deed]()


@pytest.mark.parametrize("deed", ["change", "remove", "password"])
@pytest.mark.parametrize("role", ["front_desk", "specialist"])
def test_whoever_may_not_manage_people_finds_nothing(salon: Cast, deed: str, role: str) -> None:
    actor, manager = _user(salon, role), _user(salon, "manager")
    with pytest.raises(NotFound):
        _deeds(salon, actor, manager, "specialist")[deed]()


@pytest.mark.parametrize("deed", ["change", "remove", "password"])
def test_somebody_of_another_business_is_not_found(salon: Cast, deed: str) -> None:
    other = cast.salon("other")
    owner, foreign = _user(salon, "owner"), _user(other, "manager")
    with pytest.raises(NotFound):
        _deeds(salon, owner, foreign, "front_desk")[deed]()
    with pytest.raises(NotFound):
        _deeds(other, owner, foreign, "front_desk")[deed]()


def test_the_last_owner_stays(salon: Cast) -> None:
    owner = _user(salon, "owner")
    for deed in ("change", "remove"):
        with pytest.raises(LastOwner):
            _deeds(salon, SYSTEM, owner, "manager")[deed]()


def test_nobody_raises_themselves_by_an_invitation(salon: Cast) -> None:
    with pytest.raises(OwnersOnly):
        _invite(salon, _user(salon, "manager"), "owner")
    with pytest.raises(NotFound):
        _invite(salon, _user(salon, "front_desk"), "specialist", "anna")


@pytest.mark.parametrize("person", [None, "", "nobody", "chair-1"])
def test_a_specialist_is_a_person_of_the_calendar(salon: Cast, person: str | None) -> None:
    with pytest.raises(Invalid) as refused:
        _invite(salon, _user(salon, "owner"), "specialist", person)
    assert refused.value.field == "person"


def test_an_invitation_falls_with_who_made_it(salon: Cast) -> None:
    owner, manager = _user(salon, "owner"), _user(salon, "manager")
    invitation = _invite(salon, manager)
    _deeds(salon, owner, manager, "front_desk")["change"]()
    with pytest.raises(InvitationEnded):
        join_newly(
            now=NOW,
            organisation_id=salon.id,
            invitation_id=invitation.id,
            name="Nora",
            email="nora@example.org",
            password=PASSWORD,
        )
    assert not models.User.objects.filter(email="nora@example.org").exists()


def test_an_invitation_of_another_business_is_not_found(salon: Cast) -> None:
    other = cast.salon("other")
    owner, foreign = _user(salon, "owner"), _user(other, "owner", "foreign@example.org")
    invitation = _invite(salon, owner)
    with pytest.raises(NotFound):
        take_back_invitation(now=NOW, organisation_id=other.id, public_id=invitation.public_id, actor=foreign)
    with pytest.raises(NotFound):
        join(now=NOW, organisation_id=other.id, invitation_id=invitation.id, user_id=foreign.user_id or 0)


def test_nobody_hands_over_a_log_in_that_opens_another_business(salon: Cast) -> None:
    other = cast.salon("other")
    owner, both = _user(salon, "owner"), _user(salon, "front_desk", "both@example.org")
    _user(other, "specialist", "both@example.org")
    with pytest.raises(WorksElsewhere):
        _deeds(salon, owner, both, "")["password"]()


def test_a_link_for_a_password_is_used_once(salon: Cast) -> None:
    owner, nora = _user(salon, "owner"), _user(salon, "front_desk")
    version = _deeds(salon, owner, nora, "")["password"]()
    chosen: dict[str, Any] = {
        "now": NOW,
        "organisation_id": salon.id,
        "user_id": nora.user_id,
        "link_version": version,
    }
    choose_password(**chosen, password="another good password")
    with pytest.raises(NotFound):
        choose_password(**chosen, password="a third good password")
    assert models.User.objects.get(id=nora.user_id).check_password("another good password")


def _chooses(business: Cast, user: Actor, version: int) -> None:
    choose_password(
        now=NOW,
        organisation_id=business.id,
        user_id=user.user_id or 0,
        link_version=version,
        password="another good password",
    )


@pytest.mark.parametrize(("maker", "role"), [("manager", ""), ("manager", "specialist"), ("owner", "manager")])
def test_a_link_for_a_password_does_not_outlive_the_power_of_who_may_have_kept_it(
    salon: Cast, maker: str, role: str
) -> None:
    owner, nora = _user(salon, "owner", "first@example.org"), _user(salon, "front_desk")
    keeper = _user(salon, maker, "keeper@example.org")
    version = _deeds(salon, keeper, nora, "")["password"]()
    who: dict[str, Any] = {
        "now": NOW,
        "organisation_id": salon.id,
        "user_id": keeper.user_id,
        "actor": owner,
    }
    if role:
        change_member(**who, role=role, person_slug="anna")
    else:
        remove_member(**who)
    with pytest.raises(NotFound):
        _chooses(salon, nora, version)


def test_a_link_for_a_password_stays_when_somebody_gets_power(salon: Cast) -> None:
    owner, nora, other = _user(salon, "owner"), _user(salon, "front_desk"), _user(salon, "specialist")
    version = _deeds(salon, owner, nora, "")["password"]()
    _deeds(salon, owner, other, "manager")["change"]()
    _chooses(salon, nora, version)


def test_a_link_opened_just_before_its_user_joins_another_business_gives_no_password(salon: Cast) -> None:
    other = cast.salon("other")
    owner, nora = _user(salon, "owner"), _user(salon, "front_desk", "nora@example.org")
    version = _deeds(salon, owner, nora, "")["password"]()
    assert _user(other, "owner", "nora@example.org") == nora
    with pytest.raises(NotFound):
        _chooses(salon, nora, version)


def test_whoever_runs_the_machine_gives_anybody_a_password(salon: Cast) -> None:
    nora = _user(salon, "owner")
    replace_password(now=NOW, email="OWNER@example.org", password="another good password")
    assert models.User.objects.get(id=nora.user_id).check_password("another good password")
    with pytest.raises(NotFound):
        replace_password(now=NOW, email="nobody@example.org", password="another good password")


def test_the_journal_names_nobody(salon: Cast) -> None:
    owner, nora = _user(salon, "owner"), _user(salon, "front_desk")
    _invite(salon, owner)
    for deed in ("change", "password", "remove"):
        _deeds(salon, owner, nora, "manager")[deed]()
    written = list(models.Journal.objects.order_by("id").values_list("kind", "facts"))
    assert [kind for kind, _ in written] == [
        "member_added",
        "member_added",
        "member_invited",
        "member_changed",
        "password_link_made",
        "member_removed",
    ]
    assert "example.org" not in str(written)
    assert "Nora" not in str(written)
