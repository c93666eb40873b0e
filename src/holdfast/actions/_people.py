"""What the actions on people who work somewhere share."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db.models import F

from holdfast.core.actor import Actor
from holdfast.core.contact import read_email
from holdfast.core.refusal import Invalid, NotFound, Refusal
from holdfast.core.text import clean_line
from holdfast.data.locks import lock_members
from holdfast.data.models import Membership, Resource, User
from holdfast.data.scope import Scope
from holdfast.queries.access import Right, rights_of


@dataclass(eq=False)
class AddressTaken(Refusal):
    """There is a log-in with this address already."""

    code: ClassVar[str] = "address_taken"


@dataclass(eq=False)
class OwnersOnly(Refusal):
    """Only an owner may make, change or remove an owner."""

    code: ClassVar[str] = "owners_only"


@dataclass(eq=False)
class NotYourself(Refusal):
    """Nobody changes their own role or takes themselves off; somebody else has to."""

    code: ClassVar[str] = "not_yourself"


def lock_power(scope: Scope, actor: Actor) -> dict[int, str]:
    """The roles of all members, locked, where the actor may manage people at this moment.

    Refuses with `NotFound`: whoever was taken off a moment ago finds nothing here.
    """
    members = lock_members(scope)
    if actor.kind == "staff" and Right.MANAGE_PEOPLE not in _rights(members, actor):
        raise NotFound
    return members


def demand_right_over(members: dict[int, str], actor: Actor, *roles: str) -> None:
    """Refuses with `OwnersOnly` who gives or takes the role of an owner without the right to."""
    is_about_owners = Membership.Role.OWNER in roles
    if is_about_owners and actor.kind == "staff" and Right.MANAGE_OWNERS not in _rights(members, actor):
        raise OwnersOnly


def role_of(members: dict[int, str], user_id: int) -> str:
    """What somebody is here. Refuses with `NotFound`."""
    if user_id not in members:
        raise NotFound
    return members[user_id]


def demand_other(actor: Actor, user_id: int) -> None:
    """Refuses with `NotYourself` what somebody does to themselves."""
    if actor.user_id == user_id:
        raise NotYourself


def _rights(members: dict[int, str], actor: Actor) -> frozenset[Right]:
    return rights_of(members[actor.user_id]) if actor.user_id in members else frozenset()


def end_password_links(user_ids: Collection[int]) -> None:
    """Ends links for a new password that were handed over and not used yet."""
    User.objects.filter(id__in=user_ids).update(link_version=F("link_version") + 1)


def read_role(role: str) -> str:
    """A role that exists. Refuses with `Invalid`."""
    if role not in Membership.Role.values:
        raise Invalid(field="role", reason=f"must be one of {', '.join(Membership.Role.values)}")
    return role


def read_person(scope: Scope, role: str, slug: str | None) -> int | None:
    """The person of the calendar who somebody is; a specialist is one of them. Refuses with `Invalid`."""
    if not slug:
        if role == Membership.Role.SPECIALIST:
            raise Invalid(field="person", reason="required")
        return None
    found = scope.of(Resource).filter(slug=slug, kind="person").values_list("id", flat=True).first()
    if found is None:
        raise Invalid(field="person", reason="is unknown")
    return found


def make_user(*, email: str, name: str, password: str, now: datetime) -> User:
    """A new log-in. Refuses with `Invalid`, and with `AddressTaken` also whoever is a moment late."""
    user = User(email=read_email(email), name=clean_line(name, field="name", longest=120), created_at=now)
    if User.objects.filter(email__iexact=user.email).exists():
        raise AddressTaken
    user.set_password(password)
    User.objects.bulk_create([user], ignore_conflicts=True)
    made = User.objects.filter(email__iexact=user.email, password=user.password).first()
    if made is None:
        raise AddressTaken
    return made
