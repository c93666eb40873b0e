"""A booking at the desk: its history, its notes, another time, another specialist."""

import ast
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import holdfast
from holdfast.actions.bookings import book
from holdfast.actions.holds import Line
from holdfast.actions.moving import reschedule_booking
from holdfast.actions.notes import NotesChanged, write_desk_notes
from holdfast.core.actor import Actor
from holdfast.core.booking import State
from holdfast.core.contact import Contact
from holdfast.core.refusal import Invalid
from holdfast.data import models
from holdfast.queries.availability import list_slots
from holdfast.queries.engine import Wish
from holdfast.web.desk.history import WORDS
from tests.cast import DORA, EMIL, MONDAY, NOW, STAFF, Cast
from tests.web.test_desk import _log_in, _submit
from tests.web.visitor import Page, path_of

HOSTILE = '<script>alert(1)</script> "& Söhne'


def _page(client: Client, ref: str, more: str = "") -> Page:
    response = client.get(f"/desk/salon/bookings/{ref}{more}")
    assert response.status_code == 200, response.content.decode()[:500]
    return Page(response.content.decode())


def _post(client: Client, ref: str, verb: str, **fields: str) -> Any:
    """Sends a form of the booking's page with its protection, whatever the form says."""
    page = client.get(f"/desk/salon/bookings/{ref}")
    token = Page(page.content.decode()).forms[-1].fields["csrfmiddlewaretoken"]
    return client.post(f"/desk/salon/bookings/{ref}/{verb}", {"csrfmiddlewaretoken": token, **fields})


def test_the_history_says_who_did_what_when(salon: Cast) -> None:
    ref = salon.book("cut", staff="anna").ref
    client = _log_in("salon", "front_desk")
    _post(client, ref, "move?staff=ben", start="2026-11-24T11:00")
    text = _page(client, ref).text
    assert re.search(
        r"History Moved from Monday 23 November, 10:00 to Tuesday 24 November, 11:00, with Ben"
        r" .*Wilma Who Confirmed .*The customer, online Chose a time Monday 23 November, 10:00, with Anna",
        text,
    )


def test_every_kind_that_actions_write_about_a_booking_has_words() -> None:
    written = {state.value for state in State}
    for path in (Path(holdfast.__file__).parent / "actions").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Fact" and len(node.args) > 1:
                kind, booking = node.args[0], node.args[1]
                is_about_one = not (isinstance(booking, ast.Constant) and booking.value is None)
                if isinstance(kind, ast.Constant) and is_about_one:
                    written.add(kind.value)
    assert {"extended", "released", "rescheduled", "notes_written"} < written
    assert written == set(WORDS)


def test_notes_are_kept_and_shown_harmlessly(salon: Cast) -> None:
    ref = salon.book("cut").ref
    client = _log_in("salon", "front_desk")
    answer = _submit(client, client.get(f"/desk/salon/bookings/{ref}"), "/notes", notes=f"{HOSTILE}\nTwo lines")
    assert answer.status_code == 303
    html = client.get(f"/desk/salon/bookings/{ref}").content.decode()
    assert "The notes are kept." in html
    assert "<script>alert" not in html
    form = next(form for form in Page(html).forms if form.action.endswith("/notes"))
    assert form.fields["notes"] == f"{HOSTILE}\nTwo lines"
    again = client.post(form.action, {**form.fields, "notes": "Short", "was": f"{HOSTILE}\r\nTwo lines"})
    assert again.status_code == 303
    assert models.Booking.objects.get().desk_notes == "Short"


def test_two_who_write_notes_at_once_lose_nothing(salon: Cast) -> None:
    booking = salon.booking(salon.book("cut"))
    client = _log_in("salon", "front_desk")
    page = client.get(f"/desk/salon/bookings/{booking.ref}")
    write_desk_notes(
        now=NOW, organisation_id=salon.id, booking_id=booking.id, notes="Allergic", was="", actor=STAFF
    )
    late = _submit(client, page, "/notes", notes="Bring towels")
    assert late.status_code == 409
    text = Page(late.content.decode())
    assert "Somebody else wrote other notes meanwhile. They now say: “Allergic”" in text.text
    assert models.Booking.objects.get().desk_notes == "Allergic"
    form = next(form for form in text.forms if form.action.endswith("/notes"))
    assert (form.fields["notes"], form.fields["was"]) == ("Bring towels", "Allergic")
    assert _submit(client, late, "/notes", notes="Allergic. Bring towels").status_code == 303
    assert models.Booking.objects.get().desk_notes == "Allergic. Bring towels"


def test_notes_that_say_the_same_are_written_once(salon: Cast) -> None:
    booking = salon.booking(salon.book("cut"))

    def write(notes: str, was: str) -> None:
        write_desk_notes(
            now=NOW, organisation_id=salon.id, booking_id=booking.id, notes=notes, was=was, actor=STAFF
        )

    write("A", "")
    write("A", "")
    with pytest.raises(NotesChanged):
        write("B", "")
    kinds = models.Journal.objects.filter(kind="notes_written").values_list("kind", "facts")
    assert list(kinds) == [("notes_written", {})]


def test_staff_move_to_any_free_time_whatever_the_notice(salon: Cast) -> None:
    """The trial asks for two hours' notice, and to be changed a day ahead."""
    ref = salon.book("trial", "10:00", staff="anna").ref
    client = _log_in("salon", "front_desk")
    page = _page(client, ref, "/move?date=2026-11-23")
    assert page.hrefs("time=09%3A00")
    ask = client.get(f"/desk/salon/bookings/{ref}/move?date=2026-11-23&time=09%3A00")
    answer = _submit(client, ask, "/move?date=2026-11-23&time=09%3A00")
    assert path_of(answer) == f"/desk/salon/bookings/{ref}"
    assert models.Booking.objects.get().starts_at == salon.at("09:00")
    assert "It is moved to Monday 23 November, 09:00." in _page(client, ref).text


def test_what_is_listed_for_staff_has_neither_notice_nor_window(salon: Cast) -> None:
    day = MONDAY + timedelta(days=7 * 30)
    wish = Wish("trial")
    asked = {"organisation_id": salon.id, "wish": wish, "first": day, "last": day, "now": NOW}
    assert list_slots(**asked) == []
    assert list_slots(**asked, public=False)[0].starts_at == salon.at("09:00", day)


def test_another_specialist_is_one_press_away_where_one_is_free(salon: Cast) -> None:
    ref = salon.book("cut", staff="anna").ref
    client = _log_in("salon", "front_desk")
    form = next(form for form in _page(client, ref).forms if form.action.endswith("/move"))
    answer = client.post(f"{form.action}?staff=ben", form.fields)
    assert answer.status_code == 303
    assert "It is now with Ben." in _page(client, ref).text
    assert models.Assignment.objects.filter(resource__slug="ben").count() == 1
    salon.book("cut", staff="anna")
    assert not [form for form in _page(client, ref).forms if form.action.endswith("/move")]


def test_a_time_that_is_not_offered_needs_a_reason_which_stays_in_the_history(salon: Cast) -> None:
    ref = salon.book("cut", staff="anna").ref
    client = _log_in("salon", "front_desk")
    there = f"/desk/salon/bookings/{ref}/move?date=2026-11-23&time=20%3A10"
    ask = client.get(there)
    assert "This time is not among those offered." in Page(ask.content.decode()).text
    silent = _submit(client, ask, "time=20%3A10", override="yes", reason="")
    assert silent.status_code == 422
    assert "This is needed" in silent.content.decode()
    answer = _submit(client, silent, "time=20%3A10", override="yes", reason=HOSTILE)
    assert answer.status_code == 303
    assert models.Booking.objects.get().starts_at == salon.at("20:10")
    html = client.get(f"/desk/salon/bookings/{ref}").content.decode()
    assert f"Reason: {HOSTILE}" in Page(html).text
    assert "<script>alert" not in html


def test_an_override_never_goes_past_somebody_else(salon: Cast) -> None:
    salon.book("cut", "11:00", staff="anna")
    ref = salon.book("cut", "10:00", staff="anna").ref
    client = _log_in("salon", "front_desk")
    ask = client.get(f"/desk/salon/bookings/{ref}/move?date=2026-11-23&time=11%3A10")
    late = _submit(client, ask, "time=11%3A10", override="yes", reason="Important")
    assert late.status_code == 409
    text = Page(late.content.decode()).text
    assert "This time was just booked" in text
    assert "The nearest free times" in text
    assert 'value="Important"' in late.content.decode()
    assert models.Booking.objects.get(ref=ref).starts_at == salon.at("10:00")


def test_an_action_asks_for_the_reason_too(salon: Cast) -> None:
    booking = salon.booking(salon.book("cut"))
    with pytest.raises(Invalid) as refused:
        reschedule_booking(
            now=NOW,
            organisation_id=salon.id,
            booking_id=booking.id,
            starts_at=salon.at("20:00"),
            actor=STAFF,
            override=True,
        )
    assert (refused.value.field, refused.value.reason) == ("reason", "required")


def test_what_staff_book_they_agree_to(clinic: Cast) -> None:
    made = book(
        now=NOW,
        organisation_id=clinic.id,
        lines=[Line("visit", clinic.at("10:00"))],
        contact=DORA,
        actor=Actor("staff"),
        client="desk",
    )
    assert [one.state for one in made] == ["confirmed"]


def test_a_booking_that_is_over_is_not_moved(salon: Cast) -> None:
    ref = salon.book("cut").ref
    client = _log_in("salon", "front_desk")
    _post(client, ref, "cancel")
    assert path_of(client.get(f"/desk/salon/bookings/{ref}/move")) == f"/desk/salon/bookings/{ref}"
    assert "cannot be moved any more" in _page(client, ref).text


@pytest.mark.parametrize("start", ["", "x", "2026-11-23", "2026-11-23T25:00", "2026-11-23T10:00\0"])
def test_a_start_that_is_none_moves_nothing(salon: Cast, start: str) -> None:
    ref = salon.book("cut").ref
    assert _post(_log_in("salon", "owner"), ref, "move", start=start).status_code == 422
    assert models.Booking.objects.get().starts_at == salon.at("10:00")


def test_a_specialist_moves_their_own_in_time_and_to_nobody_else(salon: Cast) -> None:
    ref = salon.book("cut", staff="anna").ref
    his = salon.book("cut", "12:00", staff="ben").ref
    client = _log_in("salon", "specialist", "anna")
    html = client.get(f"/desk/salon/bookings/{ref}").content.decode()
    assert ">Ben<" not in html
    assert _post(client, ref, "move?staff=ben", start="2026-11-23T10:00").status_code == 422
    assert _post(client, ref, "move", start="2026-11-23T14:00").status_code == 303
    for verb in ("move", "notes", "cancel"):
        assert _post(client, ref, f"../{his}/{verb}").status_code == 404
        token = Page(client.get(f"/desk/salon/bookings/{ref}").content.decode()).forms[-1].fields
        path = f"/desk/salon/bookings/{his}/{verb}"
        assert client.post(path, {"csrfmiddlewaretoken": token["csrfmiddlewaretoken"]}).status_code == 404


def test_the_customers_other_bookings_are_told_as_far_as_they_are_ones_own(salon: Cast) -> None:
    ref = salon.book("cut", "10:00", staff="anna").ref
    with_ben = salon.book("colour", "12:00", staff="ben").ref
    others = salon.confirm(salon.hold("cut", "15:00"), EMIL).ref
    page = _page(_log_in("salon", "owner"), ref)
    assert "Also booked by this customer Monday 23 November, 12:00 Colour · Confirmed" in page.text
    assert page.hrefs(with_ben)
    assert not page.hrefs(others)
    hers = _page(_log_in("salon", "specialist", "anna", "anna@example.org"), ref)
    assert "Also booked" not in hers.text


def test_a_customer_without_an_address_has_no_dead_link(salon: Cast) -> None:
    ref = salon.confirm(salon.hold("cut"), Contact("Fritz", "", "+447700900123")).ref
    page = _page(_log_in("salon", "owner"), ref)
    assert not page.hrefs("mailto:")
    assert page.hrefs("tel:+447700900123")


def test_a_booking_costs_the_same_with_many_others(salon: Cast) -> None:
    ref = salon.book("cut", "10:00", staff="anna").ref
    client = _log_in("salon", "owner")
    counts = []
    for hour in (11, 12, 14):
        salon.book("cut", f"{hour}:00")
        with CaptureQueriesContext(connection) as asked:
            _page(client, ref)
        counts.append(len(asked))
    assert len(set(counts)) == 1
    assert counts[0] <= 14
