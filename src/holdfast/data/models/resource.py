"""Whatever a booking uses up."""

from datetime import timedelta

from django.db import models
from django.db.models import Q

from holdfast.data.keys import Owned, within
from holdfast.data.models.caps import CAPS, at_least_one


class Resource(Owned):
    """A person, room, table, vehicle, machine; `capacity` like units of it.

    Buffers are what it needs around each use, unless a requirement says otherwise.
    """

    class Kind(models.TextChoices):
        PERSON = "person"
        ROOM = "room"
        TABLE = "table"
        VEHICLE = "vehicle"
        EQUIPMENT = "equipment"
        OTHER = "other"

    location = within("Location")
    slug = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    about = models.CharField(max_length=300, blank=True)
    capacity = models.PositiveSmallIntegerField(default=1)
    buffer_before = models.DurationField(default=timedelta())
    buffer_after = models.DurationField(default=timedelta())
    daily_cap = models.PositiveIntegerField(null=True)
    weekly_cap = models.PositiveIntegerField(null=True)
    monthly_cap = models.PositiveIntegerField(null=True)
    settings = models.JSONField(default=dict)
    is_active = models.BooleanField(default=True)
    position = models.IntegerField(default=0)

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "slug"], name="resource_slug_once"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="resource_capacity_positive"),
            models.CheckConstraint(
                condition=Q(kind__in=["person", "room", "table", "vehicle", "equipment", "other"]),
                name="resource_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(buffer_before__gte=timedelta(), buffer_after__gte=timedelta()),
                name="resource_buffers_not_negative",
            ),
            at_least_one("resource", *CAPS),
        ]

    def __str__(self) -> str:
        return self.slug
