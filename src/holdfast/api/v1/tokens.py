"""Tokens as bearers: what they open is looked up by access, which says no to everything that is wrong."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from holdfast.queries.access import Opened, open_booking, open_hold


class HoldToken(HttpBearer):
    """The token of a hold."""

    openapi_description = "The `token` of the hold, from the answer that made it."

    def authenticate(self, request: HttpRequest, token: str) -> Opened:
        return open_hold(token)


class BookingToken(HttpBearer):
    """The token of a booking."""

    openapi_description = "The `token` of the booking, from the answer that made it."

    def authenticate(self, request: HttpRequest, token: str) -> Opened:
        return open_booking(token)


hold_bearer = HoldToken()
booking_bearer = BookingToken()
