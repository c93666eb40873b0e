"""The rooms of the desk, as far as whoever is there may enter them."""

from dataclasses import dataclass

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from holdfast.queries.access import Member, Right
from holdfast.web.desk.guides import guide_part

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
        frozenset({"booking", "change", "move", "notes", "book", "booked", "why"}),
    ),
    Room(
        _("Hours"),
        "clock",
        Right.CHANGE_DAYS,
        "hours",
        frozenset(
            {
                *("hours_of", "new_week", "week", "week_remove"),
                *("new_closure", "new_override", "new_block", "remove_day"),
            }
        ),
    ),
    Room(_("Services"), "list", Right.CHANGE_OFFER, "services", frozenset({"service", "new_service"})),
    Room(
        _("People and things"),
        "person",
        Right.CHANGE_OFFER,
        "resources",
        frozenset({"resource", "new_resource", "resource_capacity", "resource_photo", "skills", "skill"}),
    ),
    Room(_("Places"), "place", Right.CHANGE_OFFER, "places", frozenset({"place", "new_place"})),
    Room(
        _("Team"),
        "people",
        Right.MANAGE_PEOPLE,
        "people",
        frozenset({"invite", "invitation", "take_back", "worker", "remove_worker", "worker_password"}),
    ),
    Room(_("The business"), "house", Right.CHANGE_OFFER, "business", frozenset({"logo"})),
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


@register.simple_tag
def guide_url(request: HttpRequest, member: Member) -> str:
    """The part of a guide that explains the page."""
    guide, part = guide_part("" if request.resolver_match is None else str(request.resolver_match.url_name))
    return f"{reverse('desk:guide', args=[member.organisation.slug, guide])}#{part}"


@register.filter
def may(member: Member, right: str) -> bool:
    """Whether a member of staff has a right, by its name."""
    return member.may(Right(right))
