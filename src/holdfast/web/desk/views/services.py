"""What can be booked: the list, and the form of one service."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from holdfast.actions.services import add_service, change_service, move_service
from holdfast.queries.access import Member, Right
from holdfast.queries.offer import list_offered, list_places, list_resources
from holdfast.queries.skills import list_skills
from holdfast.queries.wishes import get_service_wish
from holdfast.web.access import staff
from holdfast.web.desk.changing import Attempt, attempt, doing, leave
from holdfast.web.desk.service_form import ServiceForm
from holdfast.web.rendering import page


@staff(Right.CHANGE_OFFER, "GET")
def services(request: HttpRequest, member: Member) -> HttpResponse:
    """All services in the order in which customers see them; those given up apart."""
    offered = list_offered(member=member)
    context = {
        "member": member,
        "offered": [one for one in offered if one.is_active],
        "given_up": [one for one in offered if not one.is_active],
        "has_resources": bool(list_resources(member=member)),
    }
    return page(request, "desk/offer/services.html", context, organisation=member.organisation)


@staff(Right.CHANGE_OFFER, "GET", "POST")
def new_service(request: HttpRequest, member: Member) -> HttpResponse:
    """A form for another service."""
    places = list_places(member=member)
    form = ServiceForm(
        request.POST if request.method == "POST" else None,
        currency=member.organisation.currency,
        resources=list_resources(member=member),
        skills=list_skills(member=member),
        places=places,
    )
    if not form.is_bound:
        form.initial["locations"] = [place.slug for place in places if place.is_active]
    tried = Attempt()
    if form.is_valid():
        tried = attempt(
            request,
            member,
            form,
            lambda anyway, **who: add_service(**who, wish=form.wish()),
        )
        if tried.is_done:
            return leave(request, member, _("The service is there; customers see it now."), "services")
    return _form(request, member, form, tried, slug="")


@staff(Right.CHANGE_OFFER, "GET", "POST")
def service(request: HttpRequest, member: Member, service: str) -> HttpResponse:
    """One service, to be changed."""
    wish = get_service_wish(organisation_id=member.organisation.id, service_slug=service)
    form = ServiceForm(
        request.POST if request.method == "POST" else None,
        wish=wish,
        currency=member.organisation.currency,
        resources=list_resources(member=member),
        skills=list_skills(member=member),
        places=list_places(member=member),
    )
    form.watch(wish)
    tried = Attempt()
    if form.is_valid():
        tried = attempt(
            request, member, form, lambda **how: change_service(**how, service_slug=service, wish=form.wish())
        )
        if tried.is_done:
            return leave(request, member, _("The service is changed. What is booked stays as it was."), "services")
    return _form(request, member, form, tried, slug=service)


@staff(Right.CHANGE_OFFER, "POST")
def order_service(request: HttpRequest, member: Member, service: str) -> HttpResponse:
    """Moves a service up or down in the list."""
    earlier = request.POST.get("to") == "up"
    move_service(**doing(member), service_slug=service, earlier=earlier)
    return leave(request, member, _("The order is changed."), "services")


def _form(request: HttpRequest, member: Member, form: ServiceForm, tried: Attempt, *, slug: str) -> HttpResponse:
    context = {"member": member, "form": form, "slug": slug, "hurt": tried.hurt, "is_new": not slug}
    status = tried.status if form.is_bound and not form.is_growing else 200
    return page(request, "desk/offer/service.html", context, organisation=member.organisation, status=status)
