"""The API as a program meets it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from holdfast.data import models
from tests import cast
from tests.cast import NOW, Cast
from tests.invariants import assert_sound

BASE = "/api/v1/orgs/salon"
DORA = {"customer": {"name": "Dora Dias", "email": "dora@example.org", "phone": "+447700900123"}, "notes": "Hi"}


@pytest.fixture
def salon(db: None) -> Iterator[Cast]:
    with patch("django.utils.timezone.now", return_value=NOW):
        yield cast.salon()
    assert_sound()


class Caller:
    """Speaks JSON; keeps nothing between requests."""

    def get(self, path: str, token: str | None = None, **query: str) -> Any:
        return Client().get(path, query, headers=self._headers(token))

    def post(self, path: str, body: Any, token: str | None = None, key: str | None = None) -> Any:
        headers = self._headers(token) | ({"Idempotency-Key": key} if key else {})
        raw = body if isinstance(body, bytes) else json.dumps(body)
        return Client().post(path, raw, content_type="application/json", headers=headers)

    def _headers(self, token: str | None) -> dict[str, str]:
        return {"Authorization": f"Bearer {token}"} if token else {}


@pytest.fixture
def api() -> Caller:
    return Caller()


def _hold(api: Caller, starts_at: str = "2026-11-23T10:00:00Z", key: str | None = None, **more: Any) -> Any:
    return api.post(f"{BASE}/holds", {"service": "cut", "starts_at": starts_at, **more}, key=key)


def test_a_program_finds_a_time_holds_it_confirms_it_and_reads_it(salon: Cast, api: Caller) -> None:
    assert api.get(BASE).json()["name"] == "Salon"
    assert [one["slug"] for one in api.get(f"{BASE}/services").json()["services"]] == ["cut", "colour", "trial"]

    days = api.get(f"{BASE}/services/cut/days", **{"from": "2026-11-22", "to": "2026-11-23"}).json()
    assert days == {"days": [{"date": "2026-11-22", "free": 0}, {"date": "2026-11-23", "free": 31}]}
    slots = api.get(f"{BASE}/services/cut/slots", **{"from": "2026-11-23", "to": "2026-11-23"}).json()["slots"]
    assert slots[0] == {
        "starts_at": "2026-11-23T09:00:00Z",
        "ends_at": "2026-11-23T09:30:00Z",
        "staff": ["anna", "ben"],
        "left": 2,
    }

    answer = _hold(api, slots[0]["starts_at"], staff="anna")
    assert answer.status_code == 201
    hold = answer.json()
    assert hold["lines"][0]["staff"] == "anna"

    confirmed = api.post(f"{BASE}/holds/{hold['id']}/confirm", DORA, token=hold["token"])
    assert confirmed.status_code == 200
    booking = confirmed.json()["bookings"][0]
    assert booking["state"] == "confirmed"
    assert booking["manage_url"] == f"http://testserver/b/{booking['token']}"

    read = api.get(f"{BASE}/bookings/{booking['ref']}", token=booking["token"]).json()
    assert (read["staff"], read["zone"]) == ("anna", "Europe/Lisbon")


def test_no_answer_sets_a_cookie(salon: Cast, api: Caller) -> None:
    for answer in (api.get(BASE), _hold(api), api.get("/api/v1/docs")):
        assert not answer.cookies


def test_a_taken_time_is_a_409_with_a_code_and_a_sentence(salon: Cast, api: Caller) -> None:
    _hold(api, staff="anna")
    answer = _hold(api, staff="anna")

    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:holdfast:problem:slot_taken",
        "title": "This time is taken: someone was quicker, or another line of the same request takes it.",
        "status": 409,
        "code": "slot_taken",
        "line": 0,
    }


def test_the_same_key_gets_the_same_answer_and_another_body_is_refused(salon: Cast, api: Caller) -> None:
    first = _hold(api, key="a-key-of-16-or-more")
    again = _hold(api, key="a-key-of-16-or-more")

    assert (again.status_code, again.json()) == (201, first.json())
    other = _hold(api, "2026-11-23T11:00:00Z", key="a-key-of-16-or-more")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert _hold(api, key="short").json()["field"] == "Idempotency-Key"


def test_confirming_twice_with_a_key_answers_twice_and_without_is_a_409(salon: Cast, api: Caller) -> None:
    hold = _hold(api).json()
    path = f"{BASE}/holds/{hold['id']}/confirm"
    first = api.post(path, DORA, token=hold["token"], key="confirm-with-this-key")

    assert api.post(path, DORA, token=hold["token"], key="confirm-with-this-key").json() == first.json()
    assert api.post(path, DORA, token=hold["token"]).json()["code"] == "already_confirmed"


def test_a_token_opens_what_it_was_made_for_and_nothing_else(salon: Cast, api: Caller) -> None:
    first, second = _hold(api).json(), _hold(api).json()
    booking = api.post(f"{BASE}/holds/{first['id']}/confirm", DORA, token=first["token"]).json()["bookings"][0]
    confirm = f"{BASE}/holds/{second['id']}/confirm"

    assert api.post(confirm, DORA).status_code == 401
    for token in (first["token"], booking["token"], "nonsense", second["token"][:-2] + "AA", "é" * 64):
        assert api.post(confirm, DORA, token=token).status_code == 404
    assert api.get(f"{BASE}/bookings/{booking['ref']}", token=second["token"]).status_code == 404
    assert api.get(f"{BASE}/bookings/{booking['ref']}").status_code == 401


def test_a_booking_of_one_business_is_nothing_under_another(salon: Cast, api: Caller) -> None:
    cast.salon("other")
    hold = _hold(api).json()

    answer = api.post(f"/api/v1/orgs/other/holds/{hold['id']}/confirm", DORA, token=hold["token"])
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"service": "cut"}, "starts_at"),
        ({"service": "cut", "starts_at": "2026-11-23T10:00:00"}, "starts_at"),
        ({"service": "cut", "starts_at": "tomorrow"}, "starts_at"),
        ({"service": "cut", "starts_at": "0001-01-01T00:00:00Z"}, "starts_at"),
        ({"service": "cut", "starts_at": "9999-12-31T23:59:59Z"}, "starts_at"),
        ({"service": "cut", "starts_at": "2026-11-23T10:00:30Z"}, "starts_at"),
        ({"service": "cut", "starts_at": "2026-11-23T10:00:00Z", "colour": "red"}, "colour"),
        ({"service": "cut", "starts_at": "2026-11-23T10:00:00Z", "staff": "\u0000"}, "staff"),
        ({"service": "cut", "starts_at": "2026-11-23T10:00:00Z", "location": "moon"}, "location"),
        ({"service": ["cut"], "starts_at": "2026-11-23T10:00:00Z"}, "service"),
        ([], "body"),
        ("cut", "body"),
        (None, "body"),
    ],
)
def test_what_cannot_be_used_is_named(salon: Cast, api: Caller, body: Any, field: str) -> None:
    answer = api.post(f"{BASE}/holds", body)

    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "invalid", field)


@pytest.mark.parametrize(
    ("customer", "field"),
    [
        ({"name": "", "email": "a@example.org"}, "customer.name"),
        ({"name": "A\u0000", "email": "a@example.org"}, "customer.name"),
        ({"name": "A\ud800", "email": "a@example.org"}, "customer.name"),
        ({"name": "A" * 121, "email": "a@example.org"}, "customer.name"),
        ({"name": "A", "email": "a@b"}, "customer.email"),
        ({"name": "A", "email": "a@example.org", "phone": "12"}, "customer.phone"),
        ({"name": "A", "email": "a@example.org", "role": "owner"}, "customer.role"),
    ],
)
def test_contact_details_that_cannot_be_used_are_named_and_the_hold_stays(
    salon: Cast, api: Caller, customer: dict[str, str], field: str
) -> None:
    hold = _hold(api).json()
    path = f"{BASE}/holds/{hold['id']}/confirm"
    answer = api.post(path, {"customer": customer}, token=hold["token"])

    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert api.post(path, DORA, token=hold["token"]).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/orgs/nobody", 404),
        ("/api/v1/orgs/%00", 404),
        ("/api/v1/orgs/%ED%A0%80", 404),
        (f"{BASE}/services/none/days?from=2026-11-23&to=2026-11-23", 404),
        (f"{BASE}/services/cut/days?from=2026-11-23&to=2026-11-22", 422),
        (f"{BASE}/services/cut/days?from=2026-11-23&to=2027-12-01", 422),
        (f"{BASE}/services/cut/days?from=0001-01-01&to=0001-01-02", 422),
        (f"{BASE}/services/cut/days?from=9999-12-30&to=9999-12-31", 422),
        (f"{BASE}/services/cut/days?from=yesterday&to=2026-11-22", 422),
        (f"{BASE}/services/cut/days", 422),
        (f"{BASE}/services/cut/slots?from=2026-11-23&to=2026-12-31", 422),
        (f"{BASE}/services/cut/slots?from=2026-11-23&to=2026-11-23&staff=zoe", 422),
        (f"{BASE}/services/cut/slots?from=2026-11-23&to=2026-11-23&staff=%00", 422),
        (f"{BASE}/holds/99999999999999999999999999/confirm", 405),
    ],
)
def test_a_bad_question_gets_a_problem_and_never_a_500(salon: Cast, path: str, status: int) -> None:
    answer = Client().get(path)

    assert answer.status_code == status
    if status != 405:
        assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("raw", [b"{", b"\xff\xfe", b'{"service": "cut", "starts_at": NaN}', b"", b"[" * 5000])
def test_a_body_that_is_no_json_is_a_clear_error(salon: Cast, api: Caller, raw: bytes) -> None:
    assert api.post(f"{BASE}/holds", raw).status_code in {400, 422}


def test_a_body_over_64_kb_is_refused(salon: Cast, api: Caller) -> None:
    answer = api.post(f"{BASE}/holds", {"service": "x" * 70_000})

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_lapsed_hold_is_gone_with_410(salon: Cast, api: Caller) -> None:
    from datetime import timedelta

    from tests.clock import move_clock

    hold = _hold(api, staff="anna").json()
    move_clock(timedelta(minutes=11))
    _hold(api, staff="anna")
    answer = api.post(f"{BASE}/holds/{hold['id']}/confirm", DORA, token=hold["token"])

    assert (answer.status_code, answer.json()["code"]) == (410, "hold_lapsed")


def test_too_many_holds_say_when_to_come_back(salon: Cast, api: Caller) -> None:
    for hour in range(9, 14):
        assert _hold(api, f"2026-11-23T{hour:02}:00:00Z").status_code == 201
    answer = _hold(api, "2026-11-23T15:00:00Z")

    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (429, "too_many", "60")


def test_the_description_is_openapi_3_1_and_its_page_needs_nobody_else(salon: Cast, api: Caller) -> None:
    described = api.get("/api/v1/openapi.json").json()
    page = api.get("/api/v1/docs")

    assert described["openapi"].startswith("3.1")
    assert page.status_code == 200
    assert "://" not in page.content.decode()


def test_times_travel_with_their_offset(salon: Cast, api: Caller) -> None:
    answer = _hold(api, "2026-11-23T11:00:00+01:00")

    assert datetime.fromisoformat(answer.json()["lines"][0]["starts_at"]) == datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_head_says_what_get_would_say_without_the_body(salon: Cast, api: Caller) -> None:
    got = Client().get(f"{BASE}/services")
    head = Client().head(f"{BASE}/services")
    assert (head.status_code, head["Content-Type"]) == (got.status_code, got["Content-Type"])
    assert head["Content-Length"] == str(len(got.content))
    assert head.content == b""
    assert Client().head(f"{BASE}/bookings").status_code == 405


def test_a_host_that_is_none_of_ours_is_said_to_be_that_and_logged_nowhere(
    salon: Cast, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ALLOWED_HOSTS = ["book.example.com"]
    answer = Client().get(f"{BASE}/services", headers={"Host": "elsewhere.example"})
    assert (answer.status_code, answer.json()["code"]) == (400, "wrong_host")
    assert caplog.records == []
    assert Client().get(f"{BASE}/services", headers={"Host": "book.example.com"}).status_code == 200


def test_a_token_has_one_spelling(salon: Cast, api: Caller) -> None:
    hold = _hold(api).json()
    path = f"{BASE}/holds/{hold['id']}"
    assert api.get(path, token=hold["token"]).status_code == 200
    for other in (hold["token"] + "=", hold["token"] + "==", hold["token"][:-1] + "=", hold["token"] + "\t"):
        assert api.get(path, token=other).status_code in {401, 404}, other


def test_a_person_named_without_a_place_is_looked_for_where_they_work(salon: Cast, api: Caller) -> None:
    organisation = salon.world.organisation
    there = models.Location.objects.create(
        organisation=organisation, slug="there", name="There", zone="Asia/Tokyo"
    )
    models.Resource.objects.filter(slug__in=["ben", "chair-2"]).update(location=there)
    cut = models.Service.objects.get(slug="cut")
    models.ServiceLocation.objects.create(organisation=organisation, service=cut, location=there)
    models.Organisation.objects.update(definitions_version=60)
    held = _hold(api, starts_at="2026-11-24T01:00:00Z", staff="ben")
    assert held.status_code == 422
    day = {"from": "2026-11-24", "to": "2026-11-24"}
    assert api.get(f"{BASE}/services/cut/days", staff="ben", **day).status_code == 200
    assert api.get(f"{BASE}/services/cut/days", staff="ben", location="here", **day).status_code == 422
