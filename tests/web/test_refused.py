"""Every "no" is kind, says what to do next, and loses nothing that was typed."""

from unittest.mock import patch

import pytest

from holdfast.actions.holds import Busy
from holdfast.core.booking import State
from holdfast.core.contact import Contact
from holdfast.data import models
from tests.cast import Cast
from tests.web.visitor import DORA, TEN, Visitor, path_of

ANNA_AT_TEN = "/salon/cut?staff=anna&date=2026-11-23&time=10%3A00"
EMIL = {"name": "Emil O'Eco <b>", "email": "emil@example.org", "phone": "+351910000002", "notes": "One\nTwo"}


def test_a_time_just_taken_keeps_what_was_typed_and_offers_the_nearest(salon: Cast, visitor: Visitor) -> None:
    late = visitor.get(ANNA_AT_TEN)
    visitor.hold(ANNA_AT_TEN)
    refused = visitor.send(late, **EMIL)
    assert refused.status_code == 409
    assert "This time was just booked. Here are the nearest free ones." in refused.page.text
    form = refused.page.form()
    assert {name: form.fields[name] for name in EMIL} == EMIL
    times = [value for _, value in form.buttons]
    assert times == sorted(times)
    assert len(times) == 4
    assert "2026-11-23T10:00" not in times


def test_one_click_takes_one_of_the_nearest(salon: Cast, visitor: Visitor) -> None:
    late = visitor.get(ANNA_AT_TEN)
    visitor.hold(ANNA_AT_TEN)
    refused = visitor.send(late, **EMIL)
    name, value = refused.page.form().buttons[0]
    taken = visitor.send(refused, **{name: value})
    visitor.send(visitor.get(path_of(taken)), "/confirm")
    booking = models.Booking.objects.get(state=State.CONFIRMED)
    assert booking.local_start == f"{value}:00"
    assert booking.customer.name == EMIL["name"]
    assert booking.notes == EMIL["notes"]


def test_a_mistake_after_choosing_a_nearest_time_keeps_that_time(salon: Cast, visitor: Visitor) -> None:
    late = visitor.get(ANNA_AT_TEN)
    visitor.hold(ANNA_AT_TEN)
    refused = visitor.send(late, **EMIL)
    name, value = refused.page.form().buttons[-1]
    wrong = visitor.send(refused, **{name: value, "email": "nonsense"})
    assert wrong.status_code == 422
    assert wrong.page.form().fields["start"] == value


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("/salon/cut?date=2026-11-23&time=03%3A00", "Monday 23 November, 03:00 is not free."),
        ("/salon/cut?date=2026-11-23&time=10%3A07", "Monday 23 November, 10:07 is not free."),
        ("/salon/cut?date=2026-11-20&time=10%3A00", "Friday 20 November, 10:00 is over."),
        ("/salon/cut?date=2028-11-20&time=10%3A00", "Monday 20 November, 10:00 is not free."),
    ],
    ids=["closed", "off the grid", "past", "beyond the window"],
)
def test_an_address_cannot_go_round_a_rule(salon: Cast, visitor: Visitor, url: str, said: str) -> None:
    shown = visitor.get(url)
    assert shown.status_code == 409
    assert said in shown.page.text
    assert shown.page.hrefs("time=")
    form = visitor.get(TEN).page.form()
    start = url.partition("date=")[2].replace("&time=", "T").replace("%3A", ":")
    refused = visitor.post(url, {**form.fields, **DORA, "start": start})
    assert refused.status_code == 409
    assert "This time is not offered any more." in refused.page.text
    assert not models.Booking.objects.exists()


def test_every_mistake_is_told_at_the_top_and_at_its_field(salon: Cast, visitor: Visitor) -> None:
    wrong = visitor.send(visitor.get(TEN), name=" ", email="dora", phone="12", notes="x" * 2001)
    assert wrong.status_code == 422
    assert wrong.page.hrefs("#") == ["#main", "#name", "#email", "#phone", "#notes"]
    assert "Enter your name" in wrong.page.text
    assert "like name@example.com" in wrong.page.text
    assert "with its country code, as in the example" in wrong.page.text
    assert "2000 characters or shorter" in wrong.page.text
    assert wrong.page.form().fields["email"] == "dora"
    html = wrong.content.decode()
    assert html.count('aria-invalid="true"') == 4
    assert html.index("<title>") < html.index("Error:")


@pytest.mark.parametrize("value", ["Do\x00ra", "Do\u202ara\x1b[2J", "\ue000"])
def test_characters_nobody_can_use_are_refused(salon: Cast, visitor: Visitor, value: str) -> None:
    wrong = visitor.send(visitor.get(TEN), **{**DORA, "name": value})
    assert wrong.status_code == 422
    assert "\0" not in wrong.content.decode()


def test_a_form_in_another_codec_is_no_way_round(salon: Cast, visitor: Visitor) -> None:
    form = visitor.get(TEN).page.form()
    body = "&".join(
        [f"form={form.fields['form']}", "start=2026-11-23T10:00", "name=\\ud800", "email=a@example.org"]
    )
    for codec in ("raw_unicode_escape", "utf-7", "utf-16"):
        response = visitor.post(TEN, body, content_type=f"application/x-www-form-urlencoded; charset={codec}")
        assert response.status_code in {303, 403, 422}


def test_too_many_holds_of_one_client_lose_nothing(salon: Cast, visitor: Visitor) -> None:
    models.Organisation.objects.filter(id=salon.id).update(holds_per_client=1)
    visitor.hold()
    refused = visitor.send(visitor.get("/salon/cut?date=2026-11-24&time=10%3A00"), **EMIL)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "60"
    assert "Too many times are being held at once" in refused.page.text
    assert refused.page.form().fields["name"] == EMIL["name"]


def test_a_crowd_is_asked_to_try_again(salon: Cast, visitor: Visitor) -> None:
    page = visitor.get(TEN)
    with patch("holdfast.web.public.placing.place_hold", side_effect=Busy()):
        refused = visitor.send(page, **DORA)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "1"
    assert refused.page.form().fields["name"] == DORA["name"]
    assert path_of(visitor.send(refused)).startswith("/h/")


@pytest.mark.parametrize("token", ["", "nonsense", "AAAA:BBBB:CCCC"])
def test_a_form_with_a_forged_token_is_refused_kindly_and_kept(salon: Cast, visitor: Visitor, token: str) -> None:
    refused = visitor.send(visitor.get(TEN), **{**DORA, "form": token})
    assert refused.status_code == 403
    assert "This page was open for too long" in refused.page.text
    assert refused.page.form().fields["name"] == DORA["name"]
    assert path_of(visitor.send(refused)).startswith("/h/")


def test_a_token_of_another_page_does_nothing(salon: Cast, visitor: Visitor) -> None:
    hold = visitor.hold()
    other = visitor.get(TEN).page.form().fields["form"]
    for verb in ("confirm", "extend", "release", "details"):
        assert visitor.post(f"{hold}/{verb}", {"form": other}).status_code == 403, verb
    assert models.Booking.objects.get().state == State.HELD


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "null"},
    ],
)
def test_a_form_from_another_site_is_refused(salon: Cast, visitor: Visitor, headers: dict[str, str]) -> None:
    form = visitor.get(TEN).page.form()
    refused = visitor.post(TEN, {**form.fields, **DORA}, headers=headers)
    assert refused.status_code == 403
    assert "This came from another site" in refused.page.text
    assert not models.Booking.objects.exists()


def test_our_own_pages_may_hide_where_they_are(salon: Cast, visitor: Visitor) -> None:
    form = visitor.get(TEN).page.form()
    response = visitor.post(TEN, {**form.fields, **DORA}, headers={"Origin": "null"})
    assert response.status_code == 303


def test_a_double_click_holds_once(salon: Cast, visitor: Visitor) -> None:
    page = visitor.get(TEN)
    assert path_of(visitor.send(page, **DORA)) == path_of(visitor.send(page, **DORA))
    assert models.Basket.objects.count() == 1


def test_going_back_and_sending_other_details_keeps_the_hold_and_the_new_details(
    salon: Cast, visitor: Visitor
) -> None:
    page = visitor.get(ANNA_AT_TEN)
    first = path_of(visitor.send(page, **DORA))
    assert path_of(visitor.send(page, **EMIL)) == first
    assert models.Basket.objects.get().typed_name == EMIL["name"]


def test_a_double_click_confirms_once_and_leads_to_the_booking(salon: Cast, visitor: Visitor) -> None:
    page = visitor.get(visitor.hold())
    first = path_of(visitor.send(page, "/confirm"))
    assert first.startswith("/b/")
    assert path_of(visitor.send(page, "/confirm")) == first


def test_a_hold_that_is_booked_leads_to_the_booking(salon: Cast, visitor: Visitor) -> None:
    hold = visitor.hold()
    page = visitor.get(hold)
    visitor.send(page, "/confirm")
    for verb in ("extend", "release"):
        assert path_of(visitor.send(page, f"/{verb}")) == hold
    done = visitor.get(hold).page
    assert done.headings == ["This is booked already"]
    assert "Dora" not in done.text
    assert models.Booking.objects.get().state == State.CONFIRMED


def test_a_hold_that_ended_offers_the_nearest_times(salon: Cast, visitor: Visitor) -> None:
    hold = visitor.hold()
    page = visitor.get(hold)
    visitor.send(page, "/release")
    assert path_of(visitor.send(page, "/confirm")) == hold
    gone = visitor.get(hold)
    assert gone.status_code == 410
    assert "Nothing was booked." in gone.page.text
    assert [name for name, _ in gone.page.form("/again").buttons] == ["start"] * 4


def test_after_a_hold_that_ended_another_time_is_taken_without_typing_again(salon: Cast, visitor: Visitor) -> None:
    hold = visitor.hold()
    visitor.send(visitor.get(hold), "/release")
    gone = visitor.get(hold)
    chosen = gone.page.form("/again").buttons[1][1]
    again = visitor.send(gone, "/again", start=chosen)
    assert again.status_code == 303
    assert path_of(again) != hold
    done = visitor.get(path_of(visitor.send(visitor.get(path_of(again)), "/confirm")))
    assert done.page.headings == ["You are booked"]
    booking = models.Booking.objects.get(state="confirmed")
    assert booking.local_start == f"{chosen}:00"
    assert booking.customer.name == "Dora Dias"


def test_another_time_for_an_ended_hold_is_refused_kindly_when_it_is_gone(salon: Cast, visitor: Visitor) -> None:
    hold = visitor.hold(ANNA_AT_TEN)
    visitor.send(visitor.get(hold), "/release")
    gone = visitor.get(hold)
    visitor.hold(ANNA_AT_TEN, **EMIL)
    refused = visitor.send(gone, "/again", start="2026-11-23T10:00")
    assert refused.status_code == 409
    assert "This time was just booked" in refused.page.text
    assert len(refused.page.form("/again").buttons) == 4
    assert visitor.send(gone, "/again", start="nonsense").status_code == 422


def test_a_hold_that_lives_cannot_be_taken_again(salon: Cast, visitor: Visitor) -> None:
    hold = visitor.hold()
    ended = visitor.hold("/salon/cut?date=2026-11-24&time=10%3A00")
    visitor.send(visitor.get(ended), "/release")
    form = visitor.get(ended).page.form("/again")
    assert visitor.post(form.action, {**form.fields, "start": "2026-11-24T11:00"}).status_code == 303
    assert visitor.post(f"{hold}/again", {**form.fields, "start": "2026-11-24T12:00"}).status_code == 403
    assert models.Basket.objects.count() == 3


def test_a_hold_without_details_asks_for_them(salon: Cast, visitor: Visitor) -> None:
    hold = visitor.hold()
    models.Basket.objects.update(typed_name="", typed_email="")
    page = visitor.get(hold)
    assert "We still need to know who comes." in page.page.text
    assert path_of(visitor.send(page, "/confirm")) == f"{hold}/details"


def test_cancelling_twice_is_cancelled(salon: Cast, visitor: Visitor) -> None:
    manage = visitor.book()
    page = visitor.get(f"{manage}/cancel")
    assert path_of(visitor.send(page)) == path_of(visitor.send(page)) == manage
    assert models.Booking.objects.get().state == State.CANCELLED


def test_details_are_kept_as_one_contact(salon: Cast, visitor: Visitor) -> None:
    visitor.hold(**EMIL)
    basket = models.Basket.objects.get()
    kept = Contact(basket.typed_name, basket.typed_email, basket.typed_phone, basket.typed_notes)
    assert kept == Contact(EMIL["name"], EMIL["email"], EMIL["phone"], EMIL["notes"])


def test_what_is_left_empty_when_details_change_stays_as_it_was(salon: Cast, visitor: Visitor) -> None:
    hold = visitor.hold(email="dora@exmaple.org")
    empty = visitor.get(f"{hold}/details")
    wrong = visitor.send(empty, "/details", email="nonsense")
    assert wrong.status_code == 422
    assert "Dora" not in wrong.content.decode()
    assert path_of(visitor.send(empty, "/details", email="dora@example.org")) == hold
    visitor.send(visitor.get(hold), "/confirm")
    customer = models.Booking.objects.get().customer
    assert customer is not None
    assert (customer.name, customer.email, customer.phone) == ("Dora Dias", "dora@example.org", "+447700900123")


def test_a_national_number_is_one_of_the_businesss_country(salon: Cast, visitor: Visitor) -> None:
    models.Organisation.objects.filter(id=salon.id).update(phone="+351210000000")
    assert "For example +351" in visitor.get(TEN).page.text
    visitor.book(phone="912 345 678")
    customer = models.Booking.objects.get().customer
    assert customer is not None
    assert customer.phone == "+351912345678"


@pytest.mark.parametrize(
    "query", ["staff=nobody", "date=x&time=y", "month=9999-99", "date=2026-11-23&time=25%3A00"]
)
def test_a_mistaken_address_of_a_move_is_said_and_what_is_free_is_shown(
    salon: Cast, visitor: Visitor, query: str
) -> None:
    shown = visitor.get(f"{visitor.book()}/move?{query}")
    assert shown.status_code == 400
    assert "Choose from what is offered here." in shown.page.text
    assert shown.page.hrefs("time=09%3A00")


def test_more_time_is_offered_only_while_there_is_some(salon: Cast, visitor: Visitor) -> None:
    hold = visitor.hold()
    answer = visitor.send(visitor.get(hold), "/extend")
    assert answer.headers["Location"] == f"{hold}#held"
    models.Basket.objects.update(extensions=10)
    assert "More time" not in visitor.get(hold).page.text
