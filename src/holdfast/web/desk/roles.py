"""The roles in words for people."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from holdfast.queries.access import ROLES, Member, Right

register = template.Library()

_WORDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "owner": (_("Owner"), _("Everything, and decides who else is an owner.")),
    "manager": (_("Manager"), _("Everything except who is an owner.")),
    "front_desk": (_("Front desk"), _("All calendars, bookings, customers and days off; not prices or people.")),
    "specialist": (_("Specialist"), _("Only their own calendar, bookings, customers and days off.")),
}


@register.filter
def role_name(role: str) -> str | Promise:
    """What a role is called."""
    return _WORDS[role][0]


@register.filter
def role_about(role: str) -> str | Promise:
    """What a role may do, in a sentence."""
    return _WORDS[role][1]


def words_of(role: str) -> tuple[str | Promise, str | Promise]:
    """What a role is called, and what it may do."""
    return _WORDS[role]


def all_roles() -> list[tuple[str, str | Promise]]:
    """All roles with their names, the one that may most first."""
    return [(role, role_name(role)) for role in ROLES]


def roles_for(member: Member) -> list[tuple[str, str | Promise]]:
    """The roles that a member may give, with their names."""
    return [one for one in all_roles() if one[0] != "owner" or member.may(Right.MANAGE_OWNERS)]
