"""Where things are: the list, and the form of one place."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from holdfast.actions.locations import add_location, change_location, move_location
from holdfast.queries.access import Member, Right
from holdfast.queries.offer import LocationView, get_place, list_places
from holdfast.web.access import staff
from holdfast.web.desk.changing import Attempt, attempt, doing, leave
from holdfast.web.desk.place_form import PlaceForm
from holdfast.web.rendering import page


@staff(Right.CHANGE_OFFER, "GET")
def places(request: HttpRequest, member: Member) -> HttpResponse:
    """All places in order; those given up apart."""
    found = list_places(member=member)
    context = {
        "member": member,
        "used": [one for one in found if one.is_active],
        "unused": [one for one in found if not one.is_active],
    }
    return page(request, "desk/offer/places.html", context, organisation=member.organisation)


@staff(Right.CHANGE_OFFER, "GET", "POST")
def new_place(request: HttpRequest, member: Member) -> HttpResponse:
    """A form for another place."""
    known = list_places(member=member)
    held = {"zone": known[0].zone, "holiday_country": known[0].holiday_country} if known else {}
    form = PlaceForm(request.POST or None, initial=held, is_new=True)
    tried = Attempt()
    if form.is_valid():
        said = form.cleaned_data
        tried = attempt(request, member, form, lambda anyway, **who: add_location(**who, **said))
        if tried.is_done:
            return leave(
                request, member, _("Added. Say now when it is open."), "hours_of", "location", tried.result
            )
    return _form(request, member, form, tried, None)


@staff(Right.CHANGE_OFFER, "GET", "POST")
def place(request: HttpRequest, member: Member, place: str) -> HttpResponse:
    """One place, to be changed."""
    found = get_place(member=member, slug=place)
    held = {name: getattr(found, name) for name in PlaceForm.base_fields}
    form = PlaceForm(request.POST or None, initial=held, is_new=False)
    form.watch(held)
    tried = Attempt()
    if form.is_valid():
        said = form.cleaned_data
        tried = attempt(request, member, form, lambda **how: change_location(**how, location_slug=place, **said))
        if tried.is_done:
            return leave(request, member, _("Saved."), "place", place)
    return _form(request, member, form, tried, found)


@staff(Right.CHANGE_OFFER, "POST")
def order_place(request: HttpRequest, member: Member, place: str) -> HttpResponse:
    """Moves a place up or down in the list."""
    move_location(**doing(member), location_slug=place, earlier=request.POST.get("to") == "up")
    return leave(request, member, _("The order is changed."), "places")


def _form(
    request: HttpRequest, member: Member, form: PlaceForm, tried: Attempt, found: LocationView | None
) -> HttpResponse:
    context = {"member": member, "form": form, "place": found, "hurt": tried.hurt}
    status = tried.status if form.is_bound else 200
    return page(request, "desk/offer/place.html", context, organisation=member.organisation, status=status)
