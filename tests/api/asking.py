"""A right request for each operation of the API, made of its own description, so that a new one is met too."""

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

from django.test import Client

from holdfast.api.v1.examples import EXAMPLES
from holdfast.api.v1.router import api
from tests.cast import Cast

PREFIX = "/api/v1/"
JSON = "application/json"
BODIES = "#/components/schemas/"
_KEY = "a-key-that-is-long-enough"


@dataclass(frozen=True)
class Operation:
    """One operation as it is described."""

    id: str
    method: str
    path: str
    described: dict[str, Any] = field(repr=False, compare=False, hash=False)

    def __str__(self) -> str:
        return self.id

    @property
    def token(self) -> str | None:
        """Which kind of token it takes."""
        return next((name for one in self.described.get("security", ()) for name in one), None)

    def parameters(self, place: str) -> dict[str, dict[str, Any]]:
        """The schemas of its parameters in a place (`path`, `query`, `header`) by name."""
        return {one["name"]: one["schema"] for one in self.described["parameters"] if one["in"] == place}

    @property
    def body(self) -> str | None:
        """The name of its body's schema, where one is required."""
        asked = self.described.get("requestBody")
        return (
            asked["content"][JSON]["schema"]["$ref"].removeprefix(BODIES) if asked and asked["required"] else None
        )

    @property
    def statuses(self) -> set[int]:
        """What it says it can answer."""
        return {int(status) for status in self.described["responses"]}


def operations() -> list[Operation]:
    """All operations of the API."""
    described = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX)))
    return [
        Operation(operation["operationId"], method.upper(), path, operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]


@dataclass(frozen=True)
class Made:
    """What a salon has: a hold and a booking, and the hold that the booking was made of."""

    org: str
    hold: tuple[str, str]
    booking: tuple[str, str]
    spent_hold: tuple[str, str]

    def of(self, kind: str | None) -> tuple[str, str]:
        """The name and the token of what a kind of token opens."""
        return {"HoldToken": self.hold, "BookingToken": self.booking}[kind or ""]


def make(salon: Cast, clock: str) -> Made:
    """A hold and a booking at a time of the Monday, and half an hour later."""
    hour = int(clock[:2])
    held, spent = _hold(salon, f"{hour:02}:00"), _hold(salon, f"{hour + 1:02}:00")
    customer = {"customer": EXAMPLES["ConfirmIn"]["customer"]}
    slug = salon.world.organisation.slug
    path = f"{PREFIX}orgs/{slug}/holds/{spent[0]}/confirm"
    answer = Client().post(path, customer, content_type=JSON, headers={"Authorization": f"Bearer {spent[1]}"})
    booking = answer.json()["bookings"][0]
    return Made(slug, held, (booking["ref"], booking["token"]), spent)


def _hold(salon: Cast, clock: str) -> tuple[str, str]:
    line = {"service": "cut", "starts_at": _instant(salon, clock)}
    path = f"{PREFIX}orgs/{salon.world.organisation.slug}/holds"
    hold = Client().post(path, line, content_type=JSON).json()
    return hold["id"], hold["token"]


def _instant(salon: Cast, clock: str) -> str:
    return salon.at(clock).isoformat().replace("+00:00", "Z")


@dataclass(frozen=True)
class Request:
    """A request as it goes out; `body` is sent as JSON unless it is bytes already."""

    method: str
    path: str
    values: Mapping[str, str]
    query: str = ""
    body: Any = None
    media_type: str | None = JSON
    headers: Mapping[str, str] = field(default_factory=dict)

    def with_body(self, body: Any) -> "Request":
        return replace(self, body=body)

    def send(self) -> Any:
        """The answer of the application."""
        path = self.path
        for name, value in self.values.items():
            path = path.replace(f"{{{name}}}", value)
        raw = b"" if self.body is None else self.body
        raw = raw if isinstance(raw, bytes) else json.dumps(raw).encode()
        about_body = {} if self.media_type is None or not raw else {"content_type": self.media_type}
        if self.media_type is None:
            about_body = {"content_type": ""}
        return Client().generic(
            self.method, path, raw, headers=dict(self.headers), QUERY_STRING=self.query, **about_body
        )


def right_request(operation: Operation, salon: Cast, made: Made) -> Request:
    """A request that the operation grants."""
    examples = {"org": made.org, "service": "cut"}
    headers = {}
    if operation.token is not None:
        name, token = made.of(operation.token)
        examples |= {"hold_id": name, "ref": name}
        headers["Authorization"] = f"Bearer {token}"
    if operation.method == "POST":
        headers["Idempotency-Key"] = _KEY
    query = {name: _QUERY[name] for name in operation.parameters("query")}
    return Request(
        operation.method,
        operation.path,
        {name: quote(examples[name]) for name in operation.parameters("path")},
        urlencode(query),
        None if operation.body is None else _body(operation.body, salon),
        headers=headers,
    )


_QUERY = {
    "services": "cut,colour",
    "from": "2026-11-23",
    "to": "2026-11-24",
    "after": "2026-11-23T08:00:00Z",
    "starts_at": "2026-11-23T10:00:00Z",
    "location": "here",
    "staff": "anna",
    "quantity": "1",
    "duration": "30",
    "tz": "Europe/Lisbon",
    "limit": "2",
    "anyone": "false",
}


def _body(name: str, salon: Cast) -> Any:
    body = copy.deepcopy(EXAMPLES[name])
    if "starts_at" in body:
        body["starts_at"] = _instant(salon, "15:00")
        body["staff"] = "ben"
    if "service" in body:
        body |= {"location": "here", "quantity": 1, "duration": 30}
    return body
