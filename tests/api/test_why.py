"""Why a start cannot be booked, as a program may know it: every reason, and nothing of whom or with what."""

from collections.abc import Iterator
from datetime import time, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from holdfast.actions._definitions import raise_version
from holdfast.data import models
from holdfast.queries.availability import SlotView, list_slots
from holdfast.queries.engine import Wish
from holdfast.queries.why import explain_start
from tests import cast
from tests.cast import MONDAY, NOW, Cast


@pytest.fixture
def salon(db: None) -> Iterator[Cast]:
    with patch("django.utils.timezone.now", return_value=NOW):
        yield cast.salon()


def _ask(starts_at: str, service: str = "cut", **query: str) -> Any:
    path = f"/api/v1/orgs/salon/services/{service}/why"
    return Client().get(path, {"starts_at": starts_at, **query})


def _reasons(starts_at: str, service: str = "cut", **query: str) -> Any:
    answer = _ask(starts_at, service, **query)
    assert answer.status_code == 200, answer.content
    assert answer.json()["bookable"] == (not answer.json()["reasons"])
    return answer.json()["reasons"]


def _close(salon: Cast, first: int = 0, last: int = 0, who: str | None = None) -> None:
    models.Closure.objects.create(
        organisation_id=salon.id,
        location_id=None if who else salon.world.location.id,
        resource_id=salon.world.resources[who].id if who else None,
        first_date=MONDAY + timedelta(days=first),
        last_date=MONDAY + timedelta(days=last),
    )
    raise_version(salon.scope)


def test_a_start_that_can_be_booked_has_no_reasons_against_it(salon: Cast) -> None:
    answer = _ask("2026-11-23T10:00:00Z").json()
    assert (answer["starts_at"], answer["bookable"], answer["reasons"]) == ("2026-11-23T10:00:00Z", True, [])
    assert {
        "starts_at": "2026-11-23T10:00:00Z",
        "ends_at": "2026-11-23T10:30:00Z",
        "staff": ["anna", "ben"],
        "left": 2,
    } in answer["nearest"]


def test_what_is_taken_says_no_more_than_that_and_what_is_near(salon: Cast) -> None:
    salon.book("cut", "10:00", staff="anna")
    answer = _ask("2026-11-23T10:00:00Z", staff="anna").json()
    assert answer["reasons"] == [{"code": "taken"}]
    assert [slot["starts_at"][11:16] for slot in answer["nearest"]] == ["09:00", "09:15", "10:45", "11:00"]
    assert _reasons("2026-11-23T10:00:00Z") == []


def test_a_vacation_is_told_like_a_booking(salon: Cast) -> None:
    _close(salon, who="anna")
    assert _reasons("2026-11-23T10:00:00Z", staff="anna") == [{"code": "taken"}]
    assert "2026-11-24" in _ask("2026-11-23T10:00:00Z", staff="anna").json()["nearest"][0]["starts_at"]


@pytest.mark.parametrize("others", [(), ("ben",)])
def test_a_vacation_is_told_like_a_booking_where_nobody_else_works_either(
    salon: Cast, others: tuple[str, ...]
) -> None:
    if others:
        # Ben works on Tuesdays only.
        week = models.Schedule.objects.create(
            organisation_id=salon.id, resource_id=salon.world.resources["ben"].id
        )
        models.ScheduleShift.objects.create(
            organisation_id=salon.id, schedule_id=week.id, weekday=1, opens=time(9), closes=time(17)
        )
    else:
        salon.scope.of(models.Resource).filter(slug="ben").update(is_active=False)
    raise_version(salon.scope)
    before = _reasons("2026-11-23T18:00:00Z", staff="anna"), _reasons("2026-11-23T10:00:00Z", staff="anna")
    assert before == ([{"code": "closed"}], [])
    _close(salon, who="anna")
    for query in ({}, {"staff": "anna"}):
        assert _reasons("2026-11-23T10:00:00Z", **query) == [{"code": "taken"}]
        assert _reasons("2026-11-23T18:00:00Z", **query) == [{"code": "closed"}]


def test_other_hours_of_a_person_are_told_like_bookings_and_those_of_the_place_as_hours(salon: Cast) -> None:
    def override(day: int, **of: int) -> None:
        models.Override.objects.create(organisation_id=salon.id, date=MONDAY + timedelta(days=day), **of)
        raise_version(salon.scope)

    for who in ("anna", "ben"):
        override(0, resource_id=salon.world.resources[who].id)
    override(1, location_id=salon.world.location.id)
    assert _reasons("2026-11-23T10:00:00Z") == [{"code": "taken"}]
    assert _reasons("2026-11-23T18:00:00Z")[0] == {"code": "closed"}
    assert _reasons("2026-11-24T10:00:00Z") == [{"code": "closed"}]


def test_when_nobody_works_it_is_closed(salon: Cast) -> None:
    _close(salon)
    assert _reasons("2026-11-23T10:00:00Z", staff="anna") == [{"code": "closed"}]
    assert _reasons("2026-11-22T10:00:00Z") == [{"code": "closed"}]


def test_notice_and_window_say_from_when_and_until_when(salon: Cast) -> None:
    assert _reasons("2026-11-21T11:00:00Z", "trial") == [
        {"code": "notice", "bookable_from": "2026-11-21T11:30:00Z"},
        {"code": "closed"},
    ]
    assert _reasons("2027-03-01T10:00:00Z") == [
        {"code": "window", "bookable_until": "2027-02-19T09:30:00Z"},
    ]
    near = _ask("2027-03-01T10:00:00Z").json()["nearest"]
    assert near[-1]["starts_at"] == "2027-02-19T09:30:00Z"
    assert _ask("1990-01-01T10:00:00Z").json()["nearest"][0]["starts_at"] == "2026-11-23T09:00:00Z"


def test_what_is_no_start_and_what_is_full_are_told(salon: Cast) -> None:
    assert _reasons("2026-11-23T10:05:00Z") == [{"code": "not_a_start"}]
    for clock in ("14:00", "15:00"):
        salon.book("trial", clock)
    assert _reasons("2026-11-23T10:00:00Z", "trial") == [{"code": "full"}]


def test_a_service_that_nobody_is_left_to_give_says_so(salon: Cast) -> None:
    salon.scope.of(models.Resource).filter(slug__in=["anna", "ben"]).update(is_active=False)
    raise_version(salon.scope)
    answer = _ask("2026-11-23T10:00:00Z").json()
    assert (answer["reasons"], answer["nearest"]) == ([{"code": "nobody"}], [])


def test_what_is_offered_and_what_is_bookable_are_the_same(salon: Cast) -> None:
    salon.book("cut", "10:00", staff="anna")
    salon.book("colour", "13:00", staff="ben")
    slots = Client().get(
        "/api/v1/orgs/salon/services/cut/slots", {"from": "2026-11-23", "to": "2026-11-23", "staff": "anna"}
    )
    free = {slot["starts_at"] for slot in slots.json()["slots"]}
    for quarter in range(8 * 4, 18 * 4):
        moment = salon.at(time(quarter // 4, quarter % 4 * 15).isoformat()).isoformat().replace("+00:00", "Z")
        assert (_reasons(moment, staff="anna") == []) == (moment in free), moment


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"starts_at": "soon"}, "starts_at"),
        ({"starts_at": "9999-01-01T00:00:00Z"}, "starts_at"),
        ({"staff": "zoe"}, "staff"),
        ({"location": "porto"}, "location"),
        ({"quantity": "2"}, "quantity"),
        ({"duration": "45"}, "duration"),
        ({"whom": "anna"}, "whom"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_its_name(salon: Cast, query: dict[str, str], field: str) -> None:
    answer = _ask(**{"starts_at": "2026-11-23T10:00:00Z", **query})  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "invalid", field)


def test_what_is_not_there_is_not_found(salon: Cast) -> None:
    assert _ask("2026-11-23T10:00:00Z", "shave").status_code == 404
    assert Client().get("/api/v1/orgs/nobody/services/cut/why?starts_at=2026-11-23T10:00:00Z").status_code == 404


def _asked(salon: Cast, day: int, wish: Wish) -> tuple[list[SlotView], int]:
    with CaptureQueriesContext(connection) as seen:
        starts_at = salon.at("10:00", MONDAY + timedelta(days=day))
        found = explain_start(organisation_id=salon.id, wish=wish, starts_at=starts_at, now=NOW)
    return list(found.nearest), len(seen)


@pytest.mark.parametrize(
    "closed",
    [
        [],
        # Starts before only, after only, on both sides far off, and a few on one day with the others far off.
        [(3, 200)],
        [(-2, 60)],
        [(3, 44), (46, 200)],
        [(1, 20), (22, 200)],
        [(-2, 200)],
    ],
)
def test_the_nearest_are_those_least_far_off_of_all_there_are(salon: Cast, closed: list[tuple[int, int]]) -> None:
    for first, last in closed:
        _close(salon, first, last)
    for day in (21, 45):
        short = models.Override.objects.create(
            organisation_id=salon.id, location_id=salon.world.location.id, date=MONDAY + timedelta(days=day)
        )
        models.OverrideShift.objects.create(
            organisation_id=salon.id, override_id=short.id, opens=time(9), closes=time(10)
        )
    raise_version(salon.scope)
    wish = Wish("cut", location="here")
    last_day = NOW.date() + timedelta(days=90)
    every = list_slots(organisation_id=salon.id, wish=wish, first=NOW.date(), last=last_day, now=NOW)
    for day in (0, 1, 4, 12, 25, 40, 47, 70, 88):
        starts_at = salon.at("10:00", MONDAY + timedelta(days=day))
        by_distance = sorted(every, key=lambda slot: (abs(slot.starts_at - starts_at), slot.starts_at))
        found, statements = _asked(salon, day, wish)
        assert found == sorted(by_distance[:4], key=lambda slot: slot.starts_at), (closed, day)
        assert statements <= 9


def test_it_takes_two_statements_however_much_is_booked(salon: Cast) -> None:
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            explain_start(
                organisation_id=salon.id, wish=Wish("cut", staff="anna"), starts_at=salon.at("10:00"), now=NOW
            )
        return len(seen)

    statements()
    few = statements()
    for clock in ("09:00", "10:00", "11:00", "12:00"):
        salon.book("cut", clock, staff="anna")
    assert (few, statements()) == (2, 2)
