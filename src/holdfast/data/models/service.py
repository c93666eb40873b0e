"""What customers book by time, and what that needs."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from holdfast.data.keys import Owned, within


class Service(Owned):
    """A service with its price and its policy; its phases say how long it takes."""

    slug = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    description = models.TextField(max_length=2000, blank=True)
    price_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    slot_step = models.DurationField(default=timedelta(minutes=15))
    slot_anchor = models.DurationField(default=timedelta())
    minimum_notice = models.DurationField(default=timedelta())
    booking_window = models.DurationField(default=timedelta(days=90))
    hold_for = models.DurationField(default=timedelta(minutes=10))
    change_notice = models.DurationField(default=timedelta())
    needs_approval = models.BooleanField(default=False)
    approval_within = models.DurationField(default=timedelta(days=2))
    daily_cap = models.PositiveIntegerField(null=True)
    is_public = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    position = models.IntegerField(default=0)

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "slug"], name="service_slug_once"),
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="service_price_not_negative"),
            models.CheckConstraint(
                condition=Q(slot_step__gte=timedelta(minutes=1)), name="service_step_a_minute_or_more"
            ),
            models.CheckConstraint(
                condition=Q(minimum_notice__gte=timedelta()), name="service_notice_not_negative"
            ),
            models.CheckConstraint(condition=Q(booking_window__gt=timedelta()), name="service_window_positive"),
            models.CheckConstraint(
                condition=Q(hold_for__gte=timedelta(minutes=1)), name="service_hold_a_minute_or_more"
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class ServiceLocation(Owned):
    """A service is given at a location."""

    service = within("Service")
    location = within("Location")

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "service", "location"], name="servicelocation_once"),
        ]


class Phase(Owned):
    """A part of a service; phases follow each other by position without a gap.

    One phase of a service may be `shortest` to `longest` long, in steps: the customer chooses, and pays in
    proportion. Its `duration` is then what is taken where nothing is chosen.
    """

    service = within("Service")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80, blank=True)
    duration = models.DurationField()
    shortest = models.DurationField(null=True)
    longest = models.DurationField(null=True)
    step = models.DurationField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "service", "position"], name="phase_position_once"),
            models.CheckConstraint(condition=Q(duration__gt=timedelta()), name="phase_duration_positive"),
            models.CheckConstraint(
                condition=Q(shortest=None, longest=None, step=None)
                | Q(
                    # A comparison with nothing is neither true nor false, and a check lets it pass.
                    shortest__isnull=False,
                    longest__isnull=False,
                    step__isnull=False,
                    shortest__gte=timedelta(minutes=1),
                    shortest__lte=F("duration"),
                    longest__gte=F("duration"),
                    step__gte=timedelta(minutes=1),
                ),
                name="phase_choice_around_duration",
            ),
            models.UniqueConstraint(
                fields=["organisation", "service"], condition=Q(step__isnull=False), name="phase_one_choice"
            ),
        ]


class Requirement(Owned):
    """A role a service needs filled: `units` of one of its candidates, the same in each phase it names.

    Buffers left empty are the resource's own. Without phases named, it is needed in all. One that is retired is
    needed no longer, and stays for the bookings that were made with it.
    """

    service = within("Service")
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    units = models.PositiveSmallIntegerField(default=1)
    customer_chooses = models.BooleanField(default=False)
    buffer_before = models.DurationField(null=True)
    buffer_after = models.DurationField(null=True)
    is_retired = models.BooleanField(default=False)

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(condition=Q(units__gte=1), name="requirement_units_positive"),
        ]


class RequirementPhase(Owned):
    """A requirement holds in a phase."""

    requirement = within("Requirement")
    phase = within("Phase")

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "requirement", "phase"], name="requirementphase_once"),
        ]


class RequirementCandidate(Owned):
    """A resource that can fill a requirement."""

    requirement = within("Requirement")
    resource = within("Resource")

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "requirement", "resource"], name="requirementcandidate_once"
            ),
        ]
