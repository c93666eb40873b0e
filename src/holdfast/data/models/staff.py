"""Who may log in, and as what."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from holdfast.data.keys import Owned, within


class UserManager(BaseUserManager["User"]):
    """Finds people by address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person with a log-in; belongs to organisations by memberships.

    `link_version` rises with each new password, and with each change of who could hand over a link for one: the
    links made before end with it.
    """

    # By the database, so that each of those who were there before has one of their own.
    public_id = models.UUIDField(db_default=RandomUUID(), unique=True)
    link_version = models.PositiveIntegerField(default=1)
    email = models.EmailField()
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return f"user {self.pk}"


class Membership(Owned):
    """A user's role in an organisation; `resource` is the person-resource that is them."""

    class Role(models.TextChoices):
        OWNER = "owner"
        MANAGER = "manager"
        FRONT_DESK = "front_desk"
        SPECIALIST = "specialist"

    user = models.ForeignKey("holdfast.User", on_delete=models.DO_NOTHING, related_name="+")
    role = models.CharField(max_length=12, choices=Role.choices)
    resource = within("Resource", null=True)
    created_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "user"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(role__in=["owner", "manager", "front_desk", "specialist"]),
                name="membership_role_known",
            ),
        ]


class Invitation(Owned):
    """An offer to become a member by a link; `accepted_at` is when somebody did, and ends it."""

    public_id = models.UUIDField(default=uuid.uuid4)
    token_version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=12, choices=Membership.Role.choices)
    resource = within("Resource", null=True)
    invited_by = models.ForeignKey("holdfast.User", on_delete=models.DO_NOTHING, db_index=False, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "public_id"], name="invitation_public_id_once"),
            models.CheckConstraint(
                condition=Q(role__in=["owner", "manager", "front_desk", "specialist"]),
                name="invitation_role_known",
            ),
        ]
