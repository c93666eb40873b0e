"""Everything the pages can do to a booking, by program."""

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client

from holdfast.actions import throttle
from tests import cast
from tests.api.test_first_api import BASE, DORA, Caller, _hold, api, salon
from tests.cast import Cast
from tests.clock import move_clock

__all__ = ["api", "salon"]
TEN, ELEVEN = "2026-11-23T10:00:00Z", "2026-11-23T11:00:00Z"


def _book(api: Caller, key: str | None = None, **line: Any) -> Any:
    body = {"service": "cut", "starts_at": TEN, **line, **DORA}
    return api.post(f"{BASE}/bookings", body, key=key)


def test_places_a_service_and_the_next_free_times_can_be_read(salon: Cast, api: Caller) -> None:
    assert api.get(f"{BASE}/locations").json()["locations"][0]["zone"] == "Europe/Lisbon"
    assert api.get(f"{BASE}/services/cut").json()["duration_minutes"] == 30
    found = api.get(f"{BASE}/services/cut/next", after="2026-11-24T16:20:00Z", staff="anna", limit="2").json()
    assert [slot["starts_at"] for slot in found["slots"]] == ["2026-11-24T16:30:00Z", "2026-11-25T09:00:00Z"]
    assert api.get(f"{BASE}/services/cut/next", limit="51").status_code == 422


def test_several_lines_are_held_all_or_none(salon: Cast, api: Caller) -> None:
    lines = [{"service": "cut", "starts_at": TEN, "staff": "anna"}, {"service": "colour", "starts_at": ELEVEN}]
    held = api.post(f"{BASE}/holds", {"lines": lines})
    assert (held.status_code, len(held.json()["lines"])) == (201, 2)

    again = api.post(f"{BASE}/holds", {"lines": [lines[1], lines[0]]})
    assert (again.status_code, again.json()["line"]) == (409, 1)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"lines": []}, "lines"),
        ({"lines": [{"service": "cut"}]}, "lines.0.starts_at"),
        ({"lines": [{"service": "cut", "starts_at": TEN}], "service": "cut"}, "service"),
        ({"lines": [{"service": "cut", "starts_at": TEN}] * 11}, "lines"),
        ({"lines": "cut"}, "lines"),
    ],
)
def test_lines_that_cannot_be_used_are_named(salon: Cast, api: Caller, body: Any, field: str) -> None:
    answer = api.post(f"{BASE}/holds", body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_a_hold_can_be_read_extended_and_let_go(salon: Cast, api: Caller) -> None:
    hold = _hold(api, staff="anna").json()
    path = f"{BASE}/holds/{hold['id']}"
    move_clock(timedelta(minutes=5))
    extended = api.post(f"{path}/extend", {}, token=hold["token"])
    assert extended.json()["expires_at"] > hold["expires_at"]

    read = api.get(path, token=hold["token"]).json()
    assert (read["state"], read["lines"]) == ("held", hold["lines"])

    for _ in range(2):
        assert _delete(path, hold["token"]) == 204
    assert api.get(path, token=hold["token"]).json()["state"] == "lapsed"
    assert _hold(api, staff="anna").status_code == 201


def _delete(path: str, token: str) -> int:
    return Client().delete(path, headers={"Authorization": f"Bearer {token}"}).status_code


def test_booking_at_once_and_the_same_key_books_once(salon: Cast, api: Caller) -> None:
    first = _book(api, key="book-me-once-please", staff="anna")
    again = _book(api, key="book-me-once-please", staff="anna")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert _book(api, staff="anna").json()["code"] == "slot_taken"


def test_a_booking_is_moved_and_cancelled_by_its_token(salon: Cast, api: Caller) -> None:
    booking = _book(api, staff="anna").json()["bookings"][0]
    path = f"{BASE}/bookings/{booking['ref']}"

    moved = api.post(f"{path}/reschedule", {"starts_at": ELEVEN, "staff": "anna"}, token=booking["token"])
    assert (moved.status_code, moved.json()["starts_at"]) == (200, ELEVEN)
    assert moved.json()["token"] == booking["token"]

    cancelled = api.post(f"{path}/cancel", {}, token=booking["token"], key="cancel-me-once-please")
    assert cancelled.json()["state"] == "cancelled"
    again = api.post(f"{path}/cancel", {}, token=booking["token"], key="cancel-me-once-please")
    assert (again.status_code, again.json()["state"]) == (200, "cancelled")
    assert api.post(f"{path}/cancel", {}, token=booking["token"]).json()["code"] == "illegal_change"


def test_a_move_onto_a_taken_time_is_a_409_and_changes_nothing(salon: Cast, api: Caller) -> None:
    booking = _book(api, staff="anna").json()["bookings"][0]
    _book(api, staff="anna", starts_at=ELEVEN)
    path = f"{BASE}/bookings/{booking['ref']}"

    answer = api.post(f"{path}/reschedule", {"starts_at": ELEVEN, "staff": "anna"}, token=booking["token"])
    assert (answer.status_code, answer.json()["code"]) == (409, "slot_taken")
    assert api.get(path, token=booking["token"]).json()["starts_at"] == TEN


def test_a_token_of_one_booking_changes_no_other(salon: Cast, api: Caller) -> None:
    mine, other = _book(api).json()["bookings"][0], _book(api, starts_at=ELEVEN).json()["bookings"][0]
    hold = _hold(api, "2026-11-23T13:00:00Z").json()
    cast.salon("other")
    for path in (
        f"{BASE}/bookings/{other['ref']}",
        f"/api/v1/orgs/other/bookings/{mine['ref']}",
    ):
        assert api.get(path, token=mine["token"]).status_code == 404
        assert api.post(f"{path}/cancel", {}, token=mine["token"]).status_code == 404
        assert api.post(f"{path}/cancel", {}).status_code == 401
        moved = api.post(f"{path}/reschedule", {"starts_at": TEN}, token=mine["token"])
        assert moved.status_code == 404
    for path in (f"{BASE}/holds/{hold['id']}",):
        assert api.get(path, token=mine["token"]).status_code == 404
        assert _delete(path, mine["token"]) == 404
        assert api.post(f"{path}/extend", {}, token=mine["token"]).status_code == 404


def test_other_sites_may_read_and_hold(salon: Cast) -> None:
    asked = Client().options(f"{BASE}/holds", headers={"Origin": "https://elsewhere.example"})
    assert (asked.status_code, asked["Access-Control-Allow-Origin"]) == (204, "*")
    assert "Idempotency-Key" in asked["Access-Control-Allow-Headers"]
    assert Client().get(BASE)["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in Client().get("/healthz")


@pytest.fixture
def rental(db: None) -> Cast:
    return cast.rental()


def test_a_party_takes_as_many_as_it_is(rental: Cast, api: Caller) -> None:
    base = "/api/v1/orgs/rental"
    line = {"service": "tour-1", "starts_at": "2030-01-07T10:00:00Z", "quantity": 5}
    with patch("django.utils.timezone.now", return_value=datetime(2030, 1, 1, tzinfo=UTC)):
        day = {"from": "2030-01-07", "to": "2030-01-07"}
        held = api.post(f"{base}/holds", line)
        second = api.post(f"{base}/holds", line)
        slots = api.get(f"{base}/services/tour-1/slots", quantity="3", **day).json()["slots"]
        too_many = api.get(f"{base}/services/tour-1/slots", quantity="9", **day)
        too_many_held = api.post(f"{base}/holds", {"lines": [{**line, "quantity": 9}]})

    assert (held.status_code, held.json()["lines"][0]["quantity"]) == (201, 5)
    assert held.json()["lines"][0]["price"]["minor"] == 5000
    assert second.json()["code"] == "slot_taken"
    assert {slot["left"] for slot in slots} == {1, 2}
    assert (too_many.status_code, too_many.json()["field"]) == (422, "quantity")
    assert (too_many_held.status_code, too_many_held.json()["field"]) == (422, "lines.0.quantity")


@pytest.mark.parametrize("quantity", [0, -1, 101, 10**30, 1.5, "2", True, None])
def test_a_party_that_makes_no_sense_is_refused(rental: Cast, api: Caller, quantity: Any) -> None:
    line = {"service": "tour-1", "starts_at": "2030-01-07T10:00:00Z", "quantity": quantity}
    answer = api.post("/api/v1/orgs/rental/holds", {"lines": [line]})
    assert (answer.status_code, answer.json()["field"]) == (422, "lines.0.quantity")


def test_dates_can_be_counted_in_the_callers_zone(salon: Cast, api: Caller) -> None:
    asked = {"from": "2026-11-23", "to": "2026-11-24", "tz": "Asia/Tokyo"}
    days = api.get(f"{BASE}/services/cut/days", **asked).json()["days"]
    # Nine to five in Lisbon is six in the evening to two at night in Tokyo.
    assert [day["free"] for day in days] == [24, 31]
    for zone in ("Mars/Phobos", "../../etc/passwd", "", "\x00"):
        answer = api.get(f"{BASE}/services/cut/days", **(asked | {"tz": zone}))
        assert (answer.status_code, answer.json()["field"]) == (422, "tz")


def test_who_asks_too_often_is_told_when_to_come_back(
    salon: Cast, api: Caller, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "_untold", throttle._Untold())
    settings.CLIENT_READS = 3
    answers = [api.get(BASE) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert (answers[3].json()["code"], answers[3]["Retry-After"]) == ("too_many", "60")


def test_even_what_has_no_route_is_a_problem(salon: Cast, api: Caller) -> None:
    for path in ("/api/v1/nothing", "/api/", f"{BASE}/holds/not-a-uuid/extend"):
        answer = api.post(path, {}, token="x")
        assert answer.status_code in {404, 422}
        assert answer["Content-Type"] == "application/problem+json"
    wrong = Client().put(f"{BASE}/holds")
    assert (wrong.status_code, wrong.json()["code"], wrong["Allow"]) == (405, "method_not_allowed", "POST")


def test_no_cache_keeps_an_answer_with_a_token(salon: Cast, api: Caller) -> None:
    hold = _hold(api)
    assert hold["Cache-Control"] == "no-store"
    assert api.get(f"{BASE}/holds/{hold.json()['id']}", token=hold.json()["token"])["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", [f"{BASE}/services", "/salon"])
def test_a_database_that_does_not_answer_is_a_503(salon: Cast, path: str) -> None:
    with patch("holdfast.queries.organisations._get", side_effect=OperationalError("gone")):
        answer = Client().get(path)

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Traceback" not in answer.content.decode()


@pytest.mark.parametrize(
    ("second", "field"),
    [
        ({"staff": "nobody"}, "lines.1.staff"),
        ({"location": "there"}, "lines.1.location"),
        ({"duration": 7}, "lines.1.duration"),
        ({"quantity": 2}, "lines.1.quantity"),
        ({"starts_at": "2026-11-23T10:00:30Z"}, "lines.1.starts_at"),
    ],
)
def test_what_is_wrong_with_a_line_is_named_as_it_stands_in_the_body(
    salon: Cast, api: Caller, second: dict[str, Any], field: str
) -> None:
    lines = [{"service": "cut", "starts_at": TEN}, {"service": "cut", "starts_at": ELEVEN, **second}]
    for answer in (
        api.post(f"{BASE}/holds", {"lines": lines}),
        api.post(f"{BASE}/bookings", {"lines": lines, **DORA}),
    ):
        assert (answer.status_code, answer.json()["field"]) == (422, field)
    alone = api.post(f"{BASE}/holds", lines[1]).json()
    assert alone["field"] == field.removeprefix("lines.1.")
    assert "line" not in alone


def test_a_line_whose_service_is_not_there_is_named(salon: Cast, api: Caller) -> None:
    lines = [{"service": "cut", "starts_at": TEN}, {"service": "gone", "starts_at": TEN}]
    answer = api.post(f"{BASE}/holds", {"lines": lines})
    assert (answer.status_code, answer.json()["line"]) == (404, 1)
    assert "line" not in api.post(f"{BASE}/holds", lines[1]).json()


def _moves(api: Caller, booked: dict[str, Any], **more: str) -> list[str]:
    day = {"from": "2026-11-23", "to": "2026-11-23", **more}
    answer = api.get(f"{BASE}/bookings/{booked['ref']}/slots", token=booked["token"], **day)
    return [slot["starts_at"] for slot in answer.json()["slots"]]


def test_the_starts_a_booking_can_move_to_are_listed_as_if_it_were_not_there(salon: Cast, api: Caller) -> None:
    anna = _book(api, staff="anna").json()["bookings"][0]
    _book(api, staff="anna", starts_at="2026-11-23T11:00:00Z")
    near = "2026-11-23T10:15:00Z"
    others = api.get(
        f"{BASE}/services/cut/slots", staff="anna", **{"from": "2026-11-23", "to": "2026-11-23"}
    ).json()["slots"]
    assert near not in [slot["starts_at"] for slot in others]
    assert near in _moves(api, anna)
    # Anna was chosen, and at eleven she is busy; Ben is not.
    assert ELEVEN not in _moves(api, anna)
    assert ELEVEN in _moves(api, anna, anyone="true")
    assert ELEVEN in _moves(api, anna, staff="ben")

    path, token = f"{BASE}/bookings/{anna['ref']}", anna["token"]
    assert api.post(f"{path}/reschedule", {"starts_at": ELEVEN}, token=token).json()["code"] == "slot_taken"
    moved = api.post(f"{path}/reschedule", {"starts_at": ELEVEN, "staff": None}, token=token)
    assert (moved.status_code, api.get(path, token=token).json()["staff"]) == (200, "ben")


def test_what_cannot_move_any_more_has_nowhere_to_go(salon: Cast, api: Caller) -> None:
    booked = _book(api).json()["bookings"][0]
    api.post(f"{BASE}/bookings/{booked['ref']}/cancel", {}, token=booked["token"])
    assert _moves(api, booked) == []
