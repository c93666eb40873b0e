"""The page an invitation's link opens."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from holdfast.actions._people import AddressTaken
from holdfast.actions.invitations import InvitationEnded, join, join_newly
from holdfast.actions.staff import AlreadyMember
from holdfast.core.refusal import Invalid
from holdfast.queries.access import Opened, open_invitation
from holdfast.queries.people import InvitationView, get_invitation
from holdfast.web.access import secret_link
from holdfast.web.desk.forms import DeskForm, Line
from holdfast.web.language import language_of
from holdfast.web.passwords import NewPassword, check_password
from holdfast.web.rendering import page
from holdfast.web.sessions import begin_session


class JoinForm(DeskForm):
    """A new log-in; where the invitation says the address, that is not asked."""

    name = Line(label=_("Your name"), longest=120, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("You log in with it."),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "username"}),
    )
    password = NewPassword()

    def __init__(self, invited: InvitationView, *args: Any, **options: Any) -> None:
        super().__init__(*args, initial={"name": invited.name}, **options)
        self.invited = invited
        if invited.email:
            del self.fields["email"]

    def clean(self) -> dict[str, Any]:
        """The validators of passwords know name and address."""
        typed = super().clean() or {}
        check_password(self, name=typed.get("name", ""), email=self.invited.email or typed.get("email", ""))
        return typed


@secret_link(open_invitation, "GET", "POST", for_session=True)
def joining(request: HttpRequest, opened: Opened, token: str) -> HttpResponse:
    """Who invites, as what; by POST it is accepted, and the desk opens."""
    with translation.override(language_of(request, opened.organisation)):
        invited = get_invitation(
            organisation_id=opened.organisation.id, invitation_id=opened.id, now=timezone.now()
        )
        if invited.is_over:
            raise InvitationEnded
        form = None if request.user.is_authenticated else JoinForm(invited, request.POST or None)
        news = ""
        if request.method == "POST":
            news = _accept(request, opened, form) if form is None or form.is_valid() else ""
            if not news and (form is None or form.is_valid()):
                address = reverse("desk:agenda", args=[opened.organisation.slug])
                return HttpResponseRedirect(address, status=303)
        is_other = bool(
            form is None and invited.email and invited.email.lower() != getattr(request.user, "email", "").lower()
        )
        context = {
            "invited": invited,
            "form": form,
            "news": news,
            "is_other": is_other,
            "login": f"{reverse('account_login')}?{urlencode({'next': request.path})}",
        }
        status = 422 if request.method == "POST" else 200
        return page(request, "desk/people/join.html", context, organisation=opened.organisation, status=status)


def _accept(request: HttpRequest, opened: Opened, form: JoinForm | None) -> str:
    """Nothing, or what is in the way."""
    now, organisation_id = timezone.now(), opened.organisation.id
    try:
        if form is None:
            assert request.user.pk is not None  # noqa: S101 - without a form somebody is logged in
            join(now=now, organisation_id=organisation_id, invitation_id=opened.id, user_id=request.user.pk)
            return ""
        typed = form.cleaned_data
        user_id = join_newly(
            now=now,
            organisation_id=organisation_id,
            invitation_id=opened.id,
            name=typed["name"],
            email=typed.get("email", ""),
            password=typed["password"],
        )
        begin_session(request, user_id)
    except AlreadyMember:
        return gettext("You work here already, with the log-in you are using now.")
    except AddressTaken:
        return gettext("There is a log-in with this address already. Log in with it, then accept.")
    except Invalid as refusal:
        assert form is not None  # noqa: S101 - only what was typed can be wrong
        form.refuse(refusal)
    return ""
