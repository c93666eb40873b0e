"""The rooms of the desk, as far as whoever is there may enter them."""

from dataclasses import dataclass

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from holdfast.queries.access import Member, Right

register = template.Library()


@dataclass(frozen=True, slots=True)
class Room:
    """A part of the desk: the route of its first page, and the routes that also belong to it."""

    label: str | Promise
    icon: str
    right: Right
    route: str
    others: frozenset[str] = frozenset()


_ROOMS = (
    Room(
        _("Agenda"),
        "calendar",
        Right.SEE_AGENDA,
        "agenda",
        frozenset({"booking", "change", "move", "notes", "book", "booked"}),
    ),
)


@dataclass(frozen=True, slots=True)
class Way:
    """A link of the navigation."""

    label: str | Promise
    icon: str
    url: str
    is_here: bool


@register.simple_tag
def ways(request: HttpRequest, member: Member) -> list[Way]:
    """Where a member of staff can go."""
    here = "" if request.resolver_match is None else str(request.resolver_match.url_name)
    return [
        Way(
            room.label,
            room.icon,
            reverse(f"desk:{room.route}", args=[member.organisation.slug]),
            here == room.route or here in room.others,
        )
        for room in _ROOMS
        if member.may(room.right)
    ]


@register.filter
def may(member: Member, right: str) -> bool:
    """Whether a member of staff has a right, by its name."""
    return member.may(Right(right))
