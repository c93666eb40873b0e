"""How allauth behaves here; it owns log-in, sessions and passwords, and never calls an action."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse

from holdfast.queries.limits import client_address
from holdfast.web.links import absolute


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth is untyped
    """Nobody signs up by themselves: accounts come by `holdfast createuser` and by invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The same address as everywhere, for the limit of failed log-ins."""
        return client_address(
            remote_address=request.META.get("REMOTE_ADDR", ""),
            forwarded_for=request.headers.get("X-Forwarded-For", ""),
        )

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Only what went wrong: that one is logged in, the page shows."""
        if level >= messages.WARNING:
            super().add_message(request, level, *args, **kwargs)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_home")

    def set_password(self, user: Any, password: str) -> None:
        """Somebody's own new password also ends links for one that were handed over.

        Saves nothing else: a number read a while ago would bring back links that ended meanwhile.
        """
        user.set_password(password)
        user.link_version = F("link_version") + 1
        user.save(update_fields=["password", "link_version"])
        user.refresh_from_db(fields=["link_version"])

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in the letter: under our own address, whatever host the request named."""
        uid, _, secret = key.partition("-")
        return absolute(self.request, reverse("account_reset_password_from_key", args=[uid, secret]))


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth is untyped
    """What authenticator apps and passkeys show of us."""

    def get_totp_issuer(self) -> str:
        return "Holdfast"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Holdfast"}
