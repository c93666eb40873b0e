"""The addresses of all routes, with something real in each of their places."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.urls import get_resolver

from holdfast.data import models
from holdfast.queries.access import join_token, password_token
from holdfast.queries.organisations import get_organisation_by_id
from tests.architecture.test_routes import _routes
from tests.cast import NOW, Cast

# What belongs to one person of the calendar, and so not to a colleague.
PERSONAL = {"ref", "slug", "row"}
# What is found by an id or a name that only one business has.
OWN = {"ref", "worker", "invitation", "row", "week"}
_PLACE = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """A route of the pages, as the map says it."""

    path: str
    view: Any = field(repr=False, hash=False)

    @property
    def places(self) -> set[str]:
        return set(_PLACE.findall(self.path))

    @property
    def right(self) -> Any:
        return getattr(self.view, "right", None)

    @property
    def methods(self) -> list[str]:
        return [method for method in self.view.methods if method != "HEAD"]

    def filled(self, values: Mapping[str, str]) -> str:
        """The address, with those values."""
        unknown = self.places - set(values) - {"token"}
        assert not unknown, (
            f"The route {self.path!r} has places that tests/web/routes.py knows nothing to put into: "
            f"{', '.join(sorted(unknown))}. Add them to `things` there, with something that is really there."
        )
        return "/" + _PLACE.sub(lambda place: values[self._key(place[1])], self.path)

    def _key(self, place: str) -> str:
        if place != "token":
            return place
        return next(name for start, name in _TOKENS.items() if self.path.startswith(start))


_TOKENS = {"h/": "hold", "b/": "manage", "join/": "join", "accounts/password/": "password", "start/": "start"}


def all_routes() -> list[Route]:
    """All, those of the API too."""
    return [Route(path, view) for path, view in _routes(get_resolver().url_patterns)]


def page_routes() -> Iterator[Route]:
    """Those of pages."""
    return (route for route in all_routes() if not route.path.startswith("api/"))


def _made(business: Cast, resource: Any, owner: Any) -> tuple[Any, Any, Any]:
    """A block and weekly hours of a resource, an invitation; and the pictures there can be."""
    for image_of in (None, resource):
        models.Image.objects.get_or_create(
            organisation_id=business.id,
            resource=image_of,
            defaults={"digest": "0" * 32, "width": 1, "height": 1, "content": b"x"},
        )
    models.Skill.objects.get_or_create(organisation_id=business.id, slug="laser", defaults={"name": "Laser"})
    during = (business.at("16:00"), business.at("16:30"))
    return (
        models.Block.objects.create(organisation_id=business.id, resource=resource, during=during),
        models.Schedule.objects.create(organisation_id=business.id, resource=resource),
        models.Invitation.objects.create(
            organisation_id=business.id,
            name="Nora",
            role="front_desk",
            invited_by=owner,
            created_at=NOW,
            expires_at=NOW + timedelta(days=14),
        ),
    )


def things(business: Cast, person: str, *, hold: str, manage: str, ref: str, user: str) -> dict[str, str]:
    """What each place of a route can be filled with: things of one person of a business that are really there."""
    slug = business.world.organisation.slug
    resource = business.world.resources[person]
    owner = models.User.objects.get(email=user)
    block, week, invitation = _made(business, resource, owner)
    worker = models.Membership.objects.filter(organisation_id=business.id, role="front_desk").first()
    view = get_organisation_by_id(business.id)
    return {
        "organisation": slug,
        "org": slug,
        "service": "cut",
        "staff": person,
        "resource": person,
        "place": "here",
        "skill": "laser",
        "kind": "resource",
        "slug": person,
        "what": "block",
        "row": str(block.id),
        "week": str(week.id),
        "ref": ref,
        "verb": "cancel",
        "step": "hours",
        "guide": "owner",
        "picture": "wide-start",
        "digest": "1" * 32,
        "pk": "1",
        "uidb36": "1",
        "key": "set-password",
        "hold_id": "0b9e0d4e-53c1-4d0c-9f5e-0a4b6d1f2e3c",
        "worker": str(owner.public_id if worker is None else worker.user.public_id),
        "invitation": str(invitation.public_id),
        "hold": hold,
        "manage": manage,
        "join": join_token(view, invitation.public_id, 1),
        "password": password_token(view, owner.public_id, owner.link_version, now=NOW),
        "start": "A" * 64,
    }
