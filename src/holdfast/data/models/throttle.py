"""How often somebody asked, this minute."""

from django.db import models

from holdfast.data.keys import Owned


class Throttle(Owned):
    """Requests of a subject (a client, or all) in one minute. Unlogged: a crash may forget it."""

    subject = models.CharField(max_length=48)
    minute = models.BigIntegerField()
    used = models.BigIntegerField()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "subject", "minute"], name="throttle_once"),
        ]
