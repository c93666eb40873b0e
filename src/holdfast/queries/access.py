"""Who may see and do what: the only place where an actor meets an id."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from holdfast.core.refusal import NotFound, Refusal
from holdfast.core.slug import is_slug
from holdfast.core.token import Purpose, make_token, read_token, verifies
from holdfast.data.models import Assignment, Basket, Booking, Installation, Invitation, Membership, User
from holdfast.data.scope import Scope
from holdfast.queries.organisations import (
    OrganisationView,
    find_organisations_by_id,
    find_with_organisation,
    get_organisation_by_id,
)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a secret link opens."""

    organisation: OrganisationView
    id: int
    public_id: UUID


@dataclass(frozen=True, slots=True)
class PasswordLink:
    """Whose new password a link lets choose, and at which version."""

    organisation: OrganisationView
    user_id: int
    name: str
    email: str
    version: int


@dataclass(eq=False)
class StartUsed(Refusal):
    """This link has been used: it opens once."""

    code: ClassVar[str] = "start_used"


class Right(StrEnum):
    """What a member of staff may do.

    Without `SEE_ALL_CALENDARS` all of it only with what is their own: their bookings, those who booked with them,
    their days. `CHANGE_DAYS` are blocks, days off and other hours on a date; `CHANGE_OFFER` is what can be booked,
    where, with whom and in which weekly hours, and what the business says of itself.
    """

    SEE_AGENDA = "see_agenda"
    SEE_ALL_CALENDARS = "see_all_calendars"
    CHANGE_BOOKINGS = "change_bookings"
    BOOK = "book"
    SEE_CUSTOMERS = "see_customers"
    CHANGE_DAYS = "change_days"
    CHANGE_OFFER = "change_offer"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_OWNERS = "manage_owners"


_SPECIALIST = frozenset(
    {Right.SEE_AGENDA, Right.CHANGE_BOOKINGS, Right.BOOK, Right.SEE_CUSTOMERS, Right.CHANGE_DAYS}
)
_RIGHTS: dict[str, frozenset[Right]] = {
    "owner": frozenset(Right),
    "manager": frozenset(Right) - {Right.MANAGE_OWNERS},
    "front_desk": _SPECIALIST | {Right.SEE_ALL_CALENDARS},
    "specialist": _SPECIALIST,
}
ROLES = tuple(_RIGHTS)


# A link that was used lately is told apart from one that never was.
_RECENT = 50
_HOURS_OF_PASSWORD = 24


def rights_of(role: str) -> frozenset[Right]:
    """What a role may do."""
    return _RIGHTS[role]


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff in one organisation; a specialist sees and changes only their own bookings."""

    organisation: OrganisationView
    user_id: int
    role: str
    resource_id: int | None

    def may(self, right: Right) -> bool:
        """Whether the role has the right."""
        return right in _RIGHTS[self.role]

    @property
    def only_resource_id(self) -> int | None:
        """The one resource whose bookings are seen, or `None` for all; 0 matches nothing."""
        return None if self.may(Right.SEE_ALL_CALENDARS) else (self.resource_id or 0)


def hold_token(organisation: OrganisationView, public_id: UUID, version: int) -> str:
    """The secret of a hold's link."""
    return _token(Purpose.HOLD, organisation, public_id, version)


def manage_token(organisation: OrganisationView, public_id: UUID, version: int) -> str:
    """The secret of the link by which a customer sees and changes a booking."""
    return _token(Purpose.MANAGE, organisation, public_id, version)


def open_hold(token: str) -> Opened:
    """The basket a hold's link opens. Refuses with `NotFound`, whatever is wrong."""
    return _open(token, Purpose.HOLD, Basket)


def open_booking(token: str) -> Opened:
    """The booking a manage link opens. Refuses with `NotFound`, whatever is wrong."""
    return _open(token, Purpose.MANAGE, Booking)


def start_token(public_id: UUID, version: int) -> str:
    """The secret of the link by which a business is founded in this installation."""
    return make_token(
        settings.SECRET_KEY, Purpose.START, organisation=public_id, public_id=public_id, version=version
    )


def open_start(token: str) -> int:
    """The version of the link by which a business may be founded.

    Refuses with `NotFound`, and with `StartUsed` where the link was one of ours.
    """
    claim, row = read_token(token), Installation.objects.values_list("public_id", "link_version").first()
    if claim is None or row is None or claim.organisation != row[0] or claim.public_id != row[0]:
        raise NotFound
    current = row[1]
    if verifies(claim, _secrets(), Purpose.START, version=current):
        return current
    for version in range(max(1, current - _RECENT), current):
        if verifies(claim, _secrets(), Purpose.START, version=version):
            raise StartUsed
    raise NotFound


def join_token(organisation: OrganisationView, public_id: UUID, version: int) -> str:
    """The secret of the link by which somebody becomes a member."""
    return _token(Purpose.JOIN, organisation, public_id, version)


def open_invitation(token: str) -> Opened:
    """The invitation a link opens, however old. Refuses with `NotFound`, whatever is wrong."""
    return _open(token, Purpose.JOIN, Invitation)


def password_token(organisation: OrganisationView, public_id: UUID, version: int, *, now: datetime) -> str:
    """The secret of the link by which a user chooses a new password, for a day: its last hour is part of it."""
    return _token(Purpose.PASSWORD, organisation, public_id, _in_hour(version, _hour(now) + _HOURS_OF_PASSWORD))


def open_password(token: str, *, now: datetime) -> PasswordLink:
    """The user who may choose a new password by a link, and the business that handed it over.

    Only whoever works there and nowhere else: a business must not take over a log-in that has power elsewhere.
    Refuses with `NotFound`, whatever is wrong.
    """
    claim = read_token(token)
    user = None if claim is None else User.objects.filter(public_id=claim.public_id, is_active=True).first()
    if claim is None or user is None:
        raise NotFound
    hours = range(_hour(now), _hour(now) + _HOURS_OF_PASSWORD + 1)
    if not any(
        verifies(claim, _secrets(), Purpose.PASSWORD, version=_in_hour(user.link_version, hour)) for hour in hours
    ):
        raise NotFound
    members = find_memberships(user.id)
    if [member.organisation.public_id for member in members] != [claim.organisation]:
        raise NotFound
    return PasswordLink(members[0].organisation, user.id, user.name, user.email, user.link_version)


def find_memberships(user_id: int) -> list[Member]:
    """Where a user works."""
    rows = Membership.objects.filter(user_id=user_id, user__is_active=True).order_by("organisation__name")
    members = list(rows.values_list("organisation_id", "role", "resource_id"))
    organisations = find_organisations_by_id([organisation_id for organisation_id, _, _ in members])
    return [
        Member(organisations[organisation_id], user_id, role, resource_id)
        for organisation_id, role, resource_id in members
    ]


def get_member(user_id: int | None, organisation_slug: str, right: Right) -> Member:
    """The user as a member of an organisation with a right. Refuses with `NotFound`."""
    if user_id is not None and is_slug(organisation_slug.lower()):
        row = (
            Membership.objects.filter(
                user_id=user_id, user__is_active=True, organisation__slug=organisation_slug.lower()
            )
            .values_list("organisation_id", "role", "resource_id")
            .first()
        )
        if row is not None:
            member = Member(get_organisation_by_id(row[0]), user_id, row[1], row[2])
            if member.may(right):
                return member
    raise NotFound


def seen_by(member: Member, *, resource_id: int | None = None) -> "QuerySet[Booking]":
    """The bookings a member may see; with `resource_id` only those that one has."""
    scope = Scope(member.organisation.id)
    bookings = scope.of(Booking)
    for only in {one for one in (member.only_resource_id, resource_id) if one is not None}:
        bookings = bookings.filter(id__in=scope.of(Assignment).filter(resource_id=only).values("booking_id"))
    return bookings


def get_booking_id(member: Member, ref: str) -> int:
    """The booking a member of staff means by its reference, if it is theirs to see. Refuses with `NotFound`."""
    if not ref.isalnum():
        raise NotFound
    found = seen_by(member).filter(ref=ref.upper()).values_list("id", flat=True).first()
    if found is None:
        raise NotFound
    return found


def _hour(now: datetime) -> int:
    return int(now.timestamp()) // 3600


def _in_hour(version: int, hour: int) -> int:
    return version << 32 | hour


def _secrets() -> Sequence[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _token(purpose: Purpose, organisation: OrganisationView, public_id: UUID, version: int) -> str:
    return make_token(
        settings.SECRET_KEY, purpose, organisation=organisation.public_id, public_id=public_id, version=version
    )


def _open(token: str, purpose: Purpose, model: type[Basket] | type[Booking] | type[Invitation]) -> Opened:
    claim = read_token(token)
    found = None if claim is None else find_with_organisation(model, claim.organisation, claim.public_id)
    if claim is None or found is None:
        raise NotFound
    organisation, row_id, version = found
    if not verifies(claim, _secrets(), purpose, version=version):
        raise NotFound
    return Opened(organisation, row_id, claim.public_id)
