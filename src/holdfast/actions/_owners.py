"""Whose hours are changed: the row behind an owner, and who feels the change."""

from dataclasses import dataclass

from holdfast.core.opening import Owner
from holdfast.core.refusal import NotFound
from holdfast.data.models import Location, Resource
from holdfast.data.scope import Scope


@dataclass(frozen=True, slots=True)
class Owning:
    """An owner's columns, and the resources whose hours hang on it."""

    location_id: int | None
    resource_id: int | None
    resource_ids: frozenset[int]

    @property
    def columns(self) -> dict[str, int | None]:
        """What a row of this owner has in it."""
        return {"location_id": self.location_id, "resource_id": self.resource_id}


def find_owner(scope: Scope, owner: Owner) -> Owning:
    """The place, person or thing. Refuses with `NotFound`."""
    if owner.kind == "resource":
        found = resource_id(scope, owner.slug)
        return Owning(None, found, frozenset({found}))
    place = location_id(scope, owner.slug)
    there = scope.of(Resource).filter(location_id=place).values_list("id", flat=True)
    return Owning(place, None, frozenset(there))


def resource_id(scope: Scope, slug: str) -> int:
    """The id of a person or thing. Refuses with `NotFound`."""
    found = scope.of(Resource).filter(slug=slug).values_list("id", flat=True).first()
    if found is None:
        raise NotFound
    return found


def location_id(scope: Scope, slug: str) -> int:
    """The id of a place. Refuses with `NotFound`."""
    found = scope.of(Location).filter(slug=slug).values_list("id", flat=True).first()
    if found is None:
        raise NotFound
    return found
