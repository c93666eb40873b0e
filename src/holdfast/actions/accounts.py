"""What somebody with a log-in changes of it, wherever they work."""

from datetime import datetime

from holdfast.actions._journal import Fact, record
from holdfast.actions._transaction import action
from holdfast.core.actor import Actor
from holdfast.core.text import clean_line
from holdfast.data.models import Membership, User
from holdfast.data.scope import Scope


@action()
def rename_user(*, now: datetime, user_id: int, name: str) -> None:
    """Changes how somebody is called at the desk. Refuses with `Invalid`. Locks nothing."""
    User.objects.filter(id=user_id).update(name=clean_line(name, field="name", longest=120))
    for organisation_id in Membership.objects.filter(user_id=user_id).values_list("organisation_id", flat=True):
        record(
            Scope(organisation_id), Actor("staff", user_id), now, [Fact("member_renamed", None, {"user": user_id})]
        )
