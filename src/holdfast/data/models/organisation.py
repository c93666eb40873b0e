"""The business: everything else belongs to one."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from holdfast.core.slug import RESERVED
from holdfast.data.models.caps import CUSTOMER_CAPS, at_least_one


class Organisation(models.Model):
    """A business that takes bookings.

    Its caps are of the bookings of one customer, whatever the service.
    `definitions_version` rises with each change of what can be booked and when; caches hang on it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    slug = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    about = models.CharField(max_length=600, blank=True, default="")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    accent = models.CharField(max_length=7, default="#0b6e69")
    currency = models.CharField(max_length=3, default="EUR")
    language = models.CharField(max_length=12, default="en")
    is_demo = models.BooleanField(default=False)
    holds_per_client = models.PositiveIntegerField(default=5)
    holds_in_all = models.PositiveIntegerField(default=2000)
    customer_daily_cap = models.PositiveIntegerField(null=True)
    customer_weekly_cap = models.PositiveIntegerField(null=True)
    customer_monthly_cap = models.PositiveIntegerField(null=True)
    definitions_version = models.BigIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("slug"), name="organisation_slug_once"),
            models.CheckConstraint(
                condition=Q(slug__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"), name="organisation_slug_form"
            ),
            models.CheckConstraint(condition=~Q(slug__in=sorted(RESERVED)), name="organisation_slug_not_reserved"),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="organisation_currency_form"),
            models.CheckConstraint(
                condition=Q(accent__regex=r"^#[0-9a-fA-F]{6}$"), name="organisation_accent_form"
            ),
            at_least_one("organisation", *CUSTOMER_CAPS),
        ]

    def __str__(self) -> str:
        return self.slug
