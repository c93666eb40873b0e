"""Who works here, as what, and who is invited."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from holdfast.actions.invitations import InvitationEnded, invite, take_back_invitation
from holdfast.actions.passwords import WorksElsewhere, hand_over_password_link
from holdfast.actions.staff import AlreadyMember, change_member, remove_member
from holdfast.core.refusal import Invalid
from holdfast.queries.access import Member, Right, join_token, password_token
from holdfast.queries.people import (
    InvitationView,
    WorkerView,
    get_invitation_of,
    get_worker,
    open_invitations,
    people_of_calendar,
    workers,
)
from holdfast.web.access import staff
from holdfast.web.desk.changing import doing, go, leave
from holdfast.web.desk.forms import DeskForm, Line
from holdfast.web.desk.roles import all_roles, roles_for, words_of
from holdfast.web.links import absolute
from holdfast.web.refusals import words_for
from holdfast.web.rendering import page
from holdfast.web.sessions import end_sessions


class RoleForm(DeskForm):
    """What somebody is, and whom of the calendar."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    person = forms.ChoiceField(
        label=_("In the calendar they are"),
        help_text=_("A specialist sees the bookings, customers and days off of this person, and nobody else's."),
        required=False,
    )

    def __init__(self, member: Member, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        role, person = self.fields["role"], self.fields["person"]
        assert isinstance(role, forms.ChoiceField)  # noqa: S101 - what they are above
        assert isinstance(person, forms.ChoiceField)  # noqa: S101
        role.choices = [(one, _described(one)) for one, _name in roles_for(member)]
        person.choices = [("", _("Nobody")), *people_of_calendar(member)]


class InviteForm(RoleForm):
    """The same, and who it is."""

    name = Line(label=_("Name"), longest=120, widget=forms.TextInput({"autocomplete": "off"}))
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("If you give one, the invitation is only for whoever logs in with it."),
        max_length=254,
        required=False,
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    field_order = ["name", "email", "role", "person"]


@staff(Right.MANAGE_PEOPLE, "GET")
def people(request: HttpRequest, member: Member) -> HttpResponse:
    """All who work here, and open invitations."""
    context = {
        "member": member,
        "workers": workers(member),
        "invitations": open_invitations(member, timezone.now()),
        "roles": all_roles(),
    }
    return page(request, "desk/people/people.html", context, organisation=member.organisation)


@staff(Right.MANAGE_PEOPLE, "GET", "POST")
def invitation_form(request: HttpRequest, member: Member) -> HttpResponse:
    """Whom to invite; by POST the invitation is made, and its link shown."""
    form = InviteForm(member, request.POST if request.method == "POST" else None, initial={"role": "front_desk"})
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        try:
            made = invite(
                **doing(member),
                name=typed["name"],
                email=typed["email"],
                role=typed["role"],
                person_slug=typed["person"],
            )
            return go(member, "invitation", made)
        except AlreadyMember:
            form.add_error("email", gettext("Somebody with this address works here already."))
        except Invalid as refusal:
            form.refuse(refusal)
    context = {"member": member, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "desk/people/invite.html", context, organisation=member.organisation, status=status)


@staff(Right.MANAGE_PEOPLE, "GET")
def invitation(request: HttpRequest, member: Member, invitation: UUID) -> HttpResponse:
    """An invitation; whoever made it gets its link, to be handed over."""
    found = get_invitation_of(member, invitation, timezone.now())
    context = {"member": member, "invitation": found}
    if found.inviter_id == member.user_id:
        context |= _link_of(request, member, found)
    return page(request, "desk/people/invitation.html", context, organisation=member.organisation)


def _link_of(request: HttpRequest, member: Member, found: InvitationView) -> dict[str, str]:
    token = join_token(member.organisation, found.public_id, found.token_version)
    address = absolute(request, reverse("desk:join", args=[token]))
    subject = gettext("Join %(business)s at the desk") % {"business": member.organisation.name}
    text = gettext("Hello %(name)s,\n\nopen this link to get your log-in:\n%(link)s") % {
        "name": found.name,
        "link": address,
    }
    return {"address": address, "letter": _letter(found.email, subject, text)}


@staff(Right.MANAGE_PEOPLE, "POST")
def take_back(request: HttpRequest, member: Member, invitation: UUID) -> HttpResponse:
    """Ends an invitation and its link."""
    try:
        take_back_invitation(**doing(member), public_id=invitation)
    except InvitationEnded as refusal:
        messages.warning(request, str(words_for(refusal).text))
        return go(member, "people")
    said = gettext("The invitation is taken back; its link opens nothing any more.")
    return leave(request, member, said, "people")


@staff(Right.MANAGE_PEOPLE, "GET", "POST")
def worker(request: HttpRequest, member: Member, worker: UUID) -> HttpResponse:
    """Somebody who works here; by POST their role and person are changed."""
    found = get_worker(member, worker)
    initial = {"role": found.role, "person": found.person_slug or ""}
    form = RoleForm(member, request.POST if request.method == "POST" else None, initial=initial)
    if found.is_viewer:
        del form.fields["role"]
    if form.is_bound and form.is_valid() and _changed(member, found, form):
        return leave(request, member, gettext("Saved for %(name)s.") % {"name": found.name}, "people")
    context = {"member": member, "worker": found, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "desk/people/worker.html", context, organisation=member.organisation, status=status)


def _changed(member: Member, found: WorkerView, form: RoleForm) -> bool:
    try:
        change_member(
            **doing(member),
            user_id=found.user_id,
            role=form.cleaned_data.get("role", found.role),
            person_slug=form.cleaned_data["person"],
        )
    except Invalid as refusal:
        form.refuse(refusal)
        return False
    return True


@staff(Right.MANAGE_PEOPLE, "POST")
def remove(request: HttpRequest, member: Member, worker: UUID) -> HttpResponse:
    """Takes somebody off, and ends their sessions."""
    found = get_worker(member, worker)
    remove_member(**doing(member), user_id=found.user_id)
    end_sessions(found.user_id)
    return leave(
        request, member, gettext("%(name)s does not work here any more.") % {"name": found.name}, "people"
    )


@staff(Right.MANAGE_PEOPLE, "POST")
def password_link(request: HttpRequest, member: Member, worker: UUID) -> HttpResponse:
    """Makes a link by which somebody chooses a new password, and shows it once."""
    found = get_worker(member, worker)
    doer = doing(member)
    try:
        version = hand_over_password_link(**doer, user_id=found.user_id)
    except WorksElsewhere as refusal:
        messages.warning(request, str(words_for(refusal).text))
        return go(member, "worker", worker)
    token = password_token(member.organisation, found.public_id, version, now=doer["now"])
    address = absolute(request, reverse("account_password_link", args=[token]))
    subject = gettext("A new password for %(business)s") % {"business": member.organisation.name}
    text = gettext("Hello %(name)s,\n\nopen this link within a day to choose a new password:\n%(link)s") % {
        "name": found.name,
        "link": address,
    }
    context = {
        "member": member,
        "worker": found,
        "address": address,
        "letter": _letter(found.email, subject, text),
    }
    return page(request, "desk/people/password_link.html", context, organisation=member.organisation)


def _described(role: str) -> SafeString:
    """A role and, below it, what it may do."""
    return format_html('<span><strong>{}</strong><br><span class="quiet">{}</span></span>', *words_of(role))


def _letter(email: str, subject: str, text: str) -> str:
    """A draft that the visitor's own mail program opens: nothing is sent by us."""
    return f"mailto:{quote(email)}?subject={quote(subject)}&body={quote(text)}"
