"""People who log in, and their roles."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from holdfast.actions._journal import Fact, record
from holdfast.actions._people import (
    demand_other,
    demand_right_over,
    end_password_links,
    lock_power,
    make_user,
    read_person,
    read_role,
    role_of,
)
from holdfast.actions._transaction import action
from holdfast.core.actor import SYSTEM, Actor
from holdfast.core.contact import read_email
from holdfast.core.refusal import Refusal
from holdfast.data.models import Membership, User
from holdfast.data.scope import Scope
from holdfast.queries.access import Right, rights_of
from holdfast.queries.organisations import get_organisation


@dataclass(eq=False)
class AlreadyMember(Refusal):
    """This person already works in this organisation."""

    code: ClassVar[str] = "already_member"


@dataclass(eq=False)
class LastOwner(Refusal):
    """A business needs an owner: make somebody else one first."""

    code: ClassVar[str] = "last_owner"


@action()
def create_user(
    *,
    now: datetime,
    organisation_slug: str,
    email: str,
    name: str,
    password: str,
    role: str,
    resource_slug: str | None = None,
) -> int:
    """Gives a person a role in an organisation; who has a log-in already keeps name and password.

    The password has been checked by Django's validators. Refuses with `NotFound`, `Invalid`, `AlreadyMember`.
    """
    organisation = get_organisation(organisation_slug)
    scope = Scope(organisation.id)
    read_role(role)
    user = User.objects.filter(email__iexact=read_email(email)).first()
    if user is None:
        user = make_user(email=email, name=name, password=password, now=now)
    else:
        # Whoever handed over a link for a new password did so for less power.
        end_password_links([user.id])
    if scope.of(Membership).filter(user=user).exists():
        raise AlreadyMember
    resource_id = read_person(scope, role, resource_slug) if resource_slug else None
    Membership.objects.create(
        organisation_id=organisation.id, user=user, role=role, resource_id=resource_id, created_at=now
    )
    record(scope, SYSTEM, now, [Fact("member_added", None, {"user": user.id, "role": role})])
    return user.id


@action()
def change_member(
    *, now: datetime, organisation_id: int, user_id: int, role: str, person_slug: str | None, actor: Actor
) -> None:
    """Changes what somebody is here, and whom of the calendar; of oneself only the latter.

    Links for a new password that were handed over before end, since they were made for less power; those of all
    who work here, where somebody may manage people no more. Refuses with `NotFound`, `Invalid`, `OwnersOnly`,
    `NotYourself`, `LastOwner`. Locks the members.
    """
    scope = Scope(organisation_id)
    members = lock_power(scope, actor)
    before = role_of(members, user_id)
    demand_right_over(members, actor, before, read_role(role))
    if before != role:
        demand_other(actor, user_id)
        _demand_owner_left(members, user_id, role)
        end_password_links(members if _loses_people(before, role) else [user_id])
    resource_id = read_person(scope, role, person_slug)
    scope.of(Membership).filter(user_id=user_id).update(role=role, resource_id=resource_id)
    record(scope, actor, now, [Fact("member_changed", None, {"user": user_id, "role": role})])


@action()
def remove_member(*, now: datetime, organisation_id: int, user_id: int, actor: Actor) -> None:
    """Takes somebody off; what they did stays in the journal.

    Links for a new password that were handed over to anybody here before end: whoever goes may have kept some.
    Refuses with `NotFound`, `OwnersOnly`, `NotYourself`, `LastOwner`. Locks the members.
    """
    scope = Scope(organisation_id)
    members = lock_power(scope, actor)
    demand_right_over(members, actor, role_of(members, user_id))
    demand_other(actor, user_id)
    _demand_owner_left(members, user_id, "")
    end_password_links(members)
    scope.of(Membership).filter(user_id=user_id).delete()
    record(scope, actor, now, [Fact("member_removed", None, {"user": user_id})])


def _loses_people(before: str, role: str) -> bool:
    return not (rights_of(before) - rights_of(role)).isdisjoint({Right.MANAGE_PEOPLE, Right.MANAGE_OWNERS})


def _demand_owner_left(members: dict[int, str], user_id: int, role: str) -> None:
    after = {**members, user_id: role}
    if members.get(user_id) == Membership.Role.OWNER and Membership.Role.OWNER not in after.values():
        raise LastOwner
