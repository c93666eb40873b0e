"""The business's own page, its theme, and the first page of an installation."""

from collections.abc import Iterable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import etag

from holdfast.queries.catalogue import PlaceView, ServiceView, list_services
from holdfast.queries.health import check_database
from holdfast.queries.next_free import Wanted, first_of_each
from holdfast.queries.organisations import OrganisationView, get_organisation, organisations
from holdfast.web.access import public
from holdfast.web.brand import theme_css, theme_version
from holdfast.web.links import link
from holdfast.web.public.choices import Choice, Option
from holdfast.web.public.servicecard import ServiceCard, make_card
from holdfast.web.rendering import page

# Further ahead nobody looks before they choose; and to find out costs more, the further it is.
_LOOKED_AHEAD = timedelta(weeks=6)


@public("GET")
def home(request: HttpRequest) -> HttpResponse:
    """All businesses here, or the only one."""
    found = organisations()
    if len(found) == 1:
        return redirect(link(request, "public:business", found[0].slug))
    is_all_demo = all(one.is_demo for one in found)
    return page(request, "public/home.html", {"organisations": found, "is_all_demo": is_all_demo})


@public("GET")
def business(request: HttpRequest, organisation: str) -> HttpResponse:
    """What can be booked at a business, or at one of its places; where there is no choice, on to its times."""
    found = get_organisation(organisation)
    services = list_services(organisation_id=found.id)
    if len(services) == 1:
        return redirect(link(request, "public:service", found.slug, services[0].slug))
    wanted = request.GET.get("location")
    places = _places(request, found, services, wanted)
    place = next((one for one in places if one.is_chosen and one.place), None)
    context = {
        "cards": _cards(request, found, services, place.place if place else None),
        "choices": [Choice("where", places, key="where")] if len(places) > 2 else [],
        "place": place.place if place else places[1].place if len(places) == 2 else None,
    }
    return page(request, "public/business.html", context, organisation=found)


def _cards(
    request: HttpRequest,
    organisation: OrganisationView,
    services: Iterable[ServiceView],
    place: PlaceView | None,
) -> list[ServiceCard]:
    """What is given, here or anywhere, with the first free time of each."""
    wanted = Wanted(location=place.slug if place else None)
    free = first_of_each(organisation_id=organisation.id, wanted=wanted, now=timezone.now(), within=_LOOKED_AHEAD)
    chosen = {"location": place.slug} if place else {}
    return [
        make_card(one, link(request, "public:service", organisation.slug, one.slug, **chosen), free, place)
        for one in services
        if place is None or place in one.locations
    ]


def _places(
    request: HttpRequest, organisation: OrganisationView, services: Iterable[ServiceView], wanted: str | None
) -> tuple[Option, ...]:
    """Anywhere, or one of the places where something is given."""
    given = {place.slug: place for service in services for place in service.locations}
    anywhere = Option("anywhere", link(request, "public:business", organisation.slug), wanted not in given)
    return (
        anywhere,
        *(
            Option(
                slug,
                link(request, "public:business", organisation.slug, location=slug),
                slug == wanted,
                place=place,
            )
            for slug, place in given.items()
        ),
    )


@public("GET")
def theme(request: HttpRequest, organisation: str) -> HttpResponse:
    """The business's colour as a stylesheet: a file of our own, so that no page needs inline styles."""
    accent = get_organisation(organisation).accent

    @etag(lambda _request: f'"{theme_version(accent)}"')
    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(theme_css(accent), content_type="text/css; charset=utf-8")

    response = answer(request)
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@public("GET")
def health(request: HttpRequest) -> HttpResponse:
    """200 while this process and its database answer."""
    check_database()
    response = HttpResponse("ok\n", content_type="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response
