"""Doing what a form asks: what is refused is said at its field, what would hurt bookings is asked about first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from holdfast.actions.days import WouldHurt
from holdfast.core.actor import Actor
from holdfast.core.refusal import Invalid
from holdfast.queries.access import Member
from holdfast.queries.hurt import Hurt, list_hurt
from holdfast.web.desk.forms import DeskForm


@dataclass(frozen=True, slots=True)
class Attempt:
    """How it went: done with a result, refused (the form says why), or `hurt` names bookings to think of first."""

    is_done: bool = False
    result: Any = None
    hurt: Hurt | None = None

    @property
    def status(self) -> int:
        """Of the page that shows the form again."""
        return 409 if self.hurt else 422


def doing(member: Member) -> dict[str, Any]:
    """What every action asks for: when, where, who."""
    return {
        "now": timezone.now(),
        "organisation_id": member.organisation.id,
        "actor": Actor("staff", member.user_id),
    }


def attempt(
    request: HttpRequest,
    member: Member,
    form: DeskForm | None,
    act: Callable[..., Any],
    *,
    away: str | None = None,
) -> Attempt:
    """Calls an action that takes `anyway`.

    That is said by the button of the page that names the bookings, and holds for these: where others would be hurt
    by now, or by what was typed since, they are named first; with who could stand in, where a resource (its slug)
    would be `away`.
    """
    try:
        return Attempt(is_done=True, result=act(**doing(member), anyway=False))
    except WouldHurt as refusal:
        hurt = list_hurt(
            member=member,
            refs=refusal.refs,
            services=refusal.services,
            shut_out=refusal.shut_out,
            away=away,
            now=timezone.now(),
        )
    except Invalid as refusal:
        if form is None:
            raise
        form.refuse(refusal)
        return Attempt()
    if request.POST.get("anyway") == hurt.mark:
        return Attempt(is_done=True, result=act(**doing(member), anyway=True))
    return Attempt(hurt=hurt)


def leave(
    request: HttpRequest, member: Member, said: str | Promise, route: str, *arguments: Any, query: str = ""
) -> HttpResponseRedirect:
    """To another page of the desk, with a word on what was done."""
    messages.success(request, str(said))
    return go(member, route, *arguments, query=query)


def go(member: Member, route: str, *arguments: Any, query: str = "") -> HttpResponseRedirect:
    """To another page of the desk, after a form."""
    address = reverse(f"desk:{route}", args=[member.organisation.slug, *arguments])
    return HttpResponseRedirect(address + query, status=303)
