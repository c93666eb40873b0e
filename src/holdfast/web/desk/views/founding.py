"""The first page of a new business: opened once, by the link that `holdfast serve` prints."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from holdfast.actions._people import AddressTaken
from holdfast.actions.founding import Founded, Owner, found_organisation
from holdfast.core.refusal import Invalid
from holdfast.queries.access import open_start
from holdfast.queries.organisations import has_own_organisation
from holdfast.web.access import public, secret_link
from holdfast.web.desk.forms import DeskForm, Line
from holdfast.web.desk.presets import PRESETS, preset_of
from holdfast.web.desk.whereabouts import country_of, currency_of, guess_zone, known_zone
from holdfast.web.language import language_of
from holdfast.web.passwords import NewPassword, check_password
from holdfast.web.rendering import page
from holdfast.web.sessions import begin_session


class BusinessForm(DeskForm):
    """What a business is called, and its trade."""

    business = Line(
        label=_("What is your business called?"),
        longest=120,
        widget=forms.TextInput({"autocomplete": "organization", "autofocus": True}),
    )
    trade = forms.ChoiceField(
        label=_("What do people book?"),
        help_text=_("Decides what we fill in for you. You can change all of it."),
        choices=[(preset.key, preset.label) for preset in PRESETS],
        initial=PRESETS[0].key,
        widget=forms.RadioSelect,
    )


class FoundingForm(BusinessForm):
    """The same, and the first log-in."""

    name = Line(label=_("Your name"), longest=120, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("You log in with it."),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "username"}),
    )
    password = NewPassword()

    def clean(self) -> dict[str, Any]:
        """The validators of passwords know name and address."""
        typed = super().clean() or {}
        check_password(self, name=typed.get("name", ""), email=typed.get("email", ""))
        return typed


@public("GET")
def how(request: HttpRequest) -> HttpResponse:
    """How to begin, for whoever came by the front door: the link opens for nobody else."""
    if has_own_organisation():
        return redirect("desk:home")
    return page(request, "desk/start/how.html", {})


@secret_link(open_start, "GET", "POST", for_session=True)
def found(request: HttpRequest, version: int, token: str) -> HttpResponse:
    """What we must know to begin; by POST the business is there, and its owner logged in."""
    with translation.override(language_of(request, None)):
        zone = known_zone(request.POST.get("zone", "")) or guess_zone(request)
        kind = BusinessForm if request.user.is_authenticated else FoundingForm
        form = kind(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            founded = _found(request, version, form, zone)
            if founded is not None:
                return redirect("desk:start", founded.slug)
        context = {"form": form, "presets": PRESETS, "zone": zone}
        return page(request, "desk/start/found.html", context, status=422 if form.is_bound else 200)


def _found(request: HttpRequest, version: int, form: BusinessForm, zone: str) -> Founded | None:
    typed = form.cleaned_data
    country = country_of(zone)
    try:
        founded = found_organisation(
            now=timezone.now(),
            link_version=version,
            name=typed["business"],
            owner=_owner(request, typed),
            outline=preset_of(typed["trade"]).outline(typed["business"]),
            zone=zone,
            country=country,
            currency=currency_of(country),
            language=(get_language() or "en")[:2],
        )
    except AddressTaken:
        form.add_error(
            "email",
            gettext("There is a log-in with this address already. Log in first, then open this link again."),
        )
        return None
    except Invalid as refusal:
        form.refuse(refusal)
        return None
    if not request.user.is_authenticated:
        begin_session(request, founded.user_id)
    return founded


def _owner(request: HttpRequest, typed: dict[str, Any]) -> Owner:
    if request.user.is_authenticated:
        return Owner(user_id=request.user.pk)
    return Owner(name=typed["name"], email=typed["email"], password=typed["password"])
