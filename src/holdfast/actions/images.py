"""Changing the pictures of a business: its logo, and photos of its people and things."""

from datetime import datetime

from django.db.models import QuerySet

from holdfast.actions._definitions import raise_version
from holdfast.actions._images import put_image
from holdfast.actions._journal import Fact, record
from holdfast.actions._pictures import read_logo, read_photo
from holdfast.actions._transaction import action
from holdfast.core.actor import Actor
from holdfast.core.refusal import NotFound
from holdfast.data.models import Image, Resource
from holdfast.data.scope import Scope


@action()
def set_logo(*, now: datetime, organisation_id: int, content: bytes, actor: Actor) -> str:
    """Makes a picture the business's logo, in place of the one before; its digest. Refuses with `Invalid`.

    Locks nothing.
    """
    picture = read_logo(content)
    scope = Scope(organisation_id)
    put_image(scope, picture)
    raise_version(scope)
    record(scope, actor, now, [Fact("logo_set", None, {"image": picture.digest})])
    return picture.digest


@action()
def remove_logo(*, now: datetime, organisation_id: int, actor: Actor) -> None:
    """Takes the business's logo away. Refuses with `NotFound` where there is none. Locks nothing."""
    scope = Scope(organisation_id)
    _remove(scope.of(Image).filter(resource=None))
    raise_version(scope)
    record(scope, actor, now, [Fact("logo_removed")])


@action()
def set_photo(*, now: datetime, organisation_id: int, resource_slug: str, content: bytes, actor: Actor) -> str:
    """Makes a picture the photo of a resource, in place of the one before; its digest.

    Refuses with `NotFound`, `Invalid`. Locks nothing.
    """
    picture = read_photo(content)
    scope = Scope(organisation_id)
    resource_id = _resource(scope, resource_slug)
    put_image(scope, picture, resource_id=resource_id)
    raise_version(scope)
    record(scope, actor, now, [Fact("photo_set", None, {"resource": resource_id, "image": picture.digest})])
    return picture.digest


@action()
def remove_photo(*, now: datetime, organisation_id: int, resource_slug: str, actor: Actor) -> None:
    """Takes the photo of a resource away. Refuses with `NotFound`, also where there is none. Locks nothing."""
    scope = Scope(organisation_id)
    resource_id = _resource(scope, resource_slug)
    _remove(scope.of(Image).filter(resource=resource_id))
    raise_version(scope)
    record(scope, actor, now, [Fact("photo_removed", None, {"resource": resource_id})])


def _resource(scope: Scope, slug: str) -> int:
    found = scope.of(Resource).filter(slug=slug).values_list("id", flat=True).first()
    if found is None:
        raise NotFound
    return found


def _remove(images: QuerySet[Image]) -> None:
    removed, _ = images.delete()
    if not removed:
        raise NotFound
