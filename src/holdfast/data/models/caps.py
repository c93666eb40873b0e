"""The columns of caps, and what holds for each of them."""

from django.db import models
from django.db.models import Q

CAPS = ("daily_cap", "weekly_cap", "monthly_cap")
CUSTOMER_CAPS = ("customer_daily_cap", "customer_weekly_cap", "customer_monthly_cap")


def at_least_one(table: str, *caps: str) -> models.CheckConstraint:
    """A cap that there is allows at least one booking; without one, any number."""
    # A comparison with nothing is neither true nor false, and a check lets it pass.
    return models.CheckConstraint(
        condition=Q(**{f"{cap}__gte": 1 for cap in caps}), name=f"{table}_caps_at_least_one"
    )
