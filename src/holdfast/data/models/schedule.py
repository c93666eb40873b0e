"""When places and resources are open, and when not."""

from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Q

from holdfast.data.keys import Owned, within


def _of_one(name: str) -> models.CheckConstraint:
    """Belongs to a location or to a resource, not to both."""
    return models.CheckConstraint(
        condition=Q(location__isnull=False, resource__isnull=True)
        | Q(location__isnull=True, resource__isnull=False),
        name=name,
    )


class Schedule(Owned):
    """Weekly hours of a location, or of a resource (which then has its own instead), dated, both ends included."""

    location = within("Location", null=True)
    resource = within("Resource", null=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            _of_one("schedule_of_one"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="schedule_dates_in_order",
            ),
        ]


class ScheduleShift(Owned):
    """Hours on a weekday (Monday 0), in wall time; `closes` not after `opens` is on the next day."""

    schedule = within("Schedule")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(condition=Q(weekday__lte=6), name="scheduleshift_weekday_known"),
        ]


class Override(Owned):
    """Other hours on a date; without shifts a day off."""

    location = within("Location", null=True)
    resource = within("Resource", null=True)
    date = models.DateField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            _of_one("override_of_one"),
            models.UniqueConstraint(
                fields=["organisation", "location", "resource", "date"],
                nulls_distinct=False,
                name="override_once_a_date",
            ),
        ]


class OverrideShift(Owned):
    """Hours on the date of an override."""

    override = within("Override")
    opens = models.TimeField()
    closes = models.TimeField()


class Closure(Owned):
    """Dates, both included, on which nothing opens; of a person a vacation."""

    location = within("Location", null=True)
    resource = within("Resource", null=True)
    first_date = models.DateField()
    last_date = models.DateField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            _of_one("closure_of_one"),
            models.CheckConstraint(condition=Q(last_date__gte=F("first_date")), name="closure_dates_in_order"),
        ]


class Block(Owned):
    """A busy interval of a resource that is no booking: lunch, a meeting, a repair."""

    resource = within("Resource")
    during = DateTimeRangeField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False),
                name="block_during_finite",
            ),
        ]
        indexes = [GistIndex(fields=["organisation", "resource", "during"], name="block_when")]
