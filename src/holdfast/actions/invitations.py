"""Inviting somebody to work here, by a link."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from holdfast.actions._journal import Fact, record
from holdfast.actions._people import (
    demand_right_over,
    end_password_links,
    lock_power,
    make_user,
    read_person,
    read_role,
)
from holdfast.actions._transaction import action
from holdfast.actions.staff import AlreadyMember
from holdfast.core.actor import Actor
from holdfast.core.contact import read_email
from holdfast.core.refusal import NotFound, Refusal
from holdfast.core.text import clean_line
from holdfast.data.locks import lock_invitation, lock_members
from holdfast.data.models import Invitation, Membership, User
from holdfast.data.scope import Scope
from holdfast.queries.access import Right, rights_of

VALID_FOR = timedelta(days=14)


@dataclass(eq=False)
class InvitationEnded(Refusal):
    """This invitation has been used or taken back, or is too old."""

    code: ClassVar[str] = "invitation_ended"


@action()
def invite(
    *,
    now: datetime,
    organisation_id: int,
    name: str,
    email: str,
    role: str,
    person_slug: str | None,
    actor: Actor,
) -> UUID:
    """Invites somebody for two weeks; the invitation's public id, of which its link is made.

    Refuses with `Invalid`, `OwnersOnly`, `AlreadyMember`. Locks the members.
    """
    scope = Scope(organisation_id)
    demand_right_over(lock_power(scope, actor), actor, read_role(role))
    address = read_email(email) if email else ""
    if address and scope.of(Membership).filter(user__email__iexact=address).exists():
        raise AlreadyMember
    assert actor.user_id is not None  # noqa: S101 - a link says who invites
    invitation = Invitation.objects.create(
        organisation_id=organisation_id,
        name=clean_line(name, field="name", longest=120),
        email=address,
        role=role,
        resource_id=read_person(scope, role, person_slug),
        invited_by_id=actor.user_id,
        created_at=now,
        expires_at=now + VALID_FOR,
    )
    record(scope, actor, now, [Fact("member_invited", None, {"invitation": invitation.id, "role": role})])
    return invitation.public_id


@action()
def take_back_invitation(*, now: datetime, organisation_id: int, public_id: UUID, actor: Actor) -> None:
    """Ends an invitation nobody has accepted, and its link.

    Refuses with `NotFound`, `OwnersOnly`, `InvitationEnded`. Locks the invitation, then the members.
    """
    scope = Scope(organisation_id)
    invitation = _locked(scope, public_id=public_id)
    demand_right_over(lock_power(scope, actor), actor, invitation.role)
    if invitation.accepted_at is not None:
        raise InvitationEnded
    # Its link still opens, to say that it is over.
    scope.of(Invitation).filter(id=invitation.id).update(expires_at=min(now, invitation.expires_at))
    record(scope, actor, now, [Fact("invitation_taken_back", None, {"invitation": invitation.id})])


@action()
def join(*, now: datetime, organisation_id: int, invitation_id: int, user_id: int) -> None:
    """Somebody with a log-in accepts an invitation; where it names an address, only who logs in with that.

    Refuses with `NotFound`, `InvitationEnded`, `AlreadyMember`. Locks the invitation, then the members.
    """
    scope = Scope(organisation_id)
    user = User.objects.filter(id=user_id, is_active=True).first()
    if user is None:
        raise NotFound
    invitation = _open(scope, invitation_id, now)
    if invitation.email and invitation.email.lower() != user.email.lower():
        raise NotFound
    _accept(scope, invitation, user, now)


@action()
def join_newly(
    *, now: datetime, organisation_id: int, invitation_id: int, name: str, email: str, password: str
) -> int:
    """Somebody without a log-in makes one and accepts an invitation; the new user.

    The password has been checked by Django's validators. Where the invitation names an address it is that one.
    Refuses with `InvitationEnded`, `AddressTaken`, `Invalid`. Locks the invitation, then the members.
    """
    scope = Scope(organisation_id)
    invitation = _open(scope, invitation_id, now)
    user = make_user(email=invitation.email or email, name=name, password=password, now=now)
    _accept(scope, invitation, user, now)
    return user.id


def _locked(scope: Scope, **key: object) -> Invitation:
    found = scope.of(Invitation).filter(**key).values_list("id", flat=True).first()
    if found is None:
        raise NotFound
    lock_invitation(scope, found)
    return scope.of(Invitation).get(id=found)


def _open(scope: Scope, invitation_id: int, now: datetime) -> Invitation:
    """The invitation, locked, if it can be accepted and whoever invited may still do so."""
    invitation = _locked(scope, id=invitation_id)
    if invitation.accepted_at is not None or invitation.expires_at <= now:
        raise InvitationEnded
    role = lock_members(scope).get(invitation.invited_by_id)
    needed = {Right.MANAGE_PEOPLE} | ({Right.MANAGE_OWNERS} if invitation.role == "owner" else set())
    if role is None or not needed <= rights_of(role):
        raise InvitationEnded
    return invitation


def _accept(scope: Scope, invitation: Invitation, user: User, now: datetime) -> None:
    if scope.of(Membership).filter(user=user).exists():
        raise AlreadyMember
    # Whoever handed over a link for a new password did so for less power.
    end_password_links([user.id])
    scope.of(Invitation).filter(id=invitation.id).update(accepted_at=now)
    Membership.objects.create(
        organisation_id=scope.organisation_id,
        user=user,
        role=invitation.role,
        resource_id=invitation.resource_id,
        created_at=now,
    )
    facts = {"user": user.id, "role": invitation.role, "invitation": invitation.id}
    record(scope, Actor("staff", user.id), now, [Fact("member_added", None, facts)])
