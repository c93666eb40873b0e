"""What no operation can use: each is refused with a problem and a stable code, and changes nothing."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import quote, urlencode

import pytest

import holdfast
from tests import cast
from tests.api.asking import Made, Operation, Request, make, operations, right_request
from tests.cast import NOW, Cast

ALL = operations()
POSTS = [operation for operation in ALL if operation.method == "POST"]
WITH_BODY = [operation for operation in ALL if operation.body is not None]
WITH_QUERY = [operation for operation in ALL if operation.parameters("query")]
DOCUMENTED = set(
    re.findall(r"^\| `(\w+)` \|", (Path(holdfast.__file__).parents[2] / "docs/api-errors.md").read_text(), re.M)
)
NUL, SURROGATE, HUGE = "a\x00b", "a\ud800b", "x" * 5000
NO_STRINGS: list[Any] = [NUL, SURROGATE, HUGE, "\u202eab", 7, 1.5, True, ["cut"], {"a": "b"}]
NO_TIMES: list[Any] = [
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "1969-12-31T23:59:59Z",
    "2026-11-23T10:00:00",
    "2026-11-23T10:00Z",
    "2026-11-23 10:00:00Z",
    "2026-02-30T10:00:00Z",
    "2026-11-23T25:00:00Z",
    "2026-11-23T10:00:00+99:00",
    "2026-11-23T10:00:30Z",
    "tomorrow",
    "",
    1763892000,
    "1763892000",
    10**30,
]
NO_COUNTS: list[Any] = [0, -1, 101 * 10**6, 2**63, 10**30, 1.5, 1e308, "1", True, [], {}]
NO_DAYS = [
    "0001-01-01", "9999-12-31", "1969-12-31", "2026-02-30", "2026-13-01", "2026-11-23T00:00:00", "0", "1763892000",
    "-1", "yesterday", "", "\x00", "٢٠٢٦-١١-٢٣",
]  # fmt: skip
NO_NUMBERS = [
    "0",
    "-1",
    "101000000",
    str(2**63),
    "9" * 40,
    "9" * 5000,
    "1.5",
    "true",
    "NaN",
    "one",
    "",
    "\x00",
    "١",
]
NO_SLUGS = ["\x00", "\ud800", "x" * 61, "x" * 5000, "A B", "-", "../..", "%00", "zoe", "💈", ""]
NO_PATHS = [
    "%00",
    "%ED%A0%80",
    "%FF",
    "%",
    "%ZZ",
    "x" * 61,
    "x" * 5000,
    "%2E%2E",
    "a%2Fb",
    "💈",
    str(2**63 + 1),
    "-",
]


@pytest.fixture
def salon(db: None, settings: Any) -> Iterator[Cast]:
    settings.LIMIT_SCALE = 1000
    with patch("django.utils.timezone.now", return_value=NOW):
        yield cast.salon()


@pytest.fixture
def made(salon: Cast) -> Made:
    return make(salon, "10:00")


def _wrong_with(answer: Any, statuses: set[int]) -> str | None:
    """What is not right about a refusal, if anything is."""
    if not 400 <= answer.status_code < 500:
        return f"{answer.status_code}"
    if answer["Content-Type"] != "application/problem+json":
        return f"{answer.status_code} as {answer['Content-Type']}"
    if answer.json()["code"] not in DOCUMENTED or answer.json()["status"] != answer.status_code:
        return f"{answer.json()}"
    return None if answer.status_code in statuses else f"{answer.status_code} is not described"


def _refuses(
    operation: Operation, right: Request, wrong: dict[str, Request], statuses: set[int] | None = None
) -> None:
    """Each wrong request is refused, and after all of them the right one is granted: nothing was changed."""
    found = {}
    for name, request in wrong.items():
        said = _wrong_with(request.send(), statuses or operation.statuses)
        if said is not None:
            found[name] = said
    assert found == {}
    assert right.send().status_code < 300


def _leaves(body: Any, *path: Any) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Each value of a body that is neither object nor list, with the way to it."""
    if isinstance(body, dict):
        for name, value in body.items():
            yield from _leaves(value, *path, name)
    elif isinstance(body, list):
        for number, value in enumerate(body):
            yield from _leaves(value, *path, number)
    else:
        yield path, body


def _objects(body: Any, *path: Any) -> Iterator[tuple[Any, ...]]:
    """The way to each object in a body."""
    if isinstance(body, dict):
        yield path
        for name, value in body.items():
            yield from _objects(value, *path, name)
    elif isinstance(body, list):
        for number, value in enumerate(body):
            yield from _objects(value, *path, number)


def _put(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The body with another value at a place."""
    if not path:
        return value
    copied = dict(body) if isinstance(body, dict) else list(body)
    copied[path[0]] = _put(copied.get(path[0]) if isinstance(copied, dict) else copied[path[0]], path[1:], value)
    return copied


def _useless(name: Any, value: Any) -> list[Any]:
    if name == "starts_at":
        return NO_TIMES
    return NO_COUNTS if isinstance(value, int) else NO_STRINGS


def _bodies(operation: Operation, right: Request) -> list[Any]:
    """The body in each of its shapes."""
    one = right.body
    if "lines" not in _properties(operation):
        return [one]
    line = {name: one[name] for name in ("service", "starts_at", "location", "staff", "quantity", "duration")}
    return [one, {"lines": [line], **{name: one[name] for name in one if name not in line}}]


def _properties(operation: Operation) -> dict[str, Any]:
    from holdfast.api.v1 import schemas

    properties: dict[str, Any] = getattr(schemas, operation.body or "").model_json_schema()["properties"]
    return properties


@pytest.mark.parametrize("operation", WITH_BODY, ids=str)
def test_values_in_bodies(operation: Operation, salon: Cast, made: Made) -> None:
    right = right_request(operation, salon, made)
    wrong = {
        f"{path} = {str(value)[:30]!r}": right.with_body(_put(body, path, value))
        for body in _bodies(operation, right)
        for path, good in _leaves(body)
        for value in _useless(path[-1], good)
    }
    assert len(wrong) >= 20
    _refuses(operation, right, wrong)


@pytest.mark.parametrize("operation", WITH_BODY, ids=str)
def test_fields_that_are_not_known_or_missing(operation: Operation, salon: Cast, made: Made) -> None:
    right = right_request(operation, salon, made)
    wrong = {}
    for body in _bodies(operation, right):
        for path in _objects(body):
            for name in ("colour", "", "\x00", "\ud800", "x" * 5000, "__proto__", "id"):
                wrong[f"{path} has {name[:10]!r}"] = right.with_body(_put(body, (*path, name), "red"))
    for name in ("service", "starts_at", "customer"):
        if name in right.body:
            wrong[f"no {name}"] = right.with_body({key: right.body[key] for key in right.body if key != name})
    wrong["thousands that are not known"] = right.with_body({str(number): 1 for number in range(5000)})
    _refuses(operation, right, wrong)

    answer = wrong["thousands that are not known"].send()
    assert len(answer.content) < 4000


@pytest.mark.parametrize("operation", WITH_BODY, ids=str)
def test_what_is_no_object(operation: Operation, salon: Cast, made: Made) -> None:
    right = right_request(operation, salon, made)
    wrong = {repr(body): right.with_body(body) for body in ([], [right.body], "cut", "", 7, True, {})}
    wrong["nothing"] = right.with_body(b"")
    wrong["null"] = right.with_body(b"null")
    _refuses(operation, right, wrong)


def _broken(right: Request) -> dict[str, bytes]:
    good = json.dumps(right.body or {}).encode()
    inside = good[1:-1]
    sep = b"," if inside else b""
    return {
        "cut short": good[:-1] or b"{",
        "two": good + good,
        "a comma more": b"{" + inside + b",}",
        "NaN": b'{"quantity": NaN' + sep + inside + b"}",
        "Infinity": b'{"quantity": -Infinity' + sep + inside + b"}",
        "a name twice": b'{"notes": "a", "notes": "b"' + sep + inside + b"}",
        "no UTF-8": b'{"service": "\xff\xfe"}',
        "UTF-16": json.dumps(right.body or {}).encode("utf-16"),
        "a byte order mark": b"\xef\xbb\xbf" + good,
        "single quotes": b"{'service': 'cut'}",
        "a comment": b"{} // nothing",
        "a control character": b'{"service": "a\x01"}',
        "a number too long": b'{"quantity": ' + b"9" * 6000 + b"}",
        "deep lists": b"[" * 30_000,
        "deep objects": b'{"a":' * 10_000,
        "a form": b"service=cut&quantity=1",
    }


@pytest.mark.parametrize("operation", POSTS, ids=str)
def test_what_is_no_json(operation: Operation, salon: Cast, made: Made) -> None:
    right = right_request(operation, salon, made)
    wrong = {name: right.with_body(raw) for name, raw in _broken(right).items()}
    deep = b'{"notes":' + b"[" * 900 + b"]" * 900 + b"}"
    _refuses(operation, right, wrong, {400})
    _refuses(operation, right, {"deep, but JSON": right.with_body(deep)}, {400, 422})


@pytest.mark.parametrize("operation", POSTS, ids=str)
def test_bodies_that_are_too_large(operation: Operation, salon: Cast, made: Made) -> None:
    right = right_request(operation, salon, made)
    wrong = {
        "a long string": right.with_body({"notes": "x" * 65_537}),
        "spaces": right.with_body(b" " * 70_000 + json.dumps(right.body or {}).encode()),
        "a megabyte": right.with_body(b"[" + b"0," * 500_000 + b"0]"),
    }
    _refuses(operation, right, wrong, {413})


@pytest.mark.parametrize("operation", POSTS, ids=str)
def test_bodies_of_another_kind(operation: Operation, salon: Cast, made: Made) -> None:
    right = right_request(operation, salon, made)
    kinds = [
        "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml",
        "text/json", "application/jsonx", "application/problem+json", "application/json; charset=latin-1",
        "json", "/", ";", "*/*", "application/json, text/plain",
    ]  # fmt: skip
    sent = right.with_body(right.body or {})
    wrong: dict[str, Request] = {kind: replace(sent, media_type=kind) for kind in kinds}
    wrong["none"] = replace(sent, media_type=None)
    _refuses(operation, right, wrong, {415})

    kind = "Application/JSON; Charset=UTF-8"
    assert replace(
        sent, media_type=kind, headers={**right.headers, "Idempotency-Key": "y" * 16}
    ).send().status_code in {
        *range(200, 300),
        409,
    }


@pytest.mark.parametrize("operation", POSTS, ids=str)
def test_idempotency_keys_that_are_none(operation: Operation, salon: Cast, made: Made) -> None:
    right = right_request(operation, salon, made)
    keys = ["", "short", "x" * 15, "x" * 256, "é" * 20, "x" * 20 + "\x7f", "x" * 20 + "\x00", "\t" * 20]
    wrong = {repr(key): replace(right, headers={**right.headers, "Idempotency-Key": key}) for key in keys}
    _refuses(operation, right, wrong, {422})


def _useless_in_query(name: str, schema: dict[str, Any]) -> list[str]:
    kinds = {json.dumps(one.get(key)) for one in [schema, *schema.get("anyOf", [])] for key in ("type", "format")}
    if '"date"' in kinds:
        return NO_DAYS
    if '"date-time"' in kinds:
        return [str(value) for value in NO_TIMES if value != "2026-11-23T10:00:30Z"]
    if '"boolean"' in kinds:
        return ["", "maybe", "2", "null", "TRUE!", "\x00"]
    if '"integer"' in kinds:
        return NO_NUMBERS
    return [*NO_SLUGS, "Mars/Phobos"] if name == "tz" else NO_SLUGS


@pytest.mark.parametrize("operation", WITH_QUERY, ids=str)
def test_values_in_queries(operation: Operation, salon: Cast, made: Made) -> None:
    right = right_request(operation, salon, made)
    given = dict(pair.split("=") for pair in right.query.split("&"))
    wrong = {
        f"{name}={value[:30]!r}": replace(
            right,
            query="&".join(
                f"{key}={quote(value, safe='', errors='surrogatepass') if key == name else good}"
                for key, good in given.items()
            ),
        )
        for name, schema in operation.parameters("query").items()
        for value in _useless_in_query(name, schema)
    }
    assert len(wrong) >= 30
    _refuses(operation, right, wrong)


@pytest.mark.parametrize("operation", ALL, ids=str)
def test_queries_that_are_not_known_given_twice_or_broken(operation: Operation, salon: Cast, made: Made) -> None:
    right = right_request(operation, salon, made)
    known = operation.parameters("query")
    queries = [
        "colour=red",
        "%00=1",
        "%ED%A0%80=1",
        "=1",
        "%ZZ",
        "org=salon",
        "service[]=cut",
        "&".join(["a=1"] * 300),
    ]
    queries += [f"{name}=1" for name in ("From", "TO", "location ", "Idempotency-Key")]
    queries += [right.query.replace(f"{name}=", f"{name}=1&{name}=") for name in known]
    wrong = {query[:40]: replace(right, query=f"{right.query}&{query}") for query in queries}
    if "from" in known:
        turned = {"from": "2026-11-24", "to": "2026-11-23"}
        long = {"from": "2026-11-24", "to": "2027-11-25"}
        wrong["from after to"] = replace(right, query=urlencode(turned))
        wrong["more days than may be asked for"] = replace(right, query=urlencode(long))
        wrong["no to"] = replace(right, query="from=2026-11-24")
    _refuses(operation, right, wrong, {400, 422})


@pytest.mark.parametrize("operation", ALL, ids=str)
def test_addresses_of_nothing(operation: Operation, salon: Cast, made: Made) -> None:
    right = right_request(operation, salon, made)
    wrong = {
        f"{name}={value[:20]}": replace(right, values={**right.values, name: value})
        for name in right.values
        for value in NO_PATHS
    }
    _refuses(operation, right, wrong, {404, 422})


@pytest.mark.parametrize("path", sorted({operation.path for operation in ALL}))
def test_methods_that_an_address_does_not_have(path: str, salon: Cast, made: Made) -> None:
    known = {operation.method: operation for operation in ALL if operation.path == path}
    right = right_request(next(iter(known.values())), salon, made)
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW", "get "} - set(known):
        answer = replace(right, method=method).send()
        assert _wrong_with(answer, {405}) is None, method
        allowed = set(known) | ({"HEAD"} if "GET" in known else set())
        assert {one.strip() for one in answer["Allow"].split(",")} == allowed, method
    assert right.send().status_code < 300
