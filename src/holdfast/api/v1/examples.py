"""Examples of what travels, by the name of its schema."""

from typing import Any

_STARTS, _ENDS, _ZONE = "2026-12-04T11:30:00Z", "2026-12-04T12:15:00Z", "Europe/Lisbon"
_HOLD_ID = "0d4f9b8e-3b5a-4c58-9a53-6f0d3f6f2b61"
_TOKEN = "b2xkZmFzdC1leGFtcGxlLW9mLWEtdG9rZW4tdGhhdC1vcGVucy1ub3RoaW5n"  # noqa: S105 - opens nothing
_PRICE = {"minor": 4200, "currency": "EUR"}
_PLACE = {
    "slug": "chiado",
    "name": "Salon Aurora, Chiado",
    "address": "Rua das Flores 12, 1200-194 Lisboa",
    "zone": _ZONE,
}
_STAFF = {"slug": "anna", "name": "Anna Moreira", "location": "chiado"}
_SERVICE = {
    "slug": "cut",
    "name": "Cut and finish",
    "description": "Wash, cut and blow-dry. We talk about what you want first.",
    "price": _PRICE,
    "duration_minutes": 45,
    "lengths": None,
    "needs_approval": False,
    "roles": [{"name": "Stylist", "customer_chooses": True, "choices": ["anna"]}],
    "staff": [_STAFF],
    "locations": [_PLACE],
}
_LINE = {"service": "cut", "starts_at": _STARTS, "staff": "anna"}
_CUSTOMER = {"name": "Dora Dias", "email": "dora@example.org", "phone": "+447700900123"}
_HELD = {
    "service": "cut",
    "location": "chiado",
    "staff": "anna",
    "quantity": 1,
    "starts_at": _STARTS,
    "ends_at": _ENDS,
    "zone": _ZONE,
    "price": _PRICE,
}
_BOOKED = {
    "ref": "K7M2QX9B",
    "state": "confirmed",
    "starts_at": _STARTS,
    "ends_at": _ENDS,
    "manage_url": f"https://book.example/b/{_TOKEN}",
    "token": _TOKEN,
}
_SLOT = {"starts_at": _STARTS, "ends_at": _ENDS, "staff": ["anna", "carla"], "left": 2}

_SUBSTITUTE = {
    "service": "cut",
    "location": "chiado",
    "staff": "carla",
    "starts_at": _STARTS,
    "ends_at": _ENDS,
}

EXAMPLES: dict[str, dict[str, Any]] = {
    "OrganisationOut": {
        "slug": "salon",
        "name": "Salon Aurora",
        "email": "hello@salon.example",
        "phone": "+351210000000",
        "currency": "EUR",
        "language": "en",
    },
    "LocationsOut": {"locations": [_PLACE]},
    "ServiceOut": _SERVICE,
    "ServicesOut": {"services": [_SERVICE]},
    "DaysOut": {"days": [{"date": "2026-12-04", "free": 17}, {"date": "2026-12-05", "free": 0}]},
    "SlotsOut": {"slots": [_SLOT]},
    "FreeListOut": {"slots": [{"service": "cut", "location": "chiado", **_SLOT}]},
    "WhyOut": {
        "starts_at": "2026-12-04T11:00:00Z",
        "bookable": False,
        "reasons": [{"code": "taken"}],
        "nearest": [_SLOT],
    },
    "HoldIn": _LINE,
    "HoldOut": {"id": _HOLD_ID, "token": _TOKEN, "expires_at": "2026-12-01T09:10:00Z", "lines": [_HELD]},
    "HoldStateOut": {"id": _HOLD_ID, "state": "held", "expires_at": "2026-12-01T09:10:00Z", "lines": [_HELD]},
    "ExtendedOut": {"expires_at": "2026-12-01T09:20:00Z"},
    "ConfirmIn": {"customer": _CUSTOMER, "notes": "My first visit"},
    "BookIn": {**_LINE, "customer": _CUSTOMER},
    "ConfirmedOut": {"bookings": [_BOOKED]},
    "BookedOut": _BOOKED,
    "BookingOut": {"ref": "K7M2QX9B", "state": "confirmed", **_HELD, "substitutes": []},
    "SubstitutesOut": {"substitutes": [_SUBSTITUTE]},
    "RescheduleIn": {"starts_at": "2026-12-04T15:00:00Z"},
    "ProblemOut": {
        "type": "urn:holdfast:problem:slot_taken",
        "title": "This time is taken: someone was quicker, or another line of the same request takes it.",
        "status": 409,
        "code": "slot_taken",
        "line": 0,
    },
}
