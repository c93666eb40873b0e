"""Putting a picture in the place of the one before; shared by the actions and the demonstrations."""

from holdfast.actions._pictures import Picture
from holdfast.data.models import Image
from holdfast.data.scope import Scope


def put_image(scope: Scope, picture: Picture, *, resource_id: int | None = None) -> None:
    """The picture of a resource, or the logo; needs the action's open transaction."""
    row = Image(
        organisation_id=scope.organisation_id,
        resource_id=resource_id,
        digest=picture.digest,
        width=picture.width,
        height=picture.height,
        content=picture.content,
    )
    Image.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["organisation", "resource"],
        update_fields=["digest", "width", "height", "content"],
    )
