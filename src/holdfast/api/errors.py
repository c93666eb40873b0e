"""Refusals as problem+json (RFC 9457): the only place where a refusal meets an HTTP status."""

import logging
from typing import Any

import orjson
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from holdfast.core.refusal import NotFound, Refusal

_log = logging.getLogger("holdfast.api")

# Stable codes; the sentence of each is its class's docstring. docs/api-errors.md lists them all.
STATUS: dict[str, int] = {
    "address_taken": 409,
    "already_confirmed": 409,
    "already_member": 409,
    "already_seeded": 409,
    "busy": 429,
    "capacity_in_use": 409,
    "hold_lapsed": 410,
    "idempotency_key_reused": 422,
    "illegal_change": 409,
    "impossible": 422,
    "invalid": 422,
    "invitation_ended": 410,
    "last_owner": 409,
    "no_more_extensions": 409,
    "not_found": 404,
    "notes_changed": 409,
    "not_offered": 422,
    "limit_reached": 409,
    "not_yourself": 409,
    "owners_only": 403,
    "skill_in_use": 409,
    "slot_taken": 409,
    "slug_taken": 409,
    "start_used": 410,
    "too_complex": 422,
    "too_early": 409,
    "too_late": 409,
    "too_many": 429,
    "works_elsewhere": 409,
    "would_hurt": 409,
}
# What is wrong with a request before anybody looks at its meaning, or with us.
OWN: dict[str, tuple[int, str]] = {
    "internal": (500, "Something went wrong on our side; it has been noted."),
    "not_found": (404, NotFound().sentence),
    "method_not_allowed": (405, "This address does not know this method."),
    "too_large": (413, "The body is larger than 64 KB."),
    "unauthorised": (401, "Send the token as Authorization: Bearer <token>."),
    "unavailable": (503, "This cannot be answered right now; try again in a moment."),
    "unreadable": (400, "The request cannot be read; a body must be JSON in UTF-8, each name in it given once."),
    "wrong_host": (400, "The Host header names no host of this installation."),
    "unsupported_media_type": (415, "A body must be sent as Content-Type: application/json."),
}
_MOST_ERRORS = 20
_LONGEST_NAME = 200


class MediaTypeError(Exception):
    """The body is not said to be JSON."""


def problem(status: int, code: str, title: str, **details: Any) -> HttpResponse:
    """An error as problem+json; `code` is stable, `title` a sentence for developers."""
    retry_after = details.pop("retry_after", None)
    body = {"type": f"urn:holdfast:problem:{code}", "title": title, "status": status, "code": code, **details}
    response = HttpResponse(orjson.dumps(body), status=status, content_type="application/problem+json")
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def own_problem(code: str, **details: Any) -> HttpResponse:
    """One of `OWN` as a problem."""
    status, title = OWN[code]
    return problem(status, code, title, **details)


def install(api: NinjaAPI) -> None:
    """Makes every error of the API a problem; nothing reaches the caller as a traceback."""
    api.add_exception_handler(Refusal, _refusal)
    api.add_exception_handler(ValidationError, _validation)
    api.add_exception_handler(AuthenticationError, _authentication)
    api.add_exception_handler(Http404, _not_found)
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(RequestDataTooBig, _too_big)
    api.add_exception_handler(OperationalError, _unavailable)


def _refusal(_: HttpRequest, refusal: Refusal | type[Refusal]) -> HttpResponse:
    found = refusal if isinstance(refusal, Refusal) else refusal()
    return problem(STATUS.get(found.code, 409), found.code, found.sentence, **found.details)


def _validation(_: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
    """The first field that cannot be used, and all of them in `errors`."""
    found = error.errors if isinstance(error, ValidationError) else []
    errors = [
        {
            "field": _printable(".".join(map(str, _path(one["loc"])))),
            "reason": _printable(one["msg"].removeprefix("Value error, ")),
        }
        for one in found[:_MOST_ERRORS]
    ]
    first = errors[0] if errors else {"field": "body", "reason": "cannot be read"}
    return problem(422, "invalid", "A value cannot be used.", **first, errors=errors)


def _path(location: tuple[Any, ...]) -> tuple[Any, ...]:
    """Where the field stands in what was sent: without where it came from and the handler's own name for it."""
    if location[:1] == ("body",):
        return location[2:] or ("body",)
    return location[1:] or location


def _printable(text: str) -> str:
    """What a caller made up, fit for an answer: a lone surrogate can be written in no JSON."""
    return text[:_LONGEST_NAME].encode(errors="replace").decode()


def _authentication(_: HttpRequest, __: AuthenticationError | type[AuthenticationError]) -> HttpResponse:
    response = own_problem("unauthorised")
    response["WWW-Authenticate"] = "Bearer"
    return response


def _unavailable(_: HttpRequest, error: OperationalError | type[OperationalError]) -> HttpResponse:
    _log.error("the database does not answer", exc_info=error if isinstance(error, OperationalError) else None)
    return own_problem("unavailable", retry_after=5)


def _not_found(_: HttpRequest, __: Http404 | type[Http404]) -> HttpResponse:
    return own_problem("not_found")


def _http_error(_: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    """What ninja makes of a body that its parser raised at, whatever it raised."""
    cause = error.__cause__ if isinstance(error, HttpError) else None
    return own_problem("unsupported_media_type" if isinstance(cause, MediaTypeError) else "unreadable")


def _too_big(_: HttpRequest, __: RequestDataTooBig | type[RequestDataTooBig]) -> HttpResponse:
    return own_problem("too_large")
