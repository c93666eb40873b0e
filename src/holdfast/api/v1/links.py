"""OpenAPI links: which answer gives what another operation needs. By operation, status and name."""

from typing import Any

_ORG = {"org": "$request.path.org"}
_SERVICE = {**_ORG, "service": "$response.body#/services/0/slug"}
_FREE_START = {"service": "$request.path.service", "starts_at": "$response.body#/slots/0/starts_at"}
_HOLD = {**_ORG, "hold_id": "$response.body#/id"}
_BOOKING = {**_ORG, "ref": "$response.body#/bookings/0/ref"}
_WITH_TOKEN = "With the `token` of this answer: Authorization: Bearer <token>."  # noqa: S105 - a sentence


def _link(operation: str, parameters: dict[str, str], **more: Any) -> dict[str, Any]:
    return {"operationId": operation, "parameters": parameters, **more}


_TAKING = {
    "hold": _link("create_hold", _ORG, requestBody=_FREE_START),
    "book": _link("create_bookings", _ORG, requestBody=_FREE_START),
}
_FREE = {name: f"$response.body#/slots/0/{name}" for name in ("service", "location", "starts_at")}
_TAKING_FREE = {
    "hold": _link("create_hold", _ORG, requestBody=_FREE),
    "book": _link("create_bookings", _ORG, requestBody=_FREE),
}
_NEAREST = {"service": "$request.path.service", "starts_at": "$response.body#/nearest/0/starts_at"}
_TAKING_NEAREST = {
    "hold": _link("create_hold", _ORG, requestBody=_NEAREST),
    "book": _link("create_bookings", _ORG, requestBody=_NEAREST),
}
_CHANGING = {
    "read": _link("read_booking", _BOOKING, description=_WITH_TOKEN),
    "moves": _link("read_moves", _BOOKING, description=_WITH_TOKEN),
    "substitutes": _link("read_substitutes", _BOOKING, description=_WITH_TOKEN),
    "move": _link("reschedule", _BOOKING, description=_WITH_TOKEN),
    "cancel": _link("cancel", _BOOKING, description=_WITH_TOKEN),
}

LINKS: dict[str, dict[str, dict[str, Any]]] = {
    "read_services": {
        "200": {
            "service": _link("read_service", _SERVICE),
            "days": _link("read_days", _SERVICE),
            "slots": _link("read_slots", _SERVICE),
            "next": _link("read_next", _SERVICE),
        }
    },
    "read_why": {"200": _TAKING_NEAREST},
    "read_free": {"200": _TAKING_FREE},
    "read_slots": {"200": _TAKING},
    "read_next": {"200": _TAKING},
    "create_hold": {
        "201": {
            "read": _link("read_hold", _HOLD, description=_WITH_TOKEN),
            "extend": _link("extend", _HOLD, description=_WITH_TOKEN),
            "confirm": _link("confirm", _HOLD, description=_WITH_TOKEN),
            "release": _link("delete_hold", _HOLD, description=_WITH_TOKEN),
        }
    },
    "confirm": {"200": _CHANGING},
    "create_bookings": {"201": _CHANGING},
}
