"""The business's own page, its theme, and the first page of an installation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import etag

from holdfast.queries.catalogue import list_services
from holdfast.queries.health import check_database
from holdfast.queries.organisations import get_organisation, organisations
from holdfast.web.access import public
from holdfast.web.brand import theme_css, theme_version
from holdfast.web.rendering import page


@public("GET")
def home(request: HttpRequest) -> HttpResponse:
    """All businesses here, or the only one."""
    found = organisations()
    if len(found) == 1:
        return redirect("public:business", found[0].slug)
    return page(request, "public/home.html", {"organisations": found})


@public("GET")
def business(request: HttpRequest, organisation: str) -> HttpResponse:
    """What can be booked at a business."""
    found = get_organisation(organisation)
    services = list_services(organisation_id=found.id)
    return page(request, "public/business.html", {"services": services}, organisation=found)


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
