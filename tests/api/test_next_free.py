"""The first free starts across services, places and people, as a program asks for them."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from tests import cast
from tests.cast import NOW, Cast

PATH = "/api/v1/orgs/chain/next"


@pytest.fixture
def chain(db: None) -> Iterator[Cast]:
    with patch("django.utils.timezone.now", return_value=NOW):
        yield cast.chain()


def _ask(**query: str) -> Any:
    return Client().get(PATH, query)


def test_the_first_of_all_is_told_with_its_service_and_place(chain: Cast) -> None:
    assert _ask().json() == {
        "slots": [
            {
                "service": "cut",
                "location": "lisbon",
                "starts_at": "2026-11-23T09:00:00Z",
                "ends_at": "2026-11-23T09:30:00Z",
                "staff": ["anna"],
                "left": 1,
            }
        ]
    }


def test_services_places_and_people_can_be_named(chain: Cast) -> None:
    def found(**query: str) -> list[tuple[str, str, str]]:
        slots = _ask(limit="3", **query).json()["slots"]
        return [(one["service"], one["location"], one["starts_at"][8:16]) for one in slots]

    massage = ("massage", "horta", "23T10:00")
    talk = ("talk", "horta", "23T10:00")
    assert found(services="talk,massage", location="horta")[:2] == [talk, massage]
    assert found(services="massage,talk", staff="cleo")[:2] == [massage, talk]
    assert found(services="cut", after="2026-11-23T16:15:00Z") == [
        ("cut", "lisbon", "23T16:15"),
        ("cut", "horta", "23T16:15"),
        ("cut", "lisbon", "23T16:30"),
    ]
    assert found(duration="90")[0] == ("talk", "lisbon", "23T09:00")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"services": "shave"}, "services"),
        ({"services": "cut,,talk"}, "services"),
        ({"services": ""}, "services"),
        ({"services": ",".join(["cut"] * 51)}, "services"),
        ({"location": "porto"}, "location"),
        ({"staff": "zoe"}, "staff"),
        ({"services": "massage", "staff": "ben"}, "staff"),
        ({"limit": "51"}, "limit"),
        ({"after": "soon"}, "after"),
        ({"service": "cut"}, "service"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_its_name(chain: Cast, query: dict[str, str], field: str) -> None:
    answer = _ask(**query)
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "invalid", field)


def test_another_business_knows_nothing_of_it(chain: Cast) -> None:
    cast.salon()
    slots = Client().get("/api/v1/orgs/salon/next", {"limit": "50"}).json()["slots"]
    assert {one["location"] for one in slots} == {"here"}
    assert Client().get("/api/v1/orgs/nobody/next").status_code == 404
