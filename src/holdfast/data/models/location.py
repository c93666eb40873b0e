"""Places."""

from django.db import models

from holdfast.data.keys import Owned


class Location(Owned):
    """A place with a zone, in which resources stand and services are given.

    `holiday_country` (ISO 3166-1, with `holiday_region` ISO 3166-2) closes it on public holidays.
    `both_showings`: at the end of summer time, starts at a wall time shown twice are offered both times.
    """

    slug = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=60)
    address = models.CharField(max_length=300, blank=True)
    holiday_country = models.CharField(max_length=2, blank=True)
    holiday_region = models.CharField(max_length=6, blank=True)
    both_showings = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    position = models.IntegerField(default=0)

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "slug"], name="location_slug_once"),
        ]

    def __str__(self) -> str:
        return self.slug
