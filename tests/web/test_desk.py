"""The desk: who gets in, what they see, what they may do."""

import re
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from holdfast.actions._definitions import raise_version
from holdfast.actions._worlds import Place
from holdfast.actions.staff import create_user
from holdfast.core.booking import State
from holdfast.data import models
from tests import cast
from tests.cast import NOW, Cast
from tests.web.visitor import Page, path_of

PASSWORD = "a good long password"
DAY = "?date=2026-11-23"


def _log_in(slug: str, role: str, resource: str | None = None, email: str = "who@example.org") -> Client:
    create_user(
        now=NOW,
        organisation_slug=slug,
        email=email,
        name="Wilma Who",
        password=PASSWORD,
        role=role,
        resource_slug=resource,
    )
    client = Client(enforce_csrf_checks=True)
    _submit(client, client.get("/accounts/login"), login=email, password=PASSWORD)
    return client


def _submit(client: Client, response: Any, part: str = "", **typed: str) -> Any:
    form = next(
        form
        for form in Page(response.content.decode()).forms
        if form.method == "post" and (form.action.endswith(part) if part else "logout" not in form.action)
    )
    return client.post(form.action, {**form.fields, **typed})


def test_nobody_gets_in_without_logging_in(salon: Cast) -> None:
    ref = salon.book("cut").ref
    for path in ("/desk", "/desk/salon", f"/desk/salon/bookings/{ref}"):
        assert path_of(Client().get(path)) == f"/accounts/login?next={path}"
    assert Client().post(f"/desk/salon/bookings/{ref}/cancel").status_code == 302
    assert models.Booking.objects.get().state == State.CONFIRMED


def test_logging_in_leads_to_the_agenda_and_out_again(salon: Cast) -> None:
    client = _log_in("salon", "owner")
    assert path_of(client.get("/desk")) == "/desk/salon"
    response = _submit(client, client.get("/desk/salon"), "/accounts/logout")
    assert path_of(response) == "/accounts/login"
    assert client.get("/desk/salon").status_code == 302


def test_a_wrong_password_is_told_kindly(salon: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    response = _submit(client, client.get("/accounts/login"), login="who@example.org", password="wrong")
    assert response.status_code == 200
    assert "Please check what you typed" in response.content.decode()
    assert 'value="who@example.org"' in response.content.decode()
    nul = _submit(client, client.get("/accounts/login"), login="a\0b@example.org", password="x\0")
    assert nul.status_code == 200


def test_nobody_signs_up(salon: Cast) -> None:
    assert "by invitation" in Client().get("/accounts/signup").content.decode()
    Client().post("/accounts/signup", {"email": "x@example.org", "password1": PASSWORD, "password2": PASSWORD})
    assert not models.User.objects.exists()


def test_the_staff_of_another_business_find_nothing(salon: Cast) -> None:
    cast.salon("other")
    ref = salon.book("cut").ref
    client = _log_in("other", "owner")
    for path in ("/desk/salon", f"/desk/salon/bookings/{ref}", f"/desk/other/bookings/{ref}"):
        assert client.get(path).status_code == 404, path


def test_a_specialist_sees_only_their_own(salon: Cast) -> None:
    hers = salon.book("cut", "10:00", staff="anna").ref
    his = salon.book("cut", "11:00", staff="ben").ref
    client = _log_in("salon", "specialist", "anna")
    page = Page(client.get(f"/desk/salon{DAY}").content.decode())
    assert page.hrefs(hers)
    assert not page.hrefs(his)
    assert client.get(f"/desk/salon/bookings/{his}").status_code == 404
    assert client.get(f"/desk/salon/bookings/{hers}").status_code == 200


def test_the_agenda_shows_the_day_in_order(salon: Cast) -> None:
    salon.book("cut", "15:00")
    salon.book("colour", "09:00")
    text = Page(_log_in("salon", "front_desk").get(f"/desk/salon{DAY}&view=list").content.decode()).text
    assert re.search(
        r"Monday 23 November.*2 bookings.*09:00 –10:30 Dora Dias Colour.*15:00 –15:30 Dora Dias Cut", text
    )
    assert "Confirmed" in text


def test_days_follow_each_other(salon: Cast) -> None:
    page = Page(_log_in("salon", "owner").get(f"/desk/salon{DAY}").content.decode())
    assert "/desk/salon?date=2026-11-22" in page.hrefs("date=")
    assert "/desk/salon?date=2026-11-24" in page.hrefs("date=")
    assert "Nothing is booked on this day." in page.text


@pytest.mark.parametrize("query", ["?date=x", "?date=2026-99-99", "?date=9999-12-31", "?date=%00"])
def test_a_day_that_is_none_is_a_kind_page(salon: Cast, query: str) -> None:
    assert _log_in("salon", "owner").get(f"/desk/salon{query}").status_code == 400


@pytest.mark.parametrize("path", ["?location=nowhere", "?location=%00", "/bookings/NOTHING1", "/bookings/x%00"])
def test_what_is_not_there_is_not_found(salon: Cast, path: str) -> None:
    assert _log_in("salon", "owner").get(f"/desk/salon{path}").status_code == 404


def test_a_request_is_confirmed_from_the_agenda(clinic: Cast) -> None:
    clinic.book("visit")
    client = _log_in("clinic", "owner")
    agenda = client.get("/desk/clinic")
    assert "1 request waits for your answer" in Page(agenda.content.decode()).text
    answer = _submit(client, agenda, "/approve")
    booking = models.Booking.objects.get()
    assert booking.state == State.CONFIRMED
    assert "The request is confirmed." in client.get(path_of(answer)).content.decode()
    assert models.Journal.objects.latest("id").actor_kind == "staff"


def test_a_request_says_where_it_is_for_when_there_are_several_places(clinic: Cast) -> None:
    clinic.book("visit")
    client = _log_in("clinic", "front_desk")
    assert "<span>Here</span>" not in client.get(f"/desk/clinic{DAY}").content.decode()
    clinic.world.add_place(Place("there", "There", "Asia/Kolkata", {}))
    raise_version(clinic.scope)
    elsewhere = client.get(f"/desk/clinic{DAY}&location=there").content.decode()
    assert "<span>Dr. Cruz</span>" in elsewhere
    assert "<span>Here</span>" in elsewhere


@pytest.mark.parametrize(
    ("deeds", "state"),
    [
        (["cancel"], State.CANCELLED),
        (["check-in", "complete"], State.COMPLETED),
        (["complete"], State.COMPLETED),
        (["no-show"], State.NO_SHOW),
    ],
)
def test_the_desk_leads_a_booking_through_its_life(salon: Cast, deeds: list[str], state: State) -> None:
    ref = salon.book("cut").ref
    client = _log_in("salon", "front_desk")
    with patch("django.utils.timezone.now", return_value=salon.at("10:20")):
        for deed in deeds:
            _submit(client, client.get(f"/desk/salon/bookings/{ref}"), f"/{deed}")
    assert models.Booking.objects.get().state == state
    assert "What now?" not in client.get(f"/desk/salon/bookings/{ref}").content.decode()


def test_what_has_not_begun_is_neither_done_nor_missed(salon: Cast) -> None:
    ref = salon.book("cut").ref
    page = Page(_log_in("salon", "owner").get(f"/desk/salon/bookings/{ref}").content.decode())
    verbs = [form.action.rpartition("/")[2] for form in page.forms if "bookings" in form.action]
    assert verbs == ["cancel", "move", "notes"]


def test_only_what_is_possible_is_offered(clinic: Cast) -> None:
    ref = clinic.book("visit").ref
    page = Page(_log_in("clinic", "owner").get(f"/desk/clinic/bookings/{ref}").content.decode())
    verbs = [form.action.rpartition("/")[2] for form in page.forms if "bookings" in form.action]
    assert verbs == ["approve", "decline", "notes"]


def test_what_changed_meanwhile_is_told(clinic: Cast) -> None:
    ref = clinic.book("visit").ref
    client = _log_in("clinic", "owner")
    page = client.get(f"/desk/clinic/bookings/{ref}")
    _submit(client, page, "/decline")
    late = _submit(client, page, "/approve")
    assert "not in the state it was in" in client.get(path_of(late)).content.decode()
    assert models.Booking.objects.get().state == State.DECLINED


def test_a_deed_nobody_knows_is_not_found(salon: Cast) -> None:
    ref = salon.book("cut").ref
    client = _log_in("salon", "owner")
    page = client.get(f"/desk/salon/bookings/{ref}")
    form = next(form for form in Page(page.content.decode()).forms if "cancel" in form.action)
    assert client.post(f"/desk/salon/bookings/{ref}/explode", form.fields).status_code == 404


def test_a_form_without_its_protection_does_nothing(salon: Cast) -> None:
    ref = salon.book("cut").ref
    client = _log_in("salon", "owner")
    refused = client.post(f"/desk/salon/bookings/{ref}/cancel")
    assert refused.status_code == 403
    assert "This page was open for too long" in refused.content.decode()
    assert models.Booking.objects.get().state == State.CONFIRMED


def test_looking_at_the_desk_changes_nothing(salon: Cast) -> None:
    ref = salon.book("cut").ref
    client = _log_in("salon", "owner")
    before = models.Journal.objects.count()
    for path in ("/desk/salon", f"/desk/salon/bookings/{ref}", f"/desk/salon/bookings/{ref}/cancel"):
        client.get(path)
    assert models.Journal.objects.count() == before


def test_staff_pages_are_kept_by_nobody(salon: Cast) -> None:
    client = _log_in("salon", "owner")
    for path in ("/desk/salon", "/accounts/login", "/accounts/password/change"):
        assert client.get(path).headers["Cache-Control"] == "no-store"


def test_somebody_who_works_nowhere_is_told(salon: Cast) -> None:
    client = _log_in("salon", "owner")
    models.Membership.objects.all().delete()
    assert "You do not work anywhere yet" in client.get("/desk").content.decode()


def test_somebody_of_two_businesses_chooses(salon: Cast) -> None:
    cast.salon("other")
    client = _log_in("salon", "owner")
    create_user(
        now=NOW, organisation_slug="other", email="who@example.org", name="", password=PASSWORD, role="manager"
    )
    page = Page(client.get("/desk").content.decode())
    assert page.hrefs("/desk/salon")
    assert page.hrefs("/desk/other")


def test_a_password_is_changed(salon: Cast) -> None:
    client = _log_in("salon", "owner")
    new = "another good password"
    response = _submit(
        client,
        client.get("/accounts/password/change"),
        oldpassword=PASSWORD,
        password1=new,
        password2=new,
    )
    assert path_of(response) == "/accounts/you"
    assert models.User.objects.get().check_password(new)


def test_a_form_sent_after_the_session_ended_leads_back_to_the_desk(salon: Cast) -> None:
    ref = salon.book("cut").ref
    client = _log_in("salon", "owner")
    address = f"/desk/salon/bookings/{ref}/cancel"
    client.logout()
    asked = client.get(address)
    assert (asked.status_code, path_of(asked)) == (303, "/desk/salon")
    assert path_of(client.get("/desk/salon")) == "/accounts/login?next=/desk/salon"


def test_what_goes_wrong_at_the_desk_leads_back_to_it(salon: Cast) -> None:
    client = _log_in("salon", "owner")
    for path, status in (("/desk/salon/bookings/NOTHING1", 404), ("/desk/salon?date=9999-99-99", 400)):
        answer = client.get(path)
        assert answer.status_code == status
        assert "/desk" in Page(answer.content.decode()).hrefs("/desk")
