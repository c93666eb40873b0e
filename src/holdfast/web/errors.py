"""Pages for what Django itself refuses; named in config/urls.py and settings."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from holdfast.web.refusals import error_page


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, and 413 for too much of anything."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return error_page(
            request, 413, _("That was too much at once"), _("Shorten what you typed, then send it again.")
        )
    return error_page(
        request, 400, _("We could not understand this"), _("Go back, reload the page and try again.")
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return error_page(request, 403, _("This is not open to you"), _("Log in as someone who may see it."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
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
    """500: rendered without the request, so that whatever broke cannot break this too."""
    return HttpResponse(render_to_string("500.html"), status=500)
