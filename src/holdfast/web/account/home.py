"""Somebody's own account, on one page."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from holdfast.actions.accounts import rename_user
from holdfast.core.refusal import Invalid
from holdfast.queries.access import find_memberships
from holdfast.web.access import signed_in
from holdfast.web.desk.forms import DeskForm, Line
from holdfast.web.rendering import page


class NameForm(DeskForm):
    """How somebody is called at the desk."""

    name = Line(label=_("Name"), longest=120, widget=forms.TextInput({"autocomplete": "name"}))


@signed_in("GET", "POST")
def home(request: HttpRequest) -> HttpResponse:
    """Name, password, second step, passkeys, sessions; by POST the name is changed."""
    assert request.user.pk is not None  # noqa: S101 - the decorator has looked
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": request.user.name})
    if form.is_bound and form.is_valid() and _renamed(request, form):
        return HttpResponseRedirect(reverse("account_home"), status=303)
    context = {"form": form, "members": find_memberships(request.user.pk), **_keys(request.user.pk)}
    return page(request, "account/home.html", context, status=422 if form.is_bound else 200)


def _renamed(request: HttpRequest, form: NameForm) -> bool:
    assert request.user.pk is not None  # noqa: S101 - the decorator has looked
    try:
        rename_user(now=timezone.now(), user_id=request.user.pk, name=form.cleaned_data["name"])
    except Invalid as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, gettext("Saved."))
    return True


def _keys(user_id: int) -> dict[str, Any]:
    """What of allauth's the page tells: whether there is a second step, and how many passkeys and sessions."""
    kinds = list(Authenticator.objects.filter(user_id=user_id).values_list("type", flat=True))
    return {
        "has_app": Authenticator.Type.TOTP in kinds,
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "sessions": UserSession.objects.filter(user_id=user_id).count(),
    }
