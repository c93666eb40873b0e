"""Who books."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower

from holdfast.data.keys import Owned


class Customer(Owned):
    """A person who books; the one place of their name and addresses, so that they stay erasable.

    `found_by` is what a search looks into: name, address and number, folded (`core/contact.py`).
    """

    name = models.CharField(max_length=120)
    email = models.EmailField()
    phone = models.CharField(max_length=40, blank=True)
    found_by = models.TextField(db_default="")
    created_at = models.DateTimeField()

    class Meta(Owned.Meta):
        indexes = [
            models.Index("organisation", Lower("email"), name="customer_email"),
            GinIndex(
                fields=["organisation", "found_by"],
                opclasses=["int8_ops", "gin_trgm_ops"],
                name="customer_found_by",
            ),
        ]
