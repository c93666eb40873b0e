"""The OpenAPI description, as whoever builds on it reads it."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openapi_spec_validator import OpenAPIV31SpecValidator

import holdfast
from holdfast.api.errors import OWN, STATUS
from holdfast.api.v1 import reasons, schemas
from holdfast.api.v1.examples import EXAMPLES
from tests.api.asking import Operation, operations

ALL = operations()
PROBLEM = "application/problem+json"
ROWS = re.findall(
    r"^\| `(\w+)` \| (\d+) \| ([^|]+) \|",
    (Path(holdfast.__file__).parents[2] / "docs/api-errors.md").read_text(),
    re.M,
)


@pytest.fixture
def described() -> Any:
    return Client().get("/api/v1/openapi.json").json()


def _codes(operation: Operation) -> set[str]:
    return {
        code
        for answer in operation.described["responses"].values()
        if PROBLEM in answer.get("content", {})
        for code in answer["content"][PROBLEM]["schema"]["allOf"][1]["properties"]["code"]["enum"]
    }


def test_it_is_openapi_3_1(described: Any) -> None:
    assert described["openapi"].startswith("3.1.")
    assert [str(error)[:300] for error in OpenAPIV31SpecValidator(described).iter_errors()] == []


@pytest.mark.parametrize("operation", ALL, ids=str)
def test_every_operation_says_all_it_can_answer(operation: Operation) -> None:
    posts = {413, 415} if operation.method == "POST" else set()
    token = {401} if operation.token else set()
    assert operation.statuses >= {400, 404, 422, 429, 503} | posts | token
    assert (401 in operation.statuses) == (operation.token is not None)
    for status, answer in operation.described["responses"].items():
        assert "X-Request-Id" in answer["headers"]
        assert ("Retry-After" in answer["headers"]) == (status in {"429", "503"})
        if int(status) >= 400:
            assert list(answer["content"]) == [PROBLEM]


@pytest.mark.parametrize("operation", ALL, ids=str)
def test_every_post_takes_an_idempotency_key(operation: Operation) -> None:
    assert ("Idempotency-Key" in operation.parameters("header")) == (operation.method == "POST")


def test_every_code_it_names_is_explained_and_nothing_else_can_be_refused() -> None:
    named = set().union(*(_codes(operation) for operation in ALL))
    reachable = {code for code, _, _ in ROWS}
    assert named <= reachable
    assert {code for code in OWN if code not in {"internal", "method_not_allowed"}} <= named


@pytest.mark.parametrize(("code", "status", "sentence"), ROWS)
def test_the_list_of_errors_says_what_is_answered(code: str, status: str, sentence: str) -> None:
    own_status, own_sentence = OWN.get(code, (STATUS.get(code), None))
    assert own_status == int(status)
    assert own_sentence is None or sentence.replace("\\", "") == own_sentence


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_examples_are_what_their_schemas_say(name: str, described: Any) -> None:
    (getattr(schemas, name, None) or getattr(reasons, name)).model_validate(EXAMPLES[name])
    assert described["components"]["schemas"][name]["examples"] == [EXAMPLES[name]]


def test_whatever_is_sent_or_answered_has_an_example() -> None:
    bodies = {operation.body for operation in ALL if operation.body}
    answers = {
        answer["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for operation in ALL
        for answer in operation.described["responses"].values()
        if "application/json" in answer.get("content", {})
    }
    assert bodies | answers <= set(EXAMPLES)


def test_it_names_no_room_of_the_program(described: Any) -> None:
    assert "holdfast_api" not in str(described)
    assert set(described["components"]["securitySchemes"]) == {"HoldToken", "BookingToken"}
