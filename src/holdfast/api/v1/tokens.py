"""Tokens as bearers: what they open is looked up by access, which says no to everything that is wrong."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from holdfast.queries.access import Opened, open_booking, open_hold


class _Hold(HttpBearer):
    """The token of a hold."""

    def authenticate(self, request: HttpRequest, token: str) -> Opened:
        return open_hold(token)


class _Booking(HttpBearer):
    """The token of a booking."""

    def authenticate(self, request: HttpRequest, token: str) -> Opened:
        return open_booking(token)


hold_bearer = _Hold()
booking_bearer = _Booking()
