"""What the business says of itself, and how it looks."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from holdfast.actions.images import remove_logo, set_logo
from holdfast.actions.organisations import SlugTaken, describe_organisation
from holdfast.core.refusal import Invalid
from holdfast.queries.access import Member, Right
from holdfast.queries.organisations import get_customer_caps, get_organisation_by_id
from holdfast.web.access import staff
from holdfast.web.desk.business_form import BusinessForm
from holdfast.web.desk.changing import doing, leave
from holdfast.web.desk.resource_forms import PictureForm
from holdfast.web.desk.uploads import read_picture, takes_pictures
from holdfast.web.rendering import page


@staff(Right.CHANGE_OFFER, "GET", "POST")
def business(request: HttpRequest, member: Member) -> HttpResponse:
    """The form of the business."""
    if request.method != "POST":
        return _page(request, member)
    form = BusinessForm(request.POST)
    form.watch(_held(member))
    if form.is_valid():
        try:
            describe_organisation(**doing(member), **form.said())
            # The slug may be another one now.
            now = get_organisation_by_id(member.organisation.id)
            messages.success(request, gettext("Saved. Customers see it now."))
            return HttpResponseRedirect(reverse("desk:business", args=[now.slug]), status=303)
        except Invalid as refusal:
            form.refuse(refusal)
        except SlugTaken:
            form.add_error("slug", gettext("Another business here has this address: choose another one"))
    return _page(request, member, form=form, status=422)


@takes_pictures
@staff(Right.CHANGE_OFFER, "POST")
def logo(request: HttpRequest, member: Member) -> HttpResponse:
    """Takes a new logo."""
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            set_logo(**doing(member), content=read_picture(form))
            return leave(request, member, _("The logo is there."), "business")
        except Invalid as refusal:
            form.refuse(Invalid(field="picture", reason=refusal.reason))
    return _page(request, member, picture_form=form, status=422)


@staff(Right.CHANGE_OFFER, "POST")
def logo_remove(request: HttpRequest, member: Member) -> HttpResponse:
    """Takes the logo away."""
    remove_logo(**doing(member))
    return leave(request, member, _("The logo is gone."), "business")


def _page(request: HttpRequest, member: Member, *, status: int = 200, **said: Any) -> HttpResponse:
    form = BusinessForm(initial=_held(member))
    form.watch(_held(member))
    address = request.build_absolute_uri(reverse("public:business", args=[member.organisation.slug]))
    context = {
        "member": member,
        "form": form,
        "picture_form": PictureForm(),
        "address": address,
        **said,
    }
    return page(request, "desk/offer/business.html", context, organisation=member.organisation, status=status)


def _held(member: Member) -> dict[str, Any]:
    caps = get_customer_caps(organisation_id=member.organisation.id)
    said = {name: getattr(member.organisation, name) for name in BusinessForm.base_fields if "cap" not in name}
    return said | {f"customer_{name}_cap": getattr(caps, name) for name in ("daily", "weekly", "monthly")}
