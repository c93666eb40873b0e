"""Booking by telephone: found or made, what, when; a press books."""

import json
import re
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from holdfast.actions._definitions import raise_version
from holdfast.actions._worlds import Place
from holdfast.core.allocation import TooComplex
from holdfast.data import models
from tests.cast import MONDAY, Cast
from tests.web.test_desk import _log_in
from tests.web.visitor import Page, path_of

HOSTILE = '<script>alert(1)</script> "& Söhne'
FRITZ = {"name": "Fritz Falk", "phone": "+44 7700 900456"}


def _open(client: Client, query: str = "", organisation: str = "salon") -> Page:
    response = client.get(f"/desk/{organisation}/book{query}")
    assert response.status_code == 200, response.content.decode()[:500]
    return Page(response.content.decode())


def _send(client: Client, page: Page, organisation: str = "salon", **typed: str) -> Any:
    """Sends the form of the page with one of its buttons, or none."""
    form = next(form for form in page.forms if form.method == "post" and form.action.endswith("/book"))
    return client.post(f"/desk/{organisation}/book", {**form.fields, **typed})


def test_a_call_ends_in_a_booking_whose_reference_can_be_read_out(salon: Cast) -> None:
    client = _log_in("salon", "front_desk")
    page = _open(client)
    assert "Monday 23 November 09:00 09:15" in page.text
    answer = _send(client, page, **FRITZ, service="cut", staff="ben", start="2026-11-23T09:15", notes="Short")
    booking = models.Booking.objects.select_related("customer").get()
    assert path_of(answer) == f"/desk/salon/book/{booking.ref}"
    assert (booking.state, booking.starts_at, booking.notes) == ("confirmed", salon.at("09:15"), "Short")
    assert booking.customer is not None
    assert (booking.customer.name, booking.customer.email, booking.customer.phone) == (
        "Fritz Falk",
        "",
        "+447700900456",
    )
    told = Page(client.get(path_of(answer)).content.decode())
    assert f"{booking.ref[:4]} {booking.ref[4:]}" in told.text
    assert "09:15" in told.text
    assert "Fritz Falk" in told.text
    assert models.Journal.objects.get(kind="confirmed").actor_kind == "staff"


def test_what_staff_book_is_no_request(clinic: Cast) -> None:
    client = _log_in("clinic", "owner")
    _send(client, _open(client, organisation="clinic"), "clinic", **FRITZ, start="2026-11-23T09:00")
    assert models.Booking.objects.get().state == "confirmed"


def test_the_free_times_follow_what_is_chosen(salon: Cast) -> None:
    salon.book("cut", "09:00", staff="ben")
    client = _log_in("salon", "owner")
    page = _open(client)
    shown = _send(client, page, name="Fritz", service="cut", staff="ben", show="yes")
    assert shown.status_code == 200
    text = Page(shown.content.decode())
    assert "Monday 23 November 09:45" in text.text
    form = next(form for form in text.forms if form.action.endswith("/book"))
    assert form.fields["name"] == "Fritz"
    part = client.post(
        "/desk/salon/book",
        {**form.fields, "service": "colour"},
        headers={"HX-Request": "true", "HX-Target": "when"},
    ).content.decode()
    assert "1 h 30 min" in part
    assert "<html" not in part
    later = _send(client, page, service="cut", date="2026-12-01", show="yes")
    assert "Tuesday 1 December" in Page(later.content.decode()).text
    assert not models.Booking.objects.exists() or models.Booking.objects.count() == 1


def test_all_times_of_a_day_are_shown_when_asked_for(salon: Cast) -> None:
    client = _log_in("salon", "owner")
    page = _open(client)
    assert "16:30" not in page.text
    whole = _send(client, page, day="2026-11-23")
    assert "16:15 16:30" in Page(whole.content.decode()).text


def test_a_customer_is_found_and_filled_in_without_scripts(salon: Cast) -> None:
    salon.book("cut")
    client = _log_in("salon", "front_desk")
    shown = _send(client, _open(client), name="dora", show="yes")
    known = json.dumps(["Dora Dias", "+447700900123", "dora@example.org"])
    page = Page(shown.content.decode())
    assert ("known", known) in page.forms[-1].buttons
    filled = Page(_send(client, page, known=known).content.decode())
    fields = next(form.fields for form in filled.forms if form.action.endswith("/book"))
    assert (fields["name"], fields["phone"], fields["email"]) == (
        "Dora Dias",
        "+447700900123",
        "dora@example.org",
    )
    _send(client, filled, start="2026-11-23T14:00")
    assert models.Customer.objects.count() == 1
    assert models.Booking.objects.count() == 2


@pytest.mark.parametrize(
    "known",
    [
        "",
        "x",
        "[]",
        '["a"]',
        "{}",
        "null",
        "[1,2,3]",
        '{"a":1,"b":2,"c":3}',
        '"abc"',
        '["a",["b"],"c"]',
        r'["\ud800","b","c"]',
        "[" * 900,
        "[" * 10_000,
        '["' + "a" * 1_000 + '","b","c"]',
    ],
)
def test_a_choice_of_nobody_fills_in_nothing_strange(salon: Cast, known: str) -> None:
    client = _log_in("salon", "front_desk")
    shown = _send(client, _open(client), name="Fritz", known=known)
    assert shown.status_code == 200
    form = next(form for form in Page(shown.content.decode()).forms if form.action.endswith("/book"))
    assert form.fields["name"] == "Fritz"
    assert client.get("/desk/salon/book", {"known": known}).status_code == 200


def test_a_form_sent_twice_books_once(salon: Cast) -> None:
    client = _log_in("salon", "front_desk")
    page = _open(client)
    first = _send(client, page, **FRITZ, start="2026-11-23T09:00")
    second = _send(client, page, **FRITZ, start="2026-11-23T09:00")
    assert path_of(first) == path_of(second)
    assert models.Booking.objects.count() == 1
    for _again in range(3):
        _send(client, page, **FRITZ, start="2026-11-23T14:00")
        assert models.Booking.objects.count() == 2
    assert path_of(_send(client, page, **FRITZ, start="2026-11-23T09:00")) == path_of(first)
    assert models.Booking.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"name": "", "phone": "+44 7700 900456"}, "Name", "This is needed"),
        ({"name": "Fritz", "phone": ""}, "Telephone", "This is needed"),
        ({"name": "Fritz", "phone": "12"}, "Telephone", "Enter a telephone number"),
        ({"name": "Fritz", "phone": "", "email": "x"}, "E-mail address", "Enter an e-mail address"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    salon: Cast, typed: dict[str, str], field: str, said: str
) -> None:
    client = _log_in("salon", "front_desk")
    answer = _send(client, _open(client), **typed, notes=HOSTILE, start="2026-11-23T09:00")
    assert answer.status_code == 422
    html = answer.content.decode()
    assert f"{field}: {said}" in Page(html).text
    assert "<script>alert" not in html
    form = next(form for form in Page(html).forms if form.action.endswith("/book"))
    assert {**form.fields, **typed} == form.fields
    assert form.fields["notes"] == HOSTILE
    assert not models.Booking.objects.exists()


def test_a_time_just_taken_is_told_and_others_are_offered(salon: Cast) -> None:
    client = _log_in("salon", "front_desk")
    page = _open(client)
    salon.book("cut", "09:00", staff="anna")
    late = _send(client, page, **FRITZ, service="cut", staff="anna", start="2026-11-23T09:00")
    assert late.status_code == 409
    page = Page(late.content.decode())
    assert "This time is not free. Read out one of the free times below." in page.text
    assert "Anna chosen Booked 09:00–09:30 Dora Dias" in page.text
    assert "09:45" in page.text
    assert _asks_no_reason(page)


def _asks_no_reason(page: Page) -> bool:
    return "Why then all the same?" not in page.text and ("override", "yes") not in page.forms[-1].buttons


@pytest.mark.parametrize("pressed", [{"at": "yes"}, {"start": "2026-11-23T10:00", "date": "", "time": ""}])
def test_past_a_cap_of_the_service_it_is_said_and_booked_for_a_reason(
    salon: Cast, pressed: dict[str, str]
) -> None:
    salon.book("trial", "13:00")
    salon.book("trial", "14:00")
    client = _log_in("salon", "front_desk")
    typed = {**FRITZ, "service": "trial", "date": "2026-11-23", "time": "10:00", **pressed}
    asked = _send(client, _open(client), **typed)
    assert asked.status_code == 409
    page = Page(asked.content.decode())
    assert "This time is not offered. Say why, and it is booked all the same." in page.text
    assert "This service has as many bookings on that day as it may have." in page.text
    assert "just booked" not in page.text
    made = _send(client, page, override="yes", reason="An old friend")
    assert made.status_code == 303
    assert models.Booking.objects.filter(starts_at=salon.at("10:00")).count() == 1


def test_past_a_cap_of_a_person_it_is_said_and_booked_for_a_reason(salon: Cast) -> None:
    models.Resource.objects.filter(slug="anna").update(daily_cap=1)
    raise_version(salon.scope)
    salon.book("cut", "13:00", staff="anna")
    client = _log_in("salon", "front_desk")
    typed = {**FRITZ, "service": "cut", "staff": "anna", "date": "2026-11-23", "time": "10:00"}
    page = Page(_send(client, _open(client), **typed, at="yes").content.decode())
    assert "Anna chosen Has as many bookings on that day as allowed" in page.text
    assert _send(client, page, override="yes", reason="An old friend").status_code == 303
    assert models.Booking.objects.count() == 2


def test_what_cannot_be_looked_through_is_told_as_taken(salon: Cast) -> None:
    salon.book("cut", "09:00", staff="anna")
    client = _log_in("salon", "front_desk")
    typed = {**FRITZ, "service": "cut", "staff": "anna", "start": "2026-11-23T09:00"}
    with patch("holdfast.web.desk.views.telephone.explain_to_staff", side_effect=TooComplex):
        late = _send(client, _open(client), **typed)
    assert late.status_code == 409
    page = Page(late.content.decode())
    assert "This time was just booked. Read out one of the free times below." in page.text
    assert _asks_no_reason(page)


@pytest.mark.parametrize("clock", ["10:00", "10:05"])
def test_over_a_block_no_reason_is_asked_for(salon: Cast, clock: str) -> None:
    models.Block.objects.create(
        organisation_id=salon.id,
        resource_id=salon.world.resources["anna"].id,
        during=(salon.at("10:00"), salon.at("11:00")),
        reason="Dentist",
    )
    client = _log_in("salon", "front_desk")
    typed = {**FRITZ, "service": "cut", "staff": "anna", "date": "2026-11-23", "time": clock}
    for button in ({"at": "yes"}, {"override": "yes", "reason": "An old friend"}):
        answer = _send(client, _open(client), **typed, **button)
        assert answer.status_code == 409
        page = Page(answer.content.decode())
        assert "Anna chosen Blocked 10:00–11:00 (Dentist)" in page.text
        assert "all the same" not in page.text
        assert _asks_no_reason(page)
    assert not models.Booking.objects.exists()


@pytest.mark.parametrize(
    ("day", "clock", "said"),
    [
        ("", "10:00", "Say on which day"),
        ("0002-11-30", "10:00", "Say on which day"),
        ("2026-11-24", "", "Say at what time"),
        ("2027-03-28", "01:30", "Clocks skip this time on that day"),
    ],
)
def test_a_day_or_time_that_was_not_understood_never_becomes_another(
    salon: Cast, day: str, clock: str, said: str
) -> None:
    client = _log_in("salon", "front_desk")
    answer = _send(client, _open(client), **FRITZ, service="cut", date=day, time=clock, at="yes")
    assert answer.status_code == 422
    assert said in Page(answer.content.decode()).text
    assert not models.Booking.objects.exists()


def test_any_time_is_booked_for_a_reason(salon: Cast) -> None:
    client = _log_in("salon", "front_desk")
    typed = {**FRITZ, "service": "cut", "staff": "anna", "date": "2026-11-23", "time": "20:10"}
    asked = _send(client, _open(client), **typed, at="yes")
    assert asked.status_code == 409
    page = Page(asked.content.decode())
    assert "This time is not offered." in page.text
    silent = _send(client, page, **typed, override="yes")
    assert silent.status_code == 422
    assert "This is needed" in silent.content.decode()
    made = _send(client, page, **typed, override="yes", reason="An old friend")
    assert made.status_code == 303
    assert models.Booking.objects.get().starts_at == salon.at("20:10")
    assert models.Journal.objects.get(kind="confirmed").facts["override"] is True
    assert models.Remark.objects.get().text == "An old friend"
    over = _send(client, _open(client), **{**typed, "time": "20:20"}, override="yes", reason="Another")
    assert over.status_code == 409
    assert models.Booking.objects.count() == 1


@pytest.mark.parametrize(
    "typed",
    [{"at": "yes", "time": ""}, {"at": "yes", "time": "x"}, {"start": "x"}, {"start": "2026-11-23T99:00"}],
)
def test_a_time_that_is_none_books_nothing(salon: Cast, typed: dict[str, str]) -> None:
    client = _log_in("salon", "front_desk")
    assert _send(client, _open(client), **FRITZ, **typed).status_code == 422
    assert not models.Booking.objects.exists()


def test_a_free_hour_of_the_agenda_leads_to_a_call_with_time_and_person(salon: Cast) -> None:
    client = _log_in("salon", "front_desk")
    agenda = Page(client.get("/desk/salon?date=2026-11-23").content.decode())
    (link,) = agenda.hrefs("staff=ben&date=2026-11-23&time=11%3A00")
    page = Page(client.get(link).content.decode())
    assert "Book Monday 23 November, 11:00" in page.text
    assert re.search(r'<option value="ben"\s+selected', client.get(link).content.decode())


def test_a_specialist_books_for_themselves_alone(salon: Cast) -> None:
    salon.book("cut", "10:00", staff="ben")
    client = _log_in("salon", "specialist", "anna")
    page = _open(client)
    assert "Ben" not in page.text
    shown = _send(client, page, name="Dora", show="yes")
    assert "dora@example.org" not in shown.content.decode()
    answer = _send(client, page, **FRITZ, staff="ben", start="2026-11-23T09:00")
    assert answer.status_code == 303
    ref = path_of(answer).rpartition("/")[2]
    assert models.Assignment.objects.filter(booking__ref=ref, resource__slug="anna").exists()
    other = salon.book("cut", "14:00", staff="ben").ref
    assert client.get(f"/desk/salon/book/{other}").status_code == 404


def test_somebody_who_gives_nothing_is_told_so(salon: Cast) -> None:
    client = _log_in("salon", "specialist", "anna")
    models.Membership.objects.update(resource=models.Resource.objects.get(slug="chair-1"))
    assert "There is nothing to book yet" in _open(client).text


def test_a_service_at_several_places_asks_where(clinic: Cast) -> None:
    there = clinic.world.add_place(Place("there", "There", "Asia/Kolkata", {}))
    del there
    models.ServiceLocation.objects.create(
        organisation_id=clinic.id,
        service=models.Service.objects.get(slug="visit"),
        location=models.Location.objects.get(slug="there"),
    )
    raise_version(clinic.scope)
    client = _log_in("clinic", "owner")
    assert "Where Here There" in _open(client, organisation="clinic").text
    shown = _send(client, _open(client, organisation="clinic"), "clinic", location="there", show="yes")
    assert "Nothing is free" in Page(shown.content.decode()).text


@pytest.mark.parametrize(
    "query",
    ["?service=nothing&staff=nobody&date=x&time=y&duration=z&location=0", "?date=%00&key=%00", "?time=25:99"],
)
def test_an_address_that_makes_no_sense_opens_the_form(salon: Cast, query: str) -> None:
    assert "Book by telephone" in _open(_log_in("salon", "owner"), query).text


def test_far_off_times_are_found(salon: Cast) -> None:
    client = _log_in("salon", "owner")
    day = (MONDAY + timedelta(days=210)).isoformat()
    assert "Monday 21 June" in _open(client, f"?date={day}").text


def test_a_call_costs_as_many_statements_with_many_bookings_as_with_few(salon: Cast) -> None:
    client = _log_in("salon", "owner")
    counts = []
    for hour in (10, 11, 13, 15):
        salon.book("cut", f"{hour}:00")
        page = _open(client)
        with CaptureQueriesContext(connection) as asked:
            _send(client, page, name="dora", show="yes")
        counts.append(len(asked))
    assert len(set(counts)) == 1
    assert counts[0] <= 9
