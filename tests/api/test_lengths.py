"""A service whose length the customer chooses, by program."""

from datetime import timedelta

import pytest

from holdfast.actions._definitions import raise_version
from holdfast.data import models
from tests import cast
from tests.api.test_first_api import DORA, Caller, api
from tests.cast import Cast

__all__ = ["api"]
BASE = "/api/v1/orgs/club"
TEN = "2026-11-23T10:00:00Z"


@pytest.fixture
def court(db: None) -> Cast:
    """One court: an hour, or half an hour to two hours in steps of half an hour."""
    found = cast.club(courts=1)
    half = timedelta(minutes=30)
    models.Phase.objects.update(shortest=half, longest=4 * half, step=half)
    raise_version(found.scope)
    return found


def test_the_lengths_to_choose_from_are_said(court: Cast, api: Caller) -> None:
    service = api.get(f"{BASE}/services/game").json()
    assert service["duration_minutes"] == 60
    assert service["lengths"] == {"shortest_minutes": 30, "longest_minutes": 120, "step_minutes": 30}


def test_days_slots_and_next_are_those_of_the_length_asked_for(court: Cast, api: Caller) -> None:
    assert api.post(f"{BASE}/holds", {"service": "game", "starts_at": TEN, "duration": 120}).status_code == 201
    day = {"from": "2026-11-23", "to": "2026-11-23"}
    free = {
        minutes: api.get(f"{BASE}/services/game/days", **day, duration=str(minutes)).json()["days"][0]["free"]
        for minutes in (30, 60, 120)
    }
    # Starts every quarter of an hour; each length loses those that would meet the two hours that are held.
    assert free == {30: 96 - 9, 60: 96 - 11, 120: 96 - 15}
    slots = api.get(f"{BASE}/services/game/slots", **day, duration="120").json()["slots"]
    assert (len(slots), slots[0]["ends_at"]) == (free[120], "2026-11-23T01:00:00Z")
    following = api.get(f"{BASE}/services/game/next", after="2026-11-23T09:00:00Z", duration="120").json()["slots"]
    assert following[0]["starts_at"] == "2026-11-23T12:00:00Z"


def test_a_chosen_length_is_held_and_booked_alone_and_in_lines(court: Cast, api: Caller) -> None:
    line = {"service": "game", "starts_at": TEN, "duration": 90}
    held = api.post(f"{BASE}/holds", {"lines": [line, {**line, "starts_at": "2026-11-23T12:00:00Z"}]}).json()
    assert [one["ends_at"] for one in held["lines"]] == ["2026-11-23T11:30:00Z", "2026-11-23T13:30:00Z"]
    assert held["lines"][0]["price"] == {"minor": 3000, "currency": "EUR"}
    booked = api.post(f"{BASE}/bookings", {**line, "starts_at": "2026-11-23T15:00:00Z", **DORA}).json()
    assert booked["bookings"][0]["ends_at"] == "2026-11-23T16:30:00Z"


@pytest.mark.parametrize("duration", [0, -30, 45, 150, 2**63, 30.5, "30", True, [30]])
def test_a_length_that_is_none_is_refused_by_name(court: Cast, api: Caller, duration: object) -> None:
    answer = api.post(f"{BASE}/holds", {"service": "game", "starts_at": TEN, "duration": duration})
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "invalid", "duration")
    day = {"from": "2026-11-23", "to": "2026-11-23"}
    asked = api.get(f"{BASE}/services/game/days", **day, duration="45")
    assert (asked.status_code, asked.json()["field"]) == (422, "duration")


def test_a_length_beside_lines_belongs_into_a_line(court: Cast, api: Caller) -> None:
    line = {"service": "game", "starts_at": TEN}
    answer = api.post(f"{BASE}/holds", {"lines": [line], "duration": 30})
    assert (answer.status_code, answer.json()["field"]) == (422, "duration")
