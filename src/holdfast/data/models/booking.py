"""Baskets and bookings."""

import uuid

from django.db import models
from django.db.models import F, Q

from holdfast.core.booking import State
from holdfast.data.keys import Owned, within


class Basket(Owned):
    """What a customer holds and confirms at once. Its bookings carry the state; locking them guards it too.

    `typed_*` is what was typed before confirming: kept, so that nothing is lost, and emptied afterwards.
    """

    public_id = models.UUIDField(default=uuid.uuid4)
    token_version = models.PositiveIntegerField(default=1)
    extensions = models.PositiveSmallIntegerField(default=0)
    client = models.CharField(max_length=32, blank=True)
    customer = within("Customer", null=True)
    typed_name = models.CharField(max_length=120, blank=True)
    typed_email = models.CharField(max_length=254, blank=True)
    typed_phone = models.CharField(max_length=40, blank=True)
    typed_notes = models.TextField(max_length=2000, blank=True)
    created_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "public_id"], name="basket_public_id_once"),
        ]


class Booking(Owned):
    """One customer's claim on a service: a line of a basket.

    The instant is what counts; zone, wall time and zone data version say how it was understood. `policy` is
    the service's, frozen. `deadline_at` is when a hold, request or payment ends. `sequence` rises with each
    change a calendar must hear of (RFC 5545 §3.8.7.4). `notes` are the customer's words, `desk_notes` the staff's.
    """

    public_id = models.UUIDField(default=uuid.uuid4)
    ref = models.CharField(max_length=8)
    token_version = models.PositiveIntegerField(default=1)
    basket = within("Basket")
    position = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=20, choices=[(state.value, state.value) for state in State])
    service = within("Service")
    location = within("Location")
    customer = within("Customer", null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    zone = models.CharField(max_length=60)
    local_start = models.CharField(max_length=19)
    zone_data = models.CharField(max_length=12)
    quantity = models.PositiveIntegerField(default=1)
    price_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    policy = models.JSONField()
    notes = models.TextField(max_length=2000, blank=True)
    desk_notes = models.TextField(max_length=2000, blank=True, db_default="")
    deadline_at = models.DateTimeField(null=True)
    sequence = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "public_id"], name="booking_public_id_once"),
            models.UniqueConstraint(fields=["organisation", "ref"], name="booking_ref_once"),
            models.UniqueConstraint(fields=["organisation", "basket", "position"], name="booking_line_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_ends_after_start"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="booking_state_known"
            ),
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="booking_price_not_negative"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="booking_quantity_positive"),
            models.CheckConstraint(
                condition=~Q(state__in=["held", "requested", "awaiting_payment"]) | Q(deadline_at__isnull=False),
                name="booking_wait_has_deadline",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "location", "starts_at"], name="booking_agenda"),
            models.Index(fields=["organisation", "customer"], name="booking_customer"),
            models.Index(
                fields=["organisation", "deadline_at"],
                condition=Q(state__in=["held", "requested"]),
                name="booking_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class Assignment(Owned):
    """A resource that fills a role of a booking, perhaps with others; stays when the ledger's rows are gone."""

    booking = within("Booking")
    requirement = within("Requirement")
    resource = within("Resource")

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "booking", "requirement", "resource"], name="assignment_once"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "resource", "id"], name="assignment_resource")]
