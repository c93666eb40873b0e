"""The OpenAPI description made complete: what an operation answers and takes besides what its route says."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from holdfast.api.errors import OWN, STATUS
from holdfast.api.v1.examples import EXAMPLES
from holdfast.api.v1.links import LINKS
from holdfast.api.v1.schemas import ProblemOut
from holdfast.core.booking import REF_ALPHABET, REF_LENGTH
from holdfast.core.slug import LONGEST, PATTERN

_REFUSALS = "x-refusals"
_SCHEMAS = "#/components/schemas/"
_EVERYWHERE = ("not_found", "invalid", "too_many", "busy", "unreadable", "wrong_host", "unavailable")
_WITH_TOKEN = ("unauthorised",)
_WITH_POST = ("too_large", "unsupported_media_type", "idempotency_key_reused")

_DESCRIPTIONS = {
    400: "The request cannot be read, or is for another host.",
    401: "A token is needed.",
    404: "There is nothing here, or it is not yours to see; a wrong token is answered so too.",
    409: "It cannot be done as things stand now.",
    410: "What was held is held no more.",
    413: "The body is larger than 64 KB.",
    415: "The body is not said to be JSON.",
    422: "A value cannot be used, or what is asked for is not offered.",
    429: "Too much at once.",
    503: "Nothing can be answered right now.",
}
_HEADERS: dict[str, Any] = {
    "RequestId": {
        "description": "Names the request in our logs: the `X-Request-Id` that was sent, where it is 8 to 64 "
        "letters, digits, dots, hyphens and underlines, else one of ours.",
        "required": True,
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{8,64}$"},
    },
    "RetryAfter": {
        "description": "When to try again, in seconds.",
        "required": True,
        "schema": {"type": "integer", "minimum": 1},
    },
    "Authenticate": {"required": True, "schema": {"type": "string", "const": "Bearer"}},
}
_KEY: dict[str, Any] = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "Makes it safe to send the request again: the same answer, no second effect. Best random.",
    "schema": {
        "type": "string",
        "minLength": 16,
        "maxLength": 255,
        "pattern": "^[!-~][ -~]*[!-~]$",
        "examples": ["7c1d9b9e-53c1-4d0c-9f5e-0a4b6d1f2e3c"],
    },
}
_SLUG = {"type": "string", "pattern": f"^{PATTERN}$", "maxLength": LONGEST}
# What stands in an address and does not fit is no validation error but an address of nothing.
_IN_PATHS: dict[str, dict[str, Any]] = {
    "org": {**_SLUG, "examples": ["salon"]},
    "service": {**_SLUG, "examples": ["cut"]},
    "hold_id": {"type": "string", "format": "uuid"},
    "ref": {"type": "string", "pattern": f"^[{REF_ALPHABET}]{{{REF_LENGTH}}}$", "examples": ["K7M2QX9B"]},
}


def refuses(*codes: str) -> dict[str, Any]:
    """What a route says of itself: the codes it refuses with, besides those that any route of its kind has."""
    return {_REFUSALS: codes}


def complete(described: dict[str, Any]) -> None:
    """Adds to ninja's description what is the same for all operations, links, and examples."""
    components = described["components"]
    components["headers"] = _HEADERS
    components["schemas"] |= _problem_schemas()
    for name, example in EXAMPLES.items():
        components["schemas"][name]["examples"] = [example]
    for path in described["paths"].values():
        for method, operation in path.items():
            _complete(method, operation)


def _complete(method: str, operation: dict[str, Any]) -> None:
    codes = {*_EVERYWHERE, *operation.pop(_REFUSALS, ())}
    if "security" in operation:
        codes.update(_WITH_TOKEN)
    if method == "post":
        codes.update(_WITH_POST)
        operation["parameters"].append(_KEY)
    for parameter in operation["parameters"]:
        # A list of examples is right in a schema and wrong beside it.
        parameter.pop("examples", None)
        if parameter["in"] == "path":
            parameter["schema"] = _IN_PATHS[parameter["name"]]
    answers = {str(status): answer for status, answer in operation["responses"].items()} | _problems(codes)
    for status, links in LINKS.get(operation["operationId"], {}).items():
        answers[status]["links"] = links
    for answer in answers.values():
        answer.setdefault("headers", {})["X-Request-Id"] = _reference("headers", "RequestId")
    operation["responses"] = dict(sorted(answers.items()))


def _problems(codes: Iterable[str]) -> dict[str, Any]:
    by_status: defaultdict[int, list[str]] = defaultdict(list)
    for code in sorted(codes):
        by_status[_status(code)].append(code)
    return {str(status): _problem(status, found) for status, found in by_status.items()}


def _problem(status: int, codes: list[str]) -> dict[str, Any]:
    schema = {
        "allOf": [
            {"$ref": f"{_SCHEMAS}{ProblemOut.__name__}"},
            {"properties": {"status": {"const": status}, "code": {"enum": codes}}},
        ]
    }
    answer: dict[str, Any] = {
        "description": _DESCRIPTIONS[status],
        "content": {"application/problem+json": {"schema": schema}},
    }
    if status in {429, 503}:
        answer["headers"] = {"Retry-After": _reference("headers", "RetryAfter")}
    if status == 401:
        answer["headers"] = {"WWW-Authenticate": _reference("headers", "Authenticate")}
    return answer


def _problem_schemas() -> dict[str, Any]:
    schema = ProblemOut.model_json_schema(ref_template=f"{_SCHEMAS}{{model}}", mode="serialization")
    # Unlike in our other answers, what does not apply is left out.
    schema["required"] = ["type", "title", "status", "code"]
    return {**schema.pop("$defs"), ProblemOut.__name__: schema}


def _status(code: str) -> int:
    return OWN[code][0] if code in OWN else STATUS[code]


def _reference(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}
