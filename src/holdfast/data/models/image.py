"""Pictures: in the database, so that a backup and every process on every machine have them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan, LessThan

from holdfast.data.keys import Owned, within

MOST_BYTES = 100_000


class Image(Owned):
    """A picture as it is served, of a resource; without one it is the organisation's logo.

    Named by `digest`, which is made of the content, so that whoever has fetched it may keep it for ever.
    """

    resource = within("Resource", null=True)
    digest = models.CharField(max_length=32)
    media_type = models.CharField(max_length=40, default="image/webp")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    content = models.BinaryField()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "resource"], nulls_distinct=False, name="image_one_of_each"
            ),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{32}$"), name="image_digest_form"),
            models.CheckConstraint(condition=Q(media_type="image/webp"), name="image_media_type_known"),
            models.CheckConstraint(condition=Q(width__gte=1, height__gte=1), name="image_has_a_size"),
            models.CheckConstraint(
                condition=GreaterThan(Length("content"), 0) & LessThan(Length("content"), MOST_BYTES),
                name="image_content_small",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "digest"], name="image_digest")]
