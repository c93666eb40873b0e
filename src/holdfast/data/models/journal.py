"""What happened."""

from django.db import models
from django.db.models import Q

from holdfast.data.keys import Owned, within


class Journal(Owned):
    """An append-only fact: ids and facts, never personal data. Feeds history, messages, webhooks, calendars."""

    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    booking = within("Booking", null=True)
    actor_kind = models.CharField(max_length=10)
    actor = models.ForeignKey(
        "holdfast.User", on_delete=models.DO_NOTHING, null=True, db_index=False, related_name="+"
    )
    facts = models.JSONField(default=dict)

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(actor_kind__in=["customer", "staff", "system"]), name="journal_actor_known"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "booking", "id"], name="journal_booking")]


class Remark(Owned):
    """What staff said of a fact, in words of their own: beside the journal, so that it stays erasable.

    `entry` is the id of the journal's row. No key guards it: to check one, the database locks what it refers to,
    which a role that is owner and application at once may not do with the journal it has sealed.
    """

    booking = within("Booking")
    entry = models.BigIntegerField()
    text = models.CharField(max_length=200)

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "entry"], name="remark_one_of_each"),
        ]


class IdempotencyKey(Owned):
    """A request already answered with success: the same key gives the same answer (I7)."""

    route = models.CharField(max_length=80)
    bearer = models.CharField(max_length=64)
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    result = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "route", "bearer", "key"], name="idempotencykey_once"),
        ]
        indexes = [models.Index(fields=["organisation", "created_at"], name="idempotencykey_age")]
