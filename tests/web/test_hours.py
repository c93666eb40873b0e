"""Hours at the desk: what comes of the rules, and changing them without hurting anybody unawares."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from holdfast.data import models
from tests.cast import MONDAY, Cast
from tests.web.test_desk import _log_in
from tests.web.visitor import Page, path_of

ANNA = "/desk/salon/hours/resource/anna"
HERE = "/desk/salon/hours/location/here"
WEEK = "?week=2026-11-23"


def text_of(response: Any) -> str:
    """What a page says."""
    return Page(response.content.decode()).text


def send(client: Client, path: str, **typed: object) -> Any:
    """Sends the page's form that leads back to itself, with what is typed in place of what it shows."""
    response = client.get(path)
    assert response.status_code == 200, path
    form = next(
        one for one in Page(response.content.decode()).forms if one.method == "post" and one.action in {"", path}
    )
    return client.post(path, {**checked(form.fields, response), **typed})


def checked(fields: dict[str, str], response: Any) -> dict[str, object]:
    """The fields of a form as a browser sends them: boxes only where they are ticked."""
    sent: dict[str, object] = {"csrfmiddlewaretoken": fields["csrfmiddlewaretoken"]}
    for bound in response.context["form"]:
        value = bound.value()
        names = (
            [
                (f"{bound.html_name}_{number}", part)
                for number, part in enumerate(bound.field.widget.decompress(value))
            ]
            if hasattr(bound.field.widget, "decompress")
            else [(bound.html_name, bound.field.prepare_value(value))]
        )
        sent |= {name: one for name, one in names if one is not None and one is not False and one != ""}
    return sent


@pytest.fixture
def owner(salon: Cast) -> Client:
    return _log_in("salon", "owner")


def test_the_week_says_when_it_is_open_and_why(owner: Client) -> None:
    said = text_of(owner.get(f"{ANNA}{WEEK}"))
    assert "Monday 23 November 09:00–17:00 Weekly hours" in said
    assert "Saturday 28 November closed Weekly hours" in said
    assert "The same hours as Here; they change when those do." in said


def test_a_vacation_shows_in_the_week_with_its_reason(owner: Client) -> None:
    answer = send(owner, f"{ANNA}/closures/new", first_date="2026-11-24", last_date="2026-11-25", reason="Lisbon")
    assert path_of(answer) == f"{ANNA}?week=2026-11-24"
    said = text_of(owner.get(path_of(answer)))
    assert "Tuesday 24 November closed Lisbon" in said
    assert "Wednesday 25 November closed Lisbon" in said
    assert "Thursday 26 November 09:00–17:00" in said
    row = models.Closure.objects.get()
    page = owner.get(ANNA)
    form = next(
        form for form in Page(page.content.decode()).forms if form.action.endswith(f"/closure/{row.id}/remove")
    )
    owner.post(form.action, form.fields)
    assert not models.Closure.objects.exists()


def test_closing_a_day_on_which_somebody_comes_names_them_and_asks(salon: Cast, owner: Client) -> None:
    ref = salon.book("cut", "10:00", staff="anna").ref
    typed = {"first_date": "2026-11-23", "last_date": "", "reason": "Wedding"}
    asked = send(owner, f"{ANNA}/closures/new", **typed)
    assert asked.status_code == 409
    page = Page(asked.content.decode())
    assert "1 booking would be out of place" in page.text
    assert "Monday 23 November, 10:00 Dora Dias" in page.text
    assert page.hrefs(f"/desk/salon/bookings/{ref}")
    anyway = {"anyway": asked.context["hurt"].mark}
    form = next(form for form in page.forms if next(iter(anyway.items())) in form.buttons)
    assert {name: form.fields[name] for name in typed} == typed
    assert not models.Closure.objects.exists()
    # What was typed since hurts somebody else too: they are named first.
    other = salon.book("cut", "10:00", staff="anna", day=MONDAY + timedelta(days=1)).ref
    more = owner.post(f"{ANNA}/closures/new", {**form.fields, **anyway, "last_date": "2026-11-24"})
    assert more.status_code == 409
    assert Page(more.content.decode()).hrefs(f"/desk/salon/bookings/{other}")
    assert not models.Closure.objects.exists()
    assert path_of(owner.post(f"{ANNA}/closures/new", {**form.fields, **anyway})).startswith(ANNA)
    assert models.Closure.objects.get().reason == "Wedding"
    assert set(models.Booking.objects.values_list("state", flat=True)) == {"confirmed"}


def test_of_very_many_the_first_are_shown_and_the_others_counted(salon: Cast, owner: Client) -> None:
    for clock in ("10:00", "11:00", "12:00"):
        salon.book("cut", clock, staff="anna")
    with patch("holdfast.queries.hurt.MOST_SHOWN", 2):
        said = text_of(send(owner, f"{ANNA}/closures/new", first_date="2026-11-23"))
    assert "3 bookings would be out of place" in said
    assert "and 1 more" in said


def test_weekly_hours_of_her_own_come_and_go(owner: Client) -> None:
    answer = send(owner, f"{ANNA}/weeks/new", opens_0_1="18:00", closes_0_1="20:00", like_monday="on")
    assert path_of(answer) == ANNA
    assert "Tuesday 24 November 09:00–17:00 18:00–20:00" in text_of(owner.get(f"{ANNA}{WEEK}"))
    week = models.Schedule.objects.get(resource__slug="anna")
    send(owner, f"{ANNA}/weeks/{week.id}", closes_1_0="16:00", valid_from="2026-11-24")
    week.refresh_from_db()
    assert f"{week.valid_from}" == "2026-11-24"
    page = Page(owner.get(f"{ANNA}/weeks/{week.id}").content.decode())
    form = next(form for form in page.forms if form.action.endswith("/remove"))
    assert path_of(owner.post(form.action, form.fields)) == ANNA
    assert not models.Schedule.objects.filter(resource__slug="anna").exists()


def test_taking_hours_away_asks_first_too(salon: Cast, owner: Client) -> None:
    send(owner, f"{HERE}/dates/new", day="2026-11-23", opens_0="08:00", closes_0="23:00", reason="Gala")
    salon.book("cut", "20:00", staff="anna")
    path = f"{HERE}/override/{models.Override.objects.get().id}/remove"
    form = Page(owner.get(HERE).content.decode()).form(path)
    asked = owner.post(path, form.fields)
    assert asked.status_code == 409
    assert "1 booking would be out of place" in text_of(asked)
    again = next(form for form in Page(asked.content.decode()).forms if form.buttons)
    assert path_of(owner.post(path, {**again.fields, "anyway": asked.context["hurt"].mark})) == HERE
    assert not models.Override.objects.exists()


@pytest.mark.parametrize(
    ("path", "typed", "words"),
    [
        ("closures/new", {"first_date": ""}, "First day"),
        ("closures/new", {"first_date": "2026-11-24", "last_date": "2026-11-23"}, "This is before the first date"),
        ("closures/new", {"first_date": "9999-01-01"}, "This date is too far away"),
        ("dates/new", {"day": "2026-11-24", "opens_0": "09:00"}, "Say when you close"),
        ("dates/new", {"day": "2026-11-24", "closes_1": "09:00"}, "Say when you open"),
        ("blocks/new", {"day": "2026-11-24", "since": "x", "until": "10:00"}, "From"),
        ("weeks/new", {"opens_0_1": "16:00", "closes_0_1": "18:00"}, "These hours overlap"),
        ("weeks/new", {"valid_from": "2026-12-01", "valid_until": "2026-11-01"}, "This is before the first date"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    owner: Client, path: str, typed: dict[str, str], words: str
) -> None:
    answer = send(owner, f"{ANNA}/{path}", reason="<b>Why</b>", **typed)
    assert answer.status_code == 422
    assert "Please check what you typed" in text_of(answer)
    assert words in text_of(answer)
    html = answer.content.decode()
    assert all(f'value="{value}"' in html for value in typed.values() if value)
    assert "<b>Why" not in html


def test_a_block_is_a_time_by_the_clock_of_the_place(salon: Cast, owner: Client) -> None:
    send(owner, f"{ANNA}/blocks/new", day="2026-11-23", since="22:00", until="01:00", reason="Night")
    block = models.Block.objects.get()
    assert (block.during.lower, block.during.upper) == (
        salon.at("22:00"),
        salon.at("01:00", MONDAY + timedelta(days=1)),
    )
    assert "blocked 22:00–01:00 · Night" in text_of(owner.get(f"{ANNA}{WEEK}"))
    assert owner.get(f"{HERE}/blocks/new").status_code == 404


def test_holidays_are_named(owner: Client) -> None:
    models.Location.objects.update(holiday_country="PT")
    said = text_of(owner.get(f"{HERE}?week=2026-12-21"))
    assert "Friday 25 December closed Public holiday: Christmas Day" in said
    assert "Closed on 13 public holidays in 2026" in said


def test_a_specialist_changes_her_own_days_and_nothing_else(salon: Cast) -> None:
    anna = _log_in("salon", "specialist", "anna")
    listed = Page(anna.get("/desk/salon/hours").content.decode())
    assert listed.hrefs("/hours/resource/anna")
    assert not listed.hrefs("/hours/resource/ben")
    assert not listed.hrefs("/hours/location")
    assert path_of(send(anna, f"{ANNA}/closures/new", first_date="2026-11-24")).startswith(ANNA)
    for path in (
        "/desk/salon/hours/resource/ben",
        "/desk/salon/hours/resource/ben/closures/new",
        "/desk/salon/hours/resource/ben/blocks/new",
        HERE,
        f"{ANNA}/weeks/new",
        "/desk/salon/services",
        "/desk/salon/settings",
    ):
        assert anna.get(path).status_code == 404, path
    form = Page(anna.get(ANNA).content.decode()).form("/remove")
    row = models.Closure.objects.get()
    assert anna.post(f"/desk/salon/hours/resource/ben/closure/{row.id}/remove", form.fields).status_code == 404
    assert "Weekly hours" in text_of(anna.get(ANNA))
    assert "Give hours of its own" not in text_of(anna.get(ANNA))


@pytest.mark.parametrize(
    "path",
    ["/x/anna", "/resource/nobody", "/location/nowhere", "/resource/anna/weeks/1", "/resource/anna/x/1/remove"],
)
def test_what_is_not_there_is_not_found(owner: Client, path: str) -> None:
    form = Page(owner.get(f"{ANNA}/closures/new").content.decode()).forms[-1]
    address = f"/desk/salon/hours{path}"
    answer = owner.post(address, form.fields) if path.endswith("remove") else owner.get(address)
    assert answer.status_code == 404


def test_as_many_statements_for_many_dates_as_for_few(owner: Client) -> None:
    counts = []
    for days in (("24",), ("25", "26", "27")):
        for day in days:
            send(owner, f"{ANNA}/closures/new", first_date=f"2026-11-{day}")
            send(owner, f"{ANNA}/dates/new", day=f"2026-12-{day}", opens_0="10:00", closes_0="12:00")
        with CaptureQueriesContext(connection) as seen:
            owner.get(ANNA)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_other_hours_beside_some_say_from_when_they_count(owner: Client) -> None:
    missing = send(owner, f"{HERE}/weeks/new", closes_0_0="12:00")
    assert missing.status_code == 422
    assert path_of(send(owner, f"{HERE}/weeks/new", closes_0_0="12:00", valid_from="2026-12-01")) == HERE
    assert "Monday 30 November 09:00–17:00" in text_of(owner.get(f"{HERE}?week=2026-11-30"))
    assert "Monday 7 December 09:00–12:00" in text_of(owner.get(f"{HERE}?week=2026-12-07"))
