"""People who log in."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from holdfast.actions._journal import Fact, record
from holdfast.actions._transaction import action
from holdfast.core.actor import SYSTEM
from holdfast.core.contact import read_email
from holdfast.core.refusal import Invalid, Refusal
from holdfast.core.text import clean_line
from holdfast.data.models import Membership, Resource, User
from holdfast.data.scope import Scope
from holdfast.queries.organisations import get_organisation


@dataclass(eq=False)
class AlreadyMember(Refusal):
    """This person already works in this organisation."""

    code: ClassVar[str] = "already_member"


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
    if role not in Membership.Role.values:
        raise Invalid(field="role", reason=f"must be one of {', '.join(Membership.Role.values)}")
    address = read_email(email)
    user = User.objects.filter(email__iexact=address).first()
    if user is None:
        user = User(email=address, name=clean_line(name, field="name", longest=120), created_at=now)
        user.set_password(password)
        user.save(force_insert=True)
    if scope.of(Membership).filter(user=user).exists():
        raise AlreadyMember
    resource_id = None
    if resource_slug is not None:
        resource_id = scope.of(Resource).filter(slug=resource_slug).values_list("id", flat=True).first()
        if resource_id is None:
            raise Invalid(field="resource", reason="is unknown")
    Membership.objects.create(
        organisation_id=organisation.id, user=user, role=role, resource_id=resource_id, created_at=now
    )
    record(scope, SYSTEM, now, [Fact("member_added", None, {"user": user.id, "role": role})])
    return user.id
