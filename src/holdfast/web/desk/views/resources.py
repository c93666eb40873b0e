"""Whom and what can be booked: the list, and the page of one of them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from holdfast.actions.images import remove_photo, set_photo
from holdfast.actions.resources import (
    CapacityInUse,
    add_resource,
    change_capacity,
    change_resource,
    move_resource,
)
from holdfast.core.refusal import Invalid
from holdfast.queries.access import Member, Right
from holdfast.queries.hurt import list_hurt
from holdfast.queries.offer import ResourceView, get_resource, list_places, list_resources
from holdfast.queries.skills import list_skills
from holdfast.web.access import staff
from holdfast.web.desk.changing import Attempt, attempt, doing, leave
from holdfast.web.desk.resource_forms import CapacityForm, PictureForm, ResourceForm
from holdfast.web.desk.uploads import read_picture, takes_pictures
from holdfast.web.rendering import page


@staff(Right.CHANGE_OFFER, "GET")
def resources(request: HttpRequest, member: Member) -> HttpResponse:
    """All people and things in order; those not in use apart."""
    found = list_resources(member=member)
    context = {
        "member": member,
        "used": [one for one in found if one.is_active],
        "unused": [one for one in found if not one.is_active],
        "has_places": len({one.location_slug for one in found}) > 1,
    }
    return page(request, "desk/offer/resources.html", context, organisation=member.organisation)


@staff(Right.CHANGE_OFFER, "GET", "POST")
def new_resource(request: HttpRequest, member: Member) -> HttpResponse:
    """A form for another person or thing."""
    form = ResourceForm(request.POST or None, places=list_places(member=member), skills=list_skills(member=member))
    tried = Attempt()
    if form.is_valid():
        said = form.said()
        said["location_slug"] = said.pop("location")
        tried = attempt(request, member, form, lambda anyway, **who: add_resource(**who, **said))
        if tried.is_done:
            words = _("Added, with the hours of the place. Say now which services it is for.")
            return leave(request, member, words, "resource", tried.result)
    context = {"member": member, "form": form}
    status = tried.status if form.is_bound else 200
    return page(request, "desk/offer/resource_new.html", context, organisation=member.organisation, status=status)


@staff(Right.CHANGE_OFFER, "GET", "POST")
def resource(request: HttpRequest, member: Member, resource: str) -> HttpResponse:
    """One person or thing, to be changed."""
    found = get_resource(member=member, slug=resource)
    if request.method != "POST":
        return _page(request, member, found)
    form = ResourceForm(request.POST, skills=list_skills(member=member))
    form.watch(_held(found))
    tried = Attempt()
    if form.is_valid():
        said = form.said()
        tried = attempt(
            request,
            member,
            form,
            lambda **how: change_resource(**how, resource_slug=resource, **said),
            away=resource,
        )
        if tried.is_done:
            return leave(request, member, _("Saved."), "resource", resource)
    return _page(request, member, found, form=form, hurt=tried.hurt, status=tried.status)


@staff(Right.CHANGE_OFFER, "POST")
def resource_capacity(request: HttpRequest, member: Member, resource: str) -> HttpResponse:
    """Changes how many there are."""
    found = get_resource(member=member, slug=resource)
    form = CapacityForm(request.POST)
    in_use, tried = None, Attempt()
    if form.is_valid():
        capacity = form.cleaned_data["capacity"]
        try:
            tried = attempt(
                request,
                member,
                form,
                lambda **how: change_capacity(**how, resource_slug=resource, capacity=capacity),
            )
        except CapacityInUse as refusal:
            in_use = list_hurt(member=member, refs=refusal.refs)
            form.add_error("capacity", gettext("More are booked already: move or cancel the bookings below first"))
        if tried.is_done:
            return leave(request, member, _("Saved."), "resource", resource)
    status = 409 if in_use else tried.status
    return _page(request, member, found, capacity_form=form, in_use=in_use, fewer=tried.hurt, status=status)


@takes_pictures
@staff(Right.CHANGE_OFFER, "POST")
def resource_photo(request: HttpRequest, member: Member, resource: str) -> HttpResponse:
    """Takes a new photo."""
    found = get_resource(member=member, slug=resource)
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            set_photo(**doing(member), resource_slug=resource, content=read_picture(form))
            return leave(request, member, _("The photo is there."), "resource", resource)
        except Invalid as refusal:
            form.refuse(Invalid(field="picture", reason=refusal.reason))
    return _page(request, member, found, picture_form=form, status=422)


@staff(Right.CHANGE_OFFER, "POST")
def resource_photo_remove(request: HttpRequest, member: Member, resource: str) -> HttpResponse:
    """Takes the photo away."""
    remove_photo(**doing(member), resource_slug=resource)
    return leave(request, member, _("The photo is gone."), "resource", resource)


@staff(Right.CHANGE_OFFER, "POST")
def order_resource(request: HttpRequest, member: Member, resource: str) -> HttpResponse:
    """Moves a person or thing up or down in the list."""
    move_resource(**doing(member), resource_slug=resource, earlier=request.POST.get("to") == "up")
    return leave(request, member, _("The order is changed."), "resources")


def _page(
    request: HttpRequest, member: Member, found: ResourceView, *, status: int = 200, **said: Any
) -> HttpResponse:
    form = ResourceForm(initial=_held(found), skills=list_skills(member=member))
    form.watch(_held(found))
    context = {
        "member": member,
        "resource": found,
        "form": form,
        "capacity_form": CapacityForm(initial={"capacity": found.capacity}),
        "picture_form": PictureForm(),
        **said,
    }
    return page(request, "desk/offer/resource.html", context, organisation=member.organisation, status=status)


def _held(found: ResourceView) -> dict[str, Any]:
    said = {name: getattr(found, name) for name in ResourceForm.base_fields if hasattr(found, name)}
    caps = {"daily_cap": found.caps.daily, "weekly_cap": found.caps.weekly, "monthly_cap": found.caps.monthly}
    return said | caps
