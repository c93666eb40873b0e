"""The outer edge of /api/: open to other origins, always problem+json, no token kept by a cache."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from holdfast.api.errors import own_problem

_PREFIX = "/api/"
_METHODS = "GET, HEAD, POST, DELETE, OPTIONS"
_HEADERS = "Authorization, Content-Type, Idempotency-Key, X-Request-Id"
_OWN_TYPES = ("application/", "text/css", "text/javascript")
# What Django says as a page, and an address that is none says as one of ours.
_CODES = {
    400: "unreadable",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    500: "internal",
    503: "unavailable",
}


class ApiEdge:
    """Answers preflight requests (Fetch standard, CORS protocol) and makes problems of whatever a page would say.

    Other sites' pages may read and hold: there is no cookie they could borrow, only tokens they were given.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(_PREFIX):
            return self.get_response(request)
        if request.method == "HEAD":
            # RFC 9110, 9.3.2: as GET. The server leaves the body out, because the request it has is still a HEAD.
            request.method = "GET"
            response = self._answer(request)
            request.method = "HEAD"
            return response
        return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase
        if not _is_ours(request):
            response = own_problem("wrong_host")
        elif request.method == "OPTIONS":
            response = _preflight()
        elif request.META.get("QUERY_STRING", "").count("&") >= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:
            # Django would say the same, as if it were an attack, with a line in the log for each.
            response = own_problem("unreadable")
        else:
            response = _as_problem(self.get_response(request))
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "Retry-After, X-Request-Id"
        if request.method != "GET" or "Authorization" in request.headers:
            response.headers["Cache-Control"] = "no-store"
        return response


def _is_ours(request: HttpRequest) -> bool:
    try:
        request.get_host()
    except DisallowedHost:
        return False
    return True


def _preflight() -> HttpResponseBase:
    response = HttpResponse(status=204)
    response.headers["Access-Control-Allow-Methods"] = _METHODS
    response.headers["Access-Control-Allow-Headers"] = _HEADERS
    response.headers["Access-Control-Max-Age"] = "86400"
    return response


def _as_problem(response: HttpResponseBase) -> HttpResponseBase:
    code = _CODES.get(response.status_code)
    if code is None or response.headers.get("Content-Type", "").startswith(_OWN_TYPES):
        return response
    made = own_problem(code)
    for name in ("Allow", "Retry-After"):
        if name in response.headers:
            made.headers[name] = response.headers[name]
    allowed = made.headers.get("Allow", "").split(", ")
    if "GET" in allowed:
        made.headers["Allow"] = ", ".join([*allowed, "HEAD"])
    return made
