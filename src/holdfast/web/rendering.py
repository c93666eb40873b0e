"""Making a page: its template, in the language of the business."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from holdfast.queries.organisations import OrganisationView
from holdfast.web.brand import theme_version


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    organisation: OrganisationView | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page of a business, in its language and colour, or of none."""
    shared: dict[str, Any] = {"organisation": organisation}
    if organisation is not None:
        shared["theme"] = theme_version(organisation.accent)
    with translation.override(language_of(organisation)):
        return render(request, template, {**shared, **(context or {})}, status=status)


def language_of(organisation: OrganisationView | None) -> str:
    """The business's language where there is a translation, else the installation's."""
    if organisation is not None:
        known = {code for code, _ in settings.LANGUAGES}
        wanted = organisation.language.lower()
        if wanted.partition("-")[0] in known:
            return wanted
    return settings.LANGUAGE_CODE
