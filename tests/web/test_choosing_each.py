"""A service for which the customer chooses whom and where: each for itself, and both are kept to the end."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from holdfast.actions.bookings import cancel_booking
from holdfast.actions.days import add_closure
from holdfast.actions.services import add_service
from holdfast.core.opening import Owner
from holdfast.core.service import NeedWish
from holdfast.data import models
from tests import cast
from tests.actions.test_possible import wish
from tests.cast import MONDAY, NOW, STAFF, Cast
from tests.clock import move_clock
from tests.invariants import assert_sound
from tests.web.test_desk import _log_in
from tests.web.visitor import Page, Visitor, path_of

TEN = "/studio/training?staff=anna,blue&date=2026-11-23&time=10%3A00"


@pytest.fixture
def studio(db: None) -> Iterator[Cast]:
    cache.clear()
    move_clock(NOW - datetime.now(UTC))
    yield cast.studio()
    assert_sound()


def _chips(page: Page) -> dict[str, str]:
    """The options by their ids, with their addresses."""
    ids = {link["id"]: link["href"] for link in page.links if link.get("id", "").startswith("who")}
    return {name: href.partition("?")[2] for name, href in ids.items()}


def _chosen(page: Page) -> list[str]:
    return [link["id"] for link in page.links if link.get("id", "").startswith("who") and "aria-current" in link]


def _filled() -> list[str]:
    return sorted(models.Assignment.objects.values_list("resource__slug", flat=True))


def _away(studio: Cast, who: str) -> None:
    add_closure(
        now=NOW,
        organisation_id=studio.id,
        owner=Owner("resource", who),
        first_date=MONDAY,
        last_date=MONDAY + timedelta(days=12),
        actor=STAFF,
        anyway=True,
    )


def test_each_need_is_a_choice_of_its_own_with_any_first(studio: Cast, visitor: Visitor) -> None:
    page = visitor.get("/studio/training").page
    assert _chips(page) == {
        "who-anyone": "",
        "who-anna": "staff=anna",
        "who-ben": "staff=ben",
        "who-2-anyone": "",
        "who-2-blue": "staff=blue",
        "who-2-green": "staff=green",
    }
    assert _chosen(page) == ["who-anyone", "who-2-anyone"]
    assert "With Anyone A Anna B Ben Room Any Blue room Green room" in page.text


def test_each_choice_keeps_the_other_in_whatever_order_the_address_has_them(
    studio: Cast, visitor: Visitor
) -> None:
    page = visitor.get("/studio/training?staff=blue,anna").page
    assert _chosen(page) == ["who-anna", "who-2-blue"]
    assert _chips(page) == {
        "who-anyone": "staff=blue",
        "who-anna": "staff=anna,blue",
        "who-ben": "staff=ben,blue",
        "who-2-anyone": "staff=anna",
        "who-2-blue": "staff=anna,blue",
        "who-2-green": "staff=anna,green",
    }
    assert "with Anna in Blue room" in page.text


def test_both_are_said_and_kept_from_the_times_to_the_booking(studio: Cast, visitor: Visitor) -> None:
    times = visitor.get("/studio/training?staff=anna,blue").page
    url = times.hrefs("date=2026-11-23&time=10%3A00")[0]
    assert url == TEN
    assert "With Anna Blue room" in visitor.get(url).page.text
    hold = visitor.hold(url)
    assert "With Anna Blue room" in visitor.get(hold).page.text
    manage = path_of(visitor.send(visitor.get(hold), "/confirm"))
    assert "With Anna Blue room" in visitor.get(manage).page.text
    assert _filled() == ["anna", "blue"]


def test_times_are_those_at_which_both_are_free(studio: Cast, visitor: Visitor) -> None:
    studio.book("training", "10:00", staff="ben,blue")
    assert not visitor.get("/studio/training?staff=anna,blue").page.hrefs("time=10%3A00")
    assert visitor.get("/studio/training?staff=anna").page.hrefs("time=10%3A00")
    assert visitor.get("/studio/training?staff=green,anna").page.hrefs("time=10%3A00")


def test_whom_the_path_names_is_fixed_and_the_room_may_still_be_chosen(studio: Cast, visitor: Visitor) -> None:
    page = visitor.get("/studio/training/anna?staff=green,ben").page
    assert _chips(page) == {"who-anyone": "", "who-blue": "staff=blue", "who-green": "staff=green"}
    assert "with Anna in Green room" in page.text
    visitor.book("/studio/training/anna?staff=green&date=2026-11-23&time=10%3A00")
    assert _filled() == ["anna", "green"]


def test_of_a_need_of_two_both_can_be_chosen_and_a_press_takes_one_back(studio: Cast, visitor: Visitor) -> None:
    two = NeedWish("Trainers", kind="person", how_many=2, customer_chooses=True)
    slug = add_service(now=NOW, organisation_id=studio.id, wish=wish(two), actor=STAFF)
    one = _chips(visitor.get(f"/studio/{slug}?staff=anna").page)
    assert (one["who-anna"], one["who-ben"]) == ("", "staff=anna,ben")
    both = visitor.get(f"/studio/{slug}?staff=anna,ben").page
    assert _chosen(both) == ["who-anna", "who-ben"]
    assert _chips(both)["who-anna"] == "staff=ben"
    assert "with Anna with Ben" in both.text


def test_who_cannot_be_chosen_is_said_and_left_out(studio: Cast, visitor: Visitor) -> None:
    for named in ("anna,nobody", "any", "anna,,blue"):
        answer = visitor.get(f"/studio/training?staff={named}")
        assert (answer.status_code, _chosen(answer.page)) == (400, ["who-anyone", "who-2-anyone"])


def test_where_both_are_far_off_one_is_replaced_and_the_other_stays(studio: Cast, visitor: Visitor) -> None:
    _away(studio, "anna")
    page = visitor.get("/studio/training?staff=anna,blue").page
    assert "Anna, Blue room: together from Monday 7 December." in page.text
    assert page.hrefs("staff=ben,blue&date=2026-11-23&time=09%3A00")
    assert "Sooner with another choice: Ben, Blue room Monday 23 November 09:00" in page.text
    _away(studio, "blue")
    assert visitor.get("/studio/training?staff=ben,blue").page.hrefs("staff=ben,green&date=2026-11-23")


def test_a_move_keeps_both_unless_others_are_chosen(studio: Cast, visitor: Visitor) -> None:
    manage = visitor.book(TEN)
    page = visitor.get(f"{manage}/move").page
    assert _chosen(page) == ["who-anna", "who-2-blue"]
    assert _chips(page) == {
        "who-anyone": "staff=blue,any",
        "who-anna": "staff=anna,blue",
        "who-ben": "staff=ben,blue",
        "who-2-anyone": "staff=anna,any",
        "who-2-blue": "staff=anna,blue",
        "who-2-green": "staff=anna,green",
    }
    assert not page.hrefs("date=2026-11-23&time=10%3A00")
    visitor.send(visitor.get(page.hrefs("time=11%3A00")[0]))
    assert _filled() == ["anna", "blue"]
    # Another room at the same time is a move, too.
    asked = visitor.get(f"{manage}/move?staff=anna,green&date=2026-11-23&time=11%3A00")
    assert "With Anna Green room" in asked.page.text
    visitor.send(asked)
    assert _filled() == ["anna", "green"]
    visitor.send(visitor.get(f"{manage}/move?staff=ben&date=2026-11-23&time=12%3A00"))
    assert _filled() == ["ben", "green"]


def test_any_room_will_do_where_the_address_of_a_move_says_so(studio: Cast, visitor: Visitor) -> None:
    manage = visitor.book(TEN)
    studio.book("training", "11:00", staff="ben,blue")
    eleven = "date=2026-11-23&time=11%3A00"
    assert not visitor.get(f"{manage}/move").page.hrefs(eleven)
    page = visitor.get(f"{manage}/move?staff=anna,any").page
    assert _chosen(page) == ["who-anna", "who-2-anyone"]
    visitor.send(visitor.get(page.hrefs(eleven)[0]))
    assert _filled() == ["anna", "ben", "blue", "green"]


def test_what_is_offered_for_a_cancelled_one_keeps_the_room(studio: Cast, visitor: Visitor) -> None:
    manage = visitor.book(TEN)
    booking = models.Booking.objects.get()
    cancel_booking(now=NOW, organisation_id=studio.id, booking_id=booking.id, actor=STAFF)
    page = visitor.get(manage).page
    assert "10:00 same time, with Ben, Blue room Monday 23 November 09:45 with Anna, Blue room" in page.text
    assert page.hrefs("time=")[:2] == [
        "/studio/training?staff=ben,blue&date=2026-11-23&time=10%3A00",
        "/studio/training?staff=anna,blue&date=2026-11-23&time=09%3A45",
    ]


def test_the_desk_moves_and_hands_over_with_the_room_kept(studio: Cast, visitor: Visitor) -> None:
    visitor.book(TEN)
    ref, client = models.Booking.objects.get().ref, _log_in("studio", "front_desk")
    move = f"/desk/studio/bookings/{ref}/move"
    assert _chosen(Page(client.get(move).content.decode())) == ["who-anna", "who-2-blue"]
    handed = f"{move}?staff=ben&date=2026-11-23&time=10%3A00"
    asked = Page(client.get(handed).content.decode())
    assert "With Ben Blue room" in asked.text
    assert client.post(handed, asked.form("/move").fields).status_code == 303
    assert _filled() == ["ben", "blue"]


def test_by_telephone_each_is_a_field(studio: Cast) -> None:
    client = _log_in("studio", "front_desk")
    page = Page(client.get("/desk/studio/book?staff=blue,anna").content.decode())
    form = next(form for form in page.forms if form.method == "post" and form.action.endswith("/book"))
    assert (form.fields["staff"], form.fields["staff-2"]) == ("anna", "blue")
    told = {**form.fields, "staff-2": "green", "name": "Fritz Falk", "phone": "+44 7700 900456"}
    answer = client.post("/desk/studio/book", {**told, "start": "2026-11-23T09:15"})
    assert answer.status_code == 303
    assert _filled() == ["anna", "green"]


def test_why_a_time_is_not_free_is_asked_of_both(studio: Cast) -> None:
    studio.book("training", "10:00", staff="ben,blue")
    client = _log_in("studio", "front_desk")
    address = "/desk/studio/why?service=training&staff=anna,blue&date=2026-11-23&time=10:00"
    page = Page(client.get(address).content.decode())
    form = next(form for form in page.forms if "date" in form.fields)
    assert (form.fields["staff"], form.fields["staff-2"]) == ("anna", "blue")
    assert "Blue room" in page.text.partition("Show why")[2]
    assert page.hrefs("/book?service=training&staff=anna,blue&date=2026-11-23")


def test_a_specialist_books_themselves_and_chooses_the_room(studio: Cast) -> None:
    client = _log_in("studio", "specialist", "anna")
    page = Page(client.get("/desk/studio/book").content.decode())
    form = next(form for form in page.forms if form.method == "post" and form.action.endswith("/book"))
    assert {name for name in form.fields if name.startswith("staff")} == {"staff"}
    told = {**form.fields, "staff": "green", "name": "Fritz Falk", "phone": "+44 7700 900456"}
    client.post("/desk/studio/book", {**told, "start": "2026-11-23T09:15"})
    assert _filled() == ["anna", "green"]


def test_a_program_moves_and_is_offered_with_both(studio: Cast) -> None:
    body = {
        "service": "training",
        "starts_at": "2026-11-23T10:00:00Z",
        "staff": "anna,blue",
        "customer": {"name": "Dora Dias", "email": "dora@example.org"},
    }
    base = "/api/v1/orgs/studio/bookings"
    booked = Client().post(base, body, content_type="application/json").json()["bookings"][0]
    headers, own = {"Authorization": f"Bearer {booked['token']}"}, f"{base}/{booked['ref']}"
    studio.book("training", "11:00", staff="ben,blue")

    def starts(query: str = "") -> list[str]:
        answer = Client().get(f"{own}/slots?from=2026-11-23&to=2026-11-23{query}", headers=headers)
        return [slot["starts_at"][11:16] for slot in answer.json()["slots"]]

    assert "11:00" not in starts()
    assert "11:00" in starts("&staff=anna,green")
    assert "11:00" in starts("&anyone=true")
    offered = Client().get(f"{own}/substitutes", headers=headers).json()["substitutes"]
    assert [one["staff"] for one in offered][:2] == ["ben,blue", "anna,blue"]

    def move(**said: str) -> int:
        return (
            Client().post(f"{own}/reschedule", said, content_type="application/json", headers=headers).status_code
        )

    assert move(starts_at="2026-11-23T11:00:00Z") == 409
    assert move(starts_at="2026-11-23T14:00:00Z") == 200
    assert move(starts_at="2026-11-23T11:00:00Z", staff="green,anna") == 200
    assert _filled() == ["anna", "ben", "blue", "green"]
