"""Making a page: its template, in the visitor's language and the business's look."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from holdfast.queries.organisations import OrganisationView
from holdfast.web.brand import theme_version
from holdfast.web.language import language_of, languages


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    organisation: OrganisationView | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page of a business in its colour, or of none, in the visitor's language."""
    code = language_of(request, organisation)
    shared: dict[str, Any] = {"organisation": organisation, "languages": languages(request)}
    if organisation is not None:
        shared["theme"] = theme_version(organisation.accent)
        # Where the business's own words are in another language than the page, readers aloud are told.
        shared["own_language"] = (
            "" if organisation.language.lower().startswith(code[:2]) else organisation.language
        )
    with translation.override(code):
        response = render(request, template, {**shared, **(context or {})}, status=status)
    response.headers["Content-Language"] = code
    patch_vary_headers(response, ["Accept-Language"])
    return response


def page_or_part(
    request: HttpRequest,
    template: str,
    part: str,
    context: Mapping[str, Any],
    *,
    organisation: OrganisationView,
    status: int,
) -> HttpResponse:
    """The page; for its script, which changes only a part of it, that part alone."""
    wants_part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    response = page(request, part if wants_part else template, context, organisation=organisation, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
