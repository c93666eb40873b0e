"""Two accept one invitation, two owners take each other's role, at the same moment."""

from collections.abc import Callable
from typing import Any

import pytest

from holdfast.actions.invitations import invite, join_newly
from holdfast.actions.staff import change_member, create_user
from holdfast.core.actor import Actor
from holdfast.data import locks, models
from tests import cast
from tests.cast import NOW, Cast
from tests.races.crowd import race, refused, won

pytestmark = pytest.mark.usefixtures("arena")
PASSWORD = "a good long password"


def _owner(salon: Cast, number: int) -> int:
    return create_user(
        now=NOW,
        organisation_slug=salon.world.organisation.slug,
        email=f"owner{number}@example.org",
        name="Olga",
        password=PASSWORD,
        role="owner",
    )


def _accepting(salon: Cast, owner: int) -> list[Callable[[], Any]]:
    public_id = invite(
        now=NOW,
        organisation_id=salon.id,
        name="Nora",
        email="",
        role="front_desk",
        person_slug=None,
        actor=Actor("staff", owner),
    )
    invitation = models.Invitation.objects.get(public_id=public_id)
    return [
        lambda number=number: join_newly(
            now=NOW,
            organisation_id=salon.id,
            invitation_id=invitation.id,
            name="Nora",
            email=f"nora{invitation.id}-{number}@example.org",
            password=PASSWORD,
        )
        for number in range(8)
    ]


def _demoting(salon: Cast, one: int, other: int) -> list[Callable[[], Any]]:
    return [
        lambda actor=actor, user=user: change_member(
            now=NOW,
            organisation_id=salon.id,
            user_id=user,
            role="manager",
            person_slug=None,
            actor=Actor("staff", actor),
        )
        for actor, user in ((one, other), (other, one))
    ]


def test_of_eight_who_accept_one_invitation_one_joins() -> None:
    salon = cast.salon()
    owner = _owner(salon, 1)
    for _ in range(3):
        before = models.Membership.objects.count()
        results = race(_accepting(salon, owner))
        assert len(won(results)) == 1
        assert refused(results) == ["invitation_ended"] * 7
        assert models.Membership.objects.count() == before + 1


@pytest.mark.control
def test_control_without_the_lock_several_join(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "_LOCK_INVITATION", locks._LOCK_INVITATION.replace("FOR UPDATE", ""))
    monkeypatch.setattr(locks, "_LOCK_MEMBERS", locks._LOCK_MEMBERS.replace("FOR UPDATE", ""))
    salon = cast.salon()
    owner = _owner(salon, 1)
    assert max(len(won(race(_accepting(salon, owner)))) for _ in range(5)) > 1


def test_two_owners_who_demote_each_other_leave_one() -> None:
    salon = cast.salon()
    for number in range(5):
        one, other = _owner(salon, 2 * number), _owner(salon, 2 * number + 1)
        results = race(_demoting(salon, one, other))
        assert len(won(results)) == 1
        assert set(refused(results)) <= {"not_found", "owners_only"}
        assert models.Membership.objects.filter(user_id__in=[one, other], role="owner").count() == 1


@pytest.mark.control
def test_control_without_the_lock_no_owner_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "_LOCK_MEMBERS", locks._LOCK_MEMBERS.replace("FOR UPDATE", ""))
    salon = cast.salon()
    left = []
    for number in range(10):
        one, other = _owner(salon, 2 * number), _owner(salon, 2 * number + 1)
        race(_demoting(salon, one, other))
        left.append(models.Membership.objects.filter(user_id__in=[one, other], role="owner").count())
    assert min(left) == 0
