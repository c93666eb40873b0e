"""Links and redirects, each in the language the visitor chose."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from holdfast.web.language import PARAMETER, chosen_language


def link(request: HttpRequest | None, name: str, *arguments: object, **query: str) -> str:
    """The address of a route, in the language chosen."""
    chosen = chosen_language(request) if request is not None else None
    asked = {**query, **({PARAMETER: chosen} if chosen else {})}
    path = reverse(name, args=arguments)
    return f"{path}?{urlencode(asked)}" if asked else path


def go(request: HttpRequest, name: str, *arguments: object, part: str = "", **query: str) -> HttpResponseRedirect:
    """The answer to a form that was sent: on to a page, or a part of it, in the language chosen."""
    address = link(request, name, *arguments, **query)
    return HttpResponseRedirect(f"{address}#{part}" if part else address, status=303)


def absolute(request: HttpRequest, path: str) -> str:
    """An address others can open: under HOLDFAST_BASE_URL where it is set, else under the request's host."""
    if settings.BASE_URL:
        return str(settings.BASE_URL).rstrip("/") + path
    return request.build_absolute_uri(path)
