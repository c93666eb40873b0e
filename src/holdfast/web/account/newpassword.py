"""The page of a link by which somebody chooses a new password."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation

from holdfast.actions.passwords import choose_password
from holdfast.queries.access import PasswordLink, open_password
from holdfast.web.access import secret_link
from holdfast.web.desk.forms import DeskForm
from holdfast.web.language import language_of
from holdfast.web.passwords import NewPassword, check_password
from holdfast.web.rendering import page
from holdfast.web.sessions import end_sessions


class PasswordForm(DeskForm):
    """A new password for somebody known."""

    password = NewPassword()

    def __init__(self, opened: PasswordLink, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.opened = opened

    def clean(self) -> dict[str, Any]:
        """The validators know whose it is."""
        typed = super().clean() or {}
        check_password(self, name=self.opened.name, email=self.opened.email)
        return typed


@secret_link(lambda token: open_password(token, now=timezone.now()), "GET", "POST")
def new_password(request: HttpRequest, opened: PasswordLink, token: str) -> HttpResponse:
    """Asks for a new password; by POST it is theirs, all sessions end, and they log in with it."""
    with translation.override(language_of(request, opened.organisation)):
        form = PasswordForm(opened, request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            choose_password(
                now=timezone.now(),
                organisation_id=opened.organisation.id,
                user_id=opened.user_id,
                link_version=opened.version,
                password=form.cleaned_data["password"],
            )
            end_sessions(opened.user_id)
            return HttpResponseRedirect(f"{reverse('account_login')}?renewed=1", status=303)
        context = {"opened": opened, "form": form}
        status = 422 if form.is_bound else 200
        return page(request, "account/new_password.html", context, organisation=opened.organisation, status=status)
