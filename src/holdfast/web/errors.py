"""Pages for what Django itself refuses; named in config/urls.py and settings."""

import base64
import hashlib

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.urls import is_valid_path
from django.utils import translation
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext_lazy as _

from holdfast.web.language import language_of
from holdfast.web.refusals import error_page


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, and 413 for too much of anything."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        match = request.resolver_match
        if match is not None and getattr(match.func, "takes_pictures", False):
            return error_page(
                request,
                413,
                _("This picture is too large"),
                _("Nothing was changed. Go back and choose one of at most 5 MB; phones can make them smaller."),
            )
        return error_page(
            request,
            413,
            _("That was too much at once"),
            _("Nothing was booked or changed. Go back, shorten what you typed, then send it again."),
        )
    return error_page(
        request,
        400,
        _("We could not understand this"),
        _("Nothing was booked or changed. Go back, reload the page and try again."),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return error_page(
        request,
        403,
        _("This is not open to you"),
        _("Nothing was changed. Log in as somebody who may see it, or ask the business to let you in."),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404; an address with a slash too many at its end leads to what it means."""
    meant = request.path.rstrip("/")
    if request.method in {"GET", "HEAD"} and meant != request.path and is_valid_path(meant):
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(escape_leading_slashes(f"{meant}?{query}" if query else meant))
    return error_page(
        request,
        404,
        _("There is nothing here"),
        _("The address may be incomplete or old. Check that you copied all of it, or start again."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form of staff pages whose protection has expired."""
    return error_page(
        request,
        403,
        _("This page was open for too long"),
        _("Nothing was changed. Go back, reload the page and try again."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a page that needs no database, no file and no other template, for one of those may be what broke."""
    with translation.override(language_of(request, None)):
        html = render_to_string("500.html")
    response = HttpResponse(html, status=500)
    # Its few rules of style stand in it, and are let in by what they say.
    style = html.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'none'; style-src 'sha256-{digest}'; object-src 'none'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )
    return response
