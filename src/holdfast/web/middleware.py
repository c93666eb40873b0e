"""What every answer carries, and how refusals become pages."""

import logging
import secrets
from collections.abc import Callable

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from holdfast.core.refusal import Refusal
from holdfast.web.access import Access, access_of
from holdfast.web.refusals import database_page, error_page, refusal_page, way_back

_log = logging.getLogger("holdfast.web")

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# What a page may load, besides the scripts that carry its nonce: our own files, and nothing else from anywhere.
_CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_EVERYWHERE = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Frame-Options": settings.X_FRAME_OPTIONS,
    "Cache-Control": "private, no-cache",
}
_BY_ACCESS: dict[Access, dict[str, str]] = {
    Access.SECRET_LINK: {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex, nofollow",
    },
    Access.STAFF: {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"},
    Access.ACCOUNT: {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"},
}


class Nonce:
    """What the scripts of one answer carry to be run (CSP 3, 6.1); made when the page first writes it.

    A template writes `nonce="{{ request.csp_nonce }}"`. A page made without a request has none, and so no scripts.
    """

    def __init__(self) -> None:
        self.value: str | None = None

    def __str__(self) -> str:
        if self.value is None:
            self.value = secrets.token_urlsafe(16)
        return self.value

    def policy(self, response: HttpResponseBase) -> str:
        """The Content-Security-Policy of the answer; one without scripts allows none."""
        # A page with scripts may have been made in vain, where its place was taken by a problem of the API.
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        scripts = f"'nonce-{self.value}'" if is_page and self.value is not None else "'none'"
        return f"script-src {scripts}; {_CONTENT_SECURITY_POLICY}"


class SecurityHeaders:
    """Headers that do not depend on what a view thought of, stricter where the route is."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        nonce = Nonce()
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", nonce.policy(response))
        response.headers.setdefault("Cross-Origin-Resource-Policy", _readers(request))
        if 400 <= response.status_code < 500 or response.status_code == 503:
            # An expected "no" is no warning, a database that is away was logged as such, and the path that Django
            # would log may be somebody's secret link.
            response._has_been_logged = True  # type: ignore[attr-defined]
        access = access_of(request)
        strict = {} if access is None else _BY_ACCESS.get(access, {})
        for name, value in strict.items():
            response.headers[name] = value
        for name, value in _EVERYWHERE.items():
            response.headers.setdefault(name, value)
        return response


def _readers(request: HttpRequest) -> str:
    """Which sites may take the answer into their pages: the API is open to all, everything else to ours alone."""
    return "cross-origin" if request.path_info.startswith("/api/") else "same-origin"


class Utf8:
    """Reads what was sent as UTF-8.

    A request may name any codec Python has; with some of them text arrives that no page can be written in. Django
    reads the query here, and may refuse it: the headers and the API's problems are made further out.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.encoding = "utf-8"
        return self.get_response(request)


class Refusals:
    """Makes a page of a refusal that left a view, so that an expected "no" is never a traceback."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and access_of(request) is not None:
            back = way_back(request)
            if back and request.method in {"GET", "HEAD"}:
                # The address of a form, opened by itself: what it belongs to is looked at.
                return HttpResponseRedirect(back, status=303)
            told = error_page(
                request,
                405,
                _("This address cannot be opened by itself"),
                _("Nothing was booked or changed. Go back and use the buttons of the page."),
            )
            told.headers["Allow"] = response.headers["Allow"]
            return told
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page, or nothing for what is not a refusal: that is a bug, and goes on to be reported."""
        if isinstance(exception, OperationalError):
            _log.error("the database does not answer", exc_info=exception)
            return database_page(request)
        return refusal_page(request, exception) if isinstance(exception, Refusal) else None
