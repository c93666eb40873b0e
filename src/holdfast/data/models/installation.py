"""This installation itself: one row."""

import uuid

from django.db import models
from django.db.models import Q


class Installation(models.Model):
    """What the link is bound to by which a new business is founded; `link_version` rises with each that was used.

    There is one row at most, made when it is first asked for.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    public_id = models.UUIDField(default=uuid.uuid4)
    link_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="installation_one")]

    def __str__(self) -> str:
        return str(self.public_id)
