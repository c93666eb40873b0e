"""The guard: allocations of time, counters of amounts."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from holdfast.data.keys import Owned, within


class Allocation(Owned):
    """A live claim on one unit of a resource, the resource's buffers included. Never updated.

    The exclusion constraint is the promise: two of them never overlap.
    """

    resource = within("Resource")
    unit = models.SmallIntegerField(default=0)
    during = DateTimeRangeField()
    booking = within("Booking")

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            ExclusionConstraint(
                name="allocation_no_overlap",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("resource", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False),
                name="allocation_during_finite",
            ),
            models.CheckConstraint(condition=Q(unit__gte=0), name="allocation_unit_not_negative"),
        ]
        indexes = [models.Index(fields=["organisation", "booking"], name="allocation_booking")]


class AllocationHistory(Owned):
    """What was allocated and is over; reports read it, no constraint guards it."""

    resource = within("Resource")
    unit = models.SmallIntegerField()
    during = DateTimeRangeField()
    booking = within("Booking")

    class Meta(Owned.Meta):
        indexes = [
            models.Index(fields=["organisation", "booking"], name="allocationhistory_booking"),
            models.Index(fields=["organisation", "resource"], name="allocationhistory_resource"),
        ]


class Counter(Owned):
    """A guarded amount of a subject (a service, a client's holds) in a period (a date, `live`)."""

    subject = models.CharField(max_length=80)
    period = models.CharField(max_length=20)
    used = models.BigIntegerField(default=0)
    cap = models.BigIntegerField()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "subject", "period"], name="counter_once"),
            models.CheckConstraint(condition=Q(used__gte=0, used__lte=F("cap")), name="counter_within_cap"),
        ]


class CounterClaim(Owned):
    """What a live booking claims of a counter; given back when it ends."""

    booking = within("Booking")
    counter = within("Counter")
    amount = models.BigIntegerField()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "booking", "counter"], name="counterclaim_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="counterclaim_positive"),
        ]
        indexes = [models.Index(fields=["organisation", "counter"], name="counterclaim_counter")]
