"""Logos and photos, named by a digest of what they show."""

from dataclasses import dataclass

from holdfast.core.refusal import NotFound
from holdfast.data.models import Image
from holdfast.data.scope import Scope


@dataclass(frozen=True, slots=True)
class ImageView:
    """A picture that can be fetched by its digest, and its size in pixels."""

    digest: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Served:
    """A picture as it is sent."""

    content: bytes
    media_type: str


def get_image(*, organisation_id: int, digest: str) -> Served:
    """The organisation's picture of a digest. Refuses with `NotFound`."""
    row = Scope(organisation_id).of(Image).filter(digest=digest).values_list("content", "media_type").first()
    if row is None:
        raise NotFound
    content, media_type = row
    return Served(bytes(content), media_type)
