"""What customers book by time, and what that needs."""

from dataclasses import fields
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q

from holdfast.core.policy import Policy
from holdfast.data.keys import Owned, within
from holdfast.data.models.caps import CAPS, CUSTOMER_CAPS, at_least_one
from holdfast.data.models.resource import Resource


class Service(Owned):
    """A service with its price and its policy; its phases say how long it takes.

    `fixed_starts` are minutes after midnight, sorted and distinct; where there are any, they stand for step and
    anchor. `offered_share` is per cent of the starts, shown to customers.
    """

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
    weekly_cap = models.PositiveIntegerField(null=True)
    monthly_cap = models.PositiveIntegerField(null=True)
    customer_daily_cap = models.PositiveIntegerField(null=True)
    customer_weekly_cap = models.PositiveIntegerField(null=True)
    customer_monthly_cap = models.PositiveIntegerField(null=True)
    fixed_starts = models.JSONField(default=list)
    offered_share = models.PositiveSmallIntegerField(default=100)
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
            models.CheckConstraint(
                condition=Q(offered_share__gte=1, offered_share__lte=100), name="service_share_of_a_hundred"
            ),
            at_least_one("service", *CAPS, *CUSTOMER_CAPS),
        ]

    def __str__(self) -> str:
        return self.slug

    def rules(self) -> Policy:
        """The columns that are the service's policy, as the core has it."""
        return Policy(**{rule.name: _to_core(getattr(self, rule.name)) for rule in fields(Policy)})


def _to_core(column: Any) -> Any:
    return tuple(timedelta(minutes=one) for one in column) if isinstance(column, list) else column


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
    """A role a service needs filled in the phases it names, or in all: `how_many` of its candidates, or all.

    Candidates are those listed (`RequirementCandidate`); where none is, all resources of the `kind`, if there is
    one, that have each of its skills. Always those of the place, in use. Each gives `units`. Who fills it `keeps`
    doing so through its phases, unless it may be another one in each. `turn` says whom it falls to first. No start
    is offered that leaves them a free gap shorter than `least_gap` that day.
    Buffers left empty are the resource's own. One that is retired is needed no longer, and stays for the bookings
    that were made with it.
    """

    class Turn(models.TextChoices):
        LEAST_BUSY = "least_busy"
        PRIORITY = "priority"
        ROUND_ROBIN = "round_robin"

    service = within("Service")
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=12, choices=Resource.Kind.choices, blank=True, default="")
    units = models.PositiveSmallIntegerField(default=1)
    how_many = models.PositiveSmallIntegerField(default=1)
    takes_all = models.BooleanField(default=False)
    keeps = models.BooleanField(default=True)
    turn = models.CharField(max_length=12, choices=Turn.choices, default=Turn.LEAST_BUSY)
    least_gap = models.DurationField(default=timedelta())
    customer_chooses = models.BooleanField(default=False)
    buffer_before = models.DurationField(null=True)
    buffer_after = models.DurationField(null=True)
    is_retired = models.BooleanField(default=False)

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(condition=Q(units__gte=1), name="requirement_units_positive"),
            models.CheckConstraint(condition=Q(how_many__gte=1), name="requirement_how_many_positive"),
            models.CheckConstraint(
                condition=Q(kind__in=["", "person", "room", "table", "vehicle", "equipment", "other"]),
                name="requirement_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(turn__in=["least_busy", "priority", "round_robin"]), name="requirement_turn_known"
            ),
            models.CheckConstraint(condition=Q(least_gap__gte=timedelta()), name="requirement_gap_not_negative"),
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
    """A resource that is listed as one that can fill a requirement."""

    requirement = within("Requirement")
    resource = within("Resource")

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "requirement", "resource"], name="requirementcandidate_once"
            ),
        ]
