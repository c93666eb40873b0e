"""New passwords for those who forgot theirs."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.contrib.auth.hashers import make_password
from django.db.models import F

from holdfast.actions._journal import Fact, record
from holdfast.actions._people import demand_other, demand_right_over, end_password_links, lock_power, role_of
from holdfast.actions._transaction import action
from holdfast.core.actor import SYSTEM, Actor
from holdfast.core.refusal import NotFound, Refusal
from holdfast.data.models import Membership, User
from holdfast.data.scope import Scope


@dataclass(eq=False)
class WorksElsewhere(Refusal):
    """This person also works in another organisation, so nobody here can give them a new password."""

    code: ClassVar[str] = "works_elsewhere"


@action()
def hand_over_password_link(*, now: datetime, organisation_id: int, user_id: int, actor: Actor) -> int:
    """Notes that a link for a new password is handed over; the version it is made of. Earlier ones end.

    Refuses with `NotFound`, `OwnersOnly`, `NotYourself`, and with `WorksElsewhere` where the log-in has power in
    another business too. Locks the members.
    """
    scope = Scope(organisation_id)
    members = lock_power(scope, actor)
    demand_right_over(members, actor, role_of(members, user_id))
    demand_other(actor, user_id)
    if Membership.objects.filter(user_id=user_id).exclude(organisation_id=organisation_id).exists():
        raise WorksElsewhere
    end_password_links([user_id])
    record(scope, actor, now, [Fact("password_link_made", None, {"user": user_id})])
    return User.objects.values_list("link_version", flat=True).get(id=user_id)


@action()
def choose_password(
    *, now: datetime, organisation_id: int, user_id: int, link_version: int, password: str
) -> None:
    """Gives somebody the password they chose by a link, and ends all their sessions; the link is used then.

    The password has been checked by Django's validators. Refuses with `NotFound` whoever uses a link second.
    """
    used = User.objects.filter(id=user_id, link_version=link_version, is_active=True).update(
        link_version=link_version + 1, password=make_password(password)
    )
    if not used:
        raise NotFound
    record(
        Scope(organisation_id), Actor("staff", user_id), now, [Fact("password_changed", None, {"user": user_id})]
    )


@action()
def replace_password(*, now: datetime, email: str, password: str) -> None:
    """Gives the log-in of an address another password, and ends its sessions and links; for whoever runs this.

    The password has been checked by Django's validators. Refuses with `NotFound`.
    """
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        raise NotFound
    User.objects.filter(id=user.id).update(link_version=F("link_version") + 1, password=make_password(password))
    for organisation_id in Membership.objects.filter(user=user).values_list("organisation_id", flat=True):
        record(Scope(organisation_id), SYSTEM, now, [Fact("password_changed", None, {"user": user.id})])
