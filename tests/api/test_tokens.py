"""Every token against every route that takes one: the right one opens it, any other opens nothing."""

from collections.abc import Iterator
from dataclasses import replace
from unittest.mock import patch

import pytest
from django.db import connection

from holdfast.data import models
from tests import cast
from tests.api.asking import Made, Operation, Request, make, operations, right_request
from tests.cast import NOW, Cast

WITH_TOKEN = [operation for operation in operations() if operation.token is not None]
# What counts requests, refused ones too.
_COUNTING = {"holdfast_throttle"}


@pytest.fixture
def salon(db: None) -> Iterator[Cast]:
    with patch("django.utils.timezone.now", return_value=NOW):
        yield cast.salon()


def _everything() -> dict[str, str]:
    """What stands in the database, table by table."""
    names = set(connection.introspection.table_names()) - _COUNTING
    with connection.cursor() as cursor:
        found = {}
        for name in sorted(name for name in names if name.startswith("holdfast_")):
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {name} t")
            found[name] = cursor.fetchone()[0]
    return found


def _wrong(operation: Operation, mine: Made, second: Made, foreign: Made) -> dict[str, str | None]:
    kind = operation.token
    token = mine.of(kind)[1]
    other_kind = "BookingToken" if kind == "HoldToken" else "HoldToken"
    middle = len(token) // 2
    return {
        "none": None,
        "nothing after the scheme": "Bearer ",
        "another scheme": f"Basic {token}",
        "no scheme": token,
        "garbage": "Bearer garbage",
        "as long as a token": f"Bearer {'A' * len(token)}",
        "no ASCII": f"Bearer {'é' * len(token)}",
        "truncated": f"Bearer {token[:-4]}",
        "too long": f"Bearer {token}AAAA",
        "another signature": f"Bearer {token[:-4]}{'AAAA' if token[-4:] != 'AAAA' else 'BBBB'}",
        "another thing by the same signature": f"Bearer {second.of(kind)[1][:middle]}{token[middle:]}",
        "twice": f"Bearer {token} {token}",
        "another's of the same organisation": f"Bearer {second.of(kind)[1]}",
        "another organisation's": f"Bearer {foreign.of(kind)[1]}",
        "of another kind": f"Bearer {mine.of(other_kind)[1]}",
        "of the hold it was made of": f"Bearer {mine.spent_hold[1]}",
    }


def _with(request: Request, authorization: str | None) -> Request:
    headers = {name: value for name, value in request.headers.items() if name != "Authorization"}
    return replace(
        request, headers=headers if authorization is None else headers | {"Authorization": authorization}
    )


def test_the_matrix_has_every_route_of_holds_and_bookings() -> None:
    assert {operation.id for operation in WITH_TOKEN} >= {
        "read_hold", "delete_hold", "extend", "confirm", "read_booking", "cancel", "reschedule", "read_moves",
    }  # fmt: skip
    assert {operation.token for operation in WITH_TOKEN} == {"HoldToken", "BookingToken"}


@pytest.mark.parametrize("operation", WITH_TOKEN, ids=str)
def test_only_the_right_token_opens_a_route_and_a_wrong_one_changes_nothing(
    operation: Operation, salon: Cast
) -> None:
    mine, second = make(salon, "10:00"), make(salon, "12:00")
    foreign = make(cast.salon("other"), "10:00")
    right = right_request(operation, salon, mine)
    before = _everything()

    opened = {}
    for name, authorization in _wrong(operation, mine, second, foreign).items():
        answer = _with(right, authorization).send()
        if answer.status_code != (401 if name in {"none", "another scheme", "no scheme"} else 404):
            opened[name] = answer.status_code
    elsewhere = replace(right, values={**right.values, "org": "other"}).send()
    nowhere = replace(right, values={**right.values, "org": "nobody"}).send()

    assert opened == {}
    assert (elsewhere.status_code, nowhere.status_code) == (404, 404)
    assert _everything() == before

    assert right.send().status_code < 300


@pytest.mark.parametrize("operation", WITH_TOKEN, ids=str)
def test_a_token_of_an_outdated_version_opens_nothing(operation: Operation, salon: Cast) -> None:
    mine = make(salon, "10:00")
    right = right_request(operation, salon, mine)
    model = models.Basket if operation.token == "HoldToken" else models.Booking
    salon.scope.of(model).update(token_version=2)
    before = _everything()

    assert right.send().status_code == 404
    assert _everything() == before

    salon.scope.of(model).update(token_version=1)
    assert right.send().status_code < 300
