"""Who works in an organisation, who is invited, and whom of the calendar they can be."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from holdfast.core.refusal import NotFound
from holdfast.data.models import Invitation, Resource
from holdfast.data.scope import Scope
from holdfast.queries.access import Member, Right


@dataclass(frozen=True, slots=True)
class WorkerView:
    """Somebody who works here; `person` is whom of the calendar they are, `may_change` whether the viewer may."""

    user_id: int
    public_id: UUID
    name: str
    email: str
    role: str
    person_slug: str | None
    person_name: str | None
    last_login_at: datetime | None
    works_elsewhere: bool
    is_viewer: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class InvitationView:
    """An invitation as whoever manages people sees it, and whoever was invited.

    Only the inviter (`inviter_id`) is shown its link: it ends with their power, not with that of anybody else.
    """

    id: int
    public_id: UUID
    token_version: int
    name: str
    email: str
    role: str
    person_name: str | None
    inviter_id: int
    invited_by: str
    expires_at: datetime
    is_over: bool


_WORKERS = """
SELECT u.id, u.public_id, u.name, u.email, m.role, r.slug, r.name, u.last_login,
       EXISTS (SELECT FROM holdfast_membership o WHERE o.user_id = u.id AND o.organisation_id <> m.organisation_id)
FROM holdfast_membership m JOIN holdfast_user u ON u.id = m.user_id
LEFT JOIN holdfast_resource r ON r.organisation_id = m.organisation_id AND r.id = m.resource_id
WHERE m.organisation_id = %(org)s::bigint AND u.is_active
ORDER BY array_position(ARRAY['owner', 'manager', 'front_desk', 'specialist'], m.role::text), lower(u.name), u.id
"""


def workers(member: Member) -> list[WorkerView]:
    """All who work here, owners first."""
    return [
        WorkerView(*(*row, row[0] == member.user_id, _may_change(member, row[4])))
        for row in Scope(member.organisation.id).rows(_WORKERS)
    ]


def get_worker(member: Member, public_id: UUID) -> WorkerView:
    """One who works here. Refuses with `NotFound`."""
    found = next((one for one in workers(member) if one.public_id == public_id), None)
    if found is None:
        raise NotFound
    return found


def open_invitations(member: Member, now: datetime) -> list[InvitationView]:
    """Invitations nobody has accepted yet, the newest first, as far as the viewer could have made them."""
    rows = Scope(member.organisation.id).of(Invitation).filter(accepted_at=None, expires_at__gt=now)
    shown = rows.select_related("resource", "invited_by").order_by("-id")[:200]
    return [_view(row, now) for row in shown if _may_change(member, row.role)]


def get_invitation(*, organisation_id: int, invitation_id: int, now: datetime) -> InvitationView:
    """The invitation a link opened, also one that is over. Refuses with `NotFound`."""
    return _get(organisation_id, now, id=invitation_id)


def get_invitation_of(member: Member, public_id: UUID, now: datetime) -> InvitationView:
    """An invitation as whoever manages people sees it.

    Refuses with `NotFound`, also who may not make what it makes: its link would make them so.
    """
    found = _get(member.organisation.id, now, public_id=public_id)
    if not _may_change(member, found.role):
        raise NotFound
    return found


def people_of_calendar(member: Member) -> list[tuple[str, str]]:
    """Slug and name of each person who can be booked here."""
    rows = Scope(member.organisation.id).of(Resource).filter(kind="person", is_active=True)
    return list(rows.order_by("position", "name").values_list("slug", "name"))


def _get(organisation_id: int, now: datetime, **wanted: object) -> InvitationView:
    row = Scope(organisation_id).of(Invitation).filter(**wanted).select_related("resource", "invited_by").first()
    if row is None:
        raise NotFound
    return _view(row, now)


def _may_change(member: Member, role: str) -> bool:
    return member.may(Right.MANAGE_OWNERS if role == "owner" else Right.MANAGE_PEOPLE)


def _view(row: Invitation, now: datetime) -> InvitationView:
    return InvitationView(
        id=row.id,
        public_id=row.public_id,
        token_version=row.token_version,
        name=row.name,
        email=row.email,
        role=row.role,
        person_name=None if row.resource is None else row.resource.name,
        inviter_id=row.invited_by_id,
        invited_by=row.invited_by.name,
        expires_at=row.expires_at,
        is_over=row.accepted_at is not None or row.expires_at <= now,
    )
