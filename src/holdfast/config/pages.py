"""Django's middleware of pages. The API is spared it: nobody has a session there, and no cookie lends a power."""

from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware


class _PagesOnly:
    """Goes before a middleware of Django's, and leads requests to the API past it."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith("/api/"):
            response: HttpResponseBase = self.get_response(request)  # type: ignore[attr-defined]
            return response
        return super().__call__(request)  # type: ignore[misc,no-any-return]


class Sessions(_PagesOnly, SessionMiddleware):
    """Sessions, which only the desk has."""


class Csrf(_PagesOnly, CsrfViewMiddleware):
    """The form check of the desk and of log-in; customers' forms carry a token of their own."""

    def process_view(self, request: HttpRequest, callback: Any, *arguments: Any) -> Any:
        """The check, on pages."""
        if request.path_info.startswith("/api/"):
            return None
        return super().process_view(request, callback, *arguments)


class Authentication(_PagesOnly, AuthenticationMiddleware):
    """Who is logged in."""


class Messages(_PagesOnly, MessageMiddleware):
    """What the next page says once."""
